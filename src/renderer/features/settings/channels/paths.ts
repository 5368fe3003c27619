export type Group = Readonly<Record<string, unknown>>;

const isGroup = (value: unknown): value is Group => typeof value === 'object' && value !== null;

/** What stands at a path such as `oauth2.clientId`. */
export function getAt(group: Group, path: string): unknown {
  return path.split('.').reduce<unknown>((so, step) => (isGroup(so) ? so[step] : undefined), group);
}

/** A copy with that one value; what holds it is made where it is missing. */
export function setAt(group: Group, path: string, value: unknown): Group {
  const dot = path.indexOf('.');
  if (dot === -1) return { ...group, [path]: value };
  const step = path.slice(0, dot);
  const inner = group[step];
  return { ...group, [step]: setAt(isGroup(inner) ? inner : {}, path.slice(dot + 1), value) };
}

/** The field that a place belongs to: itself, what holds it, or the first below it. */
export function keyOf(path: string, known: readonly string[]): string {
  const holders = known.filter((key) => path === key || path.startsWith(`${key}.`)).toSorted((a, b) => b.length - a.length);
  return holders[0] ?? known.find((key) => key.startsWith(`${path}.`)) ?? 'id';
}

interface WithIssues {
  readonly issues?: unknown;
}

/** What the check of the whole file found in a channel, by field: `channels[3].publishers[0]` is of `publishers`. */
export function problemsIn(details: unknown, known: readonly string[]): Readonly<Record<string, string>> {
  const { issues } = (isGroup(details) ? details : {}) as WithIssues;
  const found = (Array.isArray(issues) ? (issues as unknown[]) : []).flatMap((issue): [string, string][] => {
    const { path, message } = isGroup(issue) ? issue : {};
    const [, below] = typeof path === 'string' ? (/^channels\[\d+\]\.(.+)$/.exec(path) ?? []) : [];
    return below === undefined || typeof message !== 'string' ? [] : [[keyOf(below.replaceAll(/\[([^\]]+)\]/g, '.$1'), known), `${message.charAt(0).toUpperCase()}${message.slice(1)}`]];
  });
  return Object.fromEntries(found);
}
