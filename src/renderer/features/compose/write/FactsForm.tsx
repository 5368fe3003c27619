import { AUDIENCES } from '../../../../shared/model/policy-config.ts';
import { UPDATE_KINDS } from '../../../../shared/model/update.ts';
import { AUDIENCE_WORD } from '../../../../shared/text/incident-words.ts';
import { CheckField, Field, SelectField } from '../../../ui/kit/Field.tsx';
import { Moment } from '../../incidents/index.ts';
import { changesOf, EXTENT_WORD } from '../rules/changes.ts';
import { isYes, shownOf, yesOr, type FactField } from '../rules/form.ts';
import { KIND_WORD } from '../rules/words.ts';
import { ChannelChoice } from './ChannelChoice.tsx';
import { Changed, Expected, Numbers, When, type FactPart } from './FactParts.tsx';
import { Links } from './Links.tsx';
import type { Writer } from './use-writer.ts';
import styles from './write.module.css';

const EXTENTS = (['', 'outage', 'partialOutage', 'degraded'] as const).map((value) => ({ value, label: EXTENT_WORD[value] ?? value }));

/** What is known, from which every text is made. */
export function FactsForm({ writer }: { writer: Writer }) {
  const { audience, kind, draft, base, corrects, previous } = writer;
  if (base === null) return null;
  const shown = shownOf(base, writer.typed);
  const part: FactPart = { writer, shown, changes: changesOf(previous?.facts ?? null, shown) };
  const words = (field: FactField, label: string, lines: number, hint?: string) => (
    <Changed part={part} field={field}>
      <Field label={label} lines={lines} value={shown[field]} onChange={(value) => writer.type(field, value)} error={writer.read.problems[field] ?? null} {...(hint !== undefined && { hint })} />
    </Changed>
  );
  // What was filled in for another kind or audience must not stay in fields that keep what is typed themselves.
  const anew = `${kind} ${audience} ${writer.kept?.id ?? ''} ${String(draft.found)}`;
  return (
    <form className={styles.facts} aria-label="Facts" onSubmit={(event) => event.preventDefault()}>
      <div>
        <h2 className={styles.title}>Facts</h2>
        <p className={styles.quiet}>
          {previous === null ? (
            'The first update to this audience: filled in from the incident.'
          ) : (
            <>
              {corrects === null ? 'They begin with what was told last' : 'As they were published'}, {previous.id}, <Moment at={previous.at} show="utc" />. What differs is marked.
            </>
          )}
        </p>
      </div>
      <div className={styles.pair}>
        <SelectField label="Audience" disabled={corrects !== null} value={audience} options={AUDIENCES.map((value) => ({ value, label: AUDIENCE_WORD[value] }))} onChange={(value) => draft.set('audience', value)} />
        <SelectField label="Kind" value={kind} options={UPDATE_KINDS.map((value) => ({ value, label: KIND_WORD[value] }))} onChange={(value) => draft.set('kind', value)} />
      </div>
      {words('services', 'Services', 1, 'Names, with commas between')}
      <Changed part={part} field="extent">
        <SelectField label="How much is gone" value={shown.extent as (typeof EXTENTS)[number]['value']} options={EXTENTS} onChange={(value) => writer.type('extent', value)} />
      </Changed>
      {words('customers', 'Who is affected', 1)}
      {words('regions', 'Regions', 1)}
      {words('symptoms', 'What users see', 2)}
      {words('works', 'What works', 2)}
      {words('doing', 'What is being done', 2)}
      {kind === 'maintenance' || kind === 'postponed' ? (
        <>
          <When key={`from ${anew} ${base.window?.from ?? ''}`} part={part} field="from" label="Begins" direction="future" />
          <When key={`to ${anew} ${base.window?.to ?? ''}`} part={part} field="to" label="Ends" direction="future" />
        </>
      ) : (
        <>
          <When key={`since ${anew} ${base.since ?? ''}`} part={part} field="since" label="Since" direction="past" />
          {kind === 'resolved' || kind === 'postmortem' || shown.until !== '' ? <When key={`until ${anew} ${base.until ?? ''}`} part={part} field="until" label="Until" direction="past" /> : null}
          <Expected part={part} />
          {words('cause', 'Cause', 2)}
          {shown.cause === '' ? null : <CheckField label="The cause is confirmed" checked={isYes(shown.confirmed)} onChange={(checked) => writer.type('confirmed', yesOr(checked))} />}
        </>
      )}
      <When key={`next ${anew} ${base.nextUpdateAt ?? ''}`} part={part} field="next" label="Next update" direction="future" />
      <Numbers writer={writer} />
      <Links writer={writer} />
      <ChannelChoice writer={writer} />
    </form>
  );
}
