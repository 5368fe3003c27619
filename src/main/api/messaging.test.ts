import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallInput, CallName, CallOutput } from '../../shared/contract/contract.ts';
import { ChannelId, type IncidentId } from '../../shared/model/ids.ts';
import type { ManualClock } from '../engine/testing/manual-clock.ts';
import { openMessaging, type OpenMessaging } from './testing/open-messaging.ts';

const CHANNELS = (url: string): string => `  - { id: facts, type: webhook, audience: internal, kinds: [factsOnly], publishers: [grace], url: "${url}/facts" }
  - { id: status, type: statuspage, audience: public, key: "k", page: p1, components: { checkout-api: kc1 }, url: "http://127.0.0.1:1" }
  - { id: stack, type: betterstack, audience: public, token: "t", page: "1", resources: { checkout-api: "77" }, url: "http://127.0.0.1:1" }
`;

let open: OpenMessaging;
let clock: ManualClock;
let received: OpenMessaging['received'];
beforeEach(async () => {
  open = await openMessaging({ channels: CHANNELS });
  ({ clock, received } = open);
});
afterEach(() => open.close());

const ask = <N extends CallName>(name: N, input: CallInput<N>, person?: string) => open.ask(name, input, person);
const call = <N extends CallName>(name: N, input: CallInput<N>, person?: string) => open.call(name, input, person);
const incident = (changes: Partial<CallInput<'incidents.open'>> = {}) => open.incident(changes);
const draftOf = (id: IncidentId, audience: 'internal' | 'public', channels: readonly string[], kind: 'investigating' | 'resolved' | 'factsOnly' = 'investigating') => open.draft(id, channels, { audience, kind });
const stateOf = async (update: CallOutput<'updates.get'>['id'], channel: string): Promise<string | undefined> => (await call('updates.get', { id: update })).deliveries.find((each) => each.channel === channel)?.state;
const settledAs = (update: CallOutput<'updates.get'>['id'], channel: string, state: string): Promise<void> => vi.waitFor(async () => expect(await stateOf(update, channel)).toBe(state), { timeout: 10_000 });

