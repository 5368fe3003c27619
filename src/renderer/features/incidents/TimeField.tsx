import { useState } from 'react';
import { epochMs, toRfc3339 } from '../../../shared/model/units.ts';
import { formatAge, zoneName } from '../../../shared/time/format.ts';
import { useEngineNow, useLiveStore, useWorkspace } from '../../lib/live-store.ts';
import { Field, SelectField } from '../../ui/kit/Field.tsx';
import { readMoment, type Moment as Read, type MomentContext } from './rules/moment.ts';
import { useTimeWords } from './use-names.ts';
import styles from './forms/forms.module.css';

/** A time that somebody types; belongs to one form. */
export interface TimeText {
  readonly direction: MomentContext['direction'];
  readonly text: string;
  readonly zone: string;
  readonly setText: (text: string) => void;
  readonly setZone: (zone: string) => void;
  /** What it means at this moment; null where nothing was typed. */
  readonly read: () => Read | null;
  /** True once the form was sent with something in it that is no time. */
  readonly wrong: boolean;
  /** RFC 3339, `undefined` where nothing was typed, false (and the field says why) where it is no time. */
  readonly take: () => string | undefined | false;
}

/** `keep` is told what was typed as it was understood then: “5m ago” found again an hour later must still mean the same instant. */
export function useTimeText(direction: MomentContext['direction'], initial = '', keep?: (text: string) => void): TimeText {
  const live = useLiveStore();
  const [text, setText] = useState(initial);
  const [zone, setZone] = useState('UTC');
  const [wrong, setWrong] = useState(false);
  const meant = (typed: string, timeZone: string) => (typed.trim() === '' ? null : readMoment(typed, { timeZone, now: live.engineNow() ?? epochMs(0), direction }));
  const read = () => meant(text, zone);
  const keepAs = (typed: string, timeZone: string) => {
    const moment = meant(typed, timeZone);
    keep?.(moment?.ok === true ? toRfc3339(moment.at) : typed);
  };
  return {
    direction,
    text,
    zone,
    setText: (next) => {
      setText(next);
      keepAs(next, zone);
    },
    setZone: (next) => {
      setZone(next);
      keepAs(text, next);
    },
    read,
    wrong,
    take: () => {
      const moment = read();
      setWrong(moment !== null && !moment.ok);
      if (moment === null) return undefined;
      return moment.ok ? toRfc3339(moment.at) : false;
    },
  };
}

const QUIRK = { skipped: 'clocks skipped this time there, so it is read as the one after', repeated: 'clocks showed this time twice there, the first is taken' } as const;

function Readback({ time }: { time: TimeText }) {
  const now = useEngineNow();
  const { both } = useTimeWords();
  const moment = time.read();
  if (moment === null || !moment.ok || now === null) return null;
  const distance = time.direction === 'past' ? `${formatAge(now - moment.at)} ago` : `in ${formatAge(moment.at - now)}`;
  return (
    <p className={styles.readback}>
      {both(toRfc3339(moment.at))}, {distance}
      {moment.quirk === null ? '' : `; ${QUIRK[moment.quirk]}`}
    </p>
  );
}

export interface TimeFieldProps {
  readonly time: TimeText;
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
}

/** A time as people write it in a hurry, with its zone beside it and what it was understood as below. */
export function TimeField({ time, label, hint, placeholder }: TimeFieldProps) {
  const own = useWorkspace()?.timeZone ?? 'UTC';
  const zones = [...new Set(['UTC', own])].map((value) => ({ value, label: zoneName(value) }));
  const moment = time.read();
  const problem = time.wrong && moment !== null && !moment.ok ? moment.problem : null;
  return (
    <div>
      <div className={styles.time}>
        <Field label={label} value={time.text} onChange={time.setText} error={problem} {...(hint !== undefined && { hint })} placeholder={placeholder ?? (time.direction === 'past' ? '14:02, or 5m ago' : '14:30, or 20m')} />
        {zones.length > 1 ? <SelectField label={`Zone of “${label}”`} hideLabel value={time.zone} options={zones} onChange={time.setZone} /> : <span className={styles.quiet}>UTC</span>}
      </div>
      <Readback time={time} />
    </div>
  );
}
