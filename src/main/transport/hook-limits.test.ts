import { describe, expect, it } from 'vitest';
import { createHookLimits } from './hook-limits.ts';
import { createRateLimit } from './rate-limit.ts';
import { RIGHTS } from '../../shared/model/rights.ts';
import { createFakeEngine } from './testing/fake-engine.ts';
import { browserHeaders, SESSION, startTestServer, WIDE } from './testing/http-carrier.ts';
import { rawRequest } from './testing/http-client.ts';

const OPTIONS = { known: { burst: 3_000, perSecond: 2_000 }, strangers: { burst: 5, perSecond: 1 } };

function start() {
  let now = 0;
  const everybody = createRateLimit({ burst: 8, perSecond: 1 }, () => now);
  const limits = createHookLimits(OPTIONS, everybody, () => now);
  const sender = (token: string, address = '10.0.0.1', hook = 'am') => limits.sender(address, hook, `Bearer ${token}`);
  const admitted = (count: number, who: ReturnType<typeof sender>): number => Array.from({ length: count }, () => limits.admits(who)).filter(Boolean).length;
  return { limits, everybody, sender, admitted, pass: (ms: number) => void (now += ms) };
}

describe('messages to webhooks', () => {
  it('of a sender that was taken come by the thousand, for minutes after the last one', () => {
    const { limits, sender, admitted, pass } = start();
    expect(limits.admits(sender('right'))).toBe(true);
    limits.answered(sender('right'), 202);
    let taken = 0;
    for (let second = 0; second < 10; second += 1) {
      taken += admitted(1_000, sender('right'));
      pass(1_000);
    }
    expect(taken).toBe(10_000);
    expect(limits.knows('10.0.0.1')).toBe(true);
    pass(600_001);
    expect(admitted(100, sender('right'))).toBe(5);
    expect(limits.knows('10.0.0.1')).toBe(false);
  });

  it('of anybody else are a few, which are requests of their address like others', () => {
    const { limits, everybody, sender, admitted, pass } = start();
    expect(admitted(1_000, sender('wrong'))).toBe(5);
    // Whoever guesses with many tokens is one address.
    expect(limits.admits(sender('another'))).toBe(false);
    expect([everybody.take('10.0.0.1', 3), everybody.take('10.0.0.1')]).toEqual([true, false]);
    pass(1_000);
    expect(admitted(1_000, sender('wrong'))).toBe(1);
  });

  it('with a wrong secret take nothing from a sender at the same address that has the right one', () => {
    const { limits, sender, admitted } = start();
    limits.answered(sender('right'), 202);
    admitted(1_000, sender('wrong'));
    limits.answered(sender('wrong'), 401);
    expect(admitted(1_000, sender('right'))).toBe(1_000);
    // Of another webhook, from elsewhere, or once its secret was changed, it is a stranger.
    expect(admitted(10, sender('right', '10.0.0.2', 'other'))).toBe(5);
    expect(admitted(10, sender('right', '10.0.0.3'))).toBe(5);
    limits.answered(sender('right'), 401);
    expect(admitted(10, sender('right'))).toBe(0);
  });
});

describe('the server', () => {
  const TOKEN = 'token-of-a-sender'.padEnd(43, '0');
  it('looks at every message of a known sender while everything else keeps its limits, and at few of a stranger', async () => {
    const engine = createFakeEngine();
    engine.grant(SESSION, RIGHTS);
    engine.grant(TOKEN, RIGHTS);
    const limits = { ...WIDE, requests: { burst: 60, perSecond: 0 }, hooks: { known: { burst: 300, perSecond: 0 }, strangers: { burst: 10, perSecond: 0 } } };
    const server = await startTestServer(engine, { limits });
    try {
      const send = async (token: string, body = '{}', hook = 'am') => (await rawRequest(server.port, { method: 'POST', path: `/api/v1/hooks/${hook}`, body, headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` } })).status;
      expect(await send(TOKEN)).toBe(202);
      const statuses = await Promise.all(Array.from({ length: 100 }, () => send(TOKEN)));
      expect(new Set(statuses)).toEqual(new Set([202]));
      const asked = engine.calls.length;
      const strange = await Promise.all(Array.from({ length: 40 }, (_, index) => send(`wrong-${index}`)));
      expect(strange.filter((status) => status === 401)).toHaveLength(9);
      expect(strange.filter((status) => status === 503)).toHaveLength(31);
      expect(engine.calls.length).toBe(asked);
      expect(await send(TOKEN)).toBe(202);
      // Ten messages of strangers were requests of this address like any other: fifty are left.
      const pages = await Promise.all(Array.from({ length: 60 }, () => rawRequest(server.port, { path: '/api/v1/sources', headers: browserHeaders(server.port) })));
      expect(pages.filter(({ status }) => status === 429)).toHaveLength(10);
      expect(await send(TOKEN)).toBe(202);
    } finally {
      await server.close();
    }
  });

  it('reads no more of a message than it may have, and none that is no JSON', async () => {
    const engine = createFakeEngine();
    engine.grant(TOKEN, RIGHTS);
    const server = await startTestServer(engine, { limits: WIDE });
    try {
      const send = (body: string, headers: Record<string, string>) => rawRequest(server.port, { method: 'POST', path: '/api/v1/hooks/am', body, headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}`, ...headers } });
      const long = await send('x'.repeat(8 * 1_048_576 + 1), {});
      expect([long.status, JSON.parse(long.body)]).toEqual([413, expect.objectContaining({ code: 'too_large', detail: 'This is more than the 8192 KiB that are read here.' })]);
      expect((await send('{}', { 'content-type': 'text/plain' })).status).toBe(415);
      const wrong = await rawRequest(server.port, { method: 'GET', path: '/api/v1/hooks/am', headers: { authorization: `Bearer ${TOKEN}` } });
      expect([wrong.status, wrong.headers['allow']]).toEqual([405, 'PUT, DELETE, POST']);
      const elsewhere = await rawRequest(server.port, { method: 'POST', path: '/api/v1/hooks/am', body: '{}', headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}`, origin: 'https://evil.test' } });
      expect(elsewhere.status).toBe(403);
      const taken = await send('{}', {});
      expect([taken.status, taken.body, taken.headers['x-content-type-options'], taken.headers['cache-control']]).toEqual([202, '{"taken":1}', 'nosniff', 'no-store']);
    } finally {
      await server.close();
    }
  });
});
