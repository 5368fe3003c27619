import { useState } from 'react';
import { useLocation } from 'wouter';
import type { DecisionChoice, IncidentDetail } from '../../../../shared/model/incident.ts';
import { epochMs, toRfc3339 } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatSpan } from '../../../../shared/time/format.ts';
import { sheetAddress } from '../../../lib/armed.ts';
import { useLive, useLiveStore } from '../../../lib/live-store.ts';
import { plansFor } from '../../../lib/plan-for.ts';
import { useCall } from '../../../platform/use-call.ts';
import { Field, SelectField } from '../../../ui/kit/Field.tsx';
import { useDraft, useRights } from '../../session/index.ts';
import { FormDialog } from '../FormDialog.tsx';
import { Numbers } from '../Numbers.tsx';
import { useAct } from '../use-act.ts';
import { Choices } from './Choices.tsx';
import styles from './forms.module.css';

const OPTIONS = [
  { value: 'execute', word: 'Execute the plan', text: 'Nothing else will bring it back in time. This records the decision; the plan itself is confirmed on its sheet.' },
  { value: 'hold', word: 'Hold', text: 'Wait, and be asked again.' },
  { value: 'notApplicable', word: 'Does not apply', text: 'The plan would not help here. You will not be asked again for this outage.' },
] as const satisfies readonly { value: DecisionChoice; word: string; text: string }[];

const MINUTE_MS = 60_000;
const HOLDS = ['3', '5', '10', '15', '30', '60'] as const;
type Hold = (typeof HOLDS)[number];

/** The decision on the continuity plan: who, why, and the numbers that stand here when it is sent. */
export function DecideForm({ detail, choice: wanted, onClose }: { detail: IncidentDetail; choice: DecisionChoice | null; onClose: () => void }) {
  const live = useLiveStore();
  // The words are kept, the choice is not: it is made anew on the numbers that stand here then.
  const draft = useDraft(`${detail.id}/decide`);
  const reason = draft.text('reason');
  const [choice, setChoice] = useState<DecisionChoice | null>(wanted);
  const [holdMinutes, setHoldMinutes] = useState<Hold>('5');
  const [tried, setTried] = useState(false);
  const [, go] = useLocation();
  const mayOperate = useRights().may('operate');
  const plans = plansFor(detail, useCall('plans.list', { limit: 1_000 }, { enabled: mayOperate }).data?.items ?? []);
  const [chosen, setChosen] = useState('');
  // The plan that is meant for this clock comes before one that only might help.
  const suggested = useLive((state) => state.continuity.triggers.find(({ on, suggests }) => on === 'whenClock' && suggests !== null)?.plan ?? null);
  const plan = plans.find(({ id }) => id === chosen) ?? plans.find(({ id }) => id === suggested) ?? plans[0];
  const act = useAct(detail.id, draft.drop);
  const send = () => {
    setTried(true);
    if (choice === null || reason.trim() === '') return;
    const now = live.engineNow() ?? epochMs(0);
    const then = () => {
      onClose();
      if (choice === 'execute' && plan !== undefined) go(sheetAddress(plan.id, 'live', detail.id));
    };
    act.run({ type: 'decide', choice, reason, reaskAt: choice === 'hold' ? toRfc3339(epochMs(now + Number(holdMinutes) * MINUTE_MS)) : null }, then);
  };
  return (
    <FormDialog title="Execute the continuity plan?" submit={choice !== 'execute' ? 'Record the decision' : plan === undefined ? 'Record: execute the plan' : 'Record, and go to the sheet'} kind={choice === 'execute' ? 'danger' : 'primary'} busy={act.busy} error={act.error} what="Not recorded" onSubmit={send} onClose={onClose} draft={draft} width="wide">
      <section className={styles.group}>
        <p className={styles.legend}>On screen now, recorded with the decision</p>
        <Numbers detail={detail} />
      </section>
      <Choices label="Decision" value={choice} options={OPTIONS} onChange={setChoice} />
      {tried && choice === null ? <p className={styles.problem}>Expected one of the three</p> : null}
      {choice === 'execute' && plans.length > 1 && plan !== undefined ? <SelectField label="Plan" value={plan.id} options={plans.map(({ id, name }) => ({ value: id, label: plain(name, 80) }))} onChange={setChosen} /> : null}
      {choice === 'hold' ? <SelectField label="Ask again in" value={holdMinutes} options={HOLDS.map((value) => ({ value, label: formatSpan(Number(value) * MINUTE_MS) }))} onChange={setHoldMinutes} /> : null}
      <Field label="Reason" lines={2} value={reason} onChange={(next) => draft.set('reason', next)} error={tried && reason.trim() === '' ? 'Expected some words' : null} autoFocus={wanted !== null} />
    </FormDialog>
  );
}
