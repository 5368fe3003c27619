import { useState } from 'react';
import { plain } from '../../../../shared/text/plain.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Moment } from '../../incidents/index.ts';
import { Failure, useRights } from '../../session/index.ts';
import { reachOf } from '../rules/correction.ts';
import { missingOf, wantsSignOff } from '../rules/missing.ts';
import { outlookOf } from '../rules/summary.ts';
import { SendDialog } from './SendDialog.tsx';
import { reasonsOf, useSending, type SendingProps } from './use-sending.ts';
import type { Writer } from './use-writer.ts';
import styles from './write.module.css';

/** Keeps it, has it signed off, sends it; says in one line what that will do, and what is missing for it. */
export function SendBar({ writer, onKept, onSent }: SendingProps) {
  const send = useSending({ writer, onKept, onSent });
  const [asked, setAsked] = useState<'many' | 'emergency' | 'schedule' | null>(null);
  const { kept, dirty, current, audience, preview, chosen, problems, failed, corrects, recipients } = writer;
  const approved = !dirty && kept?.approval !== null && kept !== null;
  const { always, later, signOff } = missingOf({ channels: chosen.length, problems, lint: preview?.lint ?? [], reasons: reasonsOf(writer), audience, approved });
  const { mayApprove, who } = useApprover(writer);
  const { words: outlook, many } = outlookOf({
    chosen, previews: preview?.channels ?? [], recipients,
    reaches: corrects === null ? null : chosen.map((channel) => reachOf(corrects.deliveries, channel)),
    approval: !wantsSignOff(audience) ? 'none' : approved ? 'given' : 'missing',
  });
  const ready = current && failed === null && !send.busy;
  const missing = [...always, ...(signOff ? [`${who} must approve exactly this text`] : [])];
  const ask = (way: NonNullable<typeof asked>) => {
    send.forget();
    setAsked(way);
  };
  return (
    <footer className={styles.bar} aria-label="Send">
      <p className={styles.outlook}>
        <StateMark state="held" word="NOT SENT" />
        <strong>{outlook}</strong>
      </p>
      <p className={styles.missing} role="status">
        {failed !== null || missing.length === 0 ? '' : `Before it can be sent: ${missing.join('; ')}. `}
        {kept === null ? 'Not kept yet, only on this screen.' : dirty ? `${kept.id}, with changes that are not kept yet.` : `${kept.id}, kept.`}
        {approved && kept.approval !== null ? (
          <>
            {' '}
            Approved by {plain(kept.approval.by.name, 60)}, <Moment at={kept.approval.at} show="utc" />.
          </>
        ) : null}
      </p>
      <div className={styles.buttons}>
        <Button disabled={!ready || !dirty || problems > 0} busy={send.doing === 'keep'} onClick={send.keep}>
          Save draft
        </Button>
        {signOff && mayApprove ? (
          <Button disabled={!ready || problems > 0} busy={send.doing === 'approve'} onClick={send.approve}>
            Approve this text
          </Button>
        ) : null}
        <Button disabled={!ready || later.length > 0 || signOff} onClick={() => ask('schedule')}>
          Schedule…
        </Button>
        {signOff ? (
          <Button disabled={!ready || always.length > 0} onClick={() => ask('emergency')}>
            Without approval…
          </Button>
        ) : null}
        <Button kind="primary" disabled={!ready || missing.length > 0} busy={send.doing === 'publish' && asked === null} onClick={() => (many.length > 0 ? ask('many') : send.publish({}))}>
          Publish
        </Button>
      </div>
      {asked === null ? <Failure error={send.error} what={send.what} onPin={send.again} /> : <SendDialog way={asked} who={who} outlook={outlook} many={many} nameOf={(id) => chosen.find((channel) => channel.id === id)?.name ?? id} send={send} onClose={() => setAsked(null)} />}
    </footer>
  );
}

/** Whoever commands the incident, or has the right to approve. */
function useApprover({ incident, person }: Writer): { readonly mayApprove: boolean; readonly who: string } {
  const rights = useRights();
  const commanders = incident.roles.filter(({ role }) => role === 'incidentCommander');
  const names = commanders.map(({ name }) => plain(name, 60)).join(' or ');
  return { mayApprove: rights.may('approve') || commanders.some((each) => each.person === person), who: names === '' ? 'the incident commander, or whoever has the right “approve”,' : `${names}, or whoever has the right “approve”,` };
}
