/** What a step is done once for each of, as it is written: a list, or a range such as `web-[1-12]`. */
export interface Targets {
  readonly count: number;
  /** The one at this place, counted from 0. */
  readonly at: (index: number) => string;
}

const RANGE = /^([^[\]]*)\[(\d{1,12})-(\d{1,12})\]([^[\]]*)$/;

/** Null where brackets are no range. Nothing is made of a range but what is asked for: a million targets cost nothing to count. */
export function readTargets(written: string | readonly string[]): Targets | null {
  if (typeof written !== 'string') return { count: written.length, at: (index) => written[index] ?? '' };
  const range = RANGE.exec(written);
  if (range === null) return /[[\]]/.test(written) ? null : { count: 1, at: () => written };
  const [, before = '', from = '0', to = '0', after = ''] = range;
  const [first, last] = [Number(from), Number(to)];
  // Leading zeros say how wide numbers are: web-[01-12].
  const width = from.startsWith('0') ? from.length : 0;
  return last < first ? null : { count: last - first + 1, at: (index) => `${before}${String(first + index).padStart(width, '0')}${after}` };
}

/** "web-1, web-2, web-3 … web-1000000" */
export function previewTargets({ count, at }: Targets): string {
  const shown = Math.min(count, 3);
  const first = Array.from({ length: shown }, (_, index) => at(index)).join(', ');
  return count > shown ? `${first} … ${at(count - 1)}` : first;
}
