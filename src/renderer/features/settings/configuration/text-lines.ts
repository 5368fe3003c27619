/** Where two texts differ: the lines between what they have in common at both ends. Lines count from 1. */
export interface Difference {
  readonly fromLine: number;
  readonly left: readonly string[];
  readonly right: readonly string[];
}

/** Null where the texts are equal. */
export function differenceOf(left: string, right: string): Difference | null {
  if (left === right) return null;
  const [a, b] = [left.split('\n'), right.split('\n')];
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  return { fromLine: head + 1, left: a.slice(head, a.length - tail), right: b.slice(head, b.length - tail) };
}

/** Position of a line and column (both from 1) in a text, and where that line ends; beyond the text, its end. */
export function spanOfLine(text: string, line: number, column: number): { readonly from: number; readonly to: number } {
  let start = 0;
  for (let at = 1; at < line; at += 1) {
    const next = text.indexOf('\n', start);
    if (next === -1) return { from: text.length, to: text.length };
    start = next + 1;
  }
  const end = text.indexOf('\n', start);
  const to = end === -1 ? text.length : end;
  return { from: Math.min(start + column - 1, to), to };
}

export const countLines = (text: string): number => text.split('\n').length;

/** What stands beside the text: one number to a line, those with something wrong behind a mark. */
export function gutterText(lines: number, marked: ReadonlySet<number>): string {
  const width = String(lines).length;
  return Array.from({ length: lines }, (_, index) => `${marked.has(index + 1) ? '▲' : ' '} ${String(index + 1).padStart(width)}`).join('\n');
}
