import { afterEach, describe, expect, it } from 'vitest';
import { holdToContract } from '../../../../../../e2e/fakes/contract.ts';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../../../../e2e/fakes/contracts.ts';
import { startSlackWebhook, type FakeSlackWebhook } from '../../../../../../e2e/fakes/slack-webhook.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import type { OpenChannel } from '../kinds.ts';
import { CHANNEL, channelDeps, createPost, HARD_TEXTS, NEVER, parcelOf } from '../testing/post.ts';
import { createSlackWebhookChannel } from './channel.ts';

const clock = createManualClock();
let slack: FakeSlackWebhook;
let channel: OpenChannel;
async function start(): Promise<void> {
  slack = await startSlackWebhook();
  channel = await createSlackWebhookChannel({ id: CHANNEL, type: 'slackWebhook', audience: 'internal', url: slack.hook }, channelDeps(clock));
}
afterEach(async () => {
  channel.close();
  await slack.stop();
  expect(slack.problems).toEqual([]);
});

const content = (text = 'We look into it.') => ({ text: text.slice(0, 4_000), blocks: Array.from({ length: Math.ceil(text.length / 2_000) }, (_, at) => ({ type: 'section', text: { type: 'plain_text', text: text.slice(at * 2_000, at * 2_000 + 2_000), emoji: false } })) });
const send = (text?: string) => channel.send(parcelOf(content(text)), NEVER);

describe.skipIf(WITHOUT_CONTRACTS)(`sending to an incoming webhook of Slack (${NEEDS_CONTRACTS})`, () => {
  it('posts exactly what was rendered, hard texts too', async () => {
    await start();
    for (const text of HARD_TEXTS) expect(await send(text)).toEqual({ kind: 'sent', remote: null, url: null });
    expect(slack.posted).toEqual(HARD_TEXTS.map(content));
    expect(slack.refused).toEqual([]);
  });

  it.each([
    [403, 'action_prohibited', 'an administrator has to allow it'],
    [404, 'channel_not_found', 'make a new webhook'],
    [404, 'no_service', 'removed or turned off'],
    [410, 'channel_is_archived', 'archived'],
    [400, 'invalid_payload', 'does not understand the message'],
    [400, 'something_new', 'something_new'],
  ])('says in a sentence what %i %s means, and does not send again', async (status, word, says) => {
    await start();
    slack.refuses = [status, word];
    expect(await send()).toMatchObject({ kind: 'refused', again: false, reason: expect.stringContaining(says) as unknown });
  });

  it('obeys a rate limit, and does not know what became of an error of Slack’s own or of another’s page', async () => {
    await start();
    slack.fail({ kind: 'limited', resetSeconds: 30 }, { times: 1 });
    expect(await send()).toMatchObject({ kind: 'refused', again: true, limited: true, retryAfterMs: 30_000 });
    slack.fail({ kind: 'status', status: 500 }, { times: 1 });
    expect(await send()).toEqual(expect.objectContaining({ kind: 'ambiguous', reason: 'HTTP 500: rollup_error' }));
    slack.fail({ kind: 'html' }, { times: 1 });
    expect(await send()).toMatchObject({ kind: 'ambiguous', reason: expect.stringContaining('something else') as unknown });
    slack.fail({ kind: 'truncated' }, { times: 1 });
    expect(await send()).toMatchObject({ kind: 'ambiguous' });
  });

  it('never repeats the address', async () => {
    await start();
    slack.refuses = [400, `bad request to ${slack.hook} (${new URL(slack.hook).pathname})`];
    const refused = JSON.stringify(await send());
    expect(refused).toContain('bad request to');
    expect(refused).not.toContain('XXXXabcdefghijklmnop0123');
  });

  it('leaves to a person what was cut off once the message was there', async () => {
    await start();
    const post = createPost();
    post.use(channel);
    slack.fail({ kind: 'dropped', when: 'after' }, { times: 1 });
    await post.queue(1, content());
    const row = await post.until(1, 'unknown');
    await post.clock.advance(3_600_000);
    expect([post.row(1).state, slack.posted.length]).toEqual(['unknown', 1]);
    post.outbox.resolve(row.seq, true);
    expect([post.row(1).state, slack.posted.length]).toEqual(['sent', 1]);
    await post.outbox.close();
  });

  it('sends what the description allows, and nothing beside it would be taken', async () => {
    await start();
    await send();
    const { problems, refused } = await holdToContract(slack, [{ id: 'post', method: 'POST', path: slack.operations[0]?.path ?? '' }], {});
    expect(problems).toEqual([]);
    expect(refused).toBeGreaterThan(5);
  });
});
