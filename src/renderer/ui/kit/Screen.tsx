import type { ReactNode } from 'react';
import styles from './screen.module.css';

export interface ScreenProps {
  readonly title: ReactNode;
  /** Above the title: where it belongs, as links. */
  readonly crumb?: ReactNode;
  /** Beside the title: state, filters. */
  readonly beside?: ReactNode;
  /** At the end of the title's line: what this screen is for. */
  readonly actions?: ReactNode;
  /** Under the title: what is seen here, in a sentence. */
  readonly lead?: ReactNode;
  readonly children: ReactNode;
  /** `columns`: the body does not scroll; the columns in it do. */
  readonly body?: 'page' | 'columns';
}

/** A screen at a desk: its title stays while its body scrolls. */
export function Screen({ title, crumb, beside, actions, lead, children, body = 'page' }: ScreenProps) {
  return (
    <main className={styles.screen}>
      <header className={styles.header}>
        <div className={styles.heading}>
          {crumb === undefined ? null : <p className={styles.crumb}>{crumb}</p>}
          <h1 className={styles.title} dir="auto">
            {title}
          </h1>
        </div>
        {beside === undefined ? null : <div className={styles.beside}>{beside}</div>}
        {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
        {lead === undefined ? null : (
          <div className={styles.lead}>
            <p>{lead}</p>
          </div>
        )}
      </header>
      <div className={styles.body} data-body={body}>
        {children}
      </div>
    </main>
  );
}
