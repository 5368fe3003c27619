/** Where a plan stands in the file: its lines from `from` (counted from 0) up to, but without, `to`. */
export interface Block {
  readonly from: number;
  readonly to: number;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;
const isEmpty = (line: string): boolean => /^\s*(#.*)?$/.test(line);
const unquoted = (value: string): string => value.trim().replace(/^(["'])(.*)\1$/, '$2');

/** Lines below `plans:`, as far as they belong to it; null where it is not written as a list in lines of its own. */
function sectionOf(lines: readonly string[]): Block | null {
  const head = lines.findIndex((line) => /^plans:\s*(#.*)?$/.test(line));
  if (head === -1) return null;
  const next = lines.findIndex((line, index) => index > head && !isEmpty(line) && indentOf(line) === 0 && !line.startsWith('-'));
  return { from: head + 1, to: next === -1 ? lines.length : next };
}

function nameOf(lines: readonly string[], { from, to }: Block, dash: number): string | null {
  const first = lines[from]?.slice(dash + 1) ?? '';
  const inBraces = /^\s*\{.*?\bid:\s*("[^"]*"|'[^']*'|[^,}\s]+)/.exec(first);
  if (inBraces !== null) return unquoted(inBraces[1] ?? '');
  const keys = dash + 1 + indentOf(first);
  const own = [' '.repeat(dash + 1) + first, ...lines.slice(from + 1, to)].filter((line) => !isEmpty(line) && indentOf(line) === keys);
  const id = own.map((line) => /^\s*id:\s*("[^"]*"|'[^']*'|[^#\s]+)/.exec(line)?.[1]).find((value) => value !== undefined);
  return id === undefined ? null : unquoted(id);
}

/** The lines of one plan in the text of holdfast.yaml; null where they cannot be told apart, as in a list that is written in brackets. */
export function blockOf(text: string, id: string): Block | null {
  const lines = text.split('\n');
  const section = sectionOf(lines);
  if (section === null) return null;
  const firstDash = lines.slice(section.from, section.to).find((line) => !isEmpty(line));
  if (firstDash === undefined || !firstDash.trimStart().startsWith('-')) return null;
  const dash = indentOf(firstDash);
  const starts = lines.flatMap((line, index) => (index >= section.from && index < section.to && !isEmpty(line) && indentOf(line) === dash && line[dash] === '-' ? [index] : []));
  for (const [nth, from] of starts.entries()) {
    let to = starts[nth + 1] ?? section.to;
    // Comments and empty lines before the next one belong to that.
    while (to > from + 1 && isEmpty(lines[to - 1] ?? '')) to -= 1;
    if (nameOf(lines, { from, to }, dash) === id) return { from, to };
  }
  return null;
}

export const textOfBlock = (text: string, { from, to }: Block): string => text.split('\n').slice(from, to).join('\n');

/** The whole file with other lines in the place of the plan's. */
export function withBlock(text: string, { from, to }: Block, mine: string): string {
  const lines = text.split('\n');
  return [...lines.slice(0, from), ...mine.split('\n'), ...lines.slice(to)].join('\n');
}
