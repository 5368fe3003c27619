import { plainLines } from '../../../shared/text/plain.ts';
import styles from './shift.module.css';

/** What somebody said with a hand-over, with its lines; null where it was removed on request or never given. */
export function Words({ text, none }: { text: string | null; none: string }) {
  if (text === null || text.trim() === '') return <p className={styles.quiet}>{none}</p>;
  return (
    <blockquote className={styles.words} dir="auto">
      {plainLines(text)}
    </blockquote>
  );
}
