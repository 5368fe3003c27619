import type { ReactNode } from 'react';
import type { SignalId } from '../../../../shared/model/ids.ts';
import { formatValueText } from '../../../../shared/text/format.ts';
import { useSignal } from '../../../lib/live-store.ts';
import type { RuleDraft } from './draft.ts';
import type { Field, Problem, ReadRule } from './read-draft.ts';
import styles from './edit.module.css';

/** What every part of the form is handed. */
export interface FormPart {
  readonly draft: RuleDraft;
  readonly change: (change: Partial<RuleDraft>) => void;
  /** What is wrong with a field, once it is time to say it. */
  readonly problem: (field: Field) => string | null;
}

/** Says what is wrong with what was typed at once, what is missing once somebody tried to save. */
export const problemsOf =
  (read: ReadRule, tried: boolean): FormPart['problem'] =>
  (field) => {
    const found: Problem | undefined = read.ok ? undefined : read.problems[field];
    return found === undefined || (found.missing && !tried) ? null : found.text;
  };

export function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{title}</legend>
      {children}
    </fieldset>
  );
}

/** What the signal is now, so that nobody guesses a limit. */
export function NowValue({ signal }: { signal: SignalId }) {
  const known = useSignal(signal);
  if (known?.latest === null || known === undefined) return null;
  return (
    <p className={styles.now}>
      {known.freshness === 'live' ? 'now' : `was (${known.freshness})`} <strong>{formatValueText(known.latest.value, known.latest.noValue, known.unit)}</strong>
    </p>
  );
}
