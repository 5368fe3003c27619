import { useState } from 'react';
import type { ChannelView } from '../../../../shared/contract/channel-calls.ts';
import { CHANNEL_FORMS } from '../../../../shared/model/channels/form.ts';
import type { ConfiguredChannelType } from '../../../../shared/model/channels/index.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { testWords } from '../../../lib/channel-words.ts';
import { useEngineNow } from '../../../lib/live-store.ts';
import { useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Field } from '../../../ui/kit/Field.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Failure } from '../../session/index.ts';
import { Confirm } from '../Confirm.tsx';
import settings from '../settings.module.css';
import styles from './channels.module.css';

/* Browsers know no `randomUUID` on a page that came by plain HTTP. */
const newKey = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

export interface TestPanelProps {
  readonly channel: ChannelView & { readonly type: ConfiguredChannelType };
  readonly onProve: () => void;
  readonly onClose: () => void;
}

/** "Send a test to myself": who would see it is said before anything goes, and where nothing harmless can go, that is said instead. */
export function TestPanel({ channel, onProve, onClose }: TestPanelProps) {
  const { self, readers, never } = CHANNEL_FORMS[channel.type].test;
  const send = useCallMutation('channels.test', ['channels.list']);
  const now = useEngineNow();
  const [to, setTo] = useState('');
  const [key, setKey] = useState(newKey);
  const [tried, setTried] = useState(false);
  const name = plain(channel.name, 80);
  const run = (target: string | null) => send.mutate({ id: channel.id, key, to: target, readersSee: target === null }, { onSuccess: () => setKey(newKey()) });
  const problem = self === null || self.pattern.test(to.trim()) ? null : `Expected ${self.placeholder}, for example`;
  const toMyself = () => {
    setTried(true);
    if (problem === null) run(to.trim());
  };
  const told = send.data === undefined ? null : testWords(send.data, now);
  const result = (
    <>
      <Failure error={send.error} what="Not sent" onPin={() => run(send.variables?.to ?? null)} />
      {told === null ? null : (
        <p className={styles.line} role="status">
          <StateMark state={told.state} word={false} /> {plain(told.words, 400)}
        </p>
      )}
    </>
  );
  if (never !== null)
    return (
      <div className={settings.confirm} role="group" aria-label={`Test of ${name}`}>
        <p className={settings.confirmText}>No test is sent there. {never}</p>
        <div className={settings.actions}>
          <Button kind="primary" onClick={onProve}>
            Prove it instead
          </Button>
          <Button onClick={onClose}>Close</Button>
        </div>
      </div>
    );
  if (self === null)
    return (
      <Confirm action={`Send a test to all who read ${name}`} keep="Close" busy={send.isPending} onKeep={onClose} onConfirm={() => run(null)}>
        Nobody can be reached alone there. {readers}
        {result}
      </Confirm>
    );
  return (
    <form
      className={settings.confirm}
      aria-label={`Test of ${name}`}
      noValidate
      onKeyDown={(event) => (event.key === 'Escape' ? onClose() : undefined)}
      onSubmit={(event) => {
        event.preventDefault();
        toMyself();
      }}
    >
      <div className={styles.to}>
        <Field label={self.label} hint={self.hint} placeholder={self.placeholder} value={to} onChange={setTo} error={tried ? problem : null} required />
      </div>
      {result}
      <div className={settings.actions}>
        <Button type="submit" kind="primary" busy={send.isPending}>
          Send a test to myself
        </Button>
        <Button onClick={onClose}>Close</Button>
      </div>
      {readers === null ? null : (
        <details className={settings.details}>
          <summary>To all who read there</summary>
          <p className={settings.note}>{readers}</p>
          <Button kind="danger" busy={send.isPending} onClick={() => run(null)}>
            Send a test to all who read {name}
          </Button>
        </details>
      )}
    </form>
  );
}
