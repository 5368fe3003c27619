import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createHistoryKeeper } from '../engine/journal/repair.ts';
import { createManualClock, silentLog } from '../engine/testing/manual-clock.ts';
import { backupCommand, restoreCommand } from '../entry/keeping-commands.ts';
import { openStore } from '../store/open.ts';
import { temporaryFolder } from '../store/testing/fixtures.ts';
import { openMessaging, type MessagingOptions, type OpenMessaging } from './testing/open-messaging.ts';

const MINUTE = 60_000;
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function messaging(options?: MessagingOptions): Promise<OpenMessaging> {
  const opened = await openMessaging(options);
  closing.push(() => opened.close());
  return opened;
}
const inMinutes = ({ clock }: OpenMessaging, minutes: number): string => new Date(clock.nowMs() + minutes * MINUTE).toISOString();

describe('a scheduled update', () => {
  it('whose moment passed while the machine slept is a draft again and says why; a little late it goes', async () => {
    const desk = await messaging();
    const id = await desk.incident();
    const late = await desk.draft(id, ['team']);
    await desk.call('updates.publish', { id: late.id, hash: late.hash, at: inMinutes(desk, 2) });
    desk.clock.step(12 * MINUTE);
    await desk.clock.advance(1_000);
    await vi.waitFor(async () => expect(await desk.call('updates.get', { id: late.id })).toMatchObject({ state: 'draft', publishAt: null, deliveries: [], returned: expect.stringMatching(/was to go at 2026-01-15 12:02 UTC.*until 10 min later.*not sent/) as string }));
    const soon = await desk.draft(id, ['team']);
    await desk.call('updates.publish', { id: soon.id, hash: soon.hash, at: inMinutes(desk, 2) });
    desk.clock.step(4 * MINUTE);
    await desk.clock.advance(1_000);
    expect((await desk.settled(soon.id)).deliveries).toMatchObject([{ state: 'sent' }]);
    expect(desk.received).toHaveLength(1);
  });

  it('that somebody takes back goes no more, and what stopped it stays until it is edited', async () => {
    const desk = await messaging();
    const id = await desk.incident();
    const draft = await desk.draft(id, ['team'], { kind: 'resolved' });
    await desk.call('updates.publish', { id: draft.id, hash: draft.hash, at: inMinutes(desk, 1) });
    await desk.clock.advance(61_000);
    await vi.waitFor(async () => expect(await desk.call('updates.get', { id: draft.id })).toMatchObject({ state: 'draft', returned: expect.stringMatching(/^It was not sent at its time\. .*resolved/) as string }));
    const { draft: { audience, kind, facts, text, channels }, version } = await desk.call('updates.get', { id: draft.id });
    expect(await desk.call('updates.edit', { id: draft.id, version, audience, kind, facts, text, channels })).toMatchObject({ returned: null });
    const other = await desk.draft(id, ['team']);
    await desk.call('updates.publish', { id: other.id, hash: other.hash, at: inMinutes(desk, 1) });
    await desk.call('updates.discard', { id: other.id });
    await desk.clock.advance(61_000);
    expect(await desk.call('updates.get', { id: other.id })).toMatchObject({ state: 'draft', returned: null });
    expect(desk.received).toEqual([]);
  });

  it('to more than a hundred readers is confirmed when it is scheduled, and comes back where there are others by then', async () => {
    const lines = Array.from({ length: 101 }, (_, n) => `reader${n}@x.test`);
    const mail = '  - { id: mail, type: email, audience: internal, host: 127.0.0.1, port: 9, security: none, from: a@acme.test, to: [{ file: readers.csv }] }\n';
    const desk = await messaging({ channels: () => mail, readFile: () => Promise.resolve(`email\n${lines.join('\n')}\n`) });
    const draft = await desk.draft(await desk.incident(), ['mail']);
    const at = inMinutes(desk, 1);
    expect(await desk.ask('updates.publish', { id: draft.id, hash: draft.hash, at })).toMatchObject({ ok: false, error: { code: 'conflict', details: { recipients: { channel: 'mail', count: 101 } } } });
    await desk.call('updates.publish', { id: draft.id, hash: draft.hash, at, recipients: { mail: 101 } });
    lines.push('one-more@x.test');
    await desk.clock.advance(61_000);
    await vi.waitFor(async () => expect(await desk.call('updates.get', { id: draft.id })).toMatchObject({ state: 'draft', returned: expect.stringContaining('102 people would get it') as string }));
    const { hash } = await desk.call('updates.get', { id: draft.id });
    await desk.call('updates.publish', { id: draft.id, hash, at: inMinutes(desk, 1), recipients: { mail: 102 } });
    await desk.clock.advance(61_000);
    await vi.waitFor(async () => expect((await desk.call('updates.get', { id: draft.id })).deliveries).toHaveLength(102));
  });
});

