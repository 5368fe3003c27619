import { afterEach, describe, expect, it } from 'vitest';
import { holdToContract } from '../../../../../../e2e/fakes/contract.ts';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../../../../e2e/fakes/contracts.ts';
import { SLACK_CHANNEL, SLACK_TOKEN, startSlack, type FakeSlack } from '../../../../../../e2e/fakes/slack.ts';
import type { ChannelConfigOf } from '../../../../../shared/model/channels/index.ts';
import { createManualClock, type ManualClock } from '../../../testing/manual-clock.ts';
import type { Json, Outcome, Parcel } from '../../outbox/channel.ts';
import type { OpenChannel } from '../kinds.ts';
import { CHANNEL, channelDeps, createPost, HARD_TEXTS, NEVER, parcelOf, replacing } from '../testing/post.ts';
import { SLACK_OPERATIONS } from './api.ts';
import { createSlackChannel } from './channel.ts';

type Sent = Extract<Outcome, { kind: 'sent' }>;
let clock: ManualClock;
let slack: FakeSlack;
let channel: OpenChannel;
async function start(given: Partial<ChannelConfigOf<'slack'>> = {}): Promise<void> {
  clock = createManualClock();
  slack = await startSlack({ now: () => clock.nowMs() });
  channel = await createSlackChannel({ id: CHANNEL, type: 'slack', audience: 'internal', token: SLACK_TOKEN, channel: SLACK_CHANNEL, pinned: false, url: `${slack.url}/api`, ...given }, channelDeps(clock));
}
afterEach(async () => {
  channel.close();
  await slack.stop();
  expect(slack.problems).toEqual([]);
  expect(slack.refused).toEqual([]);
});

const content = (text: string): Json => ({ text: text.slice(0, 4_000), blocks: Array.from({ length: Math.ceil(text.length / 2_000) }, (_, at) => ({ type: 'section', text: { type: 'plain_text', text: text.slice(at * 2_000, at * 2_000 + 2_000), emoji: false } })) });
let order = 0;
const parcel = (text: string, more: Partial<Parcel> = {}): Parcel => parcelOf(content(text), { marker: `hf-${String((order += 1)).padStart(20, '0')}`, queuedAt: clock.nowMs(), ...more });
const send = async (text: string, more: Partial<Parcel> = {}): Promise<Outcome> => {
  await clock.advance(60_000);
  return channel.send(parcel(text, more), NEVER);
};
const sent = async (text: string, more: Partial<Parcel> = {}): Promise<Sent> => {
  const outcome = await send(text, more);
  if (outcome.kind !== 'sent') throw new Error(JSON.stringify(outcome));
  return outcome;
};
const texts = (parent: 'channel' | 'thread' = 'channel'): string[] => slack.standing.flatMap((each) => ((each.parent === null) === (parent === 'channel') ? [each.text] : []));
const refusal = (reason: string) => ({ kind: 'refused', again: false, reason: expect.stringContaining(reason) as unknown });
const fact = (outcome: Sent): string => (outcome.thread as { facts: string }).facts;

