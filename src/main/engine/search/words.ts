/** A word of a text, folded as the index folds it, with its place in the text (UTF-16). */
export interface Word {
  readonly folded: string;
  readonly from: number;
  readonly to: number;
}

/** Letters and digits, with the marks that stand on them: what the tokenizer `unicode61` makes of a text, but for `OWN`. */
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
/** Begins the words that filters look for. The index takes it for a letter; nobody can look for it, and texts are indexed without it. */
export const OWN = '\uE000';
const PRIVATE_USE = /\p{Co}/gu;
export const withoutOwn = (text: string): string => text.replace(PRIVATE_USE, ' ');
const MARKS = /\p{M}/gu;

/** Without marks and case: "Zürich" and "zurich" are one word. */
export const foldWord = (word: string): string => word.normalize('NFD').replace(MARKS, '').toLowerCase();

/** The words of a text in their order. */
export const wordsOf = (text: string): Word[] => Array.from(text.matchAll(WORD), ({ 0: word, index }) => ({ folded: foldWord(word), from: index, to: index + word.length })).filter(({ folded }) => folded !== '');
