import { AUDIENCES } from '../../../../shared/model/policy-config.ts';
import { fromRfc3339, toRfc3339, epochMs } from '../../../../shared/model/units.ts';
import { UPDATE_KINDS } from '../../../../shared/model/update.ts';
import { AUDIENCE_WORD } from '../../../../shared/text/incident-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useLiveStore } from '../../../lib/live-store.ts';
import { Age } from '../../../ui/kit/Age.tsx';
import { CheckField, Field, SelectField } from '../../../ui/kit/Field.tsx';
import { Num } from '../../../ui/kit/Num.tsx';
import { TimeField, useTimeText } from '../../incidents/index.ts';
import { Proof } from '../Proof.tsx';
import { isYes, leftOutOf, shownOf, yesOr, type FactField } from '../rules/form.ts';
import { refusalOf } from '../rules/missing.ts';
import { CHANNEL_WORD, KIND_WORD } from '../rules/words.ts';
import type { Writer } from './use-writer.ts';
import styles from './write.module.css';

const EXTENTS = [{ value: '', label: 'Not told' }, { value: 'outage', label: 'Outage' }, { value: 'partialOutage', label: 'Partial outage' }, { value: 'degraded', label: 'Degraded performance' }] as const;

/** What is known, from which every text is made. */
export function FactsForm({ writer }: { writer: Writer }) {
  const { audience, kind, draft, base } = writer;
  if (base === null) return null;
  const shown = shownOf(base, writer.typed);
  const words = (field: FactField, label: string, lines: number, hint?: string) => (
    <Field label={label} lines={lines} value={shown[field]} onChange={(value) => writer.type(field, value)} error={writer.read.problems[field] ?? null} {...(hint !== undefined && { hint })} />
  );
  // What was filled in for another kind or audience must not stay in fields that keep what is typed themselves.
  const anew = `${kind} ${audience} ${writer.kept?.id ?? ''} ${String(draft.found)}`;
  return (
    <form className={styles.facts} aria-label="Facts" onSubmit={(event) => event.preventDefault()}>
      <h2 className={styles.title}>Facts</h2>
      <div className={styles.pair}>
        <SelectField label="Audience" value={audience} options={AUDIENCES.map((value) => ({ value, label: AUDIENCE_WORD[value] }))} onChange={(value) => draft.set('audience', value)} />
        <SelectField label="Kind" value={kind} options={UPDATE_KINDS.map((value) => ({ value, label: KIND_WORD[value] }))} onChange={(value) => draft.set('kind', value)} />
      </div>
      {words('services', 'Services', 1, 'Names, with commas between')}
      <SelectField label="How much is gone" value={shown.extent as (typeof EXTENTS)[number]['value']} options={EXTENTS} onChange={(value) => writer.type('extent', value)} />
      {words('customers', 'Who is affected', 1)}
      {words('regions', 'Regions', 1)}
      {words('symptoms', 'What users see', 2)}
      {words('works', 'What works', 2)}
      {words('doing', 'What is being done', 2)}
      {kind === 'maintenance' || kind === 'postponed' ? (
        <>
          <When key={`from ${anew} ${base.window?.from ?? ''}`} writer={writer} field="from" label="Begins" direction="future" />
          <When key={`to ${anew} ${base.window?.to ?? ''}`} writer={writer} field="to" label="Ends" direction="future" />
        </>
      ) : (
        <>
          <When key={`since ${anew} ${base.since ?? ''}`} writer={writer} field="since" label="Since" direction="past" />
          {kind === 'resolved' || shown.until !== '' ? <When key={`until ${anew} ${base.until ?? ''}`} writer={writer} field="until" label="Until" direction="past" /> : null}
          <Expected writer={writer} />
          {words('cause', 'Cause', 2)}
          {shown.cause === '' ? null : <CheckField label="The cause is confirmed" checked={isYes(shown.confirmed)} onChange={(checked) => writer.type('confirmed', yesOr(checked))} />}
        </>
      )}
      <When key={`next ${anew} ${base.nextUpdateAt ?? ''}`} writer={writer} field="next" label="Next update" direction="future" />
      <Numbers writer={writer} />
      <ChannelChoice writer={writer} />
    </form>
  );
}

interface WhenProps {
  readonly writer: Writer;
  readonly field: 'since' | 'until' | 'next' | 'from' | 'to';
  readonly label: string;
  readonly direction: 'past' | 'future';
}

/** An instant as it reads in a field, in UTC: a whole minute needs no seconds. */
const fieldText = (text: string): string => {
  const at = fromRfc3339(text);
  return at === null ? text : toRfc3339(at).slice(0, 19).replace('T', ' ').replace(/:00$/, '');
};

function When({ writer, field, label, direction }: WhenProps) {
  const shown = writer.base === null ? '' : shownOf(writer.base, writer.typed)[field];
  const time = useTimeText(direction, fieldText(shown), (text) => writer.type(field, text));
  return <TimeField time={{ ...time, wrong: writer.read.problems[field] !== undefined }} label={label} />;
}

/** When it is expected to be over: a span, so that nobody reads a promise. */
function Expected({ writer }: { writer: Writer }) {
  const live = useLiveStore();
  const { base, typed, read } = writer;
  if (base === null) return null;
  const shown = shownOf(base, typed);
  const given = base.expectedEnd?.as === 'instants' && typed.etaFrom === undefined && typed.etaTo === undefined ? base.expectedEnd : null;
  /** It counts from when somebody said it. */
  const say = (field: 'etaFrom' | 'etaTo') => (value: string) => writer.typeAll({ [field]: value, etaAt: toRfc3339(live.engineNow() ?? epochMs(0)) });
  return (
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
    </fieldset>
  );
}

/** Measured numbers with their age and source; each may be left out. */
function Numbers({ writer }: { writer: Writer }) {
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

/** Only channels of this audience: a text cannot go to any other. */
function ChannelChoice({ writer }: { writer: Writer }) {
  const { channels, chosen, kind, person, draft, audience } = writer;
  const choose = (id: string, checked: boolean) => {
    const next = checked ? [...chosen.map((each): string => each.id), id] : chosen.map((each): string => each.id).filter((each) => each !== id);
    draft.set('channels', next.length === 0 ? 'none:' : next.join(' '));
  };
  return (
    <fieldset className={styles.group}>
      <legend>Send to</legend>
      {channels.length === 0 ? (
        <p className={styles.quiet}>
          No channel has the {AUDIENCE_WORD[audience].toLowerCase()} audience. Add one under <code>channels:</code> in holdfast.yaml (docs/configuration.md, “channels”), or copy the text by hand.
        </p>
      ) : null}
      {channels.map((channel) => {
        const refusal = refusalOf(channel, kind, person);
        return (
          <div key={channel.id} className={styles.channel}>
            <CheckField label={`${plain(channel.name, 80)} · ${CHANNEL_WORD[channel.type]}`} checked={chosen.some(({ id }) => id === channel.id)} disabled={refusal !== null} onChange={(checked) => choose(channel.id, checked)} />
            <p className={styles.quiet}>{refusal !== null && channel.problem === null ? refusal : <Proof channel={channel} />}</p>
          </div>
        );
      })}
    </fieldset>
  );
}