describe.skipIf(WITHOUT_CONTRACTS)(`posting to a channel of Slack (${NEEDS_CONTRACTS})`, () => {
  it('posts what was rendered, hard texts too, with a link to it', async () => {
    await start();
    for (const text of HARD_TEXTS) expect((await sent(text)).url).toMatch(/^https:\/\/acme\.slack\.com\/archives\/C0123456789\/p\d{16}$/);
    expect(texts()).toEqual(HARD_TEXTS.map((text) => text.slice(0, 4_000)));
    expect(slack.calls('chat_postMessage').map(({ body }) => body)).toEqual(HARD_TEXTS.map((text) => expect.objectContaining(content(text) as object) as unknown));
  });

  it('edits a message that is corrected, and shows what somebody else has made of it first', async () => {
    await start();
    const { remote } = await sent('Down since 14:00.');
    const correction = { purpose: 'correction', corrects: remote } as const;
    expect((await sent('Down since 13:50.', correction)).url).toMatch(/^https:/);
    expect(texts()).toEqual(['Down since 13:50.']);
    slack.overwrite(slack.standing[0]?.ts ?? '', 'All is well 🔥');
    expect(await send('Down since 13:40.', correction)).toEqual({ kind: 'differs', reason: 'the message was changed in Slack by somebody else; put ours to overwrite it', theirs: 'All is well :fire:' });
    expect(texts()).toEqual(['All is well 🔥']);
    await sent('Down since 13:40.', { ...correction, ...replacing(await send('Down since 13:40.', { ...correction })) });
    expect(texts()).toEqual(['Down since 13:40.']);
    slack.delete(slack.standing[0]?.ts ?? '');
    expect(await send('Down since 13:30.', correction)).toMatchObject({ kind: 'differs', theirs: 'The message was deleted.' });
    expect(texts()).toEqual([]);
    await sent('Down since 13:30.', { ...correction, ...replacing(await send('Down since 13:30.', { ...correction })) });
    expect(texts()).toEqual(['Down since 13:30.']);
  });

  it('follows up below a message that Slack lets nobody edit any more, and finds that again', async () => {
    await start();
    const { remote } = await sent('Down since 14:00.');
    slack.refuses.set('chat_update', 'edit_window_closed');
    const correction = parcel('Down since 13:50.', { purpose: 'correction', corrects: remote });
    await clock.advance(60_000);
    expect(await channel.send(correction, NEVER)).toMatchObject({ kind: 'sent', note: expect.stringContaining('stands below it') as unknown });
    expect([texts(), texts('thread')]).toEqual([['Down since 14:00.'], ['Down since 13:50.']]);
    expect(await channel.lookUp?.(correction, NEVER)).toMatchObject({ kind: 'sent' });
  });

  it.each([
    ['restricted_action', 'posting permissions'],
    ['is_archived', 'is archived'],
    ['not_in_channel', '/invite'],
    ['msg_blocks_too_long', 'shorten it'],
    ['token_revoked', 'revoked'],
    ['token_expired', 'has ended'],
    ['something_new', 'Slack refuses it (something_new)'],
  ])('says in a sentence what %s means', async (word, says) => {
    await start();
    slack.refuses.set('chat_postMessage', word);
    expect(await send('Down.')).toMatchObject(refusal(says));
  });

  it('names the scope that is missing, obeys limits, and tells errors of Slack’s own from refusals', async () => {
    await start();
    slack.scopes.delete('chat:write');
    expect(await send('Down.')).toMatchObject(refusal('lacks the scope chat:write'));
    slack.scopes.add('chat:write');
    slack.fail({ kind: 'limited', resetSeconds: 7 }, { times: 1 });
    expect(await send('Down.')).toMatchObject({ kind: 'refused', again: true, limited: true, retryAfterMs: 7_000 });
    for (const word of ['fatal_error', 'internal_error']) {
      slack.refuses.set('chat_postMessage', word);
      expect(await send('Down.')).toMatchObject({ kind: 'ambiguous', reason: `an error of Slack’s own (${word})` });
    }
    slack.refuses.clear();
    for (const fault of [{ kind: 'status', status: 503 }, { kind: 'html' }, { kind: 'truncated' }, { kind: 'shape', body: { ok: true } }, { kind: 'shape', body: { ok: 'yes' } }, { kind: 'dropped', when: 'before' }] as const) {
      slack.fail(fault, { only: ['chat_postMessage'], times: 1 });
      expect(await send('Down.'), fault.kind).toMatchObject({ kind: 'ambiguous' });
    }
    slack.fail({ kind: 'echo', status: 400 }, { times: 1 });
    expect(JSON.stringify(await send('Down.'))).not.toContain(SLACK_TOKEN);
    /* Half an answer comes after the whole work. */
    expect(texts()).toEqual(['Down.']);
  });

  it('does not take what it could not read whole for "not there"', async () => {
    await start();
    const lost = parcel('Down.');
    for (let count = 0; count < 450; count += 1) slack.write(SLACK_CHANNEL, `chatter ${count}`);
    expect(await channel.lookUp?.(lost, NEVER)).toEqual({ kind: 'absent' });
    expect(slack.calls('conversations_history')).toHaveLength(3);
    slack.fail({ kind: 'status', status: 500 }, { only: ['conversations_history'] });
    expect(await channel.lookUp?.(lost, NEVER)).toMatchObject({ kind: 'cannotTell' });
    slack.mend();
    for (let count = 0; count < 4_600; count += 1) slack.write(SLACK_CHANNEL, 'chatter');
    expect(await channel.lookUp?.(lost, NEVER)).toMatchObject({ kind: 'cannotTell', reason: expect.stringContaining('more messages than are read') as unknown });
    /* Of what is older than the message, nothing is read. */
    await clock.advance(3 * 86_400_000);
    expect(await channel.lookUp?.(parcel('Still down.'), NEVER)).toEqual({ kind: 'absent' });
  });
});

