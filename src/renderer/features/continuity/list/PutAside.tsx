import { useState } from 'react';
import type { Trigger } from '../../../../shared/model/continuity/plan.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { countdownText } from '../../../../shared/text/continuity-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useEngineNow } from '../../../lib/live-store.ts';
import { useCallMutation } from '../../../platform/use-call.ts';
import { Field } from '../../../ui/kit/Field.tsx';
import { FormDialog } from '../../incidents/index.ts';
import { useDraft } from '../../session/index.ts';
import { usePlanName } from '../use-plan-name.ts';

const LEAST = 3;

/** Objects to a countdown, or puts a suggestion aside: with a reason, which the audit keeps. */
export function PutAside({ trigger, onClose }: { trigger: Trigger; onClose: () => void }) {
  const nameOf = usePlanName();
  const now = useEngineNow() ?? epochMs(0);
  const draft = useDraft(`trigger/${trigger.id}`);
  const reason = draft.text('reason');
  const [tried, setTried] = useState(false);
  const veto = useCallMutation('triggers.veto', ['triggers.list'], draft.drop);
  const counting = trigger.countdown !== null;
  const missing = reason.trim().length < LEAST;
  const send = () => {
    setTried(true);
    if (!missing) veto.mutate({ id: trigger.id, reason }, { onSuccess: onClose });
  };
  return (
    <FormDialog
      title={counting ? 'Object to the countdown' : 'Put the suggestion aside'}
      lead={
        <>
          {counting ? `${nameOf(trigger.plan)} ${countdownText(trigger, now) ?? 'does not count down any more'}. ` : ''}
          <span dir="auto">{plain(trigger.suggests?.why ?? trigger.says, 300)}</span>
        </>
      }
      submit={counting ? 'Object' : 'Put aside'}
      busy={veto.isPending}
      error={veto.error}
      what={counting ? 'Not objected' : 'Not put aside'}
      onSubmit={send}
      onClose={onClose}
      draft={draft}
    >
      <Field label="Why the plan does not begin" lines={2} value={reason} onChange={(text) => draft.set('reason', text)} error={tried && missing ? 'Expected a reason of three letters or more' : null} autoFocus />
    </FormDialog>
  );
}