describe('an update', () => {
  it('is kept as a draft that nobody outside has seen, goes once, and keeps the promise that was made in it', async () => {
    const id = await incident();
    const draft = await draftOf(id, 'internal', ['team']);
    expect(draft).toMatchObject({ state: 'draft', deliveries: [] });
    expect(received).toEqual([]);
    const published = await call('updates.publish', { id: draft.id, hash: draft.hash });
    expect(published.deliveries).toMatchObject([{ channel: 'team' }]);
    await settledAs(draft.id, 'team', 'sent');
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ purpose: 'status', kind: 'investigating' });
    const after = await call('incidents.get', { id });
    expect(after.updates).toMatchObject([{ audience: 'internal', nextAt: draft.draft.facts.nextUpdateAt }]);
    expect(await ask('updates.publish', { id: draft.id, hash: draft.hash })).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(received).toHaveLength(1);
  });

  it('is previewed with the parts of the pages that are configured, as bad as the worst of what other open incidents say', async () => {
    const pages = { audience: 'public' as const, channels: ['statuspage' as const, 'betterstack' as const] };
    const id = await incident({ severity: 'P2' });
    const first = await call('updates.preview', { incident: id, kind: 'investigating', ...pages });
    expect(first.lint.map(({ code }) => code)).not.toContain('incomplete');
    expect(first.channels.map(({ content }) => content)).toMatchObject([{ incident: { components: { kc1: 'degraded_performance' } } }, { report: { affected_resources: [{ status_page_resource_id: '77', status: 'degraded' }] } }]);
    const worse = await incident({ title: 'Payments are gone', severity: 'P0' });
    const draft = await draftOf(worse, 'public', ['status']);
    await call('updates.publish', { id: draft.id, hash: draft.hash, emergency: 'now' });
    const second = await call('updates.preview', { incident: id, kind: 'investigating', ...pages });
    expect(second.channels[0]?.content).toMatchObject({ incident: { components: { kc1: 'major_outage' } } });
    const team = await call('updates.preview', { incident: id, kind: 'investigating', audience: 'internal', channels: ['statuspage'] });
    expect(team.channels[0]?.content, 'a page of other readers').not.toHaveProperty('incident.components.kc1');
  });

  it('published by two windows at once goes once', async () => {
    const draft = await draftOf(await incident(), 'internal', ['team']);
    const both = await Promise.all([ask('updates.publish', { id: draft.id, hash: draft.hash }), ask('updates.publish', { id: draft.id, hash: draft.hash }, 'grace')]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    await settledAs(draft.id, 'team', 'sent');
    expect(received).toHaveLength(1);
  });

  it('for the public needs a sign-off of exactly this text, which an edit takes away; an emergency is flagged', async () => {
    const id = await incident();
    const draft = await draftOf(id, 'public', ['page']);
    expect(await ask('updates.publish', { id: draft.id, hash: draft.hash })).toMatchObject({ ok: false, error: { code: 'conflict', message: expect.stringMatching(/commander has not approved/) } });
    expect(await ask('updates.approve', { id: draft.id, hash: draft.hash })).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    const approved = await call('updates.approve', { id: draft.id, hash: draft.hash }, 'grace');
    expect(approved.approval?.by.name).toBe('Grace Hopper');
    const { audience, kind, facts, text, channels } = approved.draft;
    const edited = await call('updates.edit', { id: draft.id, version: approved.version, audience, kind, facts, text: { ...text, body: `${text.body}\n\nWe are sorry.` }, channels });
    expect(edited.approval).toBeNull();
    expect(await ask('updates.publish', { id: draft.id, hash: draft.hash })).toMatchObject({ ok: false, error: { message: expect.stringMatching(/not as you saw it/) } });
    const sent = await call('updates.publish', { id: draft.id, hash: edited.hash, emergency: 'The commander cannot be reached.' });
    expect(sent).toMatchObject({ emergency: 'The commander cannot be reached.', approval: null });
    await settledAs(draft.id, 'page', 'sent');
  });

  it('may be signed off by whoever commands the incident', async () => {
    const id = await incident();
    await call('incidents.act', { id, action: { type: 'takeRole', role: 'incidentCommander' } });
    const draft = await draftOf(id, 'public', ['page']);
    await call('updates.approve', { id: draft.id, hash: draft.hash });
    await call('updates.publish', { id: draft.id, hash: draft.hash });
    await settledAs(draft.id, 'page', 'sent');
  });

  it('never goes to another audience, to a channel that does not take its kind, or by somebody who may not publish there', async () => {
    const id = await incident();
    const internal = await draftOf(id, 'internal', ['page']);
    expect(await ask('updates.publish', { id: internal.id, hash: internal.hash, emergency: 'now' })).toMatchObject({ ok: false, error: { code: 'forbidden', message: expect.stringMatching(/read by the public audience/) } });
    const other = await draftOf(id, 'internal', ['facts']);
    expect(await ask('updates.publish', { id: other.id, hash: other.hash }, 'grace')).toMatchObject({ ok: false, error: { code: 'forbidden', message: expect.stringMatching(/only updates of these kinds: factsOnly/) } });
    const facts = await draftOf(id, 'internal', ['facts'], 'factsOnly');
    expect(await ask('updates.publish', { id: facts.id, hash: facts.hash })).toMatchObject({ ok: false, error: { code: 'forbidden', message: expect.stringMatching(/not among them/) } });
    await call('updates.publish', { id: facts.id, hash: facts.hash }, 'grace');
    await settledAs(facts.id, 'facts', 'sent');
    expect(received.map(({ path }) => path)).toEqual(['/facts']);
  });

  it('with a stop is not sent; where that is safe, a reason goes past it', async () => {
    const id = await incident();
    const draft = await draftOf(id, 'internal', ['team'], 'resolved');
    const refused = await ask('updates.publish', { id: draft.id, hash: draft.hash });
    expect(refused).toMatchObject({ ok: false, error: { code: 'conflict', details: { lint: [{ code: 'contradiction' }] } } });
    expect(received).toEqual([]);
    await call('updates.publish', { id: draft.id, hash: draft.hash, overrides: [{ code: 'contradiction', reason: 'The incident is about to be resolved.' }] });
    await settledAs(draft.id, 'team', 'sent');
  });

  it('that is scheduled goes at its time, and as a draft comes back when what it says is not true any more', async () => {
    const id = await incident();
    const draft = await draftOf(id, 'internal', ['team']);
    const at = new Date(clock.nowMs() + 60_000).toISOString();
    expect(await call('updates.publish', { id: draft.id, hash: draft.hash, at })).toMatchObject({ state: 'scheduled', publishAt: at });
    await clock.advance(61_000);
    await settledAs(draft.id, 'team', 'sent');
    const late = await draftOf(id, 'internal', ['team']);
    await call('updates.publish', { id: late.id, hash: late.hash, at: new Date(clock.nowMs() + 60_000).toISOString() });
    await call('incidents.act', { id, action: { type: 'resolve' } });
    await clock.advance(61_000);
    await vi.waitFor(async () => expect(await call('updates.get', { id: late.id })).toMatchObject({ state: 'draft', returned: expect.stringMatching(/this incident is over/) as string }));
    expect(received).toHaveLength(1);
  });
});

