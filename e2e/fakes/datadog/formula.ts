/** A formula over named queries: numbers, names, + - * / and brackets. Datadog's functions are not played; they throw. */
export type Formula = (valueOf: (name: string) => number | null) => number | null;

const TOKEN = /\s*([A-Za-z_]\w*|\d+(?:\.\d+)?|[-+*/()])/y;

/** Throws with Datadog's kind of sentence where it is none. */
export function readFormula(text: string): Formula {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const found = TOKEN.exec(text);
    if (found?.[1] === undefined) throw new SyntaxError(`Error parsing formula: ${text}`);
    tokens.push(found[1]);
  }
  let next = 0;
  const both = (left: Formula, right: Formula, join: (a: number, b: number) => number | null): Formula => (valueOf) => {
    const [a, b] = [left(valueOf), right(valueOf)];
    return a === null || b === null ? null : join(a, b);
  };
  const factor = (): Formula => {
    const token = tokens[next++];
    if (token === '(') {
      const inner = sum();
      if (tokens[next++] !== ')') throw new SyntaxError(`Error parsing formula: ${text}`);
      return inner;
    }
    if (token === '-') return both(() => 0, factor(), (a, b) => a - b);
    if (token === undefined || /^[-+*/)]$/.test(token)) throw new SyntaxError(`Error parsing formula: ${text}`);
    return /^\d/.test(token) ? () => Number(token) : (valueOf) => valueOf(token);
  };
  const product = (): Formula => {
    let left = factor();
    while (tokens[next] === '*' || tokens[next] === '/') {
      const times = tokens[next++] === '*';
      left = both(left, factor(), (a, b) => (times ? a * b : b === 0 ? null : a / b));
    }
    return left;
  };
  const sum = (): Formula => {
    let left = product();
    while (tokens[next] === '+' || tokens[next] === '-') {
      const plus = tokens[next++] === '+';
      left = both(left, product(), (a, b) => (plus ? a + b : a - b));
    }
    return left;
  };
  const formula = sum();
  if (next !== tokens.length) throw new SyntaxError(`Error parsing formula: ${text}`);
  return formula;
}

/** Names of queries that a formula uses. */
export const namesIn = (formula: string): readonly string[] => formula.match(/[A-Za-z_]\w*/g) ?? [];
