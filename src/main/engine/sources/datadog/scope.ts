/**
 * Whether a group with these tags lies in the group scope of a downtime, as Datadog writes it: `env:prod`, `host:a,service:b`,
 * `env:(staging OR prod) AND NOT service:login`, `host:web-*`, `*`. Null where it cannot be understood.
 */
export function inScope(scope: string, tags: readonly string[]): boolean | null {
  const tokens = scope.slice(0, MOST_CHARS).match(TOKEN) ?? [];
  if (scope.length > MOST_CHARS || tokens.join('').replaceAll(/\s+/g, '') !== scope.replaceAll(/\s+/g, '')) return null;
  const present = new Set(tags.map((tag) => tag.toLowerCase()));
  const state = { next: 0, depth: 0 };
  const peek = (): string | undefined => tokens[state.next];
  const word = (): string => (peek() ?? '').toUpperCase();

  const has = (pattern: string): boolean => {
    const wanted = pattern.replaceAll('"', '').toLowerCase();
    if (!wanted.includes('*')) return present.has(wanted);
    const matcher = new RegExp(`^${wanted.split('*').map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, String.raw`\$&`)).join('[^]*')}$`);
    return wanted === '*' || [...present].some((tag) => matcher.test(tag));
  };

  /** `key:` stands before a bracket: each value in it is one of that key. */
  const either = (key: string): boolean | null => {
    let left = all(key);
    while (left !== null && word() === 'OR') {
      state.next += 1;
      const right = all(key);
      left = right === null ? null : left || right;
    }
    return left;
  };
  const all = (key: string): boolean | null => {
    let left = one(key);
    while (left !== null && peek() !== undefined && peek() !== ')' && word() !== 'OR') {
      if (word() === 'AND' || peek() === ',') state.next += 1;
      const right = one(key);
      left = right === null ? null : left && right;
    }
    return left;
  };
  const one = (key: string): boolean | null => {
    const token = peek();
    if (token === undefined || token === ')' || token === ',' || word() === 'AND' || word() === 'OR') return null;
    state.next += 1;
    if (token.toUpperCase() === 'NOT' || token === '-' || token === '!') {
      const inner = one(key);
      return inner === null ? null : !inner;
    }
    if (token === '(' || peek() === '(') {
      if (token !== '(') state.next += 1;
      if ((state.depth += 1) > MOST_DEEP || (token !== '(' && !token.endsWith(':'))) return null;
      const inner = either(token === '(' ? key : token);
      state.depth -= 1;
      if (peek() !== ')') return null;
      state.next += 1;
      return inner;
    }
    return has(`${key}${token}`);
  };

  const found = either('');
  return state.next === tokens.length ? found : null;
}

/** Values that a scope names for a key, as in `service:(a OR b)`; none where it excludes something, or names them by a pattern. */
export function valuesOf(scope: string, key: string): readonly string[] {
  if (scope.length > MOST_CHARS || /\bNOT\b|(?:^|[\s,(])[-!]/i.test(scope)) return [];
  return [...scope.matchAll(new RegExp(`(?:^|[\\s,(])${key}:(?:\\(([^()]*)\\)|"([^"]*)"|([^\\s,()"]+))`, 'gi'))]
    .flatMap(([, several, quoted, one]) => several?.split(/\s+OR\s+/i) ?? [quoted ?? one ?? ''])
    .map((value) => value.trim().replaceAll('"', ''))
    .filter((value) => value !== '' && !value.includes('*'));
}

const MOST_CHARS = 4_000;
const MOST_DEEP = 20;
/** A bracket, a comma, a sign of negation before a word, or a word with quoted parts. */
const TOKEN = /[(),]|[-!](?=[^\s(),]|\()|(?:"[^"]*"|[^\s(),"])+/g;
