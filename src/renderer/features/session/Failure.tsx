import { useEffect, useRef, type ReactNode } from 'react';
import { plain } from '../../../shared/text/plain.ts';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { PinForm } from './PinForm.tsx';
import styles from './session.module.css';

export interface CallFailure {
  readonly message: string;
  readonly details?: unknown;
}

export const wantsPin = ({ details }: CallFailure): boolean => typeof details === 'object' && details !== null && 'needs' in details && details.needs === 'pin';

export interface FailureProps {
  /** Null or undefined: nothing went wrong. */
  readonly error: CallFailure | null | undefined;
  /** What could not be done, before the reason: "Not saved". */
  readonly what: string;
  /** Forgets the failure once the PIN was given. */
  readonly onPin?: () => void;
  readonly children?: ReactNode;
}

/** Why something was not done, beside the button that asked for it. Where the PIN is missing it is asked for on the spot. */
export function Failure({ error, what, onPin, children }: FailureProps) {
  if (error === null || error === undefined) return null;
  if (wantsPin(error)) return <PinAsked what={what} {...(onPin && { onPin })} />;
  return (
    <div className={styles.failure} role="alert">
      <StateMark state="P2" word={what} />
      <span>{plain(error.message, 600)}</span>
      {children}
    </div>
  );
}

/** Takes the focus: whoever works by keyboard types the PIN and goes on. */
function PinAsked({ what, onPin }: Pick<FailureProps, 'what' | 'onPin'>) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.querySelector('input')?.focus(), []);
  return (
    <div ref={place} role="alert">
      <p className={styles.note}>{what}: your PIN is needed first. What you typed stays.</p>
      <PinForm {...(onPin && { onDone: onPin })} />
    </div>
  );
}
