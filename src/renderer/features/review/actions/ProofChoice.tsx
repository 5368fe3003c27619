import { ServiceId } from '../../../../shared/model/ids.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useServices, useSignals, useSources } from '../../../lib/live-store.ts';
import { useCall } from '../../../platform/use-call.ts';
import { Field, SelectField } from '../../../ui/kit/Field.tsx';
import { useNames } from '../../incidents/index.ts';
import { PROOF_KIND_HINT, PROOF_KIND_WORD, PROOF_KINDS, type ProofFields } from '../rules/proof.ts';
import styles from './actions.module.css';

export interface ProofChoiceProps {
  readonly fields: ProofFields;
  readonly onChange: (fields: ProofFields) => void;
  readonly wrong: { readonly field: string; readonly problem: string } | null;
}

/** What has to be seen before the action counts as done. */
export function ProofChoice({ fields, onChange, wrong }: ProofChoiceProps) {
  const { kind } = fields;
  const set = (next: Partial<ProofFields>): void => onChange({ ...fields, ...next });
  const errorOf = (field: string): string | null => (wrong?.field === field ? wrong.problem : null);
  return (
    <div className={styles.choice}>
      <SelectField label="Proof" value={kind} options={PROOF_KINDS.map((value) => ({ value, label: PROOF_KIND_WORD[value] }))} onChange={(next) => set({ kind: next })} hint={PROOF_KIND_HINT[kind]} />
      {kind === 'rule' ? <RuleField value={fields.rule} onChange={(rule) => set({ rule })} error={errorOf('rule')} /> : null}
      {kind === 'probe' || kind === 'postman' ? <CheckFields by={kind} fields={fields} set={set} errorOf={errorOf} /> : null}
      {kind === 'drill' ? <DrillFields fields={fields} set={set} errorOf={errorOf} /> : null}
    </div>
  );
}

/** A rule that is there can be chosen; one that is still to be written is named. */
function RuleField({ value, onChange, error }: { value: string; onChange: (rule: string) => void; error: string | null }) {
  const { data } = useCall('rules.list', {});
  const known = data?.items ?? [];
  return (
    <div className={styles.pair}>
      <SelectField label="One of the rules" value={known.some(({ id }) => id === value) ? value : ''} options={[{ value: '', label: known.length === 0 ? 'No rule is known yet' : 'Another one' }, ...known.map(({ id, name }) => ({ value: id, label: plain(name, 80) }))]} onChange={onChange} />
      <Field label="Its id" value={value} onChange={onChange} error={error} hint="It need not exist yet" placeholder="zone-empty" />
    </div>
  );
}

interface PartProps {
  readonly fields: ProofFields;
  readonly set: (next: Partial<ProofFields>) => void;
  readonly errorOf: (field: string) => string | null;
}

const CHECK_WORDS = {
  probe: { label: 'Availability signal of a probe', none: 'There is no probe' },
  postman: { label: 'Availability signal of a Postman collection', none: 'No collection is run' },
} as const;

/** A signal whose source checks by itself, and how often it has to pass. */
function CheckFields({ by, fields, set, errorOf }: PartProps & { readonly by: keyof typeof CHECK_WORDS }) {
  const signals = useSignals();
  const sources = useSources();
  const names = useNames();
  const checking = new Set(sources.filter(({ type }) => type === by).map(({ id }) => id));
  const known = [...signals.values()].filter(({ kind, source }) => kind === 'availability' && checking.has(source));
  const gone = fields.signal !== '' && !known.some(({ id }) => id === fields.signal);
  return (
    <div className={styles.pair}>
      <SelectField
        label={CHECK_WORDS[by].label}
        value={fields.signal}
        options={[{ value: '', label: known.length === 0 ? CHECK_WORDS[by].none : 'Choose one' }, ...known.map(({ id, name }) => ({ value: id as string, label: `${names.serviceOf(id)} ${plain(name, 60)}`.trim() })), ...(gone ? [{ value: fields.signal, label: `${plain(fields.signal, 60)} (not there now)` }] : [])]}
        onChange={(signal) => set({ signal })}
        error={errorOf('signal')}
      />
      <Field label="Passes in a row" kind="number" value={fields.checks} onChange={(checks) => set({ checks })} error={errorOf('checks')} />
    </div>
  );
}

function DrillFields({ fields, set, errorOf }: PartProps) {
  const services = useServices();
  return (
    <div className={styles.pair}>
      <Field label="Mitigated within, minutes" kind="number" value={fields.minutes} onChange={(minutes) => set({ minutes })} error={errorOf('minutes')} />
      <SelectField
        label="Drill of"
        value={fields.service ?? ''}
        options={[{ value: '', label: 'Any service' }, ...services.map(({ id, name }) => ({ value: id as string, label: plain(name, 60) }))]}
        onChange={(value) => {
          const known = ServiceId.safeParse(value);
          set({ service: known.success ? known.data : null });
        }}
      />
    </div>
  );
}
