/** Larger middles than this many line pairs are shown as a whole, removed and added: nobody reads them line by line. */
const MAX_PAIRS = 1_000_000;

/** A line that is gone (`-`, its number before) or new (`+`, its number now). */
export interface DifferentLine {
  readonly sign: '-' | '+';
  readonly number: number;
  readonly text: string;
}

/** What differs between two texts, a line each: `- 12: text` was line 12 before, `+ 12: text` is line 12 now. */
export const lineDifference = (before: string, after: string): string[] => differentLines(before, after).map(({ sign, number, text }) => `${sign} ${number}: ${text}`);

/**
 * The lines in which two texts differ, as few as possible by the longest common subsequence of lines (Hunt and McIlroy, "An Algorithm
 * for Differential File Comparison", 1976).
 */
export function differentLines(before: string, after: string): DifferentLine[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let [oldEnd, nowEnd] = [old.length, now.length];
  while (oldEnd > start && nowEnd > start && old[oldEnd - 1] === now[nowEnd - 1]) {
    oldEnd -= 1;
    nowEnd -= 1;
  }
  const kept = (oldEnd - start) * (nowEnd - start) > MAX_PAIRS ? [] : commonPlaces(old.slice(start, oldEnd), now.slice(start, nowEnd));
  const changes: DifferentLine[] = [];
  let [oldAt, nowAt] = [start, start];
  for (const [oldLine, nowLine] of [...kept.map(([a, b]) => [a + start, b + start] as const), [oldEnd, nowEnd] as const]) {
    for (; oldAt < oldLine; oldAt += 1) changes.push({ sign: '-', number: oldAt + 1, text: old[oldAt] ?? '' });
    for (; nowAt < nowLine; nowAt += 1) changes.push({ sign: '+', number: nowAt + 1, text: now[nowAt] ?? '' });
    oldAt += 1;
    nowAt += 1;
  }
  return changes;
}

const linesOf = (text: string): string[] => {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
};

/** Places of a longest common subsequence, in order: of lines, words, whatever is compared. Takes time and memory by the product of both lengths. */
export function commonPlaces(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const width = b.length + 1;
  /* Length of the longest one from [i, j] to the ends; so long that it needs more than 16 bits, nothing is compared. */
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const common: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) common.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return common;
}
