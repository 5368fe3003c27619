import { afterEach, describe, expect, it } from 'vitest';
import { holdToContract } from '../../../../../../e2e/fakes/contract.ts';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../../../../e2e/fakes/contracts.ts';
import { startStatuspage, STATUSPAGE_KEY, STATUSPAGE_PAGE, type FakeStatuspage } from '../../../../../../e2e/fakes/statuspage.ts';
import type { ChannelConfigOf } from '../../../../../shared/model/channels/index.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import type { Json, Outcome, Parcel } from '../../outbox/channel.ts';
import type { OpenChannel } from '../kinds.ts';
import { CHANNEL, channelDeps, createPost, HARD_TEXTS, NEVER, parcelOf, replacing } from '../testing/post.ts';
import { Incident, STATUSPAGE_OPERATIONS } from './api.ts';
import { createStatuspageChannel } from './channel.ts';

const CHECKOUT = '8kbf7d35c070';
type Sent = Extract<Outcome, { kind: 'sent' }>;

let page: FakeStatuspage;
let channel: OpenChannel;
const clock = createManualClock();
async function start(given: Partial<ChannelConfigOf<'statuspage'>> = {}): Promise<void> {
  page = await startStatuspage({ now: () => clock.nowMs() });
  channel = await createStatuspageChannel({ id: CHANNEL, type: 'statuspage', audience: 'public', key: STATUSPAGE_KEY, page: STATUSPAGE_PAGE, components: { checkout: CHECKOUT }, notify: true, url: page.url, ...given }, channelDeps(clock));
}
afterEach(async () => {
  channel.close();
  await page.stop();
  expect(page.problems).toEqual([]);
  expect(page.refused).toEqual([]);
});

const content = (body: string, status = 'investigating', component = 'major_outage'): Json => ({ incident: { name: 'API Incident: Partial Outage', body, status, component_ids: [CHECKOUT], components: { [CHECKOUT]: component } } });
const postmortem = (body: string): Json => ({ postmortem: { body_draft: body } });
let order = 0;
const parcel = (given: Json, more: Partial<Parcel> = {}): Parcel => parcelOf(given, { marker: `hf-${String((order += 1)).padStart(20, '0')}`, ...more });
const send = async (given: Json, more: Partial<Parcel> = {}): Promise<Outcome> => {
  await clock.advance(1_000);
  return channel.send(parcel(given, more), NEVER);
};
const sent = async (given: Json, more: Partial<Parcel> = {}): Promise<Sent> => {
  const outcome = await send(given, more);
  if (outcome.kind !== 'sent') throw new Error(JSON.stringify(outcome));
  return outcome;
};
const first = () => page.incidents.all()[0] ?? expect.fail('no incident');
const bodies = (): string[] => first().incident_updates.map(({ body }) => body);

