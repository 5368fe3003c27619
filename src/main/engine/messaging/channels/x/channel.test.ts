import { afterEach, describe, expect, it } from 'vitest';
import { holdToContract } from '../../../../../../e2e/fakes/contract.ts';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../../../../e2e/fakes/contracts.ts';
import { startX, X_TOKEN, type FakeX } from '../../../../../../e2e/fakes/x.ts';
import { XChannelConfig } from '../../../../../shared/model/channels/web.ts';
import { createManualClock, type ManualClock } from '../../../testing/manual-clock.ts';
import type { OpenChannel } from '../kinds.ts';
import { CHANNEL, channelDeps, createPost, keptSecrets, NEVER, parcelOf } from '../testing/post.ts';
import { createXChannel, X_OPERATIONS } from './channel.ts';

let clock: ManualClock;
let x: FakeX;
let channel: OpenChannel;
/** Wrong requests were sent on purpose. */
let isHeld = false;
const open = (more: Record<string, unknown> = {}, secrets = keptSecrets()) => createXChannel(XChannelConfig.parse({ id: CHANNEL, type: 'x', audience: 'public', token: X_TOKEN, url: x.url, ...more }), channelDeps(clock, secrets));
async function start(more: Record<string, unknown> = {}): Promise<void> {
  clock = createManualClock();
  x = await startX(() => clock.nowMs());
  channel = await open(more);
}
afterEach(async () => {
  channel.close();
  await x.stop();
  expect(x.problems).toEqual([]);
  if (!isHeld) expect(x.refused).toEqual([]);
  isHeld = false;
});

const REFRESH = { refresh: { clientId: 'acme', refreshToken: 'refresh-token-0-of-a-fake-X' } };
const content = (text: string) => ({ text });
const TEXT = 'API Incident: Partial Outage\n\nCheckout < 50 % & slow 🔥 — next update 15:00 UTC\n\nhttps://status.acme.test/i/1/';
const send = (text = TEXT) => channel.send(parcelOf(content(text)), NEVER);
const look = (text = TEXT, of = channel) => of.lookUp?.(parcelOf(content(text)), NEVER);
const drop = { kind: 'dropped', when: 'after' } as const;

