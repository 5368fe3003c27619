import { useState } from 'react';
import { useCallMutation } from '../../../platform/use-call.ts';
import { Field } from '../../../ui/kit/Field.tsx';
import { FormDialog } from '../../incidents/index.ts';
import { useDraft } from '../../session/index.ts';

const LEAST = 3;

/** Pulls the lever, or releases it; both want a reason, which stands on the wall and in the audit. */
export function LeverDialog({ pulled, onClose }: { pulled: boolean; onClose: () => void }) {
  const draft = useDraft(pulled ? 'lever/release' : 'lever/pull');
  const reason = draft.text('reason');
  const [tried, setTried] = useState(false);
  const pull = useCallMutation('lever.pull', ['plans.list', 'plans.get'], draft.drop);
  const release = useCallMutation('lever.release', ['plans.list', 'plans.get'], draft.drop);
  const call = pulled ? release : pull;
  const missing = reason.trim().length < LEAST;
  const send = () => {
    setTried(true);
    if (missing) return;
    if (pulled) release.mutate({ reason }, { onSuccess: onClose });
    else pull.mutate({ reason }, { onSuccess: onClose });
  };
  return (
    <FormDialog
      title={pulled ? 'Release the lever' : 'Hold all plans'}
      lead={pulled ? 'Plans can be started again. What was running waits until a person lets it go on.' : 'At once nothing begins any more, and nothing that runs goes on to its next step, until the lever is released. What is under way at another system is not taken back.'}
      submit={pulled ? 'Release' : 'Hold all'}
      kind={pulled ? 'primary' : 'danger'}
      busy={call.isPending}
      error={call.error}
      what={pulled ? 'Not released' : 'Not held'}
      onSubmit={send}
      onClose={onClose}
      draft={draft}
    >
      <Field label={pulled ? 'Why plans may run again' : 'Why everything is held'} hint="Stands on the wall and in the audit" lines={2} value={reason} onChange={(text) => draft.set('reason', text)} error={tried && missing ? 'Expected a reason of three letters or more' : null} autoFocus />
    </FormDialog>
  );
}
