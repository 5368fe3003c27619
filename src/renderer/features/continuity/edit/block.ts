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

/** How far in its plans begin, and where they end; null where there are none in lines of their own. */
function listOf(lines: readonly string[]): { readonly dash: number; readonly section: Block } | null {
  const section = sectionOf(lines);
  const first = section === null ? undefined : lines.slice(section.from, section.to).find((line) => !isEmpty(line));
  if (section === null || first === undefined || !first.trimStart().startsWith('-')) return null;
  return { dash: indentOf(first), section };
}

/** Without comments and empty lines at its end, which belong to what comes next. */
function withoutTail(lines: readonly string[], { from, to }: Block): Block {
  let end = to;
  while (end > from && isEmpty(lines[end - 1] ?? '')) end -= 1;
  return { from, to: end };
}

/** Where a new plan would stand, how far in, and whether `plans:` must be written first; null where plans are written in brackets. */
export function placeForNew(text: string): { readonly block: Block; readonly dash: number; readonly hasHead: boolean } | null {
  const lines = text.split('\n');
  const list = listOf(lines);
  if (list !== null) {
    const { to } = withoutTail(lines, list.section);
    return { block: { from: to, to }, dash: list.dash, hasHead: true };
  }
  const section = sectionOf(lines);
  // The head alone: its plans come right below it.
  if (section !== null) return { block: { from: section.from, to: section.from }, dash: 2, hasHead: true };
  if (lines.some((line) => /^["']?plans["']?\s*:/.test(line))) return null;
  const { to } = withoutTail(lines, { from: 0, to: lines.length });
  return { block: { from: to, to }, dash: 2, hasHead: false };
}

/** The lines of one plan in the text of holdfast.yaml; null where they cannot be told apart, as in a list that is written in brackets. */
export function blockOf(text: string, id: string): Block | null {
  const lines = text.split('\n');
  const list = listOf(lines);
  if (list === null) return null;
  const { dash, section } = list;
  const starts = lines.flatMap((line, index) => (index >= section.from && index < section.to && !isEmpty(line) && indentOf(line) === dash && line[dash] === '-' ? [index] : []));
  for (const [nth, from] of starts.entries()) {
    const own = withoutTail(lines, { from, to: starts[nth + 1] ?? section.to });
    if (nameOf(lines, own, dash) === id) return own;
  }
  return null;
}

/** The id that the lines of one plan give it; null where they do not. */
export function idOfPlan(text: string): string | null {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => line.trimStart().startsWith('-'));
  return from === -1 ? null : nameOf(lines, { from, to: lines.length }, indentOf(lines[from] ?? ''));
}

export const textOfBlock = (text: string, { from, to }: Block): string => text.split('\n').slice(from, to).join('\n');

/** The whole file with other lines in the place of the plan's. */
export function withBlock(text: string, { from, to }: Block, mine: string): string {
  const lines = text.split('\n');
  return [...lines.slice(0, from), ...mine.split('\n'), ...lines.slice(to)].join('\n');
}
