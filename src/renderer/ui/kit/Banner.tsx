import type { ReactNode } from 'react';
import { StateMark } from './StateMark.tsx';
import styles from './blocks.module.css';

export interface BannerProps {
  readonly level: 'info' | 'warning' | 'error';
  readonly children: ReactNode;
  /** Buttons or links at the end of the line. */
  readonly actions?: ReactNode;
}

const STATE = { info: 'none', warning: 'P2', error: 'P0' } as const;
const WORD = { info: 'Note', warning: 'Warning', error: 'Problem' } as const;

/** A condition that holds until it ends: one line across the screen. Errors are read out at once. */
export function Banner({ level, children, actions }: BannerProps) {
  return (
    <div className={styles.banner} data-level={level} role={level === 'error' ? 'alert' : 'status'}>
      {level === 'info' ? null : <StateMark state={STATE[level]} word={WORD[level]} />}
      <div className={styles.bannerText}>{children}</div>
      {actions ? <div className={styles.actions}>{actions}</div> : null}
    </div>
  );
}