describe.skipIf(WITHOUT_CONTRACTS)(`one pinned message for each incident (${NEEDS_CONTRACTS})`, () => {
  it('is kept up to date, with a reply for each update, and with what is corrected', async () => {
    await start({ pinned: true });
    const first = await sent('Investigating.');
    const second = await sent('Identified.', { thread: first.thread ?? null });
    expect([texts(), texts('thread')]).toEqual([['Identified.'], ['Investigating.', 'Identified.']]);
    expect([...slack.pinned]).toEqual([fact(first)]);
    expect(second.url).toContain(`?thread_ts=${fact(first)}&cid=${SLACK_CHANNEL}`);
    await sent('Identified: the provider.', { purpose: 'correction', corrects: second.remote, thread: second.thread ?? null });
    expect([texts(), texts('thread')]).toEqual([['Identified: the provider.'], ['Investigating.', 'Identified: the provider.']]);
    await sent('Investigating since 14:00.', { purpose: 'correction', corrects: first.remote, thread: second.thread ?? null });
    expect([texts(), texts('thread')]).toEqual([['Identified: the provider.'], ['Investigating since 14:00.', 'Identified: the provider.']]);
  });

  it('is not overwritten unseen where somebody has changed or deleted it', async () => {
    await start({ pinned: true });
    const first = await sent('Investigating.');
    const thread = first.thread ?? null;
    slack.overwrite(fact(first), 'Nothing to see here.');
    expect(await send('Identified.', { thread })).toMatchObject({ kind: 'differs', theirs: 'Nothing to see here.' });
    slack.delete(fact(first));
    expect(await send('Identified.', { thread })).toMatchObject({ kind: 'differs', theirs: 'The message was deleted.' });
    expect(texts()).toEqual([]);
    const again = await sent('Identified.', { thread, ...replacing(await send('Identified.', { thread })) });
    expect([texts(), fact(again) === fact(first)]).toEqual([['Identified.'], false]);
  });

  it('tells everybody even where it cannot be pinned, says so, and pins it with the next update', async () => {
    await start({ pinned: true });
    slack.scopes.delete('pins:write');
    const first = await sent('Investigating.');
    expect(first.note).toBe('It is there, but not pinned: the bot token lacks the scope pins:write: add it under OAuth & Permissions and install the app again.');
    slack.scopes.add('pins:write');
    expect((await sent('Identified.', { thread: first.thread ?? null })).note).toBeUndefined();
    expect([...slack.pinned]).toEqual([fact(first)]);
  });

  it('is taken up again where the first attempt broke off after it, so that there are never two', async () => {
    await start({ pinned: true });
    const lost = parcel('Investigating.');
    slack.fail({ kind: 'dropped', when: 'after' }, { only: ['chat_postMessage'], times: 1 });
    expect(await channel.send(lost, NEVER)).toMatchObject({ kind: 'ambiguous' });
    expect(await channel.lookUp?.(lost, NEVER)).toEqual({ kind: 'absent' });
    expect(await channel.send(lost, NEVER)).toMatchObject({ kind: 'sent' });
    expect([texts(), texts('thread')]).toEqual([['Investigating.'], ['Investigating.']]);
    expect(await channel.lookUp?.(lost, NEVER)).toMatchObject({ kind: 'sent', remote: { parent: slack.standing[0]?.ts } });
  });
});

