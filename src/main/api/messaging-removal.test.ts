import fs from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { IncidentId } from '../../shared/model/ids.ts';
import { WriteDb } from '../store/sql.ts';
import { temporaryFolder } from '../store/testing/fixtures.ts';
import { openMessaging, type OpenMessaging } from './testing/open-messaging.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
  vi.restoreAllMocks();
});
async function messaging(options?: Parameters<typeof openMessaging>[0]): Promise<OpenMessaging> {
  const opened = await openMessaging(options);
  closing.push(() => opened.close());
  return opened;
}
const bytesOf = (file: string): Buffer => Buffer.concat(['', '-wal', '-shm'].map((end) => (fs.existsSync(file + end) ? fs.readFileSync(file + end) : Buffer.alloc(0))));
const rowOf = async (desk: OpenMessaging, incident: IncidentId, type: string): Promise<number> => (await desk.call('incidents.timeline', { id: incident, limit: 50 })).items.find((each) => each.type === type)?.seq ?? 0;
async function redact(desk: OpenMessaging, incident: IncidentId, seq: number): Promise<void> {
  await desk.call('incidents.act', { id: incident, action: { type: 'askRedaction', seq, field: 'text', reason: 'personal data' } });
  await desk.call('incidents.act', { id: incident, action: { type: 'approveRedaction', seq, field: 'text' } }, 'grace');
}
const mark = (number: number): string => `MARK-${String(number).padStart(3, '0')}-${(number * 7_919).toString(36)}`;
const saying = (text: string) => ({ text: { title: 'Payments fail', body: text } });

describe('a redaction of what was said', () => {
  /** Twelve updates, every third of which is redacted: which of them can still be read in the files? */
  async function remains(prepare: (desk: OpenMessaging) => void = () => {}): Promise<{ readonly kept: number; readonly left: number }> {
    using folder = temporaryFolder();
    const database = folder.file('holdfast.db');
    const desk = await openMessaging({ database });
    prepare(desk);
    const id = await desk.incident();
    const seqs: number[] = [];
    for (let number = 1; number <= 12; number += 1) {
      await desk.say(id, ['team'], saying(`${mark(number)} ${'and more words '.repeat(number * 20)}`));
      seqs.push(await rowOf(desk, id, 'updateSent'));
    }
    for (let number = 3; number <= 12; number += 3) await redact(desk, id, seqs[number - 1] ?? 0);
    const bytes = bytesOf(database);
    await desk.close();
    const found = Array.from({ length: 12 }, (_, index) => index + 1).filter((number) => bytes.includes(mark(number)));
    return { kept: found.filter((number) => number % 3 !== 0).length, left: found.filter((number) => number % 3 === 0).length };
  }

  it('leaves nothing of it in updates and deliveries on disk, and all of the others', async () => expect(await remains()).toEqual({ kept: 8, left: 0 }));

  it('control arm: without emptying the log it can be read off the disk', async () =>
    expect((await remains(() => void vi.spyOn(WriteDb.prototype, 'emptyLog').mockReturnValue(true))).left).toBe(4));

  it('takes it out of the update and its messages, which say so; the journal holds, and it is no beginning of the next', async () => {
    const desk = await messaging();
    const id = await desk.incident();
    const said = await desk.say(id, ['team'], { ...saying('Mr Smith of 12 High Street cannot pay.'), links: [{ label: 'Mr Smith', url: 'https://x.test/smith' }] });
    await redact(desk, id, await rowOf(desk, id, 'updateSent'));
    const after = await desk.call('updates.get', { id: said.id });
    expect(after).toMatchObject({ state: 'published', removedAt: new Date(desk.clock.nowMs()).toISOString(), draft: { text: { title: '(removed)', body: '(removed)' }, links: [] }, deliveries: [{ state: 'sent' }] });
    expect(after.hash).not.toBe(said.hash);
    expect(JSON.stringify([after, await desk.call('updates.list', {}), await desk.call('deliveries.list', {}), await desk.call('incidents.get', { id }), await desk.call('search.find', { q: 'Smith' })])).not.toContain('High Street');
    expect(await desk.call('updates.preview', { incident: id, audience: 'internal', kind: 'identified', channels: [] })).toMatchObject({ previous: null, difference: null });
    expect(await desk.call('audit.verify', {}, 'grace')).toMatchObject({ ok: true, redacted: 1 });
  });

  it('stops what has not gone yet, and leaves what may have arrived to a person, who cannot send it again', async () => {
    const desk = await messaging({ channels: () => '  - { id: other, type: webhook, audience: internal, url: "http://127.0.0.1:9/x" }\n' });
    const id = await desk.incident();
    const draft = await desk.draft(id, ['team', 'other']);
    await desk.call('updates.publish', { id: draft.id, hash: draft.hash });
    await vi.waitFor(async () => expect((await desk.call('updates.get', { id: draft.id })).deliveries.map(({ state }) => state)).toEqual(['sent', 'queued']));
    await redact(desk, id, await rowOf(desk, id, 'updateSent'));
    const { deliveries } = await desk.call('updates.get', { id: draft.id });
    expect(deliveries).toMatchObject([{ state: 'sent' }, { state: 'superseded', reason: 'Its text was removed before it went.' }]);
    desk.answers['/team'] = (response) => void response.destroy();
    desk.answers['/page'] = (response) => void response.destroy();
    const unsure = await desk.draft(id, ['page'], { audience: 'public' });
    await desk.call('updates.publish', { id: unsure.id, hash: unsure.hash, emergency: 'Mr Smith said so.' });
    const [first] = (await desk.settled(unsure.id)).deliveries;
    expect(first?.state).toBe('unknown');
    if (first === undefined) throw new Error('it is there');
    await desk.call('deliveries.resolve', { id: first.id, arrived: true });
    await redact(desk, id, await rowOf(desk, id, 'updateSent'));
    expect(await desk.call('updates.get', { id: unsure.id })).toMatchObject({ emergency: '(removed)' });
  });
});