describe.skipIf(WITHOUT_CONTRACTS)(`posting to X (${NEEDS_CONTRACTS})`, () => {
  it('posts, and tells where', async () => {
    await start();
    const [id] = [await send()].map((outcome) => (outcome.kind === 'sent' ? outcome.remote : outcome));
    expect(id).toEqual({ id: x.posts[0]?.id });
    expect(x.posts.map(({ text }) => text)).toEqual([TEXT]);
    expect(await send('انقطاع جزئي שלום 🔥👩‍👩‍👧')).toMatchObject({ kind: 'sent', url: `https://x.com/i/web/status/${x.posts[1]?.id ?? ''}` });
  });

  it('finds a post again by its text, however X shortens addresses and writes signs', async () => {
    await start();
    x.fail(drop, { only: ['createPosts'], times: 1 });
    expect(await send()).toMatchObject({ kind: 'ambiguous' });
    expect(await look()).toMatchObject({ kind: 'sent', remote: { id: x.posts[0]?.id } });
    expect(await look('Something else')).toEqual({ kind: 'absent' });
    expect(await look(TEXT, await open())).toMatchObject({ kind: 'sent' });
  });

  it('a text that stood there before is not taken for ours, and X takes none twice', async () => {
    await start();
    x.posts.push({ id: '1800000000000000000', text: TEXT, atMs: clock.nowMs() - 86_400_000 });
    expect(await send()).toEqual({ kind: 'refused', again: false, reason: 'X takes no text twice, and this one stands there since 2026-01-14T12:00:00.000Z: change it' });
    expect(await look()).toEqual({ kind: 'absent' });
    expect(x.posts).toHaveLength(1);
  });

  it('says that it cannot tell where it cannot read all of it', async () => {
    await start();
    expect((await send('First')).kind).toBe('sent');
    for (let n = 0; n < 250; n += 1) x.posts.push({ id: String(1_950_000_000_000_000_000n + BigInt(n)), text: `Other ${String(n)}`, atMs: clock.nowMs() });
    expect(await look('First')).toMatchObject({ kind: 'sent' });
    expect(x.calls(X_OPERATIONS.timeline)).toHaveLength(3);
    x.fail({ kind: 'truncated' }, { only: ['getUsersPosts'], times: 1 });
    expect(await look('None')).toMatchObject({ kind: 'cannotTell' });
    x.fail({ kind: 'shape', body: { meta: { result_count: 3 } } }, { only: ['getUsersPosts'], times: 1 });
    expect(await look('None')).toEqual({ kind: 'cannotTell', reason: 'X answers a timeline that is not whole' });
    x.fail({ kind: 'limited', resetSeconds: 120 }, { only: ['getUsersPosts'], times: 1 });
    expect(await look('None')).toMatchObject({ kind: 'cannotTell', retryAfterMs: 120_000 });
    x.fail({ kind: 'html' }, { only: ['getUsersPosts'], times: 1 });
    expect(await look('None')).toMatchObject({ kind: 'cannotTell' });
    for (let n = 0; n < 300; n += 1) x.posts.push({ id: String(1_960_000_000_000_000_000n + BigInt(n)), text: `More ${String(n)}`, atMs: clock.nowMs() });
    expect(await look('None')).toEqual({ kind: 'cannotTell', reason: 'too much was posted since to look through' });
  });

  it('says what people can do about a refusal, waits as long as X says, and never shows the token', async () => {
    await start();
    x.fail({ kind: 'limited', resetSeconds: 90 }, { times: 1 });
    expect(await send()).toMatchObject({ kind: 'refused', again: true, limited: true, retryAfterMs: 90_000 });
    x.scopes.delete('tweet.write');
    expect(await send()).toMatchObject({ kind: 'refused', again: false, reason: expect.stringContaining('tweet.write') as unknown });
    x.tokens.clear();
    expect(await send()).toMatchObject({ kind: 'refused', again: false, reason: 'X does not accept the token: it has ended or was taken back (HTTP 401): Unauthorized' });
    x.fail({ kind: 'status', status: 503 }, { times: 1 });
    expect(await send()).toMatchObject({ kind: 'ambiguous' });
    x.fail({ kind: 'echo', status: 400 }, { times: 1 });
    const echoed = await send();
    expect(echoed).toMatchObject({ kind: 'refused' });
    expect(JSON.stringify(echoed)).not.toContain(X_TOKEN);
    x.fail({ kind: 'shape', status: 201, body: {} }, { times: 1 });
    expect(await send()).toMatchObject({ kind: 'ambiguous' });
    x.fail({ kind: 'redirect' }, { times: 1 });
    expect(await send()).toMatchObject({ kind: 'refused', again: false });
    expect(x.posts).toEqual([]);
  });

  it('gets a new token where the old one has ended, each refresh token once, and posts once', async () => {
    await start(REFRESH);
    for (const text of ['One', 'Two']) {
      x.tokens.clear();
      expect(await send(text)).toMatchObject({ kind: 'sent' });
    }
    expect(x.calls('token').map(({ body }) => (body as { refresh_token: string }).refresh_token)).toEqual(['refresh-token-0-of-a-fake-X', 'refresh-token-1-of-a-fake-X'].map((first, index) => (index === 0 ? first : (expect.stringMatching(/^refresh-token-\d/) as unknown))));
    expect(x.posts.map(({ text }) => text)).toEqual(['One', 'Two']);
    x.tokens.clear();
    x.refreshToken = 'another';
    const refused = await send('Three');
    expect(refused).toMatchObject({ kind: 'refused', again: false, reason: expect.stringMatching(/refresh token is not accepted any more.*Value passed for the token was invalid/) as unknown });
    expect(JSON.stringify(refused)).not.toMatch(/-of-a-fake-X/);
    x.fail(drop, { only: ['token'], times: 1 });
    expect(await send('Three')).toMatchObject({ kind: 'notReached' });
  });

  it('keeps the refresh token that X hands out, so that a restart finds the only one that is still taken', async () => {
    await start();
    const secrets = keptSecrets();
    for (const text of ['Before the restart', 'After it', 'And after another']) {
      const begun = await open(REFRESH, secrets);
      x.tokens.clear();
      expect(await begun.send(parcelOf(content(text)), NEVER)).toMatchObject({ kind: 'sent' });
      begun.close();
    }
    expect([...secrets.kept.values()]).toEqual([x.refreshToken]);
    expect(JSON.stringify([...secrets.kept.keys()])).not.toContain('refresh-token');
  });

  it('(control) without keeping it, the first restart after a renewal is the end', async () => {
    await start();
    for (const kind of ['sent', 'refused']) {
      const begun = await open(REFRESH, { ...keptSecrets(), set: () => Promise.resolve() });
      x.tokens.clear();
      expect(await begun.send(parcelOf(content(`It is ${kind}`)), NEVER)).toMatchObject({ kind });
      begun.close();
    }
  });

  it('two that renew with the same token do not shut each other out', async () => {
    await start();
    const secrets = keptSecrets();
    const [one, other] = [await open(REFRESH, secrets), await open(REFRESH, secrets)];
    for (const [index, each] of [one, other, one].entries()) {
      x.tokens.clear();
      expect(await each.send(parcelOf(content(`Number ${String(index)}`)), NEVER)).toMatchObject({ kind: 'sent' });
    }
    for (const each of [one, other]) each.close();
  });

  it('says that a renewed token will be lost where nothing can be kept, and works until then', async () => {
    await start();
    const begun = await open(REFRESH, { ...keptSecrets(), set: () => Promise.reject(new Error('Secrets cannot be stored here.')) });
    for (const text of ['One', 'Two']) {
      x.tokens.clear();
      expect(await begun.send(parcelOf(content(text)), NEVER)).toMatchObject({ kind: 'sent' });
    }
    expect(await begun.prove(NEVER)).toMatchObject({ ok: true, warns: 'Its renewed refresh token cannot be kept, so that after a restart a new one is needed: Secrets cannot be stored here.' });
    begun.close();
  });

  it('proves itself by asking who it is', async () => {
    await start(REFRESH);
    expect(await channel.prove(NEVER)).toEqual({ ok: true, says: 'Signed in to X as @acmestatus.' });
    expect(await (await open()).prove(NEVER)).toMatchObject({ ok: true, says: expect.stringContaining('two hours') as unknown });
    x.scopes.delete('users.read');
    expect(await channel.prove(NEVER)).toMatchObject({ ok: false, certain: true });
    x.fail(drop, { only: ['getUsersMe'] });
    expect(await channel.prove(NEVER)).toMatchObject({ ok: false, certain: false });
    expect(x.posts).toEqual([]);
  });

  it('keeps to what X describes', async () => {
    await start();
    await send();
    await look();
    expect(x.refused).toEqual([]);
    isHeld = true;
    const report = await holdToContract(x, Object.values(X_OPERATIONS), { Authorization: `Bearer ${X_TOKEN}` });
    expect(report.problems).toEqual([]);
    expect(report.refused).toBeGreaterThan(10);
  });
});

