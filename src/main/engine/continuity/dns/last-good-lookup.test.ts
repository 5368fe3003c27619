import { afterEach, describe, expect, it } from 'vitest';
import type { Lookup } from '../../net/guarded-lookup.ts';
import { TestAuthority } from '../../sources/probe/testing/certificates.ts';
import { Servers } from '../../sources/probe/testing/servers.ts';
import { createCloudflareProvider } from './cloudflare/provider.ts';
import { rememberingLookup, type LastGood } from './last-good-lookup.ts';
import { machineClock, NEVER } from './testing/bind-pair.ts';

const servers = new Servers();
afterEach(() => servers.close());

describe('a provider’s API with all DNS cut', () => {
  const HOST = 'api.provider.test';
  const list = JSON.stringify({ success: true, errors: [], messages: [], result: [{ id: 'one', name: 'api.acme.test', type: 'A', content: '203.0.113.10', ttl: 60 }] });
  const resolver = { isDead: false };
  const lookup: Lookup = () => (resolver.isDead ? Promise.reject(Object.assign(new Error('no resolver'), { code: 'EAI_AGAIN' })) : Promise.resolve([{ address: '127.0.0.1', family: 4 }]));
  const ask = async (url: string, ca: string, lastGood: LastGood) => {
    const provider = createCloudflareProvider({ zone: 'acme.test', zoneId: 'z', token: 'token-0123456789', url: url.replace('127.0.0.1', HOST), tls: { ca } }, { clock: machineClock(), lookup: rememberingLookup(lookup, lastGood) });
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
