import { afterEach, describe, expect, it } from 'vitest';
import { holdToContract } from '../../../../../../e2e/fakes/contract.ts';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../../../../e2e/fakes/contracts.ts';
import { JIRA_EMAIL, JIRA_TOKEN, jiraAuthorization, startJira, type FakeJira } from '../../../../../../e2e/fakes/jira.ts';
import type { ChannelConfigOf } from '../../../../../shared/model/channels/index.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { actionToJira } from '../../compose/render/jira.ts';
import type { Json, Outcome, Parcel } from '../../outbox/channel.ts';
import type { OpenChannel } from '../kinds.ts';
import { CHANNEL, channelDeps, createPost, HARD_TEXTS, INCIDENT, NEVER, parcelOf, replacing } from '../testing/post.ts';
import { JIRA_OPERATIONS } from './api.ts';
import { createJiraChannel } from './channel.ts';

type Sent = Extract<Outcome, { kind: 'sent' }>;
let jira: FakeJira;
let channel: OpenChannel;
const clock = createManualClock();
async function start(given: Partial<ChannelConfigOf<'jira'>> = {}): Promise<void> {
  jira = await startJira({ now: () => clock.nowMs() });
  channel = await createJiraChannel({ id: CHANNEL, type: 'jira', audience: 'internal', url: jira.url, email: JIRA_EMAIL, token: JIRA_TOKEN, project: 'OPS', issueType: 'Task', transitions: { investigating: 'Start', resolved: 'Done' }, ...given }, channelDeps(clock));
}
afterEach(async () => {
  channel.close();
  await jira.stop();
  expect(jira.problems).toEqual([]);
  expect(jira.refused).toEqual([]);
});

const documentOf = (text: string): Json => ({ type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] });
const content = (text: string, kind = 'identified'): Json => ({ kind, summary: 'Checkout is down', description: documentOf(text), comment: documentOf(text) });
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
const first = () => jira.issues.all()[0] ?? expect.fail('no issue');
const bodies = () => first().comments.map(({ body }) => body);

