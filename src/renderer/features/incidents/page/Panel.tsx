import { useId, type ReactNode } from 'react';
import styles from './panel.module.css';

export interface PanelProps {
  readonly title: string;
  /** A number beside the title, such as how many are open. */
  readonly count?: string | undefined;
  /** At the end of the title's line. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** One group of facts in the side column. */
export function Panel({ title, count, action, children }: PanelProps) {
  const id = useId();
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <div className={styles.head}>
        <h2 id={id} className={styles.title}>
          {title}
          {count === undefined ? null : <span className={styles.count}> {count}</span>}
        </h2>
        {action}
      </div>
      {children}
    </section>
  );
}

export interface FactProps {
  readonly children: ReactNode;
  /** Under it, smaller: where it comes from, what it means. */
  readonly sub?: ReactNode;
  /** At the end of its first line; null where whoever looks may do nothing. */
  readonly buttons?: ReactNode;
  /** Somebody must see to it. */
  readonly wanting?: boolean;
}

/** One line of a panel with what can be done to it. */
export function Fact({ children, sub, buttons, wanting = false }: FactProps) {
  return (
    <li className={styles.fact} data-wanting={wanting ? '' : undefined}>
      <span className={styles.main} dir="auto">
        {children}
      </span>
      {buttons === null || buttons === undefined ? null : <span className={styles.buttons}>{buttons}</span>}
      {sub === null || sub === undefined ? null : (
        <div className={styles.sub} dir="auto">
          {sub}
        </div>
      )}
    </li>
  );
}

/** A fact by its name: "Kind – not yet known". */
export function Named({ name, children }: { name: string; children: ReactNode }) {
  return (
    <span className={styles.named}>
      <span className={styles.label}>{name}</span>
      <span dir="auto">{children}</span>
    </span>
  );
}

export const Unknown = ({ children }: { children: string }) => <span className={styles.unknown}>{children}</span>;
