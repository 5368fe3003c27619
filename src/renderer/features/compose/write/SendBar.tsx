import { useState } from 'react';
import type { StatusUpdateDetail } from '../../../../shared/model/status-update.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Field } from '../../../ui/kit/Field.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { FormDialog, Moment, TimeField, useTimeText } from '../../incidents/index.ts';
import { Failure, useRights } from '../../session/index.ts';
import { missingOf, overridesOf } from '../rules/missing.ts';
import type { Writer } from './use-writer.ts';
import styles from './write.module.css';

const STALE = ['updates.list', 'updates.get', 'deliveries.list'] as const;
type Way = { readonly emergency?: string; readonly at?: string };

export interface SendBarProps {
  readonly writer: Writer;
  readonly onKept: (update: StatusUpdateDetail) => void;
  /** It is on its way, or waits for its time. */
  readonly onSent: (update: StatusUpdateDetail) => void;
}

/** Keeps it, has it signed off, sends it; and says what is missing for that. */
export function SendBar({ writer, onKept, onSent }: SendBarProps) {
  const send = useSending({ writer, onKept, onSent });
  const [asked, setAsked] = useState<'emergency' | 'schedule' | null>(null);
  const { kept, dirty, current, audience, preview, chosen, problems, failed } = writer;
  const approved = !dirty && kept?.approval !== null && kept !== null;
  const reasons = reasonsOf(writer);
  const { always, signOff } = missingOf({ channels: chosen.length, problems, lint: preview?.lint ?? [], reasons, audience, approved });
  const { mayApprove, who } = useApprover(writer);
  const ready = current && failed === null && !send.busy;
  const missing = [...always, ...(signOff ? [`${who} must approve exactly this text`] : [])];
  return (
    <footer className={styles.bar} aria-label="Send">
      <div className={styles.standing}>
        <StateMark state="held" word="NOT SENT" />
        <span className={styles.quiet}>{kept === null ? 'not kept yet, only on this screen' : dirty ? `${kept.id}, with changes that are not kept yet` : `${kept.id}, kept`}</span>
        {approved && kept.approval !== null ? (
          <span>
            approved by {plain(kept.approval.by.name, 60)}, <Moment at={kept.approval.at} show="utc" />
          </span>
        ) : null}
        <span className={styles.missing} role="status">
          {failed !== null ? '' : missing.length === 0 ? `Goes to ${counted(chosen.length, 'channel')}` : `Before it can be sent: ${missing.join('; ')}.`}
        </span>
      </div>
      <div className={styles.buttons}>
        <Button disabled={!ready || !dirty || problems > 0} busy={send.doing === 'keep'} onClick={send.keep}>
          Save draft
        </Button>
        {signOff && mayApprove ? (
          <Button disabled={!ready || problems > 0} busy={send.doing === 'approve'} onClick={send.approve}>
            Approve this text
          </Button>
        ) : null}
        <Button kind="quiet" disabled={!ready || always.length > 0 || signOff} onClick={() => setAsked('schedule')}>
          Schedule…
        </Button>
        {signOff ? (
          <Button kind="quiet" disabled={!ready || always.length > 0} onClick={() => setAsked('emergency')}>
            Without approval…
          </Button>
        ) : null}
        <Button kind="primary" disabled={!ready || missing.length > 0} busy={send.doing === 'publish'} onClick={() => send.publish({})}>
          Publish
        </Button>
      </div>
      {asked === null ? (
        <Failure error={send.error} what={send.what} onPin={send.again}>
          {send.many === null ? null : <Button onClick={send.confirmMany}>Send it to all {send.many.count.toLocaleString('en-GB')}</Button>}
        </Failure>
      ) : null}
      {asked === 'emergency' ? <Emergency who={who} send={send} onClose={() => setAsked(null)} /> : null}
      {asked === 'schedule' ? <Schedule send={send} onClose={() => setAsked(null)} /> : null}
    </footer>
  );
}

function reasonsOf({ preview, reasons }: Writer): Record<string, string> {
  return Object.fromEntries((preview?.lint ?? []).map(({ code }) => [code, reasons.text(code)]));
}

/** Whoever commands the incident, or has the right to approve. */
function useApprover({ incident, person }: Writer): { readonly mayApprove: boolean; readonly who: string } {
  const rights = useRights();
  const commanders = incident.roles.filter(({ role }) => role === 'incidentCommander');
  const names = commanders.map(({ name }) => plain(name, 60)).join(' or ');
  return { mayApprove: rights.may('approve') || commanders.some((each) => each.person === person), who: names === '' ? 'the incident commander, or whoever has the right “approve”,' : `${names}, or whoever has the right “approve”,` };
}

interface Sending {
  readonly busy: boolean;
  readonly doing: 'keep' | 'approve' | 'publish' | null;
  readonly error: HoldfastError | null;
  readonly what: string;
  readonly many: { readonly channel: string; readonly count: number } | null;
  readonly keep: () => void;
  readonly approve: () => void;
  readonly publish: (way: Way) => void;
  readonly confirmMany: () => void;
  readonly again: () => void;
}

