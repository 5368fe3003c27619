import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemLookup } from '../net/guarded-lookup.ts';
import { closedPort } from '../sources/probe/testing/servers.ts';
import { createManualClock, type ManualClock } from '../testing/manual-clock.ts';
import { startReceiver, type Receiver } from './testing/receiver.ts';
import { createWebhook, type WebhookCall, type WebhookResult } from './webhook.ts';

const running: Receiver[] = [];
const receiver: typeof startReceiver = async (answer) => {
  const started = await startReceiver(answer);
  running.push(started);
  return started;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

interface Caller {
  readonly clock: ManualClock;
  /** Spans that were asked to be waited for. */
  readonly waits: number[];
  call(url: string, rest?: Partial<WebhookCall>, abort?: AbortSignal): Promise<WebhookResult>;
}
function caller(secrets: Readonly<Record<string, string>> = {}): Caller {
  const clock = createManualClock();
  const waits: number[] = [];
  const resolveSecrets = async (text: string): Promise<string> =>
    text.replaceAll(/\$\{env:(\w+)\}/g, (reference, name: string) => {
      const value = secrets[name];
      if (value === undefined) throw new Error(`${reference} is not set`);
      return value;
    });
  const webhook = createWebhook({ clock: { ...clock, after: (delay, run) => (waits.push(delay), clock.after(delay, run)) }, lookup: systemLookup(), resolveSecrets });
  return { clock, waits, call: (url, rest = {}, abort = new AbortController().signal) => webhook({ url, headers: {}, body: { incident: 'INC-2026-0001' }, idempotencyKey: 'INC-2026-0001 when 1 0', ...rest }, abort) };
}
/** Waits until a pause of this span was asked for, and lets it pass. */
async function passPause({ clock, waits }: Caller, spanMs: number): Promise<void> {
  await vi.waitFor(() => expect(waits).toContain(spanMs));
  await clock.advance(spanMs);
}

describe('a webhook', () => {
  it('is posted as JSON with a key of its own; secrets stand in headers only where they are sent', async () => {
    const { url, received } = await receiver();
    const result = await caller({ TOKEN: 's3cr3t' }).call(`${url}/services/T0P/k3y`, { headers: { Authorization: 'Bearer ${env:TOKEN}' } });
    expect(result).toEqual({ ok: true, detail: `${url.slice(7)}: answered 204` });
    expect(received).toMatchObject([{ method: 'POST', path: '/services/T0P/k3y', body: '{"incident":"INC-2026-0001"}', headers: { 'content-type': 'application/json', authorization: 'Bearer s3cr3t', 'idempotency-key': 'INC-2026-0001 when 1 0' } }]);
  });

  it('is tried again after 2 s and after 8 s where the receiver has a fault of its own, with the same key, and no fourth time', async () => {
    const { url, received } = await receiver((response) => response.writeHead(503).end('s3cr3t k3y'));
    const from = caller();
    const result = from.call(`${url}/k3y`);
    await passPause(from, 2_000);
    await passPause(from, 8_000);
    expect(await result).toEqual({ ok: false, detail: `${url.slice(7)}: answered 503 (3 tries)` });
    expect(new Set(received.map(({ headers }) => headers['idempotency-key']))).toEqual(new Set(['INC-2026-0001 when 1 0']));
    expect(received).toHaveLength(3);
  });

  it('succeeds on a later try', async () => {
    const { url } = await receiver((response, count) => response.writeHead(count < 2 ? 429 : 200).end());
    const from = caller();
    const result = from.call(url);
    await passPause(from, 2_000);
    expect(await result).toEqual({ ok: true, detail: `${url.slice(7)}: answered 200 (2 tries)` });
  });

  it('is not tried again where the receiver refuses it', async () => {
    const { url, received } = await receiver((response) => response.writeHead(401).end());
    expect(await caller().call(url)).toEqual({ ok: false, detail: `${url.slice(7)}: answered 401` });
    expect(received).toHaveLength(1);
  });

  it('follows no redirect, so that its headers go nowhere else', async () => {
    const elsewhere = await receiver();
    const { url } = await receiver((response) => response.writeHead(302, { Location: `${elsewhere.url}/?token=k3y` }).end());
    expect(await caller().call(url)).toEqual({ ok: false, detail: `${url.slice(7)}: answered 302, a redirect, which is not followed` });
    expect(elsewhere.received).toEqual([]);
    // The control: asked directly, elsewhere would have answered.
    expect(await caller().call(elsewhere.url)).toMatchObject({ ok: true });
  });

  it('that nobody takes fails after three tries', async () => {
    const port = await closedPort();
    const from = caller();
    const result = from.call(`http://127.0.0.1:${port}/k3y`);
    await passPause(from, 2_000);
    await passPause(from, 8_000);
    expect(await result).toEqual({ ok: false, detail: `127.0.0.1:${port}: connection refused by 127.0.0.1:${port} (3 tries)` });
  });

  it('that hangs is given up after 10 s', async () => {
    const { url, received } = await receiver((response, count) => (count === 1 ? undefined : response.writeHead(204).end()));
    const from = caller();
    const result = from.call(url);
    await vi.waitFor(() => expect(received).toHaveLength(1));
    await from.clock.advance(10_000);
    await passPause(from, 2_000);
    expect(await result).toEqual({ ok: true, detail: `${url.slice(7)}: answered 204 (2 tries)` });
  });

  it('reads no more of an endless answer than it must', async () => {
    const { url } = await receiver((response) => {
      response.writeHead(200);
      const pour = (): void => void (response.destroyed || response.write(Buffer.alloc(65_536), () => setImmediate(pour)));
      pour();
    });
    expect(await caller().call(url)).toMatchObject({ ok: true });
  });

  it('never goes to a metadata service', async () => {
    const from = caller();
    const result = from.call('http://169.254.169.254/latest');
    await passPause(from, 2_000);
    await passPause(from, 8_000);
    expect(await result).toMatchObject({ ok: false, detail: expect.stringContaining('does not connect to 169.254.169.254') as string });
  });

  it('whose secret is missing says which, and is not sent', async () => {
    const { url, received } = await receiver();
    expect(await caller().call(url, { headers: { Authorization: 'Bearer ${env:TOKEN}' } })).toEqual({ ok: false, detail: `${url.slice(7)}: \${env:TOKEN} is not set` });
    expect(received).toEqual([]);
  });

  it('is left alone when Holdfast stops, in the middle of a pause too', async () => {
    const { url } = await receiver((response) => response.writeHead(500).end());
    const from = caller();
    const stopping = new AbortController();
    const result = from.call(url, {}, stopping.signal);
    await vi.waitFor(() => expect(from.waits).toContain(2_000));
    stopping.abort(new Error('Holdfast is stopping'));
    await expect(result).rejects.toThrow('Holdfast is stopping');
  });
});
