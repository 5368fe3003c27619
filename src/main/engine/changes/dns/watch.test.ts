import { afterEach, describe, expect, it, vi } from 'vitest';
import { durationMs } from '../../../../shared/model/units.ts';
import { findBind, startBind, type RunningBind } from '../../sources/testing/bind.ts';
import { createManualClock, silentLog } from '../../testing/manual-clock.ts';
import { openChanges } from '../testing/open-changes.ts';
import { createAsk } from './ask.ts';
import { createDnsWatch, type WatchedName } from './watch.ts';

const bind = await findBind();
const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A clock of the test over real sockets: each of its steps lets answers come. */
async function world(zone: { name: string; records: string[] }, more: Partial<WatchedName> = {}) {
  const server = await startBind({ zone });
  open.push(() => server.remove());
  return { server, ...start(server, zone.name, more) };
}

function start(server: RunningBind, zone: string, more: Partial<WatchedName> = {}) {
  const opened = openChanges();
  const { clock, db, changes } = opened;
  const [address = '', port = ''] = server.address.split(':');
  const problems: (string | null)[] = [];
  const questions = { asked: 0, waiting: 0 };
  const ask = createAsk({ clock, randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)) });
  const watch = createDnsWatch({
    db, clock,
    log: silentLog,
    random: () => 0,
    ask: async (...question) => {
      questions.asked += 1;
      questions.waiting += 1;
      const answer = await ask(...question);
      questions.waiting -= 1;
      return answer;
    },
    resolvers: () => [],
    take: (drafts) => void changes.take(drafts, 'Holdfast'),
    onProblem: (message) => void problems.push(message),
  });
  const name: WatchedName = { id: 'api', name: `api.${zone}`, service: 'checkout', types: ['A', 'MX'], servers: [{ address, port: Number(port) }], everyMs: durationMs(60_000), ...more };
  watch.apply([name]);
  open.push(() => watch.stop());
  /** Until every question of the next look was answered, and nothing more is asked. */
  const look = async (looks = 1): Promise<void> => {
    for (let each = 0; each < looks; each += 1) {
      const before = questions.asked;
      for (let seconds = 0; questions.asked === before && seconds < 120; seconds += 1) await clock.advance(1_000);
      // Answers come in real time; what is different is asked for again after a second of the test's.
      for (let last = -1; last !== questions.asked; ) {
        last = questions.asked;
        await vi.waitFor(() => expect(questions.waiting).toBe(0), { interval: 1, timeout: 5_000 });
        await clock.advance(1_000);
      }
    }
  };
  return { ...opened, watch, name, problems, look, told: () => opened.all().items };
}

