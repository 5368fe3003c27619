import { afterEach, describe, expect, it } from 'vitest';
import { BETTERSTACK_PAGE, BETTERSTACK_TOKEN, startBetterStack, type FakeBetterStack } from '../../../../../../e2e/fakes/betterstack.ts';
import { holdToContract } from '../../../../../../e2e/fakes/contract.ts';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../../../../e2e/fakes/contracts.ts';
import type { ChannelConfigOf } from '../../../../../shared/model/channels/index.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import type { Json, Outcome, Parcel } from '../../outbox/channel.ts';
import type { OpenChannel } from '../kinds.ts';
import { CHANNEL, channelDeps, createPost, HARD_TEXTS, NEVER, parcelOf, replacing } from '../testing/post.ts';
import { BETTERSTACK_OPERATIONS } from './api.ts';
import { createBetterStackChannel } from './channel.ts';

type Sent = Extract<Outcome, { kind: 'sent' }>;
let stack: FakeBetterStack;
let channel: OpenChannel;
const clock = createManualClock();
async function start(given: Partial<ChannelConfigOf<'betterstack'>> = {}): Promise<void> {
  stack = await startBetterStack({ now: () => clock.nowMs() });
  channel = await createBetterStackChannel({ id: CHANNEL, type: 'betterstack', audience: 'public', token: BETTERSTACK_TOKEN, page: BETTERSTACK_PAGE, resources: { checkout: '77' }, notify: true, url: stack.url, ...given }, channelDeps(clock));
}
afterEach(async () => {
  channel.close();
  await stack.stop();
  expect(stack.problems).toEqual([]);
  expect(stack.refused).toEqual([]);
});

const content = (message: string, status = 'downtime', title = 'Checkout is down'): Json => {
  const affected = [{ status_page_resource_id: '77', status }];
  return { report: { title, message, report_type: 'manual', affected_resources: affected, starts_at: '2026-01-15T11:50:00Z' }, update: { message, affected_resources: affected } };
};
const send = async (given: Json, more: Partial<Parcel> = {}): Promise<Outcome> => {
  await clock.advance(1_000);
  return channel.send(parcelOf(given, more), NEVER);
};
const sent = async (given: Json, more: Partial<Parcel> = {}): Promise<Sent> => {
  const outcome = await send(given, more);
  if (outcome.kind !== 'sent') throw new Error(JSON.stringify(outcome));
  return outcome;
};
const first = () => stack.reports.all()[0] ?? expect.fail('no report');
const messages = (): string[] => first().updates.map(({ message }) => message);
const copies = (text: string): number => stack.reports.all().flatMap(({ updates }) => updates.filter(({ message }) => message === text)).length;