const manyOf = (error: HoldfastError | null): Sending['many'] => {
  const details = error?.details as { readonly recipients?: { readonly channel?: unknown; readonly count?: unknown } } | null | undefined;
  const found = details?.recipients;
  return typeof found?.channel === 'string' && typeof found.count === 'number' ? { channel: found.channel, count: found.count } : null;
};

const WHAT = { keep: 'Not kept', approve: 'Not approved', publish: 'Not sent' } as const;

/** What is shown is kept before anything else is done with it, so that exactly that is signed off and sent. */
function useSending({ writer, onKept, onSent }: SendBarProps): Sending {
  const create = useCallMutation('updates.draft', STALE);
  const edit = useCallMutation('updates.edit', STALE);
  const sign = useCallMutation('updates.approve', STALE);
  const publish = useCallMutation('updates.publish', STALE);
  const [doing, setDoing] = useState<Sending['doing']>(null);
  const [failure, setFailure] = useState<{ readonly error: HoldfastError; readonly during: NonNullable<Sending['doing']>; readonly again: () => void } | null>(null);
  const [confirmed, setConfirmed] = useState<Readonly<Record<string, number>>>({});

  const keptNow = async (): Promise<StatusUpdateDetail> => {
    const { kept, content, dirty, draft, incident, corrects } = writer;
    if (content === null) throw new HoldfastError('unavailable', 'The text was not made yet.');
    if (kept !== null && !dirty) return kept;
    const saved = kept === null ? await create.mutateAsync({ ...content, incident: incident.id, corrects: corrects?.id ?? null }) : await edit.mutateAsync({ ...content, id: kept.id, version: kept.version });
    onKept(saved);
    draft.drop();
    return saved;
  };
  const run = (during: NonNullable<Sending['doing']>, work: () => Promise<void>): void => {
    const go = () => {
      setDoing(during);
      setFailure(null);
      work().then(
        () => setDoing(null),
        (error: unknown) => {
          setDoing(null);
          setFailure({ error: error instanceof HoldfastError ? error : new HoldfastError('internal', String(error)), during, again: go });
        },
      );
    };
    go();
  };
  const publishing = ({ emergency, at }: Way, recipients: Readonly<Record<string, number>>) => {
    const overrides = overridesOf(writer.preview?.lint ?? [], reasonsOf(writer));
    run('publish', async () => {
      const saved = await keptNow();
      const sent = await publish.mutateAsync({ id: saved.id, hash: saved.hash, emergency: emergency ?? null, overrides, recipients, at: at ?? null });
      writer.reasons.drop();
      onSent(sent);
    });
  };
  const [way, setWay] = useState<Way>({});
  const many = manyOf(failure?.error ?? null);
  return {
    busy: doing !== null, doing, error: failure?.error ?? null, what: WHAT[failure?.during ?? 'keep'], many,
    keep: () => run('keep', async () => void (await keptNow())),
    approve: () =>
      run('approve', async () => {
        const saved = await keptNow();
        onKept(await sign.mutateAsync({ id: saved.id, hash: saved.hash }));
      }),
    publish: (next) => (setWay(next), publishing(next, confirmed)),
    confirmMany: () => {
      if (many === null) return;
      const all = { ...confirmed, [many.channel]: many.count };
      setConfirmed(all);
      publishing(way, all);
    },
    again: () => failure?.again(),
  };
}

function Emergency({ who, send, onClose }: { who: string; send: Sending; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const submit = () => {
    setTried(true);
    if (reason.trim() !== '') send.publish({ emergency: reason });
  };
  return (
    <FormDialog title="Publish without approval" lead={`Normally ${who} approves the text first. It is sent now, and marked as an emergency wherever it stands.`} submit="Publish now" kind="danger" busy={send.busy} error={send.error} what="Not sent" onSubmit={submit} onClose={onClose}>
      <Field label="Why it cannot wait" value={reason} onChange={setReason} error={tried && reason.trim() === '' ? 'Expected a reason' : null} autoFocus />
    </FormDialog>
  );
}

function Schedule({ send, onClose }: { send: Sending; onClose: () => void }) {
  const time = useTimeText('future');
  const [tried, setTried] = useState(false);
  const submit = () => {
    setTried(true);
    const at = time.take();
    if (typeof at === 'string') send.publish({ at });
  };
  return (
    <FormDialog title="Send it later" lead="It goes as it is at that time, while Holdfast runs. What is not true any more then sends it back to the drafts." submit="Schedule it" busy={send.busy} error={send.error} what="Not scheduled" onSubmit={submit} onClose={onClose}>
      <TimeField time={time} label="When" {...(tried && time.text.trim() === '' && { hint: 'Expected a time' })} />
    </FormDialog>
  );
}
