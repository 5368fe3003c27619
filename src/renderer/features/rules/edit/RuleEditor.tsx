import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { CallOutput } from '../../../../shared/contract/contract.ts';
import type { SignalRuleConfig } from '../../../../shared/model/rule-config.ts';
import { useCall, useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Screen } from '../../../ui/kit/Screen.tsx';
import { Failure, useMay } from '../../session/index.ts';
import { ReplayPane } from '../replay/ReplayPane.tsx';
import { useSubjects } from '../use-subjects.ts';
import { suggestId, type RuleDraft } from './draft.ts';
import { useDraft } from './draft-store.ts';
import { problemsOf } from './form-parts.tsx';
import { readDraft } from './read-draft.ts';
import { RuleForm } from './RuleForm.tsx';
import { Saved } from './Saved.tsx';
import styles from './edit.module.css';

export interface RuleEditorProps {
  readonly title: string;
  /** Under which what is typed is kept until it is saved. */
  readonly draftKey: string;
  readonly base: RuleDraft;
  /** Ids that are taken, for a new rule. */
  readonly taken: ReadonlySet<string>;
  readonly isNew: boolean;
  readonly beside?: ReactNode;
  /** Above the form: what somebody must know before saving. */
  readonly notice?: ReactNode;
  /** At the end of the buttons, away from the one that saves. */
  readonly dangerous?: ReactNode;
  /** What was said when it was saved under another address: a new rule gets its own. */
  readonly saved?: CallOutput<'rules.write'> | null;
  readonly onSaved: (rule: SignalRuleConfig, said: CallOutput<'rules.write'>) => void;
}

/** A rule as a form, beside what it would have done. Everybody may try one; saving needs the right. */
export function RuleEditor({ title, draftKey, base, taken, isNew, beside, notice, dangerous, saved: savedBefore = null, onSaved }: RuleEditorProps) {
  const subjects = useSubjects();
  const slos = useCall('policy.get', {}).data?.slos ?? [];
  const held = useDraft(draftKey, base);
  const { draft } = held;
  const [tried, setTried] = useState(false);
  const [saved, setSaved] = useState(savedBefore);
  const save = useCallMutation('rules.write', ['rules.list', 'rules.get', 'policy.get']);
  const may = useMay('admin', 'Saving');
  const slo = slos.find(({ id }) => id === draft.slo);
  const watched = draft.kind === 'burn' ? slo?.signal : draft.signal;
  const subject = subjects.find(({ id }) => id === watched);
  const suggestedId = suggestId(draft, subject, taken);
  const read = readDraft(isNew && draft.id.trim() === '' ? { ...draft, id: suggestedId } : draft, subject);
  const clash = isNew && draft.id.trim() !== '' && taken.has(draft.id.trim()) ? 'There is a rule with this id already' : null;
  const problem = problemsOf(read, tried);
  const write = (rule: SignalRuleConfig) =>
    save.mutate(
      { id: rule.id, rule },
      {
        onSuccess: (now) => {
          setSaved(now);
          setTried(false);
          held.discard(draft);
          onSaved(rule, now);
        },
      },
    );
  const change = (what: Partial<RuleDraft>) => {
    setSaved(null);
    if (save.isError) save.reset();
    held.change(what);
  };
  const submit = () => {
    setTried(!read.ok);
    setSaved(null);
    if (read.ok && clash === null && !save.isPending) write(read.rule);
  };
  return (
    <Screen title={title} crumb={<Link href="/rules">Rules</Link>} beside={beside} body="columns">
      <div className={styles.column}>
        <form
          className={styles.form}
          aria-label="Rule"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (may.may) submit();
          }}
        >
          <div className={styles.fields}>
            {notice}
            <RuleForm draft={draft} change={change} problem={(field) => (field === 'id' && clash !== null ? clash : problem(field))} subjects={subjects} subject={subject} slos={slos} isNew={isNew} suggestedId={suggestedId} />
          </div>
          <footer className={styles.footer}>
            {may.may ? (
              <Button type="submit" kind="primary" busy={save.isPending} disabled={!isNew && !held.changed}>
                Save to holdfast.yaml
              </Button>
            ) : null}
            {held.changed ? (
              <Button kind="quiet" onClick={() => (held.discard(), setTried(false), save.reset())}>
                Discard
              </Button>
            ) : null}
            <span className={styles.spacer} />
            {may.may ? dangerous : null}
            {may.may || may.why === null ? null : <p className={styles.why}>{may.why}</p>}
            {tried && !read.ok ? <p className={styles.problem} role="alert">Not saved: the fields above that say “Expected” come first.</p> : null}
            {saved === null ? null : <Saved issues={saved.issues} />}
          </footer>
        </form>
        {/* The PIN has a form of its own, which cannot stand in the other. */}
        {save.error === null ? null : (
          <div className={styles.failure}>
            <Failure error={save.error} what="Not saved" onPin={submit} />
          </div>
        )}
      </div>
      <ReplayPane draft={draft} subject={subject} slo={slo} />
    </Screen>
  );
}
