import { randomBytes } from 'node:crypto';
import { systemClock } from '../../src/main/entry/system.ts';
import type { Channel } from '../../src/main/engine/messaging/outbox/channel.ts';
import { createWebhookChannel } from '../../src/main/engine/messaging/channels/webhook.ts';
import { createOutbox } from '../../src/main/engine/messaging/outbox/service.ts';
import { openStore } from '../../src/main/store/open.ts';
import { WebhookChannelConfig } from '../../src/shared/model/channels/web.ts';
import { ChannelId, IncidentId, UpdateId } from '../../src/shared/model/ids.ts';
import { durationMs } from '../../src/shared/model/units.ts';
import { nowMs, sleep } from '../lib/folder.ts';

/** What is to be queued: so many updates, each of an incident of its own, to every channel. */
export interface QueueOrder {
  readonly from: number;
  readonly updates: number;
  readonly perSecond: number;
}

/** When each update was committed, epoch milliseconds. */
export type Committed = Readonly<Record<string, number>>;

/** The product's outbox and webhooks over a database on disk, in a process that may be killed. Arguments: database, then `id=url=keyed|blind` for each channel. */
const [file = '', ...places] = process.argv.slice(2);
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: (message: string, fields?: object) => void process.stderr.write(`${message} ${JSON.stringify(fields ?? {})}\n`) };
const { read, write } = openStore({ file, clock: systemClock, log });
if (write === null) throw new Error('the store is read-only');
const channels = new Map<ChannelId, Channel>();
for (const place of places) {
  const [id, url, kind] = place.split('=');
  const config = WebhookChannelConfig.parse({ id, type: 'webhook', audience: 'internal', url, honoursKey: kind === 'keyed' });
  channels.set(config.id, await createWebhookChannel(config, { clock: systemClock, resolveSecrets: (text) => Promise.resolve(text), readFile: () => Promise.reject(new Error('no files')), secrets: { get: () => Promise.resolve(null), set: () => Promise.reject(new Error('none')) } }));
}
const outbox = createOutbox({ db: { read, write }, clock: systemClock, random: Math.random, randomBytes: (count) => randomBytes(count), log, channel: (id) => channels.get(id), alone: true, onChange: () => {} });
const everySecond = (): void => {
  outbox.tick();
  systemClock.after(durationMs(1_000), everySecond);
};
everySecond();

async function queue({ from, updates, perSecond }: QueueOrder): Promise<Committed> {
  const committed: Record<string, number> = {};
  const started = performance.now();
  for (let n = 0; n < updates; n += 1) {
    await sleep(Math.max(0, started + (n / perSecond) * 1_000 - performance.now()));
    const id = `UPD-${String(from + n).padStart(4, '0')}`;
    write?.transaction((): void => {
      /* Before the outbox hears of the commit itself. */
      write.afterCommit(() => void (committed[id] = nowMs()));
      outbox.enqueue(write, UpdateId.parse(id), IncidentId.parse(`INC-2026-${String(from + n).padStart(4, '0')}`), [...channels.keys()].map((channel) => ({ channel, content: { title: 'Checkout is down', body: 'We are looking into it.' } })));
    });
  }
  return committed;
}

process.on('message', (order: QueueOrder) => void queue(order).then((committed) => process.send?.(committed)));
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
