import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallInput, CallName, CallOutput } from '../../shared/contract/contract.ts';
import { ChannelId, IncidentId, PersonId, ServiceId, type UpdateId } from '../../shared/model/ids.ts';
import { startMailServer, type TestMailServer } from '../engine/messaging/channels/email/testing/mail-server.ts';
import { createManualClock, silentLog, type ManualClock } from '../engine/testing/manual-clock.ts';
import { openCore, type OpenCore } from './testing/open-core.ts';

/** Stands in the words of a private incident and nowhere else. */
const CANARY = 'zebrafalcon';
let readers: number;
let clock: ManualClock;
let mail: TestMailServer;
let open: OpenCore;

const tokenOf = (person: string): string => `${person}-${'0'.repeat(40)}`;
const presetTokens = ['ada', 'comms', 'wall'].map((person) => ({ person: PersonId.parse(person), variable: 'HOLDFAST_TOKENS' as const, hash: createHash('sha256').update(tokenOf(person)).digest() }));
const configOf = (port: number): string => `version: 1
workspace: { name: Acme, timeZone: Europe/Berlin }
people:
  - { id: ada, name: Ada Lovelace, rights: [view, publish, operate, approve] }
  - { id: comms, name: Carl, rights: [view, publish] }
  - { id: wall, name: Wanda, rights: [view] }
services: [{ id: checkout-api, name: Checkout, tier: 1 }, { id: login, name: Login, tier: 1 }]
channels:
  - { id: customers, type: email, audience: internal, host: 127.0.0.1, port: ${port}, security: none, from: status@acme.test, to: [{ file: readers.csv }] }
  - { id: few, type: email, audience: internal, publishers: [ada], host: 127.0.0.1, port: ${port}, security: none, from: status@acme.test, to: [{ addresses: [boss@acme.test] }] }
  - { id: page, type: statuspage, audience: public, key: k, page: p1, url: "http://127.0.0.1:9", components: { checkout-api: c-checkout, login: c-login } }
`;

beforeEach(async () => {
  readers = 150;
  clock = createManualClock();
  mail = await startMailServer({ hideSTARTTLS: true, authOptional: true });
  open = await openCore(configOf(mail.port), {
    clock, log: silentLog, presetTokens,
    readFile: async (file) => {
      if (file !== 'readers.csv') throw new Error(`there is no file ${file}`);
      return `email,region\n${Array.from({ length: readers }, (_, n) => `reader${n}@customers.test,`).join('\n')}\n`;
    },
  });
  await vi.waitFor(async () => expect((await call('channels.list', {})).items.map(({ problem }) => problem)).toEqual([null, null, null]));
});
afterEach(async () => {
  await open.close();
  await mail.stop();
});

const ask = <N extends CallName>(name: N, input: CallInput<N>, person = 'ada') => open.core.call(name, input, { kind: 'bearer', token: tokenOf(person) });
async function call<N extends CallName>(name: N, input: CallInput<N>, person = 'ada'): Promise<CallOutput<N>> {
  const result = await ask(name, input, person);
  if (!result.ok) throw new Error(`${result.error.message} ${JSON.stringify(result.error.details)}`);
  return result.value as CallOutput<N>;
}
const incident = async (changes: Partial<CallInput<'incidents.open'>> = {}): Promise<IncidentId> => (await call('incidents.open', { title: 'Payments fail', severity: 'P1', services: [ServiceId.parse('checkout-api')], ...changes })).id;
type Audience = CallInput<'updates.draft'>['audience'];
const draftOf = async (id: IncidentId, channels: readonly string[], audience: Audience = 'internal', kind: CallInput<'updates.draft'>['kind'] = 'investigating') => {
  const { facts, text } = await call('updates.preview', { incident: id, audience, kind, channels: [] });
  return call('updates.draft', { incident: id, audience, kind, facts, text, channels: channels.map((channel) => ChannelId.parse(channel)) });
};
const stateOf = async (id: UpdateId) => (await call('updates.get', { id })).state;
const inMinutes = (minutes: number): string => new Date(clock.nowMs() + minutes * 60_000).toISOString();
const [customers, few, page] = ['customers', 'few', 'page'].map((id) => ChannelId.parse(id)) as [ChannelId, ChannelId, ChannelId];