describe.skipIf(WITHOUT_CONTRACTS)(`X and the outbox (${NEEDS_CONTRACTS})`, () => {
  it('taken and then reset, with a timeline that lags: found, and posted once', async () => {
    await start();
    x.lagMs = 20_000;
    const post = createPost(clock);
    post.use(channel);
    x.fail(drop, { only: ['createPosts'], times: 1 });
    await post.queue(1, content(TEXT));
    await post.until(1, 'unknown');
    for (let second = 0; second < 60 && post.row(1).state !== 'sent'; second += 1) {
      await clock.advance(1_000);
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
    }
    await post.until(1, 'sent');
    expect(post.row(1)).toMatchObject({ url: `https://x.com/i/web/status/${x.posts[0]?.id ?? ''}`, attempts: 1 });
    expect(x.posts).toHaveLength(1);
    await post.outbox.close();
  });

  it('control: without looking first, X is asked to post it a second time', async () => {
    await start();
    const post = createPost(clock);
    post.use({ ...channel, class: 'keyed' });
    x.fail(drop, { only: ['createPosts'], times: 1 });
    await post.queue(1, content(TEXT));
    for (let second = 0; second < 60 && x.calls(X_OPERATIONS.post).length < 2; second += 1) {
      await clock.advance(1_000);
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
    }
    await post.until(1, 'sent');
    expect(x.calls(X_OPERATIONS.post)).toHaveLength(2);
    expect(x.posts).toHaveLength(1);
    await post.outbox.close();
  });
});
