import type { ReactNode } from 'react';
import { epochMs, fromRfc3339, toRfc3339 } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useLiveStore } from '../../../lib/live-store.ts';
import { Age } from '../../../ui/kit/Age.tsx';
import { CheckField, Field } from '../../../ui/kit/Field.tsx';
import { Num } from '../../../ui/kit/Num.tsx';
import { TimeField, useTimeText } from '../../incidents/index.ts';
import { fieldText } from '../rules/changes.ts';
import { leftOutOf, shownOf, type FactField } from '../rules/form.ts';
import type { Writer } from './use-writer.ts';
import styles from './write.module.css';

/** What the fields of the form share. */
export interface FactPart {
  readonly writer: Writer;
  readonly shown: Readonly<Record<FactField, string>>;
  /** What stood in each field that reads otherwise than in the update before. */
  readonly changes: Readonly<Partial<Record<FactField, string>>>;
}

/** Marks a field that reads otherwise than what was told before, with what it was. */
export function Changed({ part: { changes }, field, children }: { part: FactPart; field: FactField; children: ReactNode }) {
  const was = changes[field];
  return (
    <div className={styles.fact} data-changed={was !== undefined}>
      {children}
      {was === undefined ? null : (
        <p className={styles.was} dir="auto">
          before: {plain(was, 300)}
        </p>
      )}
    </div>
  );
}

interface WhenProps {
  readonly part: FactPart;
  readonly field: 'since' | 'until' | 'next' | 'from' | 'to';
  readonly label: string;
  readonly direction: 'past' | 'future';
}

export function When({ part, field, label, direction }: WhenProps) {
  const { writer, shown } = part;
  const time = useTimeText(direction, fieldText(shown[field]), (text) => writer.type(field, text));
  return (
    <Changed part={part} field={field}>
      <TimeField time={{ ...time, wrong: writer.read.problems[field] !== undefined }} label={label} />
    </Changed>
  );
}

/** When it is expected to be over: a span, so that nobody reads a promise. */
export function Expected({ part }: { part: FactPart }) {
  const live = useLiveStore();
  const { writer, shown } = part;
  const { base, typed, read } = writer;
  const given = base?.expectedEnd?.as === 'instants' && typed.etaFrom === undefined && typed.etaTo === undefined ? base.expectedEnd : null;
  /** It counts from when somebody said it. */
  const say = (field: 'etaFrom' | 'etaTo') => (value: string) => writer.typeAll({ [field]: value, etaAt: toRfc3339(live.engineNow() ?? epochMs(0)) });
  return (
    <Changed part={part} field="etaTo">
      <fieldset className={styles.group}>
        <legend>Expected to be over</legend>
        {given === null ? null : (
          <p className={styles.quiet}>
            {fieldText(given.from)} to {fieldText(given.to)} UTC, until minutes are typed
          </p>
        )}
        <div className={styles.pair}>
          <Field label="From, minutes" kind="number" value={shown.etaFrom} onChange={say('etaFrom')} error={read.problems.etaFrom ?? null} />
          <Field label="To, minutes" kind="number" value={shown.etaTo} onChange={say('etaTo')} error={read.problems.etaTo ?? null} />
        </div>
        {shown.etaTo === '' || shown.etaAt === '' ? null : <p className={styles.quiet}>said at {fieldText(shown.etaAt)} UTC, and counts from then</p>}
      </fieldset>
    </Changed>
  );
}

/** Measured numbers with their age and source; each may be left out. */
export function Numbers({ writer }: { writer: Writer }) {
  const { base, typed } = writer;
  if (base === null || base.numbers.length === 0) return null;
  const leftOut = leftOutOf(shownOf(base, typed).leftOut);
  return (
    <fieldset className={styles.group}>
      <legend>Numbers</legend>
      {base.numbers.map(({ label, value, unit, sampleTime, source }) => (
        <div key={label} className={styles.number}>
          <CheckField label={plain(label, 120)} checked={!leftOut.includes(label)} onChange={(checked) => writer.type('leftOut', (checked ? leftOut.filter((each) => each !== label) : [...leftOut, label]).join('\n'))} />
          <Num value={value} unit={unit} />
          <span className={styles.quiet}>
            {plain(source, 60)}, <Age since={sampleTime === null ? null : fromRfc3339(sampleTime)} suffix="old" />
          </span>
        </div>
      ))}
    </fieldset>
  );
}
