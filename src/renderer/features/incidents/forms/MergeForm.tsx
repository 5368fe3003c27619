import { useState } from 'react';
import { IncidentId } from '../../../../shared/model/ids.ts';
import type { Incident } from '../../../../shared/model/incident.ts';
import { shownTitle } from '../../../../shared/text/band-words.ts';
import { useIncidents } from '../../../lib/live-store.ts';
import { Field } from '../../../ui/kit/Field.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { useDraft } from '../../session/index.ts';
import { FormDialog } from '../FormDialog.tsx';
import { useAct } from '../use-act.ts';
import { Choices } from './Choices.tsx';
import styles from './forms.module.css';

const OTHER = 'other';
const SHOWN = 8;

/** Open incidents that this one may be part of: those that share a service first. */
function candidates(incident: Incident, open: readonly Incident[], meant: IncidentId | null): readonly Incident[] {
  const shares = (other: Incident) => other.services.some((service) => incident.services.includes(service));
  return open.filter(({ id, standing }) => id !== incident.id && (standing === 'declared' || incident.standing === 'proposed')).toSorted((a, b) => Number(b.id === meant) - Number(a.id === meant) || Number(shares(b)) - Number(shares(a))).slice(0, SHOWN);
}

/** Attaches an incident to another one: its alerts, services and open items go over. `into`: the one that was spoken of, chosen first. */
export function MergeForm({ incident, into: meant = null, onClose }: { incident: Incident; into?: IncidentId | null; onClose: () => void }) {
  const found = candidates(incident, useIncidents(), meant);
  const [chosen, setChosen] = useState<string>(found[0]?.id ?? OTHER);
  const [typed, setTyped] = useState('');
  // Where it goes is chosen anew each time: it cannot be undone, and other incidents may be open by then.
  const draft = useDraft(`${incident.id}/merge`);
  const reason = draft.text('reason');
  const [tried, setTried] = useState(false);
  const act = useAct(incident.id, draft.drop);
  const into = IncidentId.safeParse(chosen === OTHER ? typed.trim().toUpperCase() : chosen);
  const send = () => {
    setTried(true);
    if (into.success) act.run({ type: 'merge', into: into.data, ...(reason.trim() === '' ? {} : { reason }) }, onClose);
  };
  const options = [...found.map((each) => ({ value: each.id as string, mark: <StateMark state={each.severity} />, word: each.id, text: shownTitle(each, 90) })), { value: OTHER, mark: null, word: 'Another one', text: 'by its number' }];
  return (
    <FormDialog title={`Merge ${incident.id} into`} lead="Its alerts, services and open action items go over; its timeline stays readable under its own number." submit="Merge" busy={act.busy} error={act.error} what="Not merged" onSubmit={send} onClose={onClose} draft={draft}>
      <Choices label="The incident that goes on" value={chosen} options={options} onChange={setChosen} />
      {chosen === OTHER ? <Field label="Number" placeholder="INC-2026-0042" value={typed} onChange={setTyped} error={tried && !into.success ? 'Expected a number such as “INC-2026-0042”' : null} /> : null}
      <Field label="Why" hint="May be left out" value={reason} onChange={(next) => draft.set('reason', next)} />
      <p className={styles.quiet}>This cannot be undone.</p>
    </FormDialog>
  );
}
