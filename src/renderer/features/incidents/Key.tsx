import type { ReactNode } from 'react';
import { Button, type ButtonProps } from '../../ui/kit/Button.tsx';
import styles from './incidents.module.css';

/** A key as it is printed on a keyboard. */
export const Key = ({ children }: { children: ReactNode }) => <kbd className={styles.key}>{children}</kbd>;

export interface KeyButtonProps extends Omit<ButtonProps, 'shortcut'> {
  /** The single key that does the same. */
  readonly keys: string;
  /** False while single letters are switched off on this screen. */
  readonly letters?: boolean;
}

/** A button with the key that does the same. */
export function KeyButton({ keys, letters = true, children, ...button }: KeyButtonProps) {
  return (
    <Button {...button} {...(letters && { shortcut: keys.toUpperCase() })}>
      {children}
      {letters ? (
        <span className={styles.buttonKey} aria-hidden="true">
          {keys.toUpperCase()}
        </span>
      ) : null}
    </Button>
  );
}
