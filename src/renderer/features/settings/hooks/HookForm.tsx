import { useState } from 'react';
import { HOOK_KINDS, HOOK_PROOFS } from '../../../../shared/model/hook-config.ts';
import type { HookView } from '../../../../shared/model/hook-view.ts';
import { SEVERITIES } from '../../../../shared/model/severity.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { HOOK_WORDS } from '../../../../shared/text/hook-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useServices } from '../../../lib/live-store.ts';
import { useCall, useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Field, SelectField } from '../../../ui/kit/Field.tsx';
import { Segments } from '../../../ui/kit/Segments.tsx';
import { Failure } from '../../session/index.ts';
import { Section } from '../Page.tsx';
import { draftOf, newDraft, readDraft, type HookDraft } from './draft.ts';
import { Made } from './Made.tsx';
import { Mapping } from './Mapping.tsx';
import { useAddress } from './use-address.ts';
import styles from '../settings.module.css';

const ORDER = ['alert', ...HOOK_KINDS.filter((kind) => kind !== 'alert')] as const;
const KINDS = ORDER.map((kind) => ({ value: kind, label: `${HOOK_WORDS[kind].name}: ${HOOK_WORDS[kind].brings}` }));
const PROOF = { token: 'a token that it sends', secret: 'a key that it signs with' } as const;
const REPORTED = [
  { value: 'customers', label: 'Customers' },
  { value: 'monitoring', label: 'Monitoring' },
] as const;

export interface HookFormProps {
  /** Null: a new one. */
  readonly hook: HookView | null;
  readonly taken: readonly string[];
  readonly onClose: () => void;
}

/** A webhook from what is sent to its address and its secret. Nothing is written before it is saved. */
export function HookForm({ hook, taken, onClose }: HookFormProps) {
  const [draft, setDraft] = useState<HookDraft>(() => (hook === null ? newDraft('alert', taken) : draftOf(hook)));
  const [tried, setTried] = useState(false);
  const [made, setMade] = useState<{ readonly secret: string | null } | null>(null);
  const write = useCallMutation('hooks.write', ['hooks.list', 'config.get']);
  const secrets = useCall('secrets.describe', {});
  const address = useAddress();
  const change = (part: Partial<HookDraft>): void => setDraft((before) => ({ ...before, ...part }));
  const cannotStore = secrets.data?.canStore === false ? secrets.data.how : null;
  const read = readDraft(draft, { isNew: hook === null, taken });
  const problems = tried && !read.ok ? read.problems : {};
  const count = Object.keys(problems).length;
  const url = address(draft.id.trim());
  const save = () => {
    setTried(true);
    if (read.ok && (cannotStore === null || draft.secret !== 'made')) write.mutate(read.input, { onSuccess: ({ secret }) => setMade({ secret }) });
  };
  if (made !== null) return <Made of={{ id: draft.id.trim(), kind: draft.kind, proof: draft.proof, url }} secret={made.secret} onDone={onClose} />;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Section title={hook === null ? 'A new webhook' : `Webhook ${hook.id}`}>
        <div className={styles.form}>
          {hook === null ? (
            <SelectField label="Who sends" value={draft.kind} options={KINDS} onChange={(kind) => setDraft({ ...newDraft(kind, taken), paths: draft.paths, resolvedWhen: draft.resolvedWhen, severities: draft.severities })} />
          ) : (
            <Field label="Who sends" value={HOOK_WORDS[draft.kind].name} onChange={() => undefined} disabled />
          )}
          <Field label="Id" hint={`Its address: ${url}`} value={draft.id} onChange={(id) => change({ id: id.slice(0, 64) })} error={problems.id ?? null} disabled={hook !== null} required />
          <Proof draft={draft} canKeep={hook?.configured === true} was={hook?.proof ?? null} cannotStore={cannotStore} onChange={change} error={problems.env ?? null} />
          <Defaults draft={draft} onChange={change} />
        </div>
      </Section>
      {draft.kind === 'alert' ? (
        <Section title="Where things stand in a message" lead="Paths such as $.ticket.id lead to one place each. What each finds in the sample is shown at once.">
          <Mapping draft={draft} onChange={change} problems={problems} hasSample={hook?.hasSample ?? false} />
        </Section>
      ) : null}
      <div className={styles.save}>
        <Failure error={tried && cannotStore !== null && draft.secret === 'made' ? { message: cannotStore } : write.error} what="Not saved" onPin={save} />
        <div className={styles.actions}>
          <Button type="submit" kind="primary" busy={write.isPending}>
            Save to holdfast.yaml
          </Button>
          <Button kind="quiet" onClick={onClose}>
            Cancel
          </Button>
          {count === 0 ? null : <span className={styles.warning}>{counted(count, 'field')} above {count === 1 ? 'needs' : 'need'} a look</span>}
        </div>
      </div>
    </form>
  );
}