describe.skipIf(WITHOUT_CONTRACTS)(`publishing on a status page of Better Stack (${NEEDS_CONTRACTS})`, () => {
  it.each([true, false])('begins a report, follows it and ends it, and always says whether subscribers get mail (%s)', async (notify) => {
    await start({ notify });
    const { thread } = await sent(content('We look into it.'));
    const { thread: later } = await sent(content('Found.', 'degraded', 'Checkout is slow'), { thread: thread ?? null });
    await sent(content('It is over.', 'resolved', 'Checkout is slow'), { thread: later ?? null });
    expect(stack.reports.all()).toHaveLength(1);
    expect([first().title, messages(), first().updates.map(({ notify_subscribers: told }) => told)]).toEqual(['Checkout is slow', ['We look into it.', 'Found.', 'It is over.'], [notify, notify, notify]]);
  });

  it.each(HARD_TEXTS)('brings any text as it is (%#)', async (text) => {
    await start();
    await sent(content(text));
    expect(messages()).toEqual([text]);
  });

  it('moves planned work, and tells it apart from an outage', async () => {
    await start();
    const planned = (from: string, to: string): Json => ({ report: { title: 'Work', message: 'Sunday.', report_type: 'maintenance', affected_resources: [{ status_page_resource_id: '77', status: 'maintenance' }], starts_at: from, ends_at: to }, update: { message: `From ${from}.`, affected_resources: [{ status_page_resource_id: '77', status: 'maintenance' }] } });
    const { thread } = await sent(content('Down.'));
    const { thread: both } = await sent(planned('2026-01-18T02:00:00Z', '2026-01-18T04:00:00Z'), { thread: thread ?? null });
    await sent(planned('2026-01-25T02:00:00Z', '2026-01-25T04:00:00Z'), { thread: both ?? null });
    expect(stack.reports.all().map(({ report_type: type, starts_at: from }) => [type, from])).toEqual([['manual', '2026-01-15T11:50:00Z'], ['maintenance', '2026-01-25T02:00:00Z']]);
  });

  it('sends nothing that names no part of the page', async () => {
    await start();
    expect(await send({ report: { title: 'x', message: 'y', report_type: 'manual', affected_resources: [] }, update: { message: 'y', affected_resources: [] } })).toMatchObject({ kind: 'refused', again: false, reason: expect.stringContaining('configure resources') });
    expect(stack.seen).toEqual([]);
  });

  it('finds again what it sent, the same words twice included, through every page of a list', async () => {
    await start();
    stack.pageSize = 2;
    for (let n = 0; n < 3; n += 1) await sent(content(`Else ${String(n)}.`, 'downtime', `Else ${String(n)}`));
    expect(await channel.lookUp?.(parcelOf(content('Down.')), NEVER)).toEqual({ kind: 'absent' });
    const begun = await sent(content('Down.'));
    expect(await channel.lookUp?.(parcelOf(content('Down.')), NEVER)).toEqual(begun);
    // The same words again are another message.
    const again = { thread: begun.thread ?? null };
    expect(await channel.lookUp?.(parcelOf(content('Down.'), again), NEVER)).toEqual({ kind: 'absent' });
    const second = await sent(content('Down.'), again);
    expect(await channel.lookUp?.(parcelOf(content('Down.'), again), NEVER)).toEqual(second);
    stack.fail({ kind: 'limited', resetSeconds: 9 });
    expect(await channel.lookUp?.(parcelOf(content('Down.')), NEVER)).toMatchObject({ kind: 'cannotTell', retryAfterMs: 9_000 });
    stack.mend();
    stack.pageSize = 1;
    for (let n = 0; n < 4; n += 1) await sent(content('Full.', 'downtime', `Full ${String(n)}`));
    expect(await channel.lookUp?.(parcelOf(content('Gone.')), NEVER)).toMatchObject({ kind: 'cannotTell', reason: expect.stringContaining('too many') });
  });

  it('edits in place what it corrects, and never turns back a newer update', async () => {
    await start();
    const { remote, thread } = await sent(content('Chekout is down.'));
    const fixed = await sent(content('Checkout is slow.', 'degraded'), { purpose: 'correction', corrects: remote, thread: thread ?? null });
    expect(first().updates).toMatchObject([{ message: 'Checkout is slow.', affected_resources: [{ status: 'degraded' }] }]);
    const { thread: over } = await sent(content('Over.', 'resolved'), { thread: fixed.thread ?? null });
    const old = await sent(content('Checkout was slow.', 'degraded'), { purpose: 'correction', corrects: fixed.remote, thread: over ?? null });
    expect(old.note).toContain('Only the words');
    expect(first().updates.map(({ message, affected_resources: [part] }) => [message, part?.status])).toEqual([['Checkout was slow.', 'degraded'], ['Over.', 'resolved']]);
  });

  it('a title that an attempt of ours has changed before it ended was changed by nobody else', async () => {
    await start();
    const { thread } = await sent(content('Down.'));
    stack.fail({ kind: 'dropped', when: 'before' }, { only: ['createStatusUpdate'], times: 1 });
    const next = content('Found.', 'degraded', 'Checkout is slow');
    expect(await send(next, { thread: thread ?? null })).toMatchObject({ kind: 'ambiguous' });
    expect(first().title).toBe('Checkout is slow');
    await sent(next, { thread: thread ?? null });
    expect(messages()).toEqual(['Down.', 'Found.']);
  });

  it.each([
    ['posted on', { post: 'A word of ours.' }, 'posted an update'],
    ['resolved', { resolve: true }, 'resolved the report'],
    ['renamed', { title: 'Else' }, 'renamed the report'],
    ['deleted', { remove: true }, 'deleted it'],
  ])('overwrites nothing that somebody has %s there unless a person wants that', async (_, change, words) => {
    await start();
    const { thread } = await sent(content('Down.'));
    await clock.advance(1_000);
    stack.byHand(first().id, change);
    const writes = (): number => stack.seen.filter(({ method }) => method !== 'GET').length;
    const before = writes();
    expect(await send(content('Found.'), { thread: thread ?? null })).toMatchObject({ kind: 'differs', reason: expect.stringContaining(words), theirs: expect.any(Object) });
    expect(writes()).toBe(before);
    await sent(content('Found.'), { thread: thread ?? null, ...replacing(await send(content('Found.'), { thread: thread ?? null })) });
    expect(copies('Found.')).toBe(1);
  });

  it('does not edit an update that somebody has edited', async () => {
    await start();
    const { remote, thread } = await sent(content('Down.'));
    stack.byHand(first().id, { edit: 'Down, says Ada.' });
    const correction = { purpose: 'correction' as const, corrects: remote, thread: thread ?? null };
    expect(await send(content('Slow.'), correction)).toMatchObject({ kind: 'differs', theirs: { text: 'Down, says Ada.' } });
    await sent(content('Slow.'), { ...correction, ...replacing(await send(content('Slow.'), { ...correction })) });
    expect(messages()).toEqual(['Slow.']);
  });

  it.each([
    [{ kind: 'unauthorized' }, { kind: 'refused', again: false, reason: expect.stringContaining('does not accept the API token') }],
    [{ kind: 'forbidden' }, { kind: 'refused', again: false, reason: expect.stringContaining(`may not change status page ${BETTERSTACK_PAGE}`) }],
    [{ kind: 'limited' }, { kind: 'refused', again: true, limited: true, retryAfterMs: 30_000 }],
    [{ kind: 'limited', resetSeconds: 7 }, { kind: 'refused', again: true, limited: true, retryAfterMs: 7_000 }],
    [{ kind: 'status', status: 502 }, { kind: 'ambiguous' }],
    [{ kind: 'truncated' }, { kind: 'ambiguous' }],
    [{ kind: 'html' }, { kind: 'ambiguous' }],
    [{ kind: 'shape', body: { data: 7 }, status: 201 }, { kind: 'ambiguous' }],
    [{ kind: 'dropped', when: 'before' }, { kind: 'ambiguous' }],
    [{ kind: 'redirect' }, { kind: 'refused', again: false }],
    [{ kind: 'echo', status: 422 }, { kind: 'refused', again: false }],
  ] as const)('tells what became of a request that failed: %j', async (fault, expected) => {
    await start();
    stack.fail(fault);
    const outcome = await send(content('Down.'));
    expect(outcome).toMatchObject(expected);
    expect(JSON.stringify(outcome)).not.toContain(BETTERSTACK_TOKEN);
  });

  it('has sent nothing where the report cannot be read or renamed first', async () => {
    await start();
    const { thread } = await sent(content('Down.'));
    for (const only of ['getStatusReport', 'listStatusUpdates', 'updateStatusReport']) {
      stack.fail({ kind: 'status', status: 500 }, { only: [only] });
      expect(await send(content('Found.', 'degraded', 'Slow'), { thread: thread ?? null })).toMatchObject({ kind: 'notReached' });
      stack.mend();
    }
    expect(messages()).toEqual(['Down.']);
  });

  it('proves itself by reading the page, and names a part that is not there', async () => {
    await start();
    expect(await channel.prove(NEVER)).toEqual({ ok: true, says: `May read status page ${BETTERSTACK_PAGE} with its 2 resources.`, expiresAt: null });
    stack.resources.delete('77');
    expect(await channel.prove(NEVER)).toMatchObject({ ok: false, certain: true, says: expect.stringContaining('77 (configured for checkout)') });
    stack.errorsAs = 'error';
    stack.token = 'another';
    expect(await channel.prove(NEVER)).toMatchObject({ ok: false, certain: true, says: expect.stringContaining('Invalid token') });
  });

  it('asks nothing that is not described', async () => {
    await start();
    const { thread, remote } = await sent(content('Down.'));
    const { thread: corrected } = await sent(content('Down!'), { purpose: 'correction', corrects: remote, thread: thread ?? null });
    await sent(content('Found.', 'degraded', 'Slow'), { thread: corrected ?? null });
    await channel.lookUp?.(parcelOf(content('Else.')), NEVER);
    await channel.prove(NEVER);
    const report = await holdToContract(stack, BETTERSTACK_OPERATIONS, { Authorization: `Bearer ${BETTERSTACK_TOKEN}` });
    expect(report.problems).toEqual([]);
    expect(report.refused).toBeGreaterThanOrEqual(BETTERSTACK_OPERATIONS.length * 3);
    (stack.refused as unknown[]).length = 0;
  });
});

