import { useEffect, useState } from 'react';
import { useWorkspace } from '../../../lib/live-store.ts';
import { useCall, useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { useMay } from '../../session/index.ts';
import { AdminGate } from '../Gate.tsx';
import { Page } from '../Page.tsx';
import { ChannelForm } from './ChannelForm.tsx';
import { ChannelRow, type ChannelRowProps } from './ChannelRow.tsx';
import { NoMailPage } from './no-mail/NoMailPage.tsx';
import { linkWords } from './no-mail/words.ts';
import settings from '../settings.module.css';
import styles from './channels.module.css';

const LEAD = 'Where status updates go: chat, mail, status pages, tickets. Each proves itself once a day by a harmless read; nothing is sent by that.';

const isConfigured = (channel: { readonly type: string }): channel is ChannelRowProps['channel'] => channel.type !== 'copy';

/** Every channel with how it stands, and the way to one more. */
export function ChannelsPage() {
  /** Id of the one that is changed; null = a new one; undefined = none. */
  const [open, setOpen] = useState<string | null | undefined>(undefined);
  const [noMail, setNoMail] = useState(false);
  if (noMail) return <NoMailPage onClose={() => setNoMail(false)} />;
  if (open !== undefined)
    return (
      <Page title="Channels" lead={LEAD}>
        <AdminGate what="Changing channels">
          <Change id={open} onClose={() => setOpen(undefined)} />
        </AdminGate>
      </Page>
    );
  return (
    <Page title="Channels" lead={LEAD} roomy>
      <List onOpen={setOpen} onNoMail={() => setNoMail(true)} />
    </Page>
  );
}

function List({ onOpen, onNoMail }: { onOpen: (id: string | null) => void; onNoMail: () => void }) {
  const channels = useCall('channels.list', {});
  const may = useMay('admin', 'Changing channels');
  const mayPublish = useMay('publish', 'Proving channels').may;
  const hasMail = channels.data?.items.some(({ type }) => type === 'email') ?? false;
  const suppressed = useCall('suppressions.list', { limit: 1 }, { enabled: mayPublish && hasMail });
  const noMail = { words: linkWords(suppressed.isError ? undefined : suppressed.data?.count), onOpen: onNoMail };
  const people = useCall('people.list', {}, { enabled: may.may });
  const demo = useWorkspace()?.demo ?? true;
  const mayChange = may.may && !demo;
  if (channels.data === undefined)
    return channels.isError ? <ErrorState title="The channels could not be read" message={channels.error.message} onRetry={() => void channels.refetch()} /> : <Skeleton units={24} label="Loading the channels" />;
  const items = channels.data.items.filter(isConfigured);
  const why = demo ? 'The demo is made anew each time: connect your own, then channels can be added.' : may.may ? null : may.why;
  const add = (
    <Button kind="primary" onClick={() => onOpen(null)}>
      Add a channel
    </Button>
  );
  if (items.length === 0)
    return (
      <EmptyState title="No channel yet" actions={mayChange ? add : null}>
        A channel is a place where updates about incidents are published: a Slack channel, a status page, a list of customers by mail. It belongs to one audience, so that what is meant for the team never reaches customers. {why}
      </EmptyState>
    );
  return (
    <>
      <div className={settings.actions}>{mayChange ? add : <p className={settings.quiet}>{why}</p>}</div>
      {channels.isError ? <p className={settings.warning}>This is old: {channels.error.message}</p> : null}
      <ul className={styles.channels} aria-label="Channels">
        {items.map((channel) => (
          <ChannelRow key={channel.id} channel={channel} people={people.data?.items ?? []} mayChange={mayChange} mayPublish={mayPublish} onEdit={() => onOpen(channel.id)} noMail={channel.type === 'email' ? noMail : null} />
        ))}
      </ul>
    </>
  );
}

/** The form, once it is known what stands in the file. Read anew each time that it is opened. */
function Change({ id, onClose }: { id: string | null; onClose: () => void }) {
  const channels = useCall('channels.list', {});
  if (channels.data === undefined) return channels.isError ? <ErrorState title="The channels could not be read" message={channels.error.message} onRetry={() => void channels.refetch()} /> : <Skeleton units={24} label="Loading the channels" />;
  const known = channels.data.items.find((channel) => channel.id === id);
  if (id === null || known === undefined) return <ChannelForm was={null} taken={channels.data.items.map((channel) => channel.id)} onClose={onClose} />;
  return <Existing id={known.id} onClose={onClose} />;
}

function Existing({ id, onClose }: { id: ChannelRowProps['channel']['id']; onClose: () => void }) {
  const { mutate, data, error } = useCallMutation('channels.setup');
  useEffect(() => mutate({ id }), [mutate, id]);
  if (data === undefined) return error === null ? <Skeleton units={24} label="Loading the channel" /> : <ErrorState title="The channel could not be read" message={error.message} onRetry={() => mutate({ id })} />;
  return <ChannelForm was={data} taken={[]} onClose={onClose} />;
}
