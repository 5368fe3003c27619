import { useState } from 'react';
import type { IncidentDetail } from '../../../../shared/model/incident.ts';
import { AUDIENCES, type Audience } from '../../../../shared/model/policy-config.ts';
import { AUDIENCE_WORD, nearestClock } from '../../../../shared/text/incident-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useCall } from '../../../platform/use-call.ts';
import { Field, SelectField } from '../../../ui/kit/Field.tsx';
import { useDraft } from '../../session/index.ts';
import { FormDialog } from '../FormDialog.tsx';
import { Moment } from '../Moment.tsx';
import { TimeField, useTimeText } from '../TimeField.tsx';
import { useAct } from '../use-act.ts';
import styles from './forms.module.css';

const MOST = 4_000;

/** An update that was told, by whatever way, and the promise made in it: the next one is due when it says so. */
export function UpdateForm({ detail, audience: wanted, onClose }: { detail: IncidentDetail; audience: Audience | null; onClose: () => void }) {
  const dueFirst = nearestClock(detail.clocks.filter(({ kind }) => kind === 'update'))?.audience ?? 'internal';
  const cadence = useCall('policy.get', {}).data?.incidents.cadence;
  const draft = useDraft(`${detail.id}/update`);
  const text = draft.text('text');
  // Words for one audience must not come back as words for another, whichever was asked for now.
  const [audience, setAudience] = useState<Audience>((text.trim() === '' ? null : draft.one('audience', AUDIENCES)) ?? wanted ?? dueFirst);
  const keep = (words: string, whom: Audience) => {
    draft.set('text', words);
    draft.set('audience', words === '' ? '' : whom);
  };
  const [tried, setTried] = useState(false);
  const next = useTimeText('future', draft.text('next'), (when) => draft.set('next', when));
  const act = useAct(detail.id, draft.drop);
  const last = detail.updates.find((each) => each.audience === audience);
  const problem = text.trim() === '' ? 'Expected the words that were told' : text.length > MOST ? `Expected at most ${MOST} characters; these are ${text.length}` : null;
  const send = () => {
    setTried(true);
    const nextAt = next.take();
    if (nextAt !== false && problem === null) act.run({ type: 'recordUpdate', audience, text, nextAt: nextAt ?? null }, onClose);
  };
  return (
    <FormDialog title="Record an update" lead="What was told to whom. Sending it is up to you: this keeps the words and the promise." submit="Record it" busy={act.busy} error={act.error} what="Not recorded" onSubmit={send} onClose={onClose} draft={draft}>
      <SelectField label="Audience" value={audience} options={AUDIENCES.map((value) => ({ value, label: AUDIENCE_WORD[value] }))} onChange={(next) => (setAudience(next), keep(text, next))} />
      <Field label="Text" lines={5} value={text} onChange={(next) => keep(next, audience)} error={tried ? problem : null} autoFocus />
      <TimeField time={next} label="Next update promised" {...(cadence !== undefined && { hint: `Empty for the usual ${cadence[audience]}` })} />
      {last === undefined ? (
        <p className={styles.quiet}>Nothing was told to this audience yet.</p>
      ) : (
        <p className={styles.quiet}>
          Last, <Moment at={last.at} show="utc" />: {plain(last.text, 200)}
        </p>
      )}
    </FormDialog>
  );
}
