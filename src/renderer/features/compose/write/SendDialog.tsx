import { useState } from 'react';
import type { Recipients } from '../../../../shared/contract/update-calls.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { Field } from '../../../ui/kit/Field.tsx';
import { FormDialog, TimeField, useTimeText } from '../../incidents/index.ts';
import type { Sending } from './use-sending.ts';
import styles from './write.module.css';

export interface SendDialogProps {
  readonly way: 'many' | 'emergency' | 'schedule';
  /** Who approves. */
  readonly who: string;
  /** What it will do, in one line. */
  readonly outlook: string;
  /** Channels whose number of readers is confirmed. */
  readonly many: readonly Recipients[];
  readonly nameOf: (channel: string) => string;
  readonly send: Sending;
  readonly onClose: () => void;
}

const count = (value: number): string => value.toLocaleString('en-GB');
const digits = (text: string): string => text.replaceAll(/[^\d]/g, '');

/** Asks for whatever is needed before it goes: the time, a reason, the number of readers. */
export function SendDialog({ way, who, outlook, many, nameOf, send, onClose }: SendDialogProps) {
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [tried, setTried] = useState(false);
  const time = useTimeText('future');
  const isWrong = ({ channel, count: all }: Recipients): boolean => digits(typed[channel] ?? '') !== String(all);
  const submit = () => {
    setTried(true);
    const at = way === 'schedule' ? time.take() : undefined;
    if (many.some(isWrong) || (way === 'emergency' && reason.trim() === '') || (way === 'schedule' && typeof at !== 'string')) return;
    send.publish({ ...(way === 'emergency' && { emergency: reason }), ...(typeof at === 'string' && { at }), recipients: Object.fromEntries(many.map(({ channel, count: all }) => [channel, all])) });
  };
  const all = count(many.reduce((sum, each) => sum + each.count, 0));
  const words = {
    many: { title: 'Send it to many readers', lead: 'Mail cannot be taken back.', submit: `Send it to all ${all}`, what: 'Not sent' },
    emergency: { title: 'Publish without approval', lead: `Normally ${who} approves the text first. It is sent now, and marked as an emergency wherever it stands.`, submit: 'Publish now', what: 'Not sent' },
    schedule: { title: 'Send it later', lead: 'It goes as it is at that time, while Holdfast runs. What is not true any more then sends it back to the drafts.', submit: 'Schedule it', what: 'Not scheduled' },
  }[way];
  return (
    <FormDialog title={words.title} lead={words.lead} submit={words.submit} kind={way === 'emergency' ? 'danger' : 'primary'} busy={send.busy} error={send.error} what={way === 'schedule' && send.what === 'Not sent' ? words.what : send.what} onSubmit={submit} onClose={onClose}>
      <p className={styles.quiet}>{outlook}</p>
      {way === 'schedule' ? <TimeField time={time} label="When" {...(tried && time.text.trim() === '' && { hint: 'Expected a time' })} /> : null}
      {way === 'emergency' ? <Field label="Why it cannot wait" value={reason} onChange={setReason} error={tried && reason.trim() === '' ? 'Expected a reason' : null} autoFocus /> : null}
      {many.map((each, index) => (
        <Field
          key={each.channel}
          label={`How many readers of ${plain(nameOf(each.channel), 60)} get it`}
          hint={`${count(each.count)}, beginning with ${each.first.slice(0, 2).map((address) => plain(address, 60)).join(', ')}. Type the number to confirm it.`}
          kind="number"
          value={typed[each.channel] ?? ''}
          onChange={(value) => setTyped({ ...typed, [each.channel]: value })}
          error={tried && isWrong(each) ? `Expected ${count(each.count)}` : null}
          autoFocus={way === 'many' && index === 0}
        />
      ))}
    </FormDialog>
  );
}
