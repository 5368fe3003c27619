/** Shorter words than this fit any card as they are; a number such as "0.30" stays whole. */
const LONG_WORD = 14;
const AFTER_SEPARATOR = /(?<=[/:.,;?&=@_|-])(?=[^/:.,;?&=@_|\s-])/u;

/**
 * A text in the pieces between which a line may end: an address is broken behind its separators, never within a number or a name.
 * Joined, they are the text.
 */
export const piecesOf = (text: string): readonly string[] =>
  text.split(/(?<=\s)(?=\S)/u).flatMap((word) => (word.trimEnd().length < LONG_WORD ? [word] : word.split(AFTER_SEPARATOR)));
