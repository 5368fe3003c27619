import { plainLines } from '../../../../shared/text/plain.ts';
import styles from './audit.module.css';

const PREVIEWED = 3;
const MOST = 400;

/** Lines that went ("- 12: …") and lines that came ("+ 12: …"), told apart by their sign first. */
export function Difference({ text, preview = false }: { text: string; preview?: boolean }) {
  const lines = plainLines(text, preview ? PREVIEWED : MOST).split('\n');
  return (
    <pre className={styles.difference} data-preview={preview ? '' : undefined} tabIndex={preview ? undefined : 0} aria-label="Difference">
      {lines.map((line, index) => (
        // Lines may be alike; their place is what they are known by.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={index} data-side={line.startsWith('-') ? 'gone' : line.startsWith('+') ? 'new' : undefined}>
          {line}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}