describe('retention of what was said', () => {
  const DAY = 86_400_000;
  it('erases it with the other texts once the incident is old, with the addresses of readers; what waits for somebody stays', async () => {
    using folder = temporaryFolder();
    const database = folder.file('holdfast.db');
    const desk = await messaging({ database, more: 'retention: { texts: 30d }\n' });
    const id = await desk.incident();
    const said = await desk.say(id, ['team'], saying(`${mark(1)} fails`));
    const draft = await desk.draft(id, ['team'], saying(`${mark(2)} is a draft`));
    desk.answers['/team'] = (response) => void response.writeHead(400).end('no such room');
    const failed = await desk.say(id, ['team'], saying(`${mark(4)} went nowhere`));
    desk.answers['/page'] = (response) => void response.destroy();
    const unsure = await desk.draft(id, ['page'], { audience: 'public', ...saying(`${mark(3)} may have arrived`) });
    await desk.call('updates.publish', { id: unsure.id, hash: unsure.hash, emergency: 'Nobody can be reached.' });
    expect((await desk.settled(unsure.id)).deliveries).toMatchObject([{ state: 'unknown' }]);
    await desk.call('incidents.act', { id, action: { type: 'resolve', how: 'The provider is back.' } });
    desk.clock.step(31 * DAY);
    for (let round = 0; round < 21; round += 1) await desk.clock.advance(30_000);
    expect(await desk.call('updates.get', { id: said.id })).toMatchObject({ state: 'published', draft: { text: { body: '(removed)' } }, deliveries: [{ state: 'sent', channel: 'team' }] });
    expect(await desk.call('updates.get', { id: draft.id })).toMatchObject({ state: 'discarded', removedAt: expect.any(String) as string });
    expect(await desk.call('updates.get', { id: unsure.id })).toMatchObject({ removedAt: null, draft: { text: { body: `${mark(3)} may have arrived` } } });
    expect((await desk.call('incidents.timeline', { id, limit: 50 })).items.filter(({ type }) => type === 'erased').map(({ data }) => [data['what'], data['count']])).toEqual([['updates', 3], ['texts', expect.any(Number)]]);
    expect(await desk.call('audit.verify', {}, 'grace')).toMatchObject({ ok: true, redacted: 0 });
    const bytes = bytesOf(database);
    expect([1, 2, 4, 3].map((number) => bytes.includes(mark(number)))).toEqual([false, false, false, true]);
    const [delivery] = (await desk.call('updates.get', { id: failed.id })).deliveries;
    if (delivery === undefined) throw new Error('it is there');
    expect(delivery).toMatchObject({ state: 'failed', reason: '(removed)' });
    expect(await desk.ask('deliveries.retry', { id: delivery.id })).toMatchObject({ ok: false, error: { code: 'conflict', message: expect.stringContaining('Its text was removed') as string } });
  });
});
