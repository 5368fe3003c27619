import { useState } from 'react';
import { useLocation } from 'wouter';
import type { CallOutput } from '../../../../shared/contract/contract.ts';
import type { RuleId } from '../../../../shared/model/ids.ts';
import type { SignalRuleConfig } from '../../../../shared/model/rule-config.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useLive, useWorkspace } from '../../../lib/live-store.ts';
import { useCall, useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { FormDialog } from '../../incidents/index.ts';
import { ruleMark, RULE_STATE_WORD } from '../list/rule-list.ts';
import { NoSuchRule, RuleWaits } from '../NoSuchRule.tsx';
import { draftOf } from './draft.ts';
import { takeSaved } from './draft-store.ts';
import { RuleEditor } from './RuleEditor.tsx';
import styles from './edit.module.css';

const EVERY_MS = 10_000;
const NOBODY: ReadonlySet<string> = new Set();

/** A rule of holdfast.yaml. */
export function ExistingRule({ id }: { id: RuleId }) {
  // While it is being taken out, nobody asks for it any more.
  const [going, setGoing] = useState(false);
  const { data, isError, error, refetch } = useCall('rules.get', { id }, { refetchMs: EVERY_MS, enabled: !going });
  const known = useWorkspace() !== null;
  if (data !== undefined && known) return <Loaded id={id} now={data} onGoing={setGoing} />;
  if (isError && error.code === 'not_found') return <NoSuchRule />;
  return <RuleWaits error={isError ? error.message : null} onRetry={() => void refetch()} />;
}

function Loaded({ id, now, onGoing }: { id: RuleId; now: CallOutput<'rules.get'>; onGoing: (going: boolean) => void }) {
  const [, navigate] = useLocation();
  const [asked, setAsked] = useState(false);
  const [saved] = useState(() => takeSaved(id));
  /** The rule that the form began with, and the one it replaced: an answer may still be on its way that knows only that. */
  const [seen, setSeen] = useState<readonly [SignalRuleConfig, ...SignalRuleConfig[]]>([now.rule]);
  const [base] = seen;
  const unit = useLive((state) => ('signal' in base ? (state.signals.get(base.signal)?.unit ?? 'none') : 'none'));
  const changed = seen.every((rule) => JSON.stringify(rule) !== JSON.stringify(now.rule));
  const { view } = now;
  return (
    <>
      <RuleEditor
        title={plain(view.name, 200)}
        draftKey={id}
        base={draftOf(base, unit)}
        taken={NOBODY}
        isNew={false}
        saved={saved}
        beside={
          <>
            <StateMark state={ruleMark(view)} word={RULE_STATE_WORD[view.state]} />
            {view.trouble === null ? null : <span className={styles.quiet}>{plain(view.trouble, 200)}</span>}
            <code className={styles.id}>{id}</code>
          </>
        }
        notice={changed ? <Changed onTake={() => setSeen([now.rule])} /> : undefined}
        dangerous={
          <Button kind="danger" onClick={() => setAsked(true)}>
            Delete…
          </Button>
        }
        onSaved={(rule) => setSeen([rule, base])}
      />
      {asked ? <DeleteRule id={id} name={view.name} onGoing={onGoing} onGone={() => navigate('/rules', { replace: true })} onClose={() => setAsked(false)} /> : null}
    </>
  );
}

/** Somebody else was faster, here or in the file. */
function Changed({ onTake }: { onTake: () => void }) {
  return (
    <div className={styles.changed} role="status">
      <p>
        <StateMark state="P2" word="This rule was changed meanwhile" /> Saving replaces it by what stands here.
      </p>
      <Button onClick={onTake}>Show it as it is now</Button>
    </div>
  );
}

interface DeleteRuleProps {
  readonly id: RuleId;
  readonly name: string;
  readonly onGoing: (going: boolean) => void;
  readonly onGone: () => void;
  readonly onClose: () => void;
}

function DeleteRule({ id, name, onGoing, onGone, onClose }: DeleteRuleProps) {
  const remove = useCallMutation('rules.remove', ['rules.list']);
  const send = () => {
    onGoing(true);
    remove.mutate({ id }, { onSuccess: onGone, onError: () => onGoing(false) });
  };
  return (
    <FormDialog title={`Delete “${plain(name, 120)}”?`} submit="Delete it from holdfast.yaml" kind="danger" busy={remove.isPending} error={remove.error} what="Not deleted" onSubmit={send} onClose={onClose}>
      <p className={styles.quiet}>
        Nothing watches for this any more, and an alert that fires now ends. Incidents that it opened stay. The change stands in the audit with what was removed.
      </p>
    </FormDialog>
  );
}
