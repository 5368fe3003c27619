import { wordsOf, type Word } from './words.ts';

/** What has to stand in a text: one word, or several in this order. `prefix`: the last one is only the beginning of a word. */
export interface Term {
  readonly words: readonly string[];
  readonly prefix: boolean;
}

/** A search as it was understood: all of these, none of those. */
export interface Query {
  readonly all: readonly Term[];
  readonly none: readonly Term[];
}

/** More words than anybody means; what comes after them is left out. */
export const TERMS_MAX = 12;
/** Shorter beginnings stand for so many words that looking them up takes seconds. */
const PREFIX_MIN = 3;

/** `-` only where a word begins, so that "re-run" is two words; a quote that is not closed ends with the text. */
const PART = /(?<minus>(?<=^|\s)-)?(?:["“”](?<phrase>[^"“”]*)["“”]?|(?<word>[^\s"“”]+))/gu;

/**
 * Reads what somebody typed: words, "phrases", beginnings of words (`certif*`) and `-without`. Every text is a search: what has no
 * letter and no digit means nothing. Pure.
 */
export function readQuery(text: string): Query {
  const all: Term[] = [];
  const none: Term[] = [];
  for (const { groups } of text.matchAll(PART)) {
    const said = groups?.['phrase'] ?? groups?.['word'] ?? '';
    const words = wordsOf(said).map(({ folded }) => folded);
    const last = words.at(-1);
    if (last === undefined) continue;
    if (all.length + none.length === TERMS_MAX) break;
    const prefix = groups?.['word']?.endsWith('*') === true && last.length >= PREFIX_MIN;
    (groups?.['minus'] === undefined ? all : none).push({ words, prefix });
  }
  return { all, none };
}

/** A term in the language of FTS5. Words are letters and digits, so nothing in them can be read as a sign of that language. */
export const termMatch = ({ words, prefix }: Term): string => `"${words.join(' ')}"${prefix ? ' *' : ''}`;

/** All of the terms and none of those to be left out, in the language of FTS5; null where nothing is asked for but to leave out. */
export function wordsMatch({ all, none }: Query): string | null {
  if (all.length === 0) return null;
  return none.reduce((match, term) => `(${match} NOT ${termMatch(term)})`, `(${all.map(termMatch).join(' AND ')})`);
}

/** Where a term stands in words, first to last: spans of the text. */
export function spansOf(term: Term, words: readonly Word[]): { readonly from: number; readonly to: number }[] {
  const stands = (at: number): boolean =>
    term.words.every((word, index) => {
      const found = words[at + index]?.folded;
      return found !== undefined && (term.prefix && index === term.words.length - 1 ? found.startsWith(word) : found === word);
    });
  return words.flatMap(({ from }, at) => {
    const last = words[at + term.words.length - 1];
    return last !== undefined && stands(at) ? [{ from, to: last.to }] : [];
  });
}