interface ProofProps {
  readonly draft: HookDraft;
  /** It has a secret already, which may stay. */
  readonly canKeep: boolean;
  readonly was: HookView['proof'] | null;
  /** Why no secret can be kept here; null where it can. */
  readonly cannotStore: string | null;
  readonly onChange: (change: Partial<HookDraft>) => void;
  readonly error: string | null;
}

/** How the sender proves itself, and where its secret stands. */
function Proof({ draft, canKeep, was, cannotStore, onChange, error }: ProofProps) {
  const word = draft.proof === 'secret' ? 'key' : 'token';
  const kept = canKeep && was === draft.proof;
  const options = [
    ...(kept ? [{ value: 'kept' as const, label: `the ${word} that it has` }] : []),
    { value: 'made' as const, label: canKeep ? `a new ${word}, made here` : `a ${word} that is made here` },
    { value: 'env' as const, label: 'a variable of the environment' },
  ];
  const secret = options.some(({ value }) => value === draft.secret) ? draft.secret : 'made';
  const hint = secret === 'made' ? (cannotStore === null ? `Shown once after saving${canKeep ? '; the one before is refused from then on' : ''}` : `It cannot be kept here. ${cannotStore}`) : secret === 'kept' ? 'Senders need not be told anything' : 'Of the process of Holdfast, read at its start';
  return (
    <>
      <SelectField
        label="It is known by"
        value={draft.proof}
        options={HOOK_PROOFS[draft.kind].map((proof) => ({ value: proof, label: PROOF[proof] }))}
        onChange={(proof) => onChange({ proof, secret: canKeep && was === proof ? 'kept' : 'made' })}
      />
      <SelectField label={`The ${word} is`} hint={hint} value={secret} options={options} onChange={(chosen) => onChange({ secret: chosen })} />
      {secret === 'env' ? (
        <>
          <Field label="Name of the variable" placeholder="SUPPORT_TOKEN" value={draft.env} onChange={(env) => onChange({ env })} error={error} required />
          <span />
        </>
      ) : null}
    </>
  );
}

/** What is taken where a message does not say it. */
function Defaults({ draft, onChange }: Pick<ProofProps, 'draft' | 'onChange'>) {
  const services = useServices();
  const isAlert = HOOK_WORDS[draft.kind].brings === 'alerts';
  return (
    <>
      <SelectField label="Service of what names none" value={draft.service} options={[{ value: '', label: 'none' }, ...services.map(({ id, name }) => ({ value: String(id), label: plain(name, 80) }))]} onChange={(service) => onChange({ service })} />
      {isAlert ? (
        <SelectField label="Severity of what names none" value={draft.severity} options={[{ value: '' as const, label: 'P2, as usual' }, ...SEVERITIES.map((severity) => ({ value: severity, label: severity }))]} onChange={(severity) => onChange({ severity })} />
      ) : (
        <span />
      )}
      {isAlert ? (
        <div className={styles.whole}>
          <p className={styles.fieldName}>Who reports it</p>
          <Segments label="Who reports it" value={draft.reportedBy} options={REPORTED} onChange={(reportedBy) => onChange({ reportedBy })} />
          <p className={styles.quiet}>{draft.reportedBy === 'customers' ? 'An incident that it opens counts as reported by customers in the scorecard.' : 'An incident that it opens counts as found by monitoring.'}</p>
        </div>
      ) : null}
    </>
  );
}
