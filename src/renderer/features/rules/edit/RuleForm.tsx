import { useMemo } from 'react';
import type { Signal } from '../../../../shared/model/entities.ts';
import type { Slo } from '../../../../shared/model/incident.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { signalLabel } from '../../../../shared/text/state-words.ts';
import { useServices } from '../../../lib/live-store.ts';
import { SelectField } from '../../../ui/kit/Field.tsx';
import { Segments } from '../../../ui/kit/Segments.tsx';
import { BurnFields, SloChoice } from './BurnFields.tsx';
import { CareFields, OutcomeFields, UpkeepFields } from './CommonFields.tsx';
import { AbsenceFields, BaselineFields, ThresholdFields } from './ConditionFields.tsx';
import { withSignal, type RuleKind } from './draft.ts';
import { Group, type FormPart } from './form-parts.tsx';
import styles from './edit.module.css';

const KINDS: readonly { readonly value: RuleKind; readonly label: string }[] = [
  { value: 'threshold', label: 'Limit' },
  { value: 'baseline', label: 'Unlike usual' },
  { value: 'absence', label: 'No value' },
  { value: 'burn', label: 'Error budget' },
];
const KIND_MEANING: Readonly<Record<RuleKind, string>> = {
  threshold: 'Bad while the signal is above or below a number.',
  baseline: 'Bad while the signal is far from what its own history shows as usual; for what has no fixed limit.',
  absence: 'Bad while the source answers and has no value for the signal.',
  burn: 'Bad while the error budget of an objective burns too fast.',
};

export interface RuleFormProps extends FormPart {
  readonly subjects: readonly Signal[];
  /** The signal of the draft, or that of its objective. */
  readonly subject: Signal | undefined;
  readonly slos: readonly Slo[];
  readonly isNew: boolean;
  readonly suggestedId: string;
}

/** The fields of a rule; of four kinds of condition one is shown. */
export function RuleForm({ subjects, subject, slos, isNew, suggestedId, ...part }: RuleFormProps) {
  const { draft, change } = part;
  const traffic = subject === undefined ? undefined : subjects.find(({ service, kind }) => service === subject.service && kind === 'traffic');
  return (
    <div className={styles.groups}>
      <Group title="What is watched">
        <Segments label="Kind of condition" value={draft.kind} options={KINDS} onChange={(kind) => change({ kind })} />
        <p className={styles.meaning}>{KIND_MEANING[draft.kind]}</p>
        {draft.kind === 'burn' ? <SloChoice {...part} slos={slos} /> : <SignalChoice {...part} subjects={subjects} />}
      </Group>
      <Group title="Condition">
        {draft.kind === 'threshold' ? <ThresholdFields {...part} subject={subject} /> : null}
        {draft.kind === 'baseline' ? <BaselineFields {...part} subject={subject} /> : null}
        {draft.kind === 'absence' ? <AbsenceFields {...part} subject={subject} /> : null}
        {draft.kind === 'burn' ? <BurnFields {...part} slo={slos.find(({ id }) => id === draft.slo)} /> : null}
      </Group>
      <OutcomeFields {...part} placeholder="Made from service and signal unless told" />
      <CareFields {...part} traffic={traffic} />
      <UpkeepFields {...part} isNew={isNew} suggested={suggestedId} />
    </div>
  );
}

function SignalChoice({ draft, change, problem, subjects }: FormPart & { readonly subjects: readonly Signal[] }) {
  const services = useServices();
  const options = useMemo(() => {
    const nameOf = new Map(services.map(({ id, name }) => [id, name]));
    const known = subjects.map((signal) => ({ value: signal.id as string, label: `${plain(nameOf.get(signal.service) ?? signal.service, 40)}: ${plain(signal.name === signal.id ? signalLabel(signal) : signal.name, 60)}` }));
    const lost = draft.signal === '' || subjects.some(({ id }) => id === draft.signal) ? [] : [{ value: draft.signal, label: `${plain(draft.signal, 63)} (not read now)` }];
    return [{ value: '', label: 'Choose a signal' }, ...known, ...lost];
  }, [subjects, services, draft.signal]);
  if (subjects.length === 0 && draft.signal === '')
    return (
      <p className={styles.meaning} role="status">
        No signal is read yet. Signals come from a source: Settings, Connect your own.
      </p>
    );
  return <SelectField label="Signal" value={draft.signal} options={options} onChange={(id) => change(withSignal(draft, subjects.find((signal) => signal.id === id)))} error={problem('signal')} />;
}
