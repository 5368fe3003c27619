import { expect, it } from 'vitest';
import { DnsProviderConfig } from '../../../../shared/model/continuity/dns-provider-config.ts';
import { DnsProviderId } from '../../../../shared/model/ids.ts';
import { durationMs } from '../../../../shared/model/units.ts';
import { MIGRATIONS } from '../../../store/migrations/index.ts';
import { openStore } from '../../../store/open.ts';
import { temporaryFolder } from '../../../store/testing/fixtures.ts';
import { createManualClock, silentLog } from '../../testing/manual-clock.ts';
import { stepDeps } from '../steps/testing/deps.ts';
import { createKeptDns } from './kept.ts';
import { createRememberingLookup } from './last-good-lookup.ts';
import { openProvider, serversOf } from './open.ts';

it('what was found while DNS worked is there after a restart in which nothing resolves: addresses of APIs, servers of zones', async () => {
  using folder = temporaryFolder();
  const open = () => {
    const clock = createManualClock();
    const store = openStore({ file: folder.file('holdfast.db'), clock, log: silentLog, migrations: MIGRATIONS });
    if (store.write === null) throw new Error('the store is read-only');
    return { store, kept: createKeptDns({ read: store.read, write: store.write, clock }) };
  };
  const provider = DnsProviderConfig.parse({ id: 'cf', type: 'cloudflare', zone: 'acme.test', zoneId: '0'.repeat(32), token: 'token-0123456789', url: 'https://api.provider.test', addresses: ['127.0.0.9'] });
  const found = { servers: [{ name: 'ns1.acme.test', address: '192.0.2.53', port: 53 }], from: 'resolver', foundAt: createManualClock().nowMs() } as const;
  const [name, address] = ['api.provider.test', [{ address: '127.0.0.2', family: 4 }]];
  const before = open();
  before.kept.addresses.set(name, address);
  before.kept.addresses.set(name, address);
  before.kept.keepServers('acme.test', found);
  before.kept.keepRaceWindow(DnsProviderId.parse('cf'), durationMs(41));
  before.store.close();

  const { store, kept } = open();
  expect(kept.addresses.get(name)).toEqual(address);
  expect(kept.raceWindowMs(DnsProviderId.parse('cf'))).toBe(41);
  const asked: string[] = [];
  const { dns } = stepDeps({ dns: { kept, lookup: createRememberingLookup(() => Promise.reject(Object.assign(new Error('no resolver'), { code: 'EAI_AGAIN' })), createManualClock()), ask: (server) => Promise.resolve((asked.push(server.address), null)), resolvers: () => [{ address: '192.0.2.1', port: 53 }] } });
  expect(await serversOf(provider, dns, new AbortController().signal)).toEqual({ ...found, from: 'lastGood' });
  expect(asked).toEqual(['192.0.2.1']);
  // Written down in the configuration: nobody is asked.
  expect(await serversOf({ ...provider, authoritative: ['192.0.2.54'] }, dns, new AbortController().signal)).toMatchObject({ from: 'configured', servers: [{ address: '192.0.2.54', port: 53 }] });
  expect(asked).toHaveLength(1);
  // Nothing listens at those addresses, but it was there that it tried: not a name that cannot be resolved.
  const opened = await openProvider(provider, dns);
  const read = await opened.read('api.acme.test', 'A', new AbortController().signal);
  expect(read.ok ? '' : read.reason).not.toContain('resolved');
  opened.close();
  store.close();
});
