import { Resolver } from 'node:dns/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pointName } from './dns-change.ts';
import { resolverFor } from './dns-resolver.ts';
import { type DnsServer, startDnsServer } from './dns-server.ts';
import { DEMO_NAME, DEMO_ZONE } from './dns-zone.ts';
import { type NameServers, startNameServers } from './name-servers.ts';

let names: NameServers;
let resolver: DnsServer;
let nowMs = 0;
beforeEach(async () => {
  nowMs = 0;
  names = await startNameServers({ name: 'demo-key', algorithm: 'hmac-sha256', secret: Buffer.alloc(32, 7) });
  resolver = await startDnsServer(resolverFor(names.all, () => nowMs));
});
afterEach(async () => {
  await Promise.all([resolver.close(), names.close()]);
});
const ask = () => {
  const asked = new Resolver({ timeout: 2_000, tries: 1 });
  asked.setServers([`127.0.0.1:${resolver.port}`]);
  return asked;
};

describe('the demo’s resolver', () => {
  it('keeps an answer for as long as its record says, tells the time that is left, and then asks again', async () => {
    expect(await ask().resolve4(DEMO_NAME, { ttl: true })).toEqual([{ address: '127.0.0.1', ttl: 2 }]);
    await pointName(names.primary, DEMO_NAME, '127.0.0.2');
    nowMs = 1_400;
    expect(await ask().resolve4(DEMO_NAME, { ttl: true }), 'the old answer still').toEqual([{ address: '127.0.0.1', ttl: 1 }]);
    nowMs = 2_000;
    expect(await ask().resolve4(DEMO_NAME)).toEqual(['127.0.0.2']);
  });

  it('says that a name does not exist, and that a zone is not found anywhere', async () => {
    await expect(ask().resolve4(`nobody.${DEMO_ZONE}`)).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(ask().resolve4('example.com')).rejects.toMatchObject({ code: 'ESERVFAIL' });
  });

  it('gives its last answer where no name server answers, rather than none', async () => {
    expect(await ask().resolve4(DEMO_NAME)).toEqual(['127.0.0.1']);
    await names.close();
    nowMs = 60_000;
    const asked = new Resolver({ timeout: 4_000, tries: 1 });
    asked.setServers([`127.0.0.1:${resolver.port}`]);
    expect(await asked.resolve4(DEMO_NAME, { ttl: true })).toEqual([{ address: '127.0.0.1', ttl: 0 }]);
    names = await startNameServers({ name: 'demo-key', algorithm: 'hmac-sha256', secret: Buffer.alloc(32, 7) });
  });

  it('asks the second name server when the first is silent', async () => {
    const [, second] = names.all;
    const dead = { address: '127.0.0.1', port: 1 };
    const other = await startDnsServer(resolverFor([dead, second ?? dead]));
    const asked = new Resolver({ timeout: 3_000, tries: 1 });
    asked.setServers([`127.0.0.1:${other.port}`]);
    expect(await asked.resolve4(DEMO_NAME)).toEqual(['127.0.0.1']);
    await other.close();
  });
});