describe('the ledger', () => {
  it('one fails, one is unknown: each says so, a retry touches only what failed, a person settles the unknown', async () => {
    const id = await incident();
    await call('incidents.act', { id, action: { type: 'takeRole', role: 'incidentCommander' } });
    open.answers['/team'] = (response) => void response.writeHead(400).end('no such room');
    open.answers['/page'] = (response) => void response.destroy();
    const internal = await draftOf(id, 'internal', ['team']);
    await call('updates.publish', { id: internal.id, hash: internal.hash });
    await settledAs(internal.id, 'team', 'failed');
    const outside = await draftOf(id, 'public', ['page']);
    await call('updates.approve', { id: outside.id, hash: outside.hash });
    await call('updates.publish', { id: outside.id, hash: outside.hash });
    await settledAs(outside.id, 'page', 'unknown');

    const { items } = await call('deliveries.list', { incident: id, open: 'true' });
    expect(items.map(({ channel, state, reason }) => [channel, state, reason])).toEqual([
      ['page', 'unknown', expect.stringMatching(/closed the connection/)],
      ['team', 'failed', 'HTTP 400: no such room'],
    ]);
    delete open.answers['/team'];
    delete open.answers['/page'];
    const [unknown, failed] = items;
    if (unknown === undefined || failed === undefined) throw new Error('two were expected');
    await call('deliveries.retry', { id: failed.id });
    await settledAs(internal.id, 'team', 'sent');
    expect(received.filter(({ path }) => path === '/page')).toHaveLength(1);
    expect(await call('deliveries.resolve', { id: unknown.id, arrived: true })).toMatchObject({ state: 'sent' });
    expect(received.filter(({ path }) => path === '/page')).toHaveLength(1);
    expect((await call('incidents.get', { id })).updates.map(({ audience }) => audience).toSorted()).toEqual(['internal', 'public']);
    await clock.advance(60_000);
    expect(received).toHaveLength(3);
  });

  it('a correction goes only where the update has arrived, as one', async () => {
    const id = await incident();
    const first = await draftOf(id, 'internal', ['team']);
    await call('updates.publish', { id: first.id, hash: first.hash });
    await settledAs(first.id, 'team', 'sent');
    const { facts, text, audience, kind } = first.draft;
    const correction = await call('updates.draft', { incident: id, audience, kind, facts, text: { ...text, body: `${text.body} Payments by card only.` }, channels: [ChannelId.parse('team')], corrects: first.id });
    const shown = await call('updates.preview', { incident: id, audience, kind, corrects: first.id, text: correction.draft.text, channels: ['webhook', 'slack'] });
    expect(shown).toMatchObject({ facts, previous: { id: first.id }, channels: [{ content: { title: `Correction: ${text.title}` }, text: { title: text.title } }, { text: { title: text.title } }] });
    expect(JSON.stringify(shown.channels[1])).not.toContain('Correction');
    expect(shown.difference?.pieces.filter((piece) => piece.kind !== 'same')).toEqual([{ kind: 'added', text: expect.stringContaining('by card only') as string }]);
    await call('updates.publish', { id: correction.id, hash: correction.hash });
    await settledAs(correction.id, 'team', 'sent');
    expect(received.map(({ purpose, title }) => [purpose, title])).toEqual([['status', text.title], ['correction', `Correction: ${text.title}`]]);
    expect((await call('incidents.get', { id })).updates).toHaveLength(1);
  });

  it('a correction is for the readers and the incident of what it corrects, and of nothing that was not published', async () => {
    const id = await incident();
    const first = await draftOf(id, 'internal', ['team']);
    const again = { incident: id, kind: first.draft.kind, facts: first.draft.facts, text: first.draft.text, channels: [], corrects: first.id };
    expect(await ask('updates.draft', { ...again, audience: 'internal' })).toMatchObject({ ok: false, error: { code: 'conflict', message: expect.stringMatching(/is draft/) as string } });
    await call('updates.publish', { id: first.id, hash: first.hash });
    await settledAs(first.id, 'team', 'sent');
    expect(await ask('updates.draft', { ...again, audience: 'public' })).toMatchObject({ ok: false, error: { code: 'invalid_input', message: expect.stringMatching(/went to the internal audience/) as string } });
    expect(await ask('updates.draft', { ...again, audience: 'internal', incident: await incident() })).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    const kept = await call('updates.draft', { ...again, audience: 'internal' });
    expect(await ask('updates.edit', { ...kept.draft, id: kept.id, version: kept.version, audience: 'public' })).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  });

  it('what was told last is the beginning of the next, for the same readers only', async () => {
    const id = await incident();
    const first = await draftOf(id, 'internal', ['team']);
    const facts = { ...first.draft.facts, doing: 'Rolling back the release', works: 'Bank transfer' };
    const edited = await call('updates.edit', { ...first.draft, id: first.id, version: first.version, facts });
    expect((await call('updates.preview', { incident: id, audience: 'internal', kind: 'identified', channels: [] })).facts.doing).toBeNull();
    await call('updates.publish', { id: first.id, hash: edited.hash });
    await settledAs(first.id, 'team', 'sent');
    const next = await call('updates.preview', { incident: id, audience: 'internal', kind: 'identified', channels: [] });
    expect(next).toMatchObject({ prefilled: true, previous: { id: first.id, facts: { doing: facts.doing } }, facts: { doing: facts.doing, works: facts.works } });
    expect(await call('updates.preview', { incident: id, audience: 'public', kind: 'identified', channels: [] })).toMatchObject({ previous: null, facts: { doing: null } });
  });

  it('is not for whoever only looks to change, and says nothing of private incidents', async () => {
    const id = await incident({ kind: 'security' });
    const draft = await draftOf(id, 'internal', ['team']);
    await call('updates.publish', { id: draft.id, hash: draft.hash });
    await settledAs(draft.id, 'team', 'sent');
    expect((await call('deliveries.list', {}, 'wall')).items).toEqual([]);
    expect((await call('updates.list', {}, 'wall')).items).toEqual([]);
    expect(await ask('updates.get', { id: draft.id }, 'wall')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await ask('updates.discard', { id: draft.id }, 'wall')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  });
});