describe.skipIf(WITHOUT_CONTRACTS)(`a channel of its own for each incident (${NEEDS_CONTRACTS})`, () => {
  const own = () => [...slack.channels.values()].find(({ name }) => name === 'inc-2026-0042') ?? expect.fail('no channel');

  it('is made once, and one that is there already is adopted', async () => {
    await start({ perIncident: { prefix: 'inc-' } });
    const first = await sent('Investigating.');
    expect(slack.standing[0]?.channel).toBe(own().id);
    await sent('Identified.', { thread: first.thread ?? null });
    await sent('Monitoring.');
    expect(new Set(slack.standing.map((each) => each.channel))).toEqual(new Set([own().id]));
    expect(slack.channels.size).toBe(4);
    await sent('Maintenance on Sunday.', { incident: null });
    expect(slack.standing.at(-1)?.channel).toBe(SLACK_CHANNEL);
  });

  it('that is archived, private or not open to the app is said', async () => {
    await start({ perIncident: { prefix: 'inc-' } });
    await sent('Investigating.');
    own().is_member = false;
    expect(await send('Identified.')).toMatchObject(refusal('invite it there'));
    own().is_archived = true;
    expect(await send('Identified.')).toMatchObject(refusal('#inc-2026-0042 is archived'));
    own().is_private = true;
    expect(await send('Identified.')).toMatchObject(refusal('it is private'));
    slack.scopes.delete('channels:manage');
    expect(await send('Identified.')).toMatchObject(refusal('channels:manage'));
  });
});

describe.skipIf(WITHOUT_CONTRACTS)(`what became of a message that got no answer (${NEEDS_CONTRACTS})`, () => {
  it.each([false, true])('is found by reading back, and it is sent once (pinned: %s)', async (pinned) => {
    await start({ pinned });
    const post = createPost(clock);
    post.use(channel);
    await post.queue(1, content('Investigating.'));
    await post.until(1, 'sent');
    await clock.advance(60_000);
    slack.lagMs = 5_000;
    slack.fail({ kind: 'dropped', when: 'after' }, { only: ['chat_postMessage'], times: 1 });
    await post.queue(2, content('Identified.'));
    await post.until(2, 'unknown');
    for (let second = 0; second < 40 && post.row(2).state !== 'sent'; second += 1) {
      await clock.advance(1_000);
      await new Promise((resolve) => void setTimeout(resolve, 20));
    }
    expect(post.row(2)).toMatchObject({ state: 'sent', url: expect.stringContaining('https://acme.slack.com/archives/') as unknown });
    expect(texts(pinned ? 'thread' : 'channel')).toEqual(['Investigating.', 'Identified.']);
    await post.outbox.close();
  });

  it('control: without settling, what is not to be read yet is sent a second time', async () => {
    await start();
    const post = createPost(clock);
    post.use({ ...channel, settlingMs: 0 as OpenChannel['settlingMs'] });
    slack.lagMs = 5_000;
    slack.fail({ kind: 'dropped', when: 'after' }, { only: ['chat_postMessage'], times: 1 });
    await post.queue(1, content('Investigating.'));
    await post.until(1, 'unknown');
    for (let second = 0; second < 10 && post.row(1).state !== 'sent'; second += 1) {
      await clock.advance(1_000);
      await new Promise((resolve) => void setTimeout(resolve, 20));
    }
    expect(texts()).toEqual(['Investigating.', 'Investigating.']);
    await post.outbox.close();
  });
});

