import { useEffect, useRef } from 'react';
import { MATCHER_OPERATORS } from '../../../../shared/model/label-matcher.ts';
import { MOST_MATCHERS } from '../../../../shared/model/silence.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Field, SelectField } from '../../../ui/kit/Field.tsx';
import { matcherProblem, type MatcherDraft } from '../rules/silence.ts';
import styles from './silence.module.css';

const OPERATORS = MATCHER_OPERATORS.map((value) => ({ value, label: { '=': 'is', '!=': 'is not', '=~': 'is like', '!~': 'is not like' }[value] }));

export interface MatcherRowsProps {
  readonly matchers: readonly MatcherDraft[];
  readonly onChange: (matchers: readonly MatcherDraft[]) => void;
  /** Says what is wrong with each: it was sent once. */
  readonly tried: boolean;
  /** What is wrong with them together. */
  readonly problem: string | null;
}

/** What the labels of an alert must be like, one line each; an alert must fit all of them. */
export function MatcherRows({ matchers, onChange, tried, problem }: MatcherRowsProps) {
  const change = (index: number, part: Partial<MatcherDraft>) => onChange(matchers.map((each, at) => (at === index ? { ...each, ...part } : each)));
  const box = useRef<HTMLFieldSetElement>(null);
  /** The line that somebody goes on in once it is there: a button that is gone takes the focus with it. */
  const next = useRef<number | null>(null);
  useEffect(() => {
    if (next.current === null) return;
    box.current?.querySelectorAll<HTMLElement>('[data-matcher]')[next.current]?.querySelector<HTMLElement>('input')?.focus();
    next.current = null;
  });
  const add = () => {
    next.current = matchers.length;
    onChange([...matchers, { name: '', operator: '=', value: '' }]);
  };
  const remove = (index: number) => {
    next.current = Math.max(0, Math.min(index, matchers.length - 2));
    onChange(matchers.filter((_, at) => at !== index));
  };
  return (
    <fieldset ref={box} className={styles.matchers}>
      <legend className={styles.legend}>Alerts whose labels all fit</legend>
      {matchers.map((matcher, index) => (
        // What is written in a line must stay in it while it changes.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className={styles.matcher} data-matcher>
          <Field label={`Label ${index + 1}`} hideLabel placeholder="alertname" value={matcher.name} onChange={(name) => change(index, { name })} error={tried ? matcherProblem(matcher) : null} />
          <SelectField label={`How label ${index + 1} is compared`} hideLabel value={matcher.operator} options={OPERATORS} onChange={(operator) => change(index, { operator })} />
          <Field label={`Value of label ${index + 1}`} hideLabel placeholder={matcher.operator.endsWith('~') ? 'checkout-.*' : 'empty: has no such label'} value={matcher.value} onChange={(value) => change(index, { value })} />
          <Button kind="quiet" label={`Remove the line of ${matcher.name === '' ? `label ${index + 1}` : matcher.name}`} onClick={() => remove(index)}>
            ×
          </Button>
        </div>
      ))}
      {problem === null ? null : (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      {matchers.length >= MOST_MATCHERS ? null : (
        <div>
          <Button kind="quiet" onClick={add}>
            Add a line
          </Button>
        </div>
      )}
    </fieldset>
  );
}