describe.skipIf(WITHOUT_CONTRACTS)(`publishing in Jira (${NEEDS_CONTRACTS})`, () => {
  it('makes an issue, comments on it, and makes the transitions that are configured', async () => {
    await start();
    const { thread, url } = await sent(content('We look.', 'investigating'));
    expect([first().status, url]).toEqual(['In Progress', `${jira.url}/browse/${first().key}`]);
    const { thread: later } = await sent(content('Found.'), { thread: thread ?? null });
    await sent(content('Over.', 'resolved'), { thread: later ?? null });
    expect([jira.issues.all().length, first().status, bodies()]).toEqual([1, 'Done', [documentOf('Found.'), documentOf('Over.')]]);
  });

  it('says so where a transition is not possible, and the comment stands', async () => {
    await start();
    const { thread } = await sent(content('Found.'));
    const outcome = await sent(content('Over.', 'resolved'), { thread: thread ?? null });
    expect(outcome.note).toContain('"Done" is not possible from where the issue is now (Start)');
    expect([first().status, bodies()]).toEqual(['To Do', [documentOf('Over.')]]);
    jira.fail({ kind: 'status', status: 409 }, { only: ['doTransition'] });
    expect((await sent(content('Look.', 'investigating'), { thread: thread ?? null })).note).toContain('was not made: HTTP 409');
  });

  it.each(HARD_TEXTS)('brings any text as it is (%#)', async (text) => {
    await start();
    const { thread } = await sent(content(text));
    await sent(content(text), { thread: thread ?? null });
    expect([first().fields['description'], bodies()]).toEqual([documentOf(text), [documentOf(text)]]);
  });

  it('finds again what it sent, and says absent only of what is not there', async () => {
    await start();
    const issue = parcel(content('Down.'));
    expect(await channel.lookUp?.(issue, NEVER)).toEqual({ kind: 'absent' });
    const made = (await channel.send(issue, NEVER)) as Sent;
    expect(await channel.lookUp?.(issue, NEVER)).toEqual(made);
    const comment = parcel(content('Found.'), { thread: made.thread ?? null });
    expect(await channel.lookUp?.(comment, NEVER)).toEqual({ kind: 'absent' });
    const added = await channel.send(comment, NEVER);
    expect(await channel.lookUp?.(comment, NEVER)).toEqual(added);
    jira.tellsProperties = false;
    expect(await channel.lookUp?.(comment, NEVER)).toMatchObject({ kind: 'cannotTell', reason: expect.stringContaining('properties') });
    jira.fail({ kind: 'limited', resetSeconds: 5 });
    expect(await channel.lookUp?.(issue, NEVER)).toMatchObject({ kind: 'cannotTell', retryAfterMs: 5_000 });
  });

  it('edits the comment that it corrects, unless somebody else has', async () => {
    await start();
    const { thread } = await sent(content('Down.'));
    const { remote } = await sent(content('Fuond.'), { thread: thread ?? null });
    const fixed = await sent(content('Found.'), { purpose: 'correction', corrects: remote, thread: thread ?? null });
    expect(bodies()).toEqual([documentOf('Found.')]);
    await clock.advance(1_000);
    jira.byHand(first().key, { editComments: true });
    const again = { purpose: 'correction' as const, corrects: fixed.remote, thread: thread ?? null };
    expect(await send(content('Found it.'), again)).toMatchObject({ kind: 'differs', reason: expect.stringContaining('edited the comment') });
    await sent(content('Found it.'), { ...again, ...replacing(await send(content('Found it.'), { ...again })) });
    expect(bodies()).toEqual([documentOf('Found it.')]);
  });

  it.each([['closed', { done: true }, 'to "Done"'], ['deleted', { remove: true }, 'not there any more']])('does not go on in an issue that somebody has %s unless a person wants that', async (_, change, words) => {
    await start();
    const { thread } = await sent(content('Down.'));
    jira.byHand(first().key, change);
    expect(await send(content('Found.'), { thread: thread ?? null })).toMatchObject({ kind: 'differs', reason: expect.stringContaining(words) });
    await sent(content('Found.'), { thread: thread ?? null, ...replacing(await send(content('Found.'), { thread: thread ?? null })) });
  });

  it.each([
    [{ kind: 'unauthorized' }, { kind: 'refused', again: false, reason: expect.stringContaining(`API token of ${JIRA_EMAIL}`) }],
    [{ kind: 'forbidden' }, { kind: 'refused', again: false, reason: expect.stringContaining('write:jira-work') }],
    [{ kind: 'limited', resetSeconds: 7 }, { kind: 'refused', again: true, limited: true, retryAfterMs: 7_000 }],
    [{ kind: 'limited' }, { kind: 'refused', again: true, limited: true }],
    [{ kind: 'status', status: 502 }, { kind: 'ambiguous' }],
    [{ kind: 'truncated' }, { kind: 'ambiguous' }],
    [{ kind: 'html' }, { kind: 'ambiguous' }],
    [{ kind: 'shape', body: { id: 7 }, status: 201 }, { kind: 'ambiguous' }],
    [{ kind: 'dropped', when: 'before' }, { kind: 'ambiguous' }],
    [{ kind: 'redirect' }, { kind: 'refused', again: false }],
    [{ kind: 'echo', status: 400 }, { kind: 'refused', again: false }],
  ] as const)('tells what became of a request that failed: %j', async (fault, expected) => {
    await start();
    jira.fail(fault);
    const outcome = await send(content('Down.'));
    expect(outcome).toMatchObject(expected);
    expect(JSON.stringify(outcome)).not.toContain(JIRA_TOKEN);
    expect(JSON.stringify(outcome)).not.toContain(jiraAuthorization().slice(6));
  });

  it('waits until the instant that Jira names', async () => {
    await start();
    jira.fail({ kind: 'limited' });
    const outcome = await send(content('Down.'));
    expect(outcome).toMatchObject({ retryAfterMs: 25_000 });
  });

  it.each([[31, ''], [30, 'ends in 30 days.'], [7, 'ends in 7 days: make a new one this week.'], [1, 'ends in 1 day: make a new one now.'], [0, 'has ended']])('proves itself, and warns of a token that ends in %i days', async (days, words) => {
    const tokenExpires = new Date(clock.nowMs() + days * 86_400_000).toISOString().slice(0, 10);
    await start({ tokenExpires });
    const proof = await channel.prove(NEVER);
    expect(proof).toMatchObject({ ok: true, expiresAt: Date.parse(tokenExpires), says: expect.stringContaining(words) });
    if (words === '') expect(proof.says).toBe('Holdfast Bot may create issues in Operations (OPS).');
  });

  it('does not prove itself where it may not create, or has no valid token', async () => {
    await start();
    jira.mayCreate = false;
    expect(await channel.prove(NEVER)).toMatchObject({ ok: false, certain: true, says: expect.stringContaining('may not create issues in project OPS') });
    jira.token = 'another';
    expect(await channel.prove(NEVER)).toMatchObject({ ok: false, certain: true, says: expect.stringContaining('does not accept') });
  });

  it('asks nothing that Jira does not describe', async () => {
    await start();
    const { thread } = await sent(content('Down.', 'investigating'));
    const { remote } = await sent(content('Found.'), { thread: thread ?? null });
    await sent(content('Found!'), { purpose: 'correction', corrects: remote, thread: thread ?? null });
    await sent({ ...actionToJira(['Check the zone'], thread ?? null) } as unknown as Json);
    await channel.lookUp?.(parcel(content('Else.'), { thread: thread ?? null }), NEVER);
    await channel.lookUp?.(parcel(content('Else.')), NEVER);
    await channel.prove(NEVER);
    await channel.readLink?.(new URL('https://acme.atlassian.test/browse/OPS-1'), { incident: INCIDENT, thread: null, planned: false }, NEVER);
    const report = await holdToContract(jira, JIRA_OPERATIONS, { Authorization: jiraAuthorization() });
    expect(report.problems).toEqual([]);
    (jira.refused as unknown[]).length = 0;
  });
});

describe.skipIf(WITHOUT_CONTRACTS)(`through the outbox (${NEEDS_CONTRACTS})`, () => {
  it.each([[60_000, 1], [0, 2]])('an answer is lost and the index lags 50 s: settled for %i ms, it is there %i times', async (settlingMs, copies) => {
    await start();
    const post = createPost(clock);
    post.use({ ...channel, settlingMs: settlingMs as OpenChannel['settlingMs'] });
    jira.issues.lagMs = 50_000;
    jira.fail({ kind: 'dropped', when: 'after' }, { only: ['createIssue'], times: 1 });
    await post.queue(1, content('Down.'));
    await post.pass(0);
    expect(post.row(1).state).toBe('unknown');
    for (let waited = 0; waited < 90; waited += 1) await post.pass(1_000);
    expect([post.row(1).state, jira.issues.all().length]).toEqual(['sent', copies]);
  });
});
