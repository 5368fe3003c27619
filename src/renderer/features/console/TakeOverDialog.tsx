import { useState } from 'react';
import type { ConsoleConnection } from '../../../shared/model/console.ts';
import { plain } from '../../../shared/text/plain.ts';
import { useCallMutation } from '../../platform/use-call.ts';
import { Field } from '../../ui/kit/Field.tsx';
import { FormDialog } from '../incidents/index.ts';
import { useDraft } from '../session/index.ts';
import { useCopyAges } from './CopyBand.tsx';
import styles from './console.module.css';

const LEAST = 3;

/** Lets this console act in the place of the engine that is lost; says first what that means. */
export function TakeOverDialog({ connection, onClose }: { connection: ConsoleConnection; onClose: () => void }) {
  const { since, copy } = useCopyAges(connection);
  const draft = useDraft('console/take-over');
  const reason = draft.text('reason');
  const [tried, setTried] = useState(false);
  const takeOver = useCallMutation('console.takeOver', ['console.get'], draft.drop);
  const missing = reason.trim().length < LEAST;
  const url = plain(connection.url, 80);
  const send = () => {
    setTried(true);
    if (!missing) takeOver.mutate({ reason }, { onSuccess: onClose });
  };
  return (
    <FormDialog
      title="Take over on this console"
      lead={`The engine at ${url} has not answered ${since}.`}
      submit="Take over"
      kind="danger"
      busy={takeOver.isPending}
      error={takeOver.error}
      what="Not taken over"
      onSubmit={send}
      onClose={onClose}
      draft={draft}
    >
      <ul className={styles.effects}>
        <li>
          <strong>This console acts from now on</strong>: it records, alerts, sends and runs plans{copy === null ? '.' : `, from the copy of ${copy.at} (${copy.age} old). What was recorded after that is merged when the other one is back.`}
        </li>
        <li>
          <strong>The other one may still act</strong> until it hears of this. It is told as soon as it answers, and then sends and does nothing more. End it first if you can reach its machine.
        </li>
        <li>
          <strong>Nothing is sent or done twice by itself</strong>: messages and steps that were on their way wait for a person, and a step that could happen twice asks whether the other console has done it.
        </li>
        <li>
          <strong>Secrets are in no copy</strong>: sources, channels and steps that want one do not work until this machine has it.
        </li>
      </ul>
      <Field label="Why this console takes over" hint="Stands in the audit, and on the other console" lines={2} value={reason} onChange={(text) => draft.set('reason', text)} error={tried && missing ? 'Expected a reason of three letters or more' : null} autoFocus />
    </FormDialog>
  );
}
