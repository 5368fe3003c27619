import type { DifferentPiece } from '../../../../shared/text/word-difference.ts';
import { plainMessage } from '../../../../shared/text/plain.ts';

/** A text with what is new and what is gone in it, each marked by more than its colour. */
export function Difference({ pieces }: { pieces: readonly DifferentPiece[] }) {
  return (
    <p dir="auto">
      {pieces.map(({ kind, text }, index) => {
        const key = `${index} ${kind}`;
        return kind === 'same' ? <span key={key}>{plainPiece(text)}</span> : kind === 'added' ? <ins key={key}>{plainPiece(text)}</ins> : <del key={key}>{plainPiece(text)}</del>;
      })}
    </p>
  );
}

/** Cleaning takes the space at the ends of a piece, which stands between two words here. */
const plainPiece = (piece: string): string => `${/^[ ]/.test(piece) ? ' ' : ''}${plainMessage(piece)}${/\S[ ]$/.test(piece) ? ' ' : ''}`;