describe.skipIf(bind === null)('DNS records at a real BIND (Debian: apt-get install bind9)', () => {
  const ZONE = { name: 'acme.test', records: ['api A 203.0.113.10', 'api A 203.0.113.11', 'api MX 10 mail'] };

  it('that a change of the zone file corrupts are a change, with the lines that differ; repaired, they are back', async () => {
    const { server, look, told } = await world(ZONE);
    await look(3);
    // Control: the zone is read again and nothing in it is different.
    await server.rewrite(ZONE.records, 2);
    await look(2);
    expect(told()).toEqual([]);

    await server.rewrite(['api A 203.0.113.66'], 3);
    await look();
    expect(told()).toMatchObject([{
      title: 'DNS records of api.acme.test changed', kind: 'dns', from: 'dns', toldBy: 'Holdfast', services: ['checkout'], status: 'succeeded',
      before: 'A 203.0.113.10\nA 203.0.113.11\nMX 10 mail.acme.test', after: 'A 203.0.113.66\nMX (none)',
    }]);
    await server.rewrite(ZONE.records, 4);
    await look();
    expect(told()[0]?.title).toMatch(/^DNS records of api.acme.test are back to what they were, last seen at /);
    expect(told()).toHaveLength(2);
  });

  it('that are gone, and a server that can no longer read its zone, are said in words', async () => {
    const { server, look, told, problems } = await world(ZONE, { types: ['A'] });
    await look();
    await server.rewrite(['www A 203.0.113.10'], 2);
    await look();
    expect(told()[0]).toMatchObject({ title: `api.acme.test does not exist any more (NXDOMAIN from ${server.address})`, after: 'A (no such name: NXDOMAIN)' });
    expect(problems.at(-1)).toMatch(/^DNS of api.acme.test: 127.0.0.1:\d+ says that it does not exist \(NXDOMAIN\) since /);

    await server.rewrite(['this is no zone file'], 3);
    await server.stop();
    await server.start();
    await look();
    expect(told()[0]).toMatchObject({ title: `${server.address} can no longer answer for api.acme.test (SERVFAIL)` });
    await server.rewrite(ZONE.records, 4);
    await look();
    expect(problems.at(-1)).toBeNull();
  });

  it('at a server that does not answer are unknown, which is no change; what happened meanwhile is told with its span', async () => {
    const { server, look, told, problems, clock, minute } = await world(ZONE, { types: ['A'] });
    await look();
    const lastSeen = minute(0);
    await server.stop();
    await look(4);
    expect(told()).toEqual([]);
    expect(problems.at(-1)).toMatch(/^DNS of api.acme.test: no server answers since .* UTC; whether its records changed is not known\.$/);
    await server.rewrite(['api A 203.0.113.66'], 2);
    await server.start();
    await look();
    const [change] = told();
    expect(change?.title).toBe('DNS records of api.acme.test changed');
    expect(Date.parse(change?.at ?? '')).toBeLessThanOrEqual(lastSeen);
    expect(Date.parse(change?.endedAt ?? '') - Date.parse(change?.at ?? '')).toBeGreaterThan(4 * 60_000);
    expect(clock.nowMs()).toBeGreaterThan(lastSeen);
  });

  it('are remembered over a restart, and a serial that goes back is said', async () => {
    const { server, look, told, watch, clock, db, changes, name } = await world(ZONE, { types: ['A', 'SOA'] });
    await server.rewrite(ZONE.records, 10);
    await look();
    watch.stop();
    await server.rewrite(['api A 203.0.113.66'], 9);
    const problems: (string | null)[] = [];
    const ask = createAsk({ clock, randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)) });
    const again = createDnsWatch({ db, clock, log: silentLog, random: () => 0, ask, resolvers: () => [], take: (drafts) => void changes.take(drafts, 'Holdfast'), onProblem: (message) => void problems.push(message) });
    open.push(() => again.stop());
    again.apply([name]);
    await vi.waitFor(async () => {
      await clock.advance(1_000);
      expect(told()).toHaveLength(1);
    }, { interval: 5 });
    expect(told()[0]).toMatchObject({ title: 'DNS records of api.acme.test changed; the serial of its zone went back, so that secondary servers will not take it', before: 'A 203.0.113.10\nA 203.0.113.11\nSOA serial 10', after: 'A 203.0.113.66\nSOA serial 9' });
  });

  it('of a long answer are read whole, over TCP', async () => {
    const long = Array.from({ length: 95 }, (_, index) => `api A 203.0.113.${index}`);
    const { server, look, told } = await world({ name: 'acme.test', records: long }, { types: ['A'] });
    await look();
    await server.rewrite(long.slice(1), 2);
    await look();
    expect(told()[0]?.before?.split('\n')).toHaveLength(95);
    expect(told()[0]?.after?.split('\n')).toHaveLength(94);
  });
});

describe('a name server that is configured', () => {
  it('is never a link-local one, where the metadata of clouds are', async () => {
    const clock = createManualClock();
    const ask = createAsk({ clock, randomBytes: (count) => new Uint8Array(count) });
    await expect(ask({ address: '169.254.169.254', port: 53, authority: true }, 'api.acme.test', 'A', new AbortController().signal)).rejects.toThrow('Holdfast does not connect to 169.254.169.254');
  });
});
