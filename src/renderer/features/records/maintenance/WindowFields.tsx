import { WEEKDAYS } from '../../../../shared/model/policy-config.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatAge, formatInstant } from '../../../../shared/time/format.ts';
import { useEngineNow, useServices } from '../../../lib/live-store.ts';
import { CheckField, Field, SelectField } from '../../../ui/kit/Field.tsx';
import { Segments } from '../../../ui/kit/Segments.tsx';
import { useZones } from '../use-zones.ts';
import type { Weekday, WindowDraft, WindowField, WindowTimes } from './window-draft.ts';
import { lengthText } from './window-times.ts';
import styles from './maintenance.module.css';

const KINDS = [
  { value: 'once', label: 'Once' },
  { value: 'weekly', label: 'Every week' },
] as const;
const DAY_WORD: Readonly<Record<Weekday, string>> = { mon: 'Mon', tue: 'Tue', wed: 'Wed', thu: 'Thu', fri: 'Fri', sat: 'Sat', sun: 'Sun' };

export interface WindowFieldsProps {
  readonly draft: WindowDraft;
  readonly change: (change: Partial<WindowDraft>) => void;
  readonly problem: (field: WindowField) => string | null;
  /** What the times mean; null while they cannot be read. */
  readonly times: WindowTimes | null;
}

export function WindowFields({ draft, change, problem, times }: WindowFieldsProps) {
  const zones = useZones(draft.timeZone);
  return (
    <>
      <Field label="What is done" hint="Shown on the wall and in the hand-over" value={draft.name} onChange={(name) => change({ name })} error={problem('name')} autoFocus />
      <Services draft={draft} change={change} problem={problem} />
      <div className={styles.pair}>
        <Segments label="How often" value={draft.kind} options={KINDS} onChange={(kind) => change({ kind })} />
        <SelectField label="Time zone" hideLabel value={draft.timeZone} options={zones} onChange={(timeZone) => change({ timeZone })} error={problem('timeZone')} />
      </div>
      {draft.kind === 'once' ? (
        <div className={styles.pair}>
          <Field label="Begins" placeholder="now, or 2026-12-01 22:00" value={draft.from} onChange={(from) => change({ from })} error={problem('from')} />
          <Field label="Ends" placeholder="02:00, or after 2h" value={draft.to} onChange={(to) => change({ to })} error={problem('to')} />
        </div>
      ) : (
        <>
          <Days draft={draft} change={change} problem={problem} />
          <div className={styles.pair}>
            <Field label="Begins" placeholder="22:00" value={draft.at} onChange={(at) => change({ at })} error={problem('at')} />
            <Field label="Lasts" placeholder="2h" value={draft.lasting} onChange={(lasting) => change({ lasting })} error={problem('lasting')} />
          </div>
        </>
      )}
      {times === null ? null : <Readback times={times} timeZone={draft.timeZone} weekly={draft.kind === 'weekly'} />}
    </>
  );
}

const QUIRK = { skipped: 'Clocks skip that time there; it is read as the one after.', repeated: 'Clocks show that time twice there; the first is taken.' } as const;

/** What was understood, on both clocks. */
function Readback({ times, timeZone, weekly }: { times: WindowTimes; timeZone: string; weekly: boolean }) {
  const now = useEngineNow();
  const { startsAt, endsAt, quirk } = times;
  return (
    <div className={styles.readback} role="status">
      <p>
        {weekly ? 'Next from' : 'From'} {formatInstant(startsAt, timeZone)}
      </p>
      <p>
        to {formatInstant(endsAt, timeZone)}
        {endsAt > startsAt ? `: ${lengthText(endsAt - startsAt)}` : ''}
        {now === null || startsAt <= now ? '' : `, in ${formatAge(startsAt - now)}`}
      </p>
      {quirk === null ? null : <p>{QUIRK[quirk]}</p>}
    </div>
  );
}

function Services({ draft, change, problem }: Omit<WindowFieldsProps, 'times'>) {
  const services = useServices();
  const toggle = (id: string, on: boolean) => change({ services: on ? [...draft.services, id] : draft.services.filter((each) => each !== id) });
  const gone = draft.services.filter((id) => !services.some((service) => service.id === id));
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>Services</legend>
      <CheckField label="All of them, and alerts of none" checked={draft.all} onChange={(all) => change({ all })} />
      {draft.all ? null : (
        <div className={styles.checks}>
          {services.map(({ id, name }) => (
            <CheckField key={id} label={plain(name, 60)} checked={draft.services.includes(id)} onChange={(on) => toggle(id, on)} />
          ))}
          {gone.map((id) => (
            <CheckField key={id} label={`${plain(id, 60)} (not there now)`} checked onChange={() => toggle(id, false)} />
          ))}
        </div>
      )}
      {problem('services') === null ? null : <p className={styles.problem}>{problem('services')}</p>}
    </fieldset>
  );
}

function Days({ draft, change, problem }: Omit<WindowFieldsProps, 'times'>) {
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>On</legend>
      <div className={styles.checks}>
        {WEEKDAYS.map((day) => (
          <CheckField key={day} label={DAY_WORD[day]} checked={draft.days.includes(day)} onChange={(on) => change({ days: on ? [...draft.days, day] : draft.days.filter((each) => each !== day) })} />
        ))}
      </div>
      {problem('days') === null ? null : <p className={styles.problem}>{problem('days')}</p>}
    </fieldset>
  );
}
