import type { Comparison } from './rules/words.ts';
import styles from './headline.module.css';

const PATH = { less: 'M3 5.5h10L8 12.5Z', more: 'M3 11h10L8 4Z', same: 'M3 5.5h10v2H3ZM3 9.5h10v2H3Z' } as const;

/** Which way a figure went, as an arrow and in words; an arrow only where there is enough to compare. */
export function Trend({ comparison }: { comparison: Comparison }) {
  return (
    <span className={styles.trend} data-way={comparison.way}>
      {comparison.way === 'none' ? null : (
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d={PATH[comparison.way]} fill="currentColor" />
        </svg>
      )}
      {comparison.text}
    </span>
  );
}
