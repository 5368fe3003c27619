import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import { StateMark } from './StateMark.tsx';
import styles from './blocks.module.css';

export interface EmptyStateProps {
  /** What will appear here. */
  readonly title: string;
  /** How to make it appear. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

export function EmptyState({ title, children, actions }: EmptyStateProps) {
  return (
    <section className={styles.state}>
      <h2 className={styles.stateTitle}>{title}</h2>
      {children ? <div className={styles.stateText}>{children}</div> : null}
      {actions ? <div className={styles.actions}>{actions}</div> : null}
    </section>
  );
}

export interface ErrorStateProps {
  /** What could not be done: "The sources could not be loaded". */
  readonly title: string;
  /** Why, in a sentence. */
  readonly message: string;
  readonly onRetry?: () => void;
}

export function ErrorState({ title, message, onRetry }: ErrorStateProps) {
  return (
    <section className={styles.state} role="alert">
      <h2 className={styles.stateTitle}>
        <StateMark state="P2" word={title} />
      </h2>
      <p className={styles.stateText}>{message}</p>
      {onRetry ? (
        <div className={styles.actions}>
          <Button onClick={onRetry}>Try again</Button>
        </div>
      ) : null}
    </section>
  );
}

export interface SkeletonProps {
  /** Height in units of the 8 px grid. */
  readonly units: number;
  /** Said to screen readers. */
  readonly label?: string;
}

/** Holds the place of what is still loading, without motion. */
export function Skeleton({ units, label = 'Loading' }: SkeletonProps) {
  return (
    <div className={styles.skeleton} style={{ blockSize: `calc(${units} * var(--hf-unit))` }} role="status">
      <span className="hf-visually-hidden">{label}</span>
    </div>
  );
}
