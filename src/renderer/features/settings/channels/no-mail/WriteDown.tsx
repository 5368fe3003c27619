import { useState } from 'react';
import { plain } from '../../../../../shared/text/plain.ts';
import { useCallMutation } from '../../../../platform/use-call.ts';
import { Button } from '../../../../ui/kit/Button.tsx';
import { Field } from '../../../../ui/kit/Field.tsx';
import { Failure } from '../../../session/index.ts';
import { Section } from '../../Page.tsx';
import { STALE } from './stale.ts';
import { MOST_REASON, newProblems } from './words.ts';
import settings from '../../settings.module.css';

/** An address that somebody knows shall get nothing: who left, or asked for it by another way. */
export function WriteDown() {
  const add = useCallMutation('suppressions.add', STALE);
  const [address, setAddress] = useState('');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const problems = newProblems(address, reason);
  const run = () => {
    setTried(true);
    if (Object.keys(problems).length > 0) return;
    add.mutate(
      { address: address.trim(), reason: reason.trim() },
      {
        onSuccess: () => {
          setAddress('');
          setReason('');
          setTried(false);
        },
      },
    );
  };
  const typed = (set: (text: string) => void, most: number) => (text: string) => {
    set(text.slice(0, most));
    add.reset();
  };
  return (
    <Section title="Write an address down" lead="For somebody who asked to get nothing, or who has left. What was handed to the mail server before is not called back.">
      <form
        aria-label="Write an address down"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <div className={settings.form}>
          <Field label="Address" value={address} onChange={typed(setAddress, 254)} error={tried ? (problems.address ?? null) : null} required />
          <Field label="Reason" value={reason} onChange={typed(setReason, MOST_REASON)} error={tried ? (problems.reason ?? null) : null} required />
        </div>
        <Failure error={add.error} what="Not written down" onPin={run} />
        <div className={settings.actions}>
          <Button type="submit" busy={add.isPending}>
            Send no mail there
          </Button>
          <span className={settings.quiet} role="status">
            {add.data === undefined ? '' : `${plain(add.variables?.address ?? '', 320)} gets no mail from now on.`}
          </span>
        </div>
      </form>
    </Section>
  );
}
