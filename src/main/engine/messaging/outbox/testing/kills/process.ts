import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { durationMs } from '../../../../../../shared/model/units.ts';
import { ChannelId, IncidentId, UpdateId } from '../../../../../../shared/model/ids.ts';
import { openStore } from '../../../../../store/open.ts';
import { seededRandom } from '../../../../../store/testing/random.ts';
import type { Lookup } from '../../../../net/guarded-lookup.ts';
import type { Log } from '../../../../ports.ts';
import type { ChannelDeps } from '../../../channels/kinds.ts';
import { createChannel } from '../../../channels/registry.ts';
import type { Channel, LookedUp } from '../../channel.ts';
import { get, type DeliveryRow } from '../../repo.ts';
import { createOutbox, type OutboxDeps } from '../../service.ts';
import { hostOf, type LifeOrder } from './order.ts';
import type { InnerPoint } from './points.ts';
import { scaledClock } from './scaled-clock.ts';

/**
 * Run as a process: the outbox with its database on disk and the channels as they are, which queues what it is told, says so on
 * standard output once it is committed, and works until it is killed or nothing is left to do.
 */
const order = JSON.parse(fs.readFileSync(process.argv[2] ?? '', 'utf8')) as LifeOrder;
const { kill, unprotected } = order;
const clock = scaledClock(order.times, order.anchorMs);
const say = (line: string): void => void fs.writeSync(1, `${line}\n`);
const complain = (message: string, fields?: Record<string, unknown>): void => void fs.writeSync(2, `${message} ${JSON.stringify(fields ?? {})}\n`);
const log: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: complain };

/** `kill -9` of ourselves at this very line, where this is the point. */
const mayEnd = (point: InnerPoint, channel: string): void => {
  if (kill?.point === point && kill.channel === channel) process.kill(process.pid, 'SIGKILL');
};

const store = openStore({ file: order.database, clock, log });
const { read, write } = store;
if (write === null) throw new Error('the store is read-only');
const numberOfUpdates = (): number => read.get<{ count: number }>('SELECT count(DISTINCT update_id) AS count FROM deliveries')?.count ?? 0;

/** Channels that are sending: a look for what was sent before must succeed, for what is new waits for it. */
const sending = new Set<string>();
const lookup: Lookup = (host) => {
  const channel = order.channels.find(({ id }) => hostOf(id) === host)?.id ?? '';
  mayEnd('naming', channel);
  if (kill?.point === 'waiting' && kill.channel === channel && sending.has(channel)) return Promise.reject(Object.assign(new Error('the network is down'), { code: 'EAI_AGAIN' }));
  return Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
};

/** The channel, that may end us before and after what it does, or that has lost a protection. */
function hooked(channel: Channel): Channel {
  const { id } = channel;
  const ask = channel.lookUp?.bind(channel);
  const asKeyed = (unprotected === 'blind' && channel.class === 'blind') || (unprotected === 'read back' && channel.class === 'readBack');
  return {
    ...channel,
    class: asKeyed ? 'keyed' : channel.class,
    settlingMs: unprotected === 'settling' ? durationMs(0) : channel.settlingMs,
    send: async (parcel, abort) => {
      mayEnd('claimed', id);
      sending.add(id);
      const outcome = await channel.send(parcel, abort);
      sending.delete(id);
      if (outcome.kind === 'sent') mayEnd('answered', id);
      return outcome;
    },
    ...(ask === undefined ? {} : {
      lookUp: async (parcel, abort): Promise<LookedUp> => {
        mayEnd('looking', id);
        const found = await ask(parcel, abort);
        mayEnd('looked', id);
        return found;
      },
    }),
  };
}

const channels = new Map<ChannelId, Channel>();
const noSecrets: ChannelDeps['secrets'] = { get: () => Promise.resolve(null), set: () => Promise.reject(new Error('nothing is renewed here')) };
for (const config of order.channels) channels.set(config.id, hooked(await createChannel(config, { clock, lookup, secrets: noSecrets, resolveSecrets: (text) => Promise.resolve(text), readFile: () => Promise.reject(new Error('no files')) })));

/* Had it not been written down before its first byte, it would stand there as if it had never been begun. */
if (unprotected === 'written before sent') write.run("UPDATE deliveries SET state = 'queued', not_before = 0 WHERE state = 'sending'");
let isStarting = true;
const changed = (row: DeliveryRow): void => {
  if (row.state === 'queued') mayEnd(row.attempts === 0 ? 'queued' : 'waiting', row.channel);
  if (row.state === 'sent') mayEnd('committed', row.channel);
};
const deps: OutboxDeps = {
  db: { read, write }, clock, random: seededRandom(order.seed), randomBytes: (count) => randomBytes(count), log, channel: (id) => channels.get(id), alone: true,
  onSettled: (_write, { channel }) => mayEnd(isStarting ? 'takingUp' : 'committing', channel),
  onChange: (seqs) => {
    for (const seq of seqs) {
      const row = get(read, seq);
      if (row !== undefined) changed(row);
    }
  },
};
const outbox = createOutbox(deps);
outbox.tick();
isStarting = false;

for (const { id, incident, to } of order.updates.slice(numberOfUpdates())) {
  write.transaction(() => {
    outbox.enqueue(write, UpdateId.parse(id), IncidentId.parse(incident), to.map((each) => ({ ...each, channel: ChannelId.parse(each.channel) })));
    for (const { channel } of to) mayEnd('queueing', channel);
  });
  say(`queued ${id}`);
}

const hasWork = (): boolean => read.get("SELECT 1 FROM deliveries WHERE state IN ('queued', 'sending') OR (state = 'unknown' AND class = 'readBack')") !== undefined;
const beat = setInterval(() => {
  outbox.tick();
  if (hasWork()) return;
  clearInterval(beat);
  void outbox.close().then(() => {
    for (const channel of channels.values()) channel.close();
    store.close();
    process.exit(0);
  });
}, 1_000 / order.times);
