import type { ReactNode } from 'react';
import styles from './remote.module.css';

/** Somebody else's words, as text; long ones are scrolled, by keyboard too. */
export function Quote({ label, children }: { label: string; children: ReactNode }) {
  return (
    // What scrolls must be reached without a mouse.
    <blockquote className={styles.words} dir="auto" tabIndex={0} aria-label={label}>
      {children}
    </blockquote>
  );
}
