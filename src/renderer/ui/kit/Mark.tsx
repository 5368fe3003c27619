import type { ReactNode } from 'react';
import styles from './mark.module.css';

export interface MarkProps {
  /** On a 16 × 16 grid, in `currentColor`. */
  readonly shape: ReactNode;
  readonly children: ReactNode;
  /** Its colour, where it has one. */
  readonly className?: string | undefined;
  readonly [data: `data-${string}`]: string;
}

/** A shape and a word in one colour, in the size of the text around them: the frame of every mark. */
export function Mark({ shape, children, className = '', ...data }: MarkProps) {
  return (
    <span {...data} className={`${styles.mark} ${className}`}>
      <svg className={styles.shape} viewBox="0 0 16 16" aria-hidden="true">
        {shape}
      </svg>
      {children}
    </span>
  );
}