describe.skipIf(WITHOUT_CONTRACTS)(`publishing on a Statuspage (${NEEDS_CONTRACTS})`, () => {
  it('begins an incident, follows it and resolves it, with its components', async () => {
    await start();
    const { thread, url } = await sent(content('We look into it.'));
    expect(url).toBe(`https://stspg.test/${first().id}`);
    expect(page.components.get(CHECKOUT)?.status).toBe('major_outage');
    const { thread: later } = await sent(content('Found.', 'identified', 'partial_outage'), { thread: thread ?? null });
    await sent(content('It is over.', 'resolved', 'operational'), { thread: later ?? null });
    expect(page.incidents.all()).toHaveLength(1);
    expect([first().status, bodies(), page.components.get(CHECKOUT)?.status]).toEqual(['resolved', ['It is over.', 'Found.', 'We look into it.'], 'operational']);
    expect(first().incident_updates.every(({ deliver_notifications: told }) => told)).toBe(true);
  });

  it('always says whether subscribers get mail', async () => {
    await start({ notify: false });
    const { thread, remote } = await sent(content('Quiet.'));
    await sent(content('Still quiet.'), { thread: thread ?? null });
    await sent(content('Quieter.'), { thread: thread ?? null, purpose: 'correction', corrects: remote });
    expect(first().incident_updates.map(({ deliver_notifications: told }) => told)).toEqual([false, false]);
    const calls = page.seen.filter(({ method }) => method !== 'GET').map(({ body }) => JSON.stringify(body));
    expect(calls.every((body) => body.includes('"deliver_notifications":false'))).toBe(true);
  });

  it('keeps planned work apart from the outage of the same incident', async () => {
    await start();
    const { thread } = await sent(content('Down.'));
    const planned: Json = { incident: { name: 'Planned work', body: 'On Sunday.', status: 'scheduled', scheduled_for: '2026-01-18T02:00:00Z', scheduled_until: '2026-01-18T04:00:00Z' } };
    const { thread: both } = await sent(planned, { thread: thread ?? null });
    await sent(content('Over.', 'resolved', 'operational'), { thread: both ?? null });
    expect(page.incidents.all().map(({ name, status }) => [name, status])).toEqual([['API Incident: Partial Outage', 'resolved'], ['Planned work', 'scheduled']]);
  });

  it.each(HARD_TEXTS)('brings any text as it is (%#)', async (text) => {
    await start();
    await sent(content(text));
    expect(bodies()).toEqual([text]);
  });

  it('finds again what it sent, and says absent only of what is not there', async () => {
    await start();
    const wanted = parcel(content('Down.'));
    expect(await channel.lookUp?.(wanted, NEVER)).toEqual({ kind: 'absent' });
    const outcome = (await channel.send(wanted, NEVER)) as Sent;
    expect(await channel.lookUp?.(wanted, NEVER)).toEqual({ ...outcome });
    const next = parcel(content('Found.', 'identified'), { thread: outcome.thread ?? null });
    expect(await channel.lookUp?.(next, NEVER)).toEqual({ kind: 'absent' });
    const followed = await channel.send(next, NEVER);
    expect(await channel.lookUp?.(next, NEVER)).toEqual(followed);
    page.fail({ kind: 'truncated' });
    expect(await channel.lookUp?.(next, NEVER)).toMatchObject({ kind: 'cannotTell' });
    page.mend();
    page.fail({ kind: 'limited' });
    expect(await channel.lookUp?.(wanted, NEVER)).toMatchObject({ kind: 'cannotTell', retryAfterMs: 60_000 });
  });

  it('does not say absent where the page has lost the marks', async () => {
    await start();
    page.forgetsMetadata = true;
    const wanted = parcel(content('Down.'));
    const outcome = (await channel.send(wanted, NEVER)) as Sent;
    expect(await channel.lookUp?.(wanted, NEVER)).toMatchObject({ kind: 'cannotTell', reason: expect.stringContaining('without the mark') });
    expect(await channel.lookUp?.({ ...wanted, thread: outcome.thread ?? null }, NEVER)).toMatchObject({ kind: 'cannotTell' });
  });

  it('edits in place what it corrects, and follows where the status was wrong', async () => {
    await start();
    const { remote, thread } = await sent(content('Checkuot is down.'));
    const fixed = await sent(content('Checkout is down.'), { purpose: 'correction', corrects: remote, thread: thread ?? null });
    expect(bodies()).toEqual(['Checkout is down.']);
    const followed = await sent(content('It is only slow.', 'investigating', 'degraded_performance'), { purpose: 'correction', corrects: fixed.remote, thread: thread ?? null });
    expect(followed.note).toContain('follows as a new one');
    expect([bodies(), page.components.get(CHECKOUT)?.status]).toEqual([['It is only slow.', 'Checkout is down.'], 'degraded_performance']);
  });

  it('corrects an old update without opening what is over', async () => {
    await start();
    const { remote, thread } = await sent(content('Down since nine.'));
    await sent(content('Over.', 'resolved', 'operational'), { thread: thread ?? null });
    const fixed = await sent(content('Down since eight.'), { purpose: 'correction', corrects: remote, thread: thread ?? null });
    expect(fixed.note).toContain('Only the words');
    expect([first().status, bodies(), page.components.get(CHECKOUT)?.status]).toEqual(['resolved', ['Over.', 'Down since eight.'], 'operational']);
  });

  it.each([
    ['resolved', { status: 'resolved', body: 'Solved by Ada.' }, 'resolved it'],
    ['put elsewhere', { status: 'monitoring' }, 'set it to "monitoring"'],
    ['posted on', { body: 'A word of ours.' }, 'posted an update'],
    ['renamed', { name: 'Something else' }, 'renamed it'],
    ['deleted', { remove: true }, 'deleted it'],
  ])('overwrites nothing that somebody has %s there unless a person wants that', async (_, change, words) => {
    await start();
    const { thread } = await sent(content('Down.'));
    await clock.advance(1_000);
    page.byHand(first().id, change);
    const writes = (): number => page.seen.filter(({ method }) => method !== 'GET').length;
    const before = writes();
    const outcome = await send(content('Found.', 'identified'), { thread: thread ?? null });
    expect(outcome).toMatchObject({ kind: 'differs', reason: expect.stringContaining(words), theirs: expect.any(Object) });
    expect(writes()).toBe(before);
    const ours = await sent(content('Found.', 'identified'), { thread: thread ?? null, ...replacing(await send(content('Found.', 'identified'), { thread: thread ?? null })) });
    expect(page.incidents.all().at(-1)).toMatchObject({ status: 'identified', name: 'API Incident: Partial Outage' });
    expect(ours.thread).not.toEqual(thread);
  });

  it('does not edit an update that somebody has edited', async () => {
    await start();
    const { remote, thread } = await sent(content('Down.'));
    page.byHand(first().id, { edit: 'Down, says Ada.' });
    const correction = { purpose: 'correction' as const, corrects: remote, thread: thread ?? null };
    expect(await send(content('Down since nine.'), correction)).toMatchObject({ kind: 'differs', theirs: { text: 'Down, says Ada.' } });
    await sent(content('Down since nine.'), { ...correction, ...replacing(await send(content('Down since nine.'), { ...correction })) });
    expect(bodies()).toEqual(['Down since nine.']);
  });

  it.each([
    [{ kind: 'unauthorized' }, { kind: 'refused', again: false, reason: expect.stringContaining('API key (Manage account') }],
    [{ kind: 'forbidden' }, { kind: 'refused', again: false, reason: expect.stringContaining(`may not change page ${STATUSPAGE_PAGE}`) }],
    [{ kind: 'limited' }, { kind: 'refused', again: true, limited: true, retryAfterMs: 60_000 }],
    [{ kind: 'status', status: 503 }, { kind: 'ambiguous' }],
    [{ kind: 'truncated' }, { kind: 'ambiguous' }],
    [{ kind: 'html' }, { kind: 'ambiguous' }],
    [{ kind: 'shape', body: { id: 7 }, status: 201 }, { kind: 'ambiguous' }],
    [{ kind: 'dropped', when: 'before' }, { kind: 'ambiguous' }],
    [{ kind: 'redirect' }, { kind: 'refused', again: false }],
    [{ kind: 'echo', status: 422 }, { kind: 'refused', again: false }],
  ] as const)('tells what became of a request that failed: %j', async (fault, expected) => {
    await start();
    page.fail(fault);
    const outcome = await send(content('Down.'));
    expect(outcome).toMatchObject(expected);
    expect(JSON.stringify(outcome)).not.toContain(STATUSPAGE_KEY);
    page.limitedStatus = 429;
    page.mend();
    page.fail({ kind: 'limited' });
    expect(await send(content('Down.'))).toMatchObject({ kind: 'refused', limited: true });
  });

  it.each(['message', 'error', 'errors'] as const)('repeats its words, however it says them (%s)', async (as) => {
    await start();
    page.errorsAs = as;
    const outcome = await send({ incident: { name: 'x', body: 'y', status: 'investigating', component_ids: ['gone'] } });
    expect(outcome).toMatchObject({ kind: 'refused', again: false, reason: expect.stringContaining('Component gone does not exist') });
  });

  it('says what the page says where it takes no postmortem, and takes one for no update of the incident', async () => {
    await start();
    const { thread } = await sent(content('Down.'));
    const { thread: over } = await sent(content('Over.', 'resolved', 'operational'), { thread: thread ?? null });
    page.fail({ kind: 'shape', body: { message: 'Postmortems are off on this page' }, status: 422 }, { only: ['putPagesPageIdIncidentsIncidentIdPostmortem'], times: 1 });
    expect(await send(postmortem('It was the cache.'), { thread: over ?? null })).toMatchObject({ kind: 'refused', again: false, reason: expect.stringContaining('Postmortems are off on this page') });
    const update = { id: 'u', body: 'Over.', status: 'resolved', created_at: '2026-01-01T00:00:00Z' };
    expect(Incident.parse({ id: 'i', name: 'x', status: 'postmortem', incident_updates: [{ ...update, id: 'p', status: 'postmortem', created_at: '2026-01-02T00:00:00Z' }, update] })).toMatchObject({ status: 'resolved', incident_updates: [update] });
  });

  it('has sent nothing where the incident cannot be read first', async () => {
    await start();
    const { thread } = await sent(content('Down.'));
    page.fail({ kind: 'status', status: 500 }, { only: ['getPagesPageIdIncidentsIncidentId'] });
    expect(await send(content('Found.', 'identified'), { thread: thread ?? null })).toMatchObject({ kind: 'notReached' });
    expect(bodies()).toEqual(['Down.']);
  });

  it('proves itself by reading the page, and names a component that is not there', async () => {
    await start();
    expect(await channel.prove(NEVER)).toEqual({ ok: true, says: 'May read the page "Acme status" with its 2 components.', expiresAt: null });
    page.components.delete(CHECKOUT);
    expect(await channel.prove(NEVER)).toMatchObject({ ok: false, certain: true, says: expect.stringContaining(`${CHECKOUT} (configured for checkout)`) });
    page.key = 'another';
    expect(await channel.prove(NEVER)).toMatchObject({ ok: false, certain: true, says: expect.stringContaining('does not accept the API key') });
    page.fail({ kind: 'dropped', when: 'before' });
    expect(await channel.prove(NEVER)).toMatchObject({ ok: false, certain: false });
  });

  it('asks nothing that Statuspage does not describe', async () => {
    await start();
    const planned: Json = { incident: { name: 'Work', body: 'Sunday.', status: 'scheduled', scheduled_for: '2026-01-18T02:00:00Z', scheduled_until: '2026-01-18T04:00:00Z' } };
    const { thread, remote } = await sent(content('Down.'));
    const { thread: corrected } = await sent(content('Down!'), { purpose: 'correction', corrects: remote, thread: thread ?? null });
    const { thread: found } = await sent(content('Found.', 'identified'), { thread: corrected ?? null });
    await channel.lookUp?.(parcel(content('Else.')), NEVER);
    await channel.lookUp?.(parcel(planned), NEVER);
    await sent(content('Over.', 'resolved', 'operational'), { thread: found ?? null });
    await sent(postmortem('It was the cache.'), { thread: found ?? null });
    await channel.prove(NEVER);
    const report = await holdToContract(page, STATUSPAGE_OPERATIONS, { Authorization: `OAuth ${STATUSPAGE_KEY}` });
    expect(report.problems).toEqual([]);
    expect(report.refused).toBeGreaterThanOrEqual(STATUSPAGE_OPERATIONS.length * 3);
    (page.refused as unknown[]).length = 0;
  });
});

