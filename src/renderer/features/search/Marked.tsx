import { Fragment } from 'react';
import type { SearchText } from '../../../shared/model/search.ts';
import styles from './search.module.css';

/** A text with the places marked that were looked for. The engine tells where they are; nothing in the text is read as markup. */
export function Marked({ text, marks }: Pick<SearchText, 'text' | 'marks'>) {
  const ends = [0, ...marks.map(({ to }) => to)];
  return (
    <>
      {marks.map(({ from, to }, index) => (
        <Fragment key={from}>
          {text.slice(ends[index], from)}
          <mark className={styles.mark}>{text.slice(from, to)}</mark>
        </Fragment>
      ))}
      {text.slice(ends.at(-1))}
    </>
  );
}
