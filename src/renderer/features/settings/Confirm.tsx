import { useEffect, useRef, type ReactNode } from 'react';
import { Button } from '../../ui/kit/Button.tsx';
import styles from './settings.module.css';

export interface ConfirmProps {
  /** Names what goes. */
  readonly children: ReactNode;
  /** What the dangerous button does: "Remove prom and 8 signals". */
  readonly action: string;
  readonly keep: string;
  readonly busy: boolean;
  readonly onConfirm: () => void;
  readonly onKeep: () => void;
}

/** Asks before something goes. What is safe stands under the hand that opened it and has the focus; what is dangerous stands apart. */
export function Confirm({ children, action, keep, busy, onConfirm, onKeep }: ConfirmProps) {
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => panel.current?.querySelector('button')?.focus(), []);
  return (
    <div ref={panel} className={styles.confirm} role="group" aria-label={action} onKeyDown={(event) => (event.key === 'Escape' ? onKeep() : undefined)}>
      <div className={styles.confirmText}>{children}</div>
      <div className={styles.confirmActions}>
        <Button onClick={onKeep}>{keep}</Button>
        <Button kind="danger" busy={busy} onClick={onConfirm}>
          {action}
        </Button>
      </div>
    </div>
  );
}