describe.skipIf(WITHOUT_CONTRACTS)(`through the outbox (${NEEDS_CONTRACTS})`, () => {
  const posting = (settlingMs = channel.settlingMs) => {
    const post = createPost(clock);
    post.use({ ...channel, settlingMs });
    return post;
  };
  const copies = (body: string): number => page.incidents.all().flatMap(({ incident_updates: all }) => all.filter((update) => update.body === body)).length;

  it.each([
    ['the answer to a new incident is lost', 'postPagesPageIdIncidents', 1],
    ['the answer to an update is lost', 'patchPagesPageIdIncidentsIncidentId', 2],
  ])('%s: it is found there and not sent twice, although reads lag behind', async (_, operation, n) => {
    await start();
    const post = posting();
    if (n === 2) await post.queue(1, content('Down.'));
    await post.pass(0);
    await post.pass(30_000);
    page.incidents.lagMs = 20_000;
    page.fail({ kind: 'dropped', when: 'after' }, { only: [operation], times: 1 });
    await post.queue(n, content('Found.', 'identified'));
    await post.pass(0);
    expect(post.row(n).state).toBe('unknown');
    for (let waited = 0; waited < 40; waited += 1) await post.pass(1_000);
    expect(post.row(n)).toMatchObject({ state: 'sent', attempts: 1 });
    expect(copies('Found.')).toBe(1);
  });

  it('the control: without the time to settle it is sent twice', async () => {
    await start();
    const post = posting(0 as OpenChannel['settlingMs']);
    page.incidents.lagMs = 20_000;
    page.fail({ kind: 'dropped', when: 'after' }, { only: ['postPagesPageIdIncidents'], times: 1 });
    await post.queue(1, content('Down.'));
    await post.pass(0);
    for (let waited = 0; waited < 10; waited += 1) await post.pass(1_000);
    expect(copies('Down.')).toBe(2);
  });

  it('420 is waited for a whole minute', async () => {
    await start();
    const post = posting();
    page.fail({ kind: 'limited' }, { times: 1 });
    await post.queue(1, content('Down.'));
    await post.pass(0);
    await post.pass(59_000);
    expect([post.row(1).state, copies('Down.')]).toEqual(['queued', 0]);
    await post.pass(8_000);
    expect([post.row(1).state, copies('Down.')]).toEqual(['sent', 1]);
  });
});