describe('a backup that is put back', () => {
  /** An update that goes nowhere, a scheduled one and a draft, as a backup has them; then the channel is back, and all of it goes. */
  async function lived(folder: { file(name: string): string }) {
    const database = folder.file('holdfast.db');
    const clock = createManualClock();
    const first = await openMessaging({ clock, database });
    const id = await first.incident();
    first.answers['/team'] = (response) => void response.writeHead(503, { 'Retry-After': '600' }).end();
    const queued = await first.draft(id, ['team']);
    await first.call('updates.publish', { id: queued.id, hash: queued.hash });
    await vi.waitFor(async () => expect((await first.call('updates.get', { id: queued.id })).deliveries).toMatchObject([{ state: 'queued', attempts: 1 }]));
    const scheduled = await first.draft(id, ['page'], { audience: 'public' });
    await first.call('updates.publish', { id: scheduled.id, hash: scheduled.hash, emergency: 'Nobody can be reached.', at: inMinutes(first, 10) });
    return { first, clock, database, queued: queued.id, scheduled: scheduled.id };
  }
  const where = (folder: { readonly path: string; file(name: string): string }) => ({ folder: folder.path, configFile: folder.file('unused.yaml'), version: '1.2.3' });

  it('sends nothing by itself of what it had on its way: each waits for a person, who is told why', async () => {
    using folder = temporaryFolder();
    const { first, clock, database, queued, scheduled } = await lived(folder);
    const backup = folder.file('older.tar');
    expect(await backupCommand({ to: backup, json: false }, where(folder))).toMatchObject({ exitCode: 0 });
    await first.close();
    expect((await restoreCommand({ file: backup, json: false }, where(folder))).output).toContain('Restored');
    const desk = await messaging({ clock, database });
    await clock.advance(15 * MINUTE);
    const [delivery] = (await desk.call('updates.get', { id: queued })).deliveries;
    expect(delivery).toMatchObject({ state: 'unknown', attempts: 1, nextAt: null, reason: expect.stringMatching(/^It may have been sent since: a backup of .* UTC was restored\.$/) as string });
    expect(await desk.call('updates.get', { id: scheduled })).toMatchObject({ state: 'draft', approval: null, returned: expect.stringMatching(/may have been published since/) as string });
    expect(desk.received).toEqual([]);
    if (delivery === undefined) throw new Error('it is there');
    await desk.call('deliveries.resolve', { id: delivery.id, arrived: false });
    expect((await desk.settled(queued)).deliveries).toMatchObject([{ state: 'sent' }]);
    expect(desk.received).toHaveLength(1);
  });

  it('control arm: the same database copied without a restore sends it again', async () => {
    using folder = temporaryFolder();
    const { first, clock, database, queued } = await lived(folder);
    await first.close();
    const desk = await messaging({ clock, database });
    await clock.advance(15 * MINUTE);
    expect((await desk.settled(queued)).deliveries).toMatchObject([{ state: 'sent' }]);
  });

  it('holds it back as well where it stands in for a damaged database', async () => {
    using folder = temporaryFolder();
    const { first, clock, database, queued } = await lived(folder);
    await backupCommand({ to: folder.file('older.tar'), json: false }, where(folder));
    await first.close();
    const history = createHistoryKeeper({ clock, randomBytes: (count) => randomBytes(count) });
    const bytes = fs.readFileSync(database);
    bytes.fill(0x5a, 0, 100);
    fs.writeFileSync(database, bytes);
    openStore({ file: database, clock, log: silentLog, history }).close();
    const desk = await messaging({ clock, database });
    await clock.advance(15 * MINUTE);
    expect((await desk.call('updates.get', { id: queued })).deliveries).toMatchObject([{ state: 'unknown', reason: expect.stringMatching(/damaged and made anew/) as string }]);
    expect(desk.received).toEqual([]);
  });
});