describe('who would get it by mail', () => {
  it('is their number and the first five, and nobody beyond; a list that cannot be read is said', async () => {
    const { id, draft, incident: of } = await draftOf(await incident(), ['customers']);
    expect((await call('updates.recipients', { incident: of, facts: draft.facts, channels: [customers, few, page] })).items).toEqual([
      { channel: 'customers', count: 150, first: ['reader0@customers.test', 'reader1@customers.test', 'reader2@customers.test', 'reader3@customers.test', 'reader4@customers.test'], suppressed: 0, duplicates: 0, problem: null },
      { channel: 'few', count: 1, first: ['boss@acme.test'], suppressed: 0, duplicates: 0, problem: null },
    ]);
    expect((await call('updates.recipients', { incident: of, facts: draft.facts, channels: [few] }, 'comms')).items).toMatchObject([{ count: 0, first: [], problem: expect.stringMatching(/not among them/) as string }]);
    expect(await ask('updates.recipients', { incident: of, facts: draft.facts, channels: [customers] }, 'wall')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect((await call('updates.get', { id })).deliveries).toEqual([]);
    expect(mail.received).toEqual([]);
  });

  it('above a hundred is confirmed by that number, and each of them gets one message', async () => {
    const { id, hash } = await draftOf(await incident(), ['customers']);
    for (const recipients of [{}, { customers: 100 }, { customers: 149 }]) expect(await ask('updates.publish', { id, hash, recipients })).toMatchObject({ ok: false, error: { code: 'conflict', details: { recipients: { channel: 'customers', count: 150 } } } });
    expect(await stateOf(id)).toBe('draft');
    await call('updates.publish', { id, hash, recipients: { customers: 150 } });
    await vi.waitFor(
      async () => {
        await clock.advance(1_000);
        expect(mail.received).toHaveLength(150);
      },
      { timeout: 60_000, interval: 10 },
    );
    expect(new Set(mail.received.map(({ to }) => to[0])).size).toBe(150);
    const correction = await call('updates.recipients', { incident: (await call('updates.get', { id })).incident, facts: {}, channels: [customers], corrects: id });
    expect(correction.items).toMatchObject([{ count: expect.any(Number) as number, problem: null }]);
  }, 90_000);

  it('is confirmed when it is scheduled, and holds at its time unless there are more by then', async () => {
    const of = await incident();
    const first = await draftOf(of, ['customers']);
    expect(await ask('updates.publish', { id: first.id, hash: first.hash, at: inMinutes(1) })).toMatchObject({ ok: false, error: { details: { recipients: { count: 150 } } } });
    await call('updates.publish', { id: first.id, hash: first.hash, at: inMinutes(1), recipients: { customers: 150 } });
    const second = await draftOf(of, ['customers']);
    await call('updates.publish', { id: second.id, hash: second.hash, at: inMinutes(3), recipients: { customers: 150 } });
    await clock.advance(61_000);
    await vi.waitFor(async () => expect(await stateOf(first.id)).toBe('published'));
    readers = 151;
    await clock.advance(121_000);
    await vi.waitFor(async () => expect(await call('updates.get', { id: second.id })).toMatchObject({ state: 'draft', returned: expect.stringMatching(/151 people would get it/) as string }));
    const { version, draft } = await call('updates.get', { id: second.id });
    expect(await call('updates.edit', { ...draft, id: second.id, version })).toMatchObject({ returned: null });
  });
});

describe('an update that waits for its time', () => {
  it('is held against what will be true then, before anybody goes to bed', async () => {
    const draft = await draftOf(await incident(), ['few']);
    expect(await ask('updates.publish', { id: draft.id, hash: draft.hash, at: inMinutes(600) })).toMatchObject({ ok: false, error: { details: { lint: [{ code: 'pastTime' }] } } });
    expect(await stateOf(draft.id)).toBe('draft');
  });
  it('that was taken back is a draft and stays one', async () => {
    const draft = await draftOf(await incident(), ['few']);
    await call('updates.publish', { id: draft.id, hash: draft.hash, at: inMinutes(1) });
    expect(await ask('updates.publish', { id: draft.id, hash: draft.hash, at: inMinutes(1) })).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(await call('updates.discard', { id: draft.id })).toMatchObject({ state: 'draft', returned: null });
    await clock.advance(120_000);
    expect(await stateOf(draft.id)).toBe('draft');
    expect(mail.received).toEqual([]);
    expect(await call('updates.discard', { id: draft.id })).toMatchObject({ state: 'discarded' });
  });
});

describe('a promise', () => {
  it('of a correction takes the place of the one before, and one that says the same is no new one', async () => {
    const of = await incident();
    const first = await draftOf(of, ['few']);
    await call('updates.publish', { id: first.id, hash: first.hash });
    await vi.waitFor(async () => expect((await call('incidents.get', { id: of })).updates).toHaveLength(1));
    const { draft } = first;
    const correct = async (facts: typeof draft.facts, works: string) => {
      const kept = await call('updates.draft', { ...draft, facts: { ...facts, works }, incident: of, corrects: first.id });
      await call('updates.publish', { id: kept.id, hash: kept.hash });
      await vi.waitFor(async () => {
        await clock.advance(1_000);
        expect((await call('updates.get', { id: kept.id })).deliveries.map(({ state }) => state)).toEqual(['sent']);
      });
      return (await call('incidents.get', { id: of })).updates[0];
    };
    const before = (await call('incidents.get', { id: of })).updates[0];
    expect(await correct(draft.facts, 'Bank transfer')).toEqual(before);
    const nextUpdateAt = inMinutes(90);
    expect(await correct({ ...draft.facts, nextUpdateAt }, 'Cash')).toMatchObject({ nextAt: nextUpdateAt });
  });
});

describe('parts of a status page', () => {
  it('stand at the worst of all open incidents, and it is said which', async () => {
    const [outage, other] = [await incident({ severity: 'P0' }), await incident({ severity: 'P2', services: [ServiceId.parse('checkout-api'), ServiceId.parse('login')] })];
    const first = await draftOf(outage, ['page'], 'public');
    await call('updates.publish', { id: first.id, hash: first.hash, emergency: 'now' });
    const preview = (to: readonly ChannelId[], kind: 'investigating' | 'resolved' = 'resolved') => call('updates.preview', { incident: other, audience: 'public', kind, channels: ['statuspage'], to: [...to] });
    const { parts, channels } = await preview([page]);
    expect(parts).toEqual([
      { channel: 'page', service: 'checkout-api', name: 'Checkout', status: 'major_outage', own: 'operational', because: [outage], hidden: 0 },
      { channel: 'page', service: 'login', name: 'Login', status: 'operational', own: 'operational', because: [], hidden: 0 },
    ]);
    expect(channels[0]?.content).toMatchObject({ incident: { components: { 'c-checkout': 'major_outage', 'c-login': 'operational' } } });
    expect((await preview([customers])).parts).toEqual([]);
    expect((await preview([])).parts).toEqual(parts);
    await call('incidents.edit', { id: outage, version: (await call('incidents.get', { id: outage })).version, private: { to: true, reason: 'a breach' } });
    const hidden = await call('updates.preview', { incident: other, audience: 'public', kind: 'resolved', channels: ['statuspage'], to: [page] }, 'comms');
    expect(hidden.parts[0]).toMatchObject({ status: 'major_outage', because: [], hidden: 1 });
    expect(JSON.stringify(hidden.parts)).not.toContain(outage);
  });
});

describe('a private incident', () => {
  it('says nothing to whoever may publish but not see it: no list, no ledger, no preview, no reader, no event', async () => {
    const secret = await incident({ title: CANARY, kind: 'security' });
    const draft = await draftOf(secret, ['few']);
    const kept = await call('updates.edit', { ...draft.draft, id: draft.id, version: draft.version, text: { title: CANARY, body: CANARY } });
    await call('updates.publish', { id: draft.id, hash: kept.hash });
    await vi.waitFor(() => expect(mail.received).toHaveLength(1));
    expect(mail.received[0]?.raw).toContain(CANARY);
    const shown = await incident();
    const plain = await draftOf(shown, ['customers']);
    for (const person of ['comms', 'wall']) {
      const page1 = await call('updates.list', { limit: 1 }, person);
      expect([page1.items.length, page1.next]).toEqual([1, plain.id]);
      expect((await call('updates.list', { limit: 1, before: plain.id }, person)).items).toEqual([]);
      const asked = await Promise.all([
        ask('updates.list', {}, person), ask('deliveries.list', {}, person), ask('updates.get', { id: draft.id }, person), ask('updates.list', { incident: secret }, person), ask('deliveries.list', { incident: secret }, person),
        ask('updates.preview', { incident: secret, audience: 'internal', kind: 'investigating' }, person), ask('updates.recipients', { incident: secret, facts: draft.draft.facts, channels: [few] }, person),
        ask('updates.preview', { incident: shown, audience: 'internal', kind: 'investigating', corrects: draft.id }, person), ask('updates.draft', { ...draft.draft, incident: shown, corrects: draft.id }, person), ask('channels.list', {}, person),
      ]);
      expect(JSON.stringify(asked)).not.toContain(CANARY);
      expect(asked.map(({ ok }) => ok)).toEqual([true, true, false, false, false, false, false, false, false, true]);
    }
    expect(open.frames.filter(({ event }) => event === 'delivery').length).toBeGreaterThan(0);
    expect(JSON.stringify(open.frames.filter(({ event }) => event === 'update' || event === 'delivery' || event === 'channels'))).not.toContain(CANARY);
  });
});