describe.skipIf(WITHOUT_CONTRACTS)(`through the outbox (${NEEDS_CONTRACTS})`, () => {
  it.each([['createStatusReport', 1], ['createStatusUpdate', 2]] as const)('the answer to %s is lost: it is found there and not sent twice, although reads lag behind', async (operation, n) => {
    await start();
    const post = createPost(clock);
    post.use(channel);
    if (n === 2) await post.queue(1, content('Down.'));
    await post.pass(0);
    await post.pass(30_000);
    stack.reports.lagMs = 20_000;
    stack.fail({ kind: 'dropped', when: 'after' }, { only: [operation], times: 1 });
    await post.queue(n, content('Found.'));
    await post.pass(0);
    expect(post.row(n).state).toBe('unknown');
    for (let waited = 0; waited < 45; waited += 1) await post.pass(1_000);
    expect(post.row(n)).toMatchObject({ state: 'sent', attempts: 1 });
    expect(copies('Found.')).toBe(1);
  });

  it('the control: without the time to settle it is sent twice', async () => {
    await start();
    const post = createPost(clock);
    post.use({ ...channel, settlingMs: 0 as OpenChannel['settlingMs'] });
    stack.reports.lagMs = 20_000;
    stack.fail({ kind: 'dropped', when: 'after' }, { only: ['createStatusReport'], times: 1 });
    await post.queue(1, content('Down.'));
    await post.pass(0);
    for (let waited = 0; waited < 10; waited += 1) await post.pass(1_000);
    expect(copies('Down.')).toBe(2);
  });
});
