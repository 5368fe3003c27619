import { commonPlaces } from './line-difference.ts';

/** A piece of a text that stayed, is new or is gone. All that stayed and is new is the text now; all that stayed and is gone is the one before. */
export interface DifferentPiece {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Larger middles are compared by lines, and beyond that shown whole, gone and new: nobody reads them word by word. */
const MAX_PAIRS = 8_000_000;

/** A word with the mark after it, a run of spaces, a line break: what a reader sees change at once. */
const WORDS = /\n|[^\S\n]+|[\p{L}\p{M}\p{N}_'’]+|[^\s\p{L}\p{M}\p{N}_'’]+/gu;
const LINES = /[^\n]*\n|[^\n]+$/g;

const piecesOf = (text: string, pattern: RegExp): string[] => text.match(pattern) ?? [];

/** What differs between two texts, by words; the fewest pieces, changes of one place together with what is gone first. */
export function wordDifference(before: string, after: string): DifferentPiece[] {
  const whole: DifferentPiece[] = [{ kind: 'removed', text: before }, { kind: 'added', text: after }];
  return difference(piecesOf(before, WORDS), piecesOf(after, WORDS)) ?? byWords(difference(piecesOf(before, LINES), piecesOf(after, LINES)) ?? whole.filter(({ text }) => text !== ''));
}

/** Lines that came in the place of others, by their words. */
const byWords = (pieces: readonly DifferentPiece[]): DifferentPiece[] =>
  pieces.flatMap((piece, index) => {
    const [last, next] = [pieces[index - 1], pieces[index + 1]];
    if (piece.kind === 'added' && last?.kind === 'removed') return difference(piecesOf(last.text, WORDS), piecesOf(piece.text, WORDS)) ?? [last, piece];
    return piece.kind === 'removed' && next?.kind === 'added' ? [] : [piece];
  });

/** Null where there is too much to compare. */
function difference(old: readonly string[], now: readonly string[]): DifferentPiece[] | null {
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let [oldEnd, nowEnd] = [old.length, now.length];
  while (oldEnd > start && nowEnd > start && old[oldEnd - 1] === now[nowEnd - 1]) {
    oldEnd -= 1;
    nowEnd -= 1;
  }
  const [oldMiddle, nowMiddle] = [old.slice(start, oldEnd), now.slice(start, nowEnd)];
  if (oldMiddle.length * nowMiddle.length > MAX_PAIRS) return null;
  const out: DifferentPiece[] = [{ kind: 'same', text: old.slice(0, start).join('') }];
  let [oldAt, nowAt] = [0, 0];
  for (const [oldPlace, nowPlace] of [...commonPlaces(oldMiddle, nowMiddle), [oldMiddle.length, nowMiddle.length] as const]) {
    out.push({ kind: 'removed', text: oldMiddle.slice(oldAt, oldPlace).join('') }, { kind: 'added', text: nowMiddle.slice(nowAt, nowPlace).join('') }, { kind: 'same', text: oldMiddle[oldPlace] ?? '' });
    [oldAt, nowAt] = [oldPlace + 1, nowPlace + 1];
  }
  out.push({ kind: 'same', text: old.slice(oldEnd).join('') });
  return joined(out);
}

/** Neighbours of one kind as one; a single space that stayed between two changes belongs to them, or every second word would be marked by itself. */
function joined(pieces: readonly DifferentPiece[]): DifferentPiece[] {
  const out: { kind: DifferentPiece['kind']; text: string }[] = [];
  let pending = { removed: '', added: '' };
  const flush = (): void => {
    for (const kind of ['removed', 'added'] as const) if (pending[kind] !== '') out.push({ kind, text: pending[kind] });
    pending = { removed: '', added: '' };
  };
  for (const [index, { kind, text }] of pieces.entries()) {
    if (text === '') continue;
    if (kind !== 'same') pending[kind] += text;
    else if (/^[^\S\n]+$/.test(text) && pending.removed !== '' && pending.added !== '' && pieces[index + 1] !== undefined && isChangedNext(pieces, index)) {
      pending.removed += text;
      pending.added += text;
    } else {
      flush();
      const last = out.at(-1);
      if (last?.kind === 'same') last.text += text;
      else out.push({ kind, text });
    }
  }
  flush();
  return out;
}

/** Whether both texts go on differently after this piece. */
function isChangedNext(pieces: readonly DifferentPiece[], index: number): boolean {
  const next = pieces.slice(index + 1, index + 3).filter(({ text }) => text !== '');
  return next.length === 2 && next.every(({ kind }) => kind !== 'same');
}
