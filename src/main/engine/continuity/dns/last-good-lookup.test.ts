import { afterEach, describe, expect, it } from 'vitest';
import type { Lookup } from '../../net/guarded-lookup.ts';
import { createManualClock, settle } from '../../testing/manual-clock.ts';
import { TestAuthority } from '../../sources/probe/testing/certificates.ts';
import { Servers } from '../../sources/probe/testing/servers.ts';
import { createCloudflareProvider } from './cloudflare/provider.ts';
import { createRememberingLookup, RESOLVER_PATIENCE_MS, type LastGood } from './last-good-lookup.ts';
import { machineClock, NEVER } from './testing/bind-pair.ts';

const servers = new Servers();
afterEach(() => servers.close());

describe('a provider’s API with all DNS cut', () => {
  const HOST = 'api.provider.test';
  const list = JSON.stringify({ success: true, errors: [], messages: [], result: [{ id: 'one', name: 'api.acme.test', type: 'A', content: '203.0.113.10', ttl: 60 }] });
  const resolver = { isDead: false };
  const lookup: Lookup = () => (resolver.isDead ? Promise.reject(Object.assign(new Error('no resolver'), { code: 'EAI_AGAIN' })) : Promise.resolve([{ address: '127.0.0.1', family: 4 }]));
  const ask = async (url: string, ca: string, lastGood: LastGood) => {
    const provider = createCloudflareProvider({ zone: 'acme.test', zoneId: 'z', token: 'token-0123456789', url: url.replace('127.0.0.1', HOST), tls: { ca } }, { clock: machineClock(), lookup: createRememberingLookup(lookup, machineClock())(lastGood) });
    const read = await provider.read('api.acme.test', 'A', NEVER);
    provider.close();
    return read.ok ? read.live.values.join() : read.reason;
  };

  it('is reached at the address that it had last, and only where its certificate is the one of its name', async () => {
    const authority = await TestAuthority.create();
    const own = await servers.https((_request, response) => void response.end(list), await authority.issue({ name: HOST, names: [{ type: 'dns', value: HOST }] }));
    const stranger = await servers.https((_request, response) => void response.end(list), await authority.issue({ name: 'other.test', names: [{ type: 'dns', value: 'other.test' }] }));
    const lastGood: LastGood = new Map();
    resolver.isDead = true;
    expect(await ask(own, authority.pem, lastGood)).toContain('cannot be resolved now');
    resolver.isDead = false;
    expect(await ask(own, authority.pem, lastGood)).toBe('203.0.113.10');
    resolver.isDead = true;
    expect(await ask(own, authority.pem, lastGood)).toBe('203.0.113.10');
    expect(await ask(stranger, authority.pem, lastGood)).toContain('its certificate is for another name');
  });
});

describe('a resolver that says nothing', () => {
  const NAME = 'api.provider.test';
  const [before, after] = [[{ address: '192.0.2.1', family: 4 }], [{ address: '192.0.2.2', family: 4 }]];

  it('is waited for a moment where the name had an address, and not again while that question is open; its late answer is kept', async () => {
    const clock = createManualClock();
    const lastGood: LastGood = new Map([[NAME, before]]);
    const { promise: silent, resolve: answer } = Promise.withResolvers<typeof after>();
    const lookup = createRememberingLookup(() => silent, clock)(lastGood);
    let first: unknown = null;
    void lookup(NAME).then((found) => (first = found));
    await clock.advance(RESOLVER_PATIENCE_MS - 1);
    expect(first).toBeNull();
    await clock.advance(1);
    expect(first).toEqual(before);
    let second: unknown = null;
    void lookup(NAME).then((found) => (second = found));
    await clock.advance(0);
    expect(second).toEqual(before);
    answer(after);
    await settle();
    expect(lastGood.get(NAME)).toEqual(after);
  });

  it('is waited for to its end where nothing is known', async () => {
    const clock = createManualClock();
    let found: unknown = null;
    void createRememberingLookup(() => new Promise(() => {}), clock)(new Map())(NAME).then((each) => (found = each));
    await clock.advance(60_000);
    expect(found).toBeNull();
  });
});
