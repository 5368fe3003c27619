import { Fragment } from 'react';
import { piecesOf } from '../../../shared/text/pieces.ts';

/** Text that may hold addresses: where one is too long for its line, the line ends behind a separator of it. */
export function Breakable({ text }: { text: string }) {
  return piecesOf(text).map((piece, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- pieces of one text have no other identity, and the same text gives the same ones
    <Fragment key={index}>
      {index === 0 ? null : <wbr />}
      {piece}
    </Fragment>
  ));
}
