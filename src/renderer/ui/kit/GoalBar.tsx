import styles from './goal-bar.module.css';

export interface GoalBarProps {
  /** Of the bar's length: 0 to 1. */
  readonly done: number;
  readonly goal: number;
  readonly over: boolean;
}

/** How far something has come, and where its goal stands; the words beside it say the same. */
export function GoalBar({ done, goal, over }: GoalBarProps) {
  return (
    <div className={styles.bar} aria-hidden="true" data-over={over ? '' : undefined}>
      <span className={styles.done} style={{ inlineSize: `${done * 100}%` }} />
      <span className={styles.goal} style={{ insetInlineStart: `${goal * 100}%` }} />
    </div>
  );
}
