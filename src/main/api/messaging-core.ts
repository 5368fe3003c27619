import { channelTraits } from '../../shared/model/channels/index.ts';
import type { ChannelView } from '../../shared/contract/update-calls.ts';
import { toRfc3339 } from '../../shared/model/units.ts';
import type { ResolvedConfig } from '../config/resolved.ts';
import type { ChannelDeps } from '../engine/messaging/channels/kinds.ts';
import { createChannels, type Channels, type ChannelStanding } from '../engine/messaging/channels/service.ts';
import * as deliveries from '../engine/messaging/outbox/repo.ts';
import { createOutbox, type Outbox } from '../engine/messaging/outbox/service.ts';
import { createRemotes, type Remotes } from '../engine/messaging/remote/service.ts';
import { createUpdates, type Updates, type UpdatesDeps } from '../engine/messaging/updates/service.ts';
import type { Live } from '../engine/live.ts';
import type { Log, Random } from '../engine/ports.ts';
import type { RandomBytes } from '../engine/seats/rules.ts';
import type { Store } from '../store/store.ts';

export interface MessagingDeps extends ChannelDeps {
  readonly log: Log;
  readonly random: Random;
  readonly randomBytes: RandomBytes;
  readonly store: Store;
  readonly live: Live;
  readonly incidents: UpdatesDeps['incidents'];
  readonly preview: UpdatesDeps['preview'];
}

/** Updates, their deliveries and channels, wired to each other; decisions stand in the parts. */
export interface Messaging {
  readonly updates: Updates;
  readonly outbox: Outbox;
  readonly channels: Channels;
  readonly remotes: Remotes;
  apply(channels: ResolvedConfig['channels']): Promise<void>;
  everySecond(): void;
  close(): Promise<void>;
}

/** Null where nothing can be written: what cannot be written down is not sent. */
export function createMessaging({ store, live, incidents, preview, log, random, randomBytes, ...given }: MessagingDeps): Messaging | null {
  const { read, write } = store;
  if (write === null) return null;
  const { clock } = given;
  const channels = createChannels({ ...given, log, onChange: () => live.emit('channels', {}) });
  const outbox: Outbox = createOutbox({
    db: { read, write }, clock, random, randomBytes, log,
    channel: (id) => channels.get(id),
    alone: true,
    onSettled: (tx, row, { state }) => {
      if (state === 'sent') updates.arrived(tx, row.update_id);
    },
    onChange: (seqs) => {
      for (const seq of seqs) {
        const row = deliveries.get(read, seq);
        if (row !== undefined) live.emit('delivery', { id: seq, update: row.update_id, incident: row.incident, channel: row.channel, state: row.state });
      }
    },
  });
  const updates: Updates = createUpdates({
    db: { read, write }, clock, log, incidents, outbox, preview,
    channels: () => channels.list().map(({ config }) => config),
    open: (id) => channels.get(id),
    onChange: (update) => live.emit('update', { update }),
  });
  const remotes = createRemotes({ db: { read, write }, clock, incidents, outbox, channels: () => channels.list().map(({ config }) => config), open: (id) => channels.get(id) });
  return {
    updates, outbox, channels, remotes,
    apply: (configured) => channels.apply(configured),
    everySecond: () => {
      channels.tick();
      updates.tick();
      outbox.tick();
    },
    close: async () => {
      await outbox.close();
      channels.close();
    },
  };
}

/** A channel for screens: what it is and how it stands, and none of its secrets. */
export const channelView = ({ config, problem, proof }: ChannelStanding): ChannelView => ({
  id: config.id, name: config.name ?? `${channelTraits(config).label} ${config.id}`, type: config.type, audience: config.audience, publishers: config.publishers ?? null, kinds: config.kinds ?? null, class: channelTraits(config).class(config), corrects: channelTraits(config).corrects, problem,
  proof: proof === null ? null : { at: toRfc3339(proof.at), ok: proof.found.ok, says: proof.found.says, expiresAt: proof.found.ok && proof.found.expiresAt !== undefined && proof.found.expiresAt !== null ? toRfc3339(proof.found.expiresAt) : null },
});
