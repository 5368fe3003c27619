import { spansOf, type Term } from './query.ts';
import { wordsOf } from './words.ts';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A part of a text around what was looked for. `marks` are places in `text` (UTF-16), in order and apart from each other; never markup. */
export interface Excerpt {
  readonly text: string;
  readonly marks: readonly Span[];
  /** How many of the terms stand in the whole text. */
  readonly terms: number;
}

const BEFORE = 60;
const LENGTH = 240;
/** Of a longer text the beginning is looked through: a page of results must not take as long as its longest text. */
const LOOKED_THROUGH = 40_000;
/** One for one, so that places stay: breaks, control characters, and what changes the direction of the text around it. */
// oxlint-disable-next-line no-control-regex -- the control characters themselves are what is looked for
const UNSAFE = /[\u0000-\u001F\u007F-\u009F\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/gu;

/** The excerpt that shows the first place of a term; the beginning of the text where none stands in it. */
export function excerptOf(whole: string, terms: readonly Term[], length = LENGTH): Excerpt {
  const text = whole.slice(0, LOOKED_THROUGH).replace(UNSAFE, ' ');
  const words = wordsOf(text);
  const found = terms.map((term) => spansOf(term, words));
  const spans = merged(found.flat());
  const first = spans[0]?.from ?? 0;
  const from = first <= BEFORE * 2 || text.length <= length ? 0 : (words.find((word) => word.from >= first - BEFORE)?.from ?? first);
  const until = text.length <= from + length ? text.length : (words.findLast((word) => word.to <= from + length && word.to > from)?.to ?? from + length);
  const head = from === 0 ? '' : '… ';
  const tail = until < whole.trimEnd().length ? ' …' : '';
  return {
    text: `${head}${text.slice(from, until)}${tail}`,
    marks: spans.flatMap((span) => (span.from >= from && span.to <= until ? [{ from: span.from - from + head.length, to: span.to - from + head.length }] : [])),
    terms: found.filter(({ length: places }) => places > 0).length,
  };
}

/** In order, none touching another. */
function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    const last = result.at(-1);
    if (last === undefined || span.from > last.to) result.push(span);
    else result[result.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
  }
  return result;
}
