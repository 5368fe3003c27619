import { useState } from 'react';
import type { HookView } from '../../../../shared/model/hook-view.ts';
import { fromRfc3339 } from '../../../../shared/model/units.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { HOOK_WORDS } from '../../../../shared/text/hook-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useEngineNow } from '../../../lib/live-store.ts';
import { useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Facts } from '../../../ui/kit/Facts.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Failure } from '../../session/index.ts';
import { Confirm } from '../Confirm.tsx';
import { agoText } from '../words.ts';
import { Copy } from './Copy.tsx';
import { SenderSetup } from './SenderSetup.tsx';
import styles from '../settings.module.css';

const WHO = { token: 'whoever has its token', secret: 'whoever signs with its key', person: 'a person with the right “operate”, by a token of theirs' } as const;

/** Messages were refused, and none was taken since. */
function lastRefusal({ refusals, lastReceivedAt }: HookView): string | null {
  const [last] = refusals;
  if (last === undefined) return null;
  const since = lastReceivedAt === null ? null : fromRfc3339(lastReceivedAt);
  const at = fromRfc3339(last.lastAt);
  return since !== null && at !== null && at < since ? null : last.reason;
}

export interface HookRowProps {
  readonly hook: HookView;
  readonly url: string;
  readonly mayChange: boolean;
  readonly onEdit: () => void;
}

/** One webhook: who may send, where to, and what became of what was sent. */
export function HookRow({ hook, url, mayChange, onEdit }: HookRowProps) {
  const now = useEngineNow();
  const { name, brings } = HOOK_WORDS[hook.kind];
  const refusal = lastRefusal(hook);
  const { id, received, taken, repeated, ignored, refused } = hook;
  return (
    <li className={styles.row} data-hook={id}>
      <div className={styles.rowMain}>
        <p className={styles.rowName}>{id}</p>
        <p className={styles.rowText}>
          {name}
          {brings === 'alerts' && hook.reportedBy === 'customers' ? ' · reported by customers' : ''}
          {hook.configured ? '' : ' · there without configuration'}
        </p>
        <p className={styles.rowText}>Taken from {WHO[hook.proof]}</p>
        {refusal === null ? null : (
          <p className={styles.rowText}>
            <StateMark state="P2" word="refused last" />: {plain(refusal, 300)}
          </p>
        )}
      </div>
      <Facts
        facts={[
          ['Last received', agoText(hook.lastReceivedAt, now)],
          ['Taken in', `${counted(taken, brings === 'alerts' ? 'alert' : 'change')} of ${counted(received, 'message')}`],
          ['Duplicates', String(repeated)],
          ['Ignored', String(ignored)],
          ['Refused', String(refused)],
        ]}
      />
      {mayChange ? (
        <Button kind="quiet" label={`${hook.configured ? 'Change' : 'Set up'} ${id}`} onClick={onEdit}>
          {hook.configured ? 'Change…' : 'Set up…'}
        </Button>
      ) : null}
      {mayChange && hook.configured ? <Remove id={id} /> : null}
      <p className={styles.rowWhole}>
        <code>{url}</code> <Copy text={url} what="Copy address" />
      </p>
      <details className={styles.rowWhole}>
        <summary>
          How to send to it{hook.refusals.length + hook.ignoredFor.length === 0 ? '' : ', and what was turned away'}
        </summary>
        <Reasons title="Refused" reasons={hook.refusals} />
        <Reasons title="Ignored" reasons={hook.ignoredFor} />
        <SenderSetup of={{ id, kind: hook.kind, proof: hook.proof, url }} />
      </details>
    </li>
  );
}

function Reasons({ title, reasons }: { title: string; reasons: HookView['refusals'] }) {
  const now = useEngineNow();
  if (reasons.length === 0) return null;
  return (
    <ul className={styles.reasons} aria-label={title}>
      {reasons.map(({ reason, count, lastAt }) => (
        <li key={reason}>
          {title} {count === 1 ? 'once' : `${count} times`}, last at {agoText(lastAt, now)}: {plain(reason, 300)}
        </li>
      ))}
    </ul>
  );
}

function Remove({ id }: { id: string }) {
  const remove = useCallMutation('hooks.remove', ['hooks.list', 'config.get']);
  const [asked, setAsked] = useState(false);
  const confirm = () => remove.mutate({ id });
  if (!asked) return <Button kind="quiet" label={`Remove ${id}`} onClick={() => setAsked(true)}>Remove…</Button>;
  return (
    <Confirm action={`Remove ${id}`} keep="Keep it" busy={remove.isPending} onKeep={() => setAsked(false)} onConfirm={confirm}>
      Removing {id} takes it out of holdfast.yaml, with the secret that was made for it: whoever sends to it is refused from then on. Incidents that it opened stay.
      <Failure error={remove.error} what="Not removed" onPin={confirm} />
    </Confirm>
  );
}