describe.skipIf(WITHOUT_CONTRACTS)(`the proof of a channel of Slack (${NEEDS_CONTRACTS})`, () => {
  it('posts nothing, and says who we are and what is missing', async () => {
    await start({ pinned: true, perIncident: { prefix: 'inc-' } });
    const says = () => channel.prove(NEVER);
    expect(await says()).toEqual({ ok: true, says: 'Signed in to Acme as holdfast; it is in #incidents and can read it.', posting: 'open' });
    slack.scopes.delete('pins:write');
    slack.scopes.delete('channels:history');
    expect(await says()).toMatchObject({ ok: false, certain: true, says: 'The bot token lacks the scopes channels:history, pins:write: add them under OAuth & Permissions and install the app again.', key: 'token' });
    for (const scope of ['pins:write', 'channels:history']) slack.scopes.add(scope);
    const here = slack.channels.get(SLACK_CHANNEL) ?? expect.fail();
    here.is_member = false;
    expect(await says()).toMatchObject({ ok: false, certain: true, says: expect.stringContaining('The app is not in #incidents') as unknown });
    here.is_archived = true;
    expect(await says()).toMatchObject({ ok: false, certain: true, says: expect.stringContaining('#incidents is archived') as unknown });
    slack.channels.delete(SLACK_CHANNEL);
    expect(await says()).toMatchObject({ ok: false, certain: true, says: expect.stringContaining('There is no such channel') as unknown, key: 'channel' });
    slack.token = 'another';
    expect(await says()).toMatchObject({ ok: false, certain: true, says: expect.stringContaining('The bot token is not valid') as unknown, key: 'token' });
    slack.fail({ kind: 'status', status: 503 });
    expect(await says()).toMatchObject({ ok: false, certain: false });
    slack.mend();
    slack.fail({ kind: 'shape', body: { ok: true, url: 'https://acme.slack.com/', team: 'Acme', user: 'holdfast', expires_in: 3_600 } }, { only: ['auth_test'] });
    slack.fail({ kind: 'shape', body: { ok: true, channel: { name: 'incidents' } } }, { only: ['conversations_info'] });
    slack.fail({ kind: 'shape', body: { ok: true, messages: [] } }, { only: ['conversations_history'] });
    expect(await says()).toMatchObject({ ok: true, expiresAt: clock.nowMs() + 3_600_000 });
    expect(slack.standing).toEqual([]);
  });
});

it.skipIf(WITHOUT_CONTRACTS)('tells of a channel for facts who may post there, as far as Slack tells it', async () => {
  await start({ kinds: ['factsOnly'] });
  const here = slack.channels.get(SLACK_CHANNEL) ?? expect.fail();
  const says = async () => (await channel.prove(NEVER)).says;
  const posting = async () => (await channel.prove(NEVER)) as { readonly posting?: string };
  expect(await says()).toContain('Everybody may post there');
  expect((await posting()).posting).toBe('open');
  here.posters = ['U9999999999'];
  expect(await says()).toContain('make sure that the app is among them');
  expect((await posting()).posting).toBe('restricted');
  here.posters = ['U0123456789'];
  expect(await says()).toContain('Only some may post there, the app among them.');
});

it.skipIf(WITHOUT_CONTRACTS)('asks Slack only what its description allows, and nothing beside it would be taken', async () => {
  await start({ pinned: true, perIncident: { prefix: 'inc-' } });
  await channel.prove(NEVER);
  const first = await sent('Investigating.');
  await sent('Identified.');
  await sent('Investigating since 14:00.', { purpose: 'correction', corrects: first.remote, thread: first.thread ?? null });
  await channel.lookUp?.(parcel('Lost.', { thread: first.thread ?? null }), NEVER);
  const before = slack.refused.length;
  const { problems, refused } = await holdToContract(slack, SLACK_OPERATIONS, { Authorization: `Bearer ${SLACK_TOKEN}` });
  expect(problems).toEqual([]);
  expect(refused).toBeGreaterThan(40);
  expect(before).toBe(0);
  /* What was refused here was meant to be. */
  await slack.stop();
  await start();
});
