import type { ReactNode } from 'react';
import { useHold } from './use-hold.ts';
import styles from './hold-button.module.css';

export interface HoldButtonProps {
  readonly children: ReactNode;
  /** Under the words, smaller: how old what it rests on is. */
  readonly sub?: ReactNode;
  readonly onHeld: () => void;
  readonly disabled?: boolean;
  readonly busy?: boolean;
  /** What it is for, said to screen readers after the words. */
  readonly about?: string;
  /** `line`: among the facts of a wall, in the size of their text. */
  readonly look?: 'button' | 'line';
}

const STEPS = 12;

/** Acts after being held for a moment, by pointer, Enter or Space. Whoever cannot hold presses twice. */
export function HoldButton({ children, sub, onHeld, disabled = false, busy = false, about, look = 'button' }: HoldButtonProps) {
  const off = disabled || busy;
  const { hold, share, press, handlers } = useHold(onHeld, off);
  return (
    <span className={styles.place} data-look={look}>
      <button type="button" className={styles.button} data-is={hold.is} data-off={off ? '' : undefined} aria-disabled={off} aria-busy={busy} {...handlers}>
        <span className={styles.fill} style={{ inlineSize: `${(Math.floor(share * STEPS) / STEPS) * 100}%` }} aria-hidden="true" />
        <span className={styles.words}>
          {children}
          {about === undefined ? null : <span className="hf-visually-hidden">: {about}</span>}
        </span>
        {sub === undefined ? null : <span className={styles.sub}>{sub}</span>}
      </button>
      {(hold.is === 'early' || hold.is === 'asked') && !off ? (
        <span className={styles.hint}>
          <span role="status">{hold.is === 'early' ? 'Hold it until it is full.' : 'Press once more.'}</span>
          <button type="button" className={styles.instead} onClick={press}>
            {hold.is === 'early' ? 'In two presses instead' : 'Press again'}
          </button>
        </span>
      ) : null}
    </span>
  );
}
