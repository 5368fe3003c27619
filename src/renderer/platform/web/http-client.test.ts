import { describe, expect, it } from 'vitest';
import { SignalId } from '../../../shared/model/ids.ts';
import { requestFor } from '../../../shared/client/http-client.ts';
import { createHttpClient } from './http-client.ts';
import { codeInFragment, createPair, pairFromFragment } from './pairing.ts';

const id = SignalId.parse('checkout.p95');
const range = { id, from: '2026-11-21T14:00:00.000Z', to: '2026-11-21T15:00:00.000Z' };
const answering = (response: () => Response | Promise<never>) => createHttpClient(async () => response());
const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

describe('a call over HTTP', () => {
  it('puts path names, query and body where the contract says', () => {
    expect(requestFor('signals.points', { ...range, maxPoints: 500 })).toEqual({
      method: 'GET',
      body: null,
      path: '/api/v1/signals/checkout.p95/points?from=2026-11-21T14%3A00%3A00.000Z&to=2026-11-21T15%3A00%3A00.000Z&maxPoints=500',
    });
    expect(requestFor('demo.setFault', { id: 'dns', active: true })).toEqual({ method: 'PUT', path: '/api/v1/demo/faults/dns', body: '{"active":true}' });
  });

  it('cannot be led to another address by an id with slashes', () => {
    expect(requestFor('signals.get', { id: '../../pair?x#y' }).path).toBe('/api/v1/signals/..%2F..%2Fpair%3Fx%23y');
  });

  it('returns the value, without what the contract does not name', async () => {
    const point = { time: range.from, min: 1, max: 2, avg: 1.5, count: 3 };
    const result = await answering(() => json({ items: [{ ...point, secret: 'x' }] }))('signals.points', range);
    expect(result).toEqual({ ok: true, value: { items: [point] } });
  });

  it('says the problem in the server’s words, or by its status where there are none', async () => {
    const refused = await answering(() => json({ code: 'conflict', detail: 'Changed by Ana meanwhile.', details: { revision: 'b' } }, 409))('signals.points', range);
    expect(refused).toEqual({ ok: false, error: { code: 'conflict', message: 'Changed by Ana meanwhile.', details: { revision: 'b' } } });
    const proxy = await answering(() => new Response('<h1>Bad gateway</h1>', { status: 502 }))('signals.points', range);
    expect(proxy).toMatchObject({ ok: false, error: { code: 'unavailable' } });
  });

  it('never rejects: no network is unavailable, nonsense is said to be nonsense', async () => {
    expect(await answering(() => Promise.reject(new TypeError('fetch failed')))('signals.points', range)).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    expect(await answering(() => json({ items: 'no' }))('signals.points', range)).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(await answering(() => new Response('{{{'))('signals.points', range)).toMatchObject({ ok: false, error: { code: 'unavailable' } });
  });
});

describe('pairing', () => {
  it('takes the code from the fragment, removes it from address and history, and trades it once', async () => {
    const sent: { path: unknown; body: unknown }[] = [];
    const pair = createPair(async (path, init) => {
      sent.push({ path, body: init?.body });
      return json({});
    });
    const shown: unknown[] = [];
    const page = {
      location: { hash: '#pair=AB%20C', pathname: '/wall', search: '?x=1' },
      history: { state: null, replaceState: (_state: unknown, _title: string, url: string) => shown.push(url) },
    } as unknown as Pick<Window, 'location' | 'history'>;
    expect(await pairFromFragment(pair, page)).toEqual({ ok: true, value: {} });
    expect(shown).toEqual(['/wall?x=1']);
    expect(sent).toEqual([{ path: '/pair', body: '{"code":"AB C"}' }]);
  });

  it('does nothing without a code', async () => {
    expect(codeInFragment('')).toBeNull();
    expect(codeInFragment('#pair=')).toBeNull();
    expect(codeInFragment('#/services/pair')).toBeNull();
    expect(await createPair(async () => json({}))('  ')).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  });
});
