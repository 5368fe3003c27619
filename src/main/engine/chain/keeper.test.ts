import { expect, it } from 'vitest';
import { Signal } from '../../../shared/model/entities.ts';
import { ServiceId, SignalId } from '../../../shared/model/ids.ts';
import { assertPresent } from '../../../shared/model/result.ts';
import { epochMs, toRfc3339 } from '../../../shared/model/units.ts';
import { ADA, openIncidents, WALL } from '../incidents/testing/open-incidents.ts';
import { createChainKeeper } from './keeper.ts';

const CHECKOUT = ServiceId.parse('checkout');
const LINKS = ['resolver', 'TCP', 'TLS'] as const;
type LinkName = (typeof LINKS)[number];

/** Incidents, their journal and SQLite as they are in production, a chain of three links whose signals the test sets, and a keeper that ticks. */
function night() {
  const store = openIncidents();
  const { clock } = store;
  const values: Record<LinkName, number | 'blind'> = { resolver: 1, TCP: 1, TLS: 1 };
  const signalOf = (link: LinkName): Signal => {
    const value = values[link];
    const now = toRfc3339(clock.nowMs());
    return Signal.parse({
      id: link, name: link, service: CHECKOUT, kind: 'availability', unit: 'bool', stat: null, source: 'edge', query: '', select: null, intervalMs: 5_000,
      freshness: value === 'blind' ? 'blind' : 'live', freshnessSince: now,
      latest: { time: now, evaluatedAt: now, receivedAt: now, value: value === 'blind' ? 1 : value, noValue: null },
      error: value === 0 ? { kind: 'target', message: `${link} failed`, since: now } : null,
      thresholds: [], breach: { state: 'within', rule: null, severity: null, count: 0, needed: 0, since: null }, openUrl: null,
    });
  };
  const chain = LINKS.map((link) => ({ link, signal: SignalId.parse(link), own: true }));
  const start = () =>
    createChainKeeper({
      clock,
      services: () => [{ id: CHECKOUT, name: 'Checkout', tier: 1, signals: [], chain }],
      signal: (id) => LINKS.filter((link) => link === id).map(signalOf)[0] ?? null,
      standing: (service) => ({ service, state: 'breached', since: epochMs(0) }),
      append: (id, facts, note) => void store.incidents.append(id, facts, note),
    });
  let keeper = start();
  return {
    ...store,
    values,
    restart: () => (store.restart(), (keeper = start())),
    interrupted: () => keeper.interrupted(),
    pass: async (seconds: number) => {
      for (let passed = 0; passed < seconds; passed += 1) {
        await clock.advance(1_000);
        keeper.tick(store.incidents.openRecords());
      }
    },
  };
}
type Night = ReturnType<typeof night>;
const open = (story: Night) => assertPresent(story.fires('checkout-down', { severity: 'P0', agoMs: 60_000 }), 'no incident opened');
const told = (story: Night, id: ReturnType<typeof open>) =>
  story
    .timeline(id, { limit: 200 })
    .items.filter(({ type }) => type === 'chainFound')
    .map(({ data, evidence }) => `${String(data['key'])}${evidence === null ? '' : ` [${evidence.ref} = ${String(evidence.value)}]`}`);

it('the first broken link stands in the timeline once, with the number that shows it, and again only when it is another', async () => {
  const story = night();
  story.values.TLS = 0;
  const id = open(story);
  await story.pass(9);
  expect(told(story, id)).toEqual([]);
  await story.pass(60);
  expect(told(story, id)).toEqual(['broken at TLS [TLS = 0]']);
  story.values.resolver = 0;
  story.values.TCP = 0;
  await story.pass(30);
  expect(told(story, id)).toEqual(['broken at TLS [TLS = 0]', 'broken at resolver [resolver = 0]']);
  story.values.resolver = 'blind';
  await story.pass(30);
  Object.assign(story.values, { resolver: 1, TCP: 1, TLS: 1 });
  await story.pass(30);
  expect(told(story, id).slice(2)).toEqual(['broken at or before TCP [TCP = 0]', 'whole']);
  const { brokenLinks } = story.incidents.get(id, ADA);
  expect(brokenLinks).toMatchObject([{ service: CHECKOUT, link: 'TCP', unchecked: ['resolver'], says: 'TCP failed', until: expect.stringMatching(/^20/) }]);
});

it('is known at once to an incident that opens later, and not told again after a restart', async () => {
  const story = night();
  story.values.TCP = 0;
  await story.pass(30);
  const id = open(story);
  await story.pass(1);
  expect(told(story, id)).toEqual(['broken at TCP [TCP = 0]']);
  story.restart();
  await story.pass(120);
  expect(told(story, id)).toHaveLength(1);
});

it('a lost packet is no fact, nor is what stood before a sleep', async () => {
  const story = night();
  const id = open(story);
  for (let round = 0; round < 5; round += 1) {
    story.values.TCP = 0;
    await story.pass(6);
    story.interrupted();
    await story.pass(6);
    story.values.TCP = 1;
    await story.pass(3);
  }
  expect(told(story, id)).toEqual([]);
});

it('a chain that is whole while its service fails is a fact too; one that cannot be checked is none', async () => {
  const story = night();
  const id = open(story);
  await story.pass(29);
  expect(told(story, id)).toEqual([]);
  await story.pass(2);
  expect(told(story, id)).toEqual(['whole']);
  const blind = night();
  Object.assign(blind.values, { resolver: 'blind', TCP: 'blind', TLS: 'blind' });
  const other = open(blind);
  await blind.pass(300);
  expect(told(blind, other)).toEqual([]);
});

it('a restless link does not fill the timeline', async () => {
  const story = night();
  const id = open(story);
  for (let round = 0; round < 60; round += 1) {
    story.values.TLS = 0;
    await story.pass(15);
    story.values.TLS = 1;
    await story.pass(15);
  }
  expect(told(story, id).length).toBeLessThanOrEqual(6);
});

it('of a private incident nobody else learns where it breaks', async () => {
  const story = night();
  story.values.TLS = 0;
  const id = open(story);
  story.incidents.edit(id, story.incidents.get(id, ADA).version, { private: { to: true, reason: 'an attack' } }, ADA);
  await story.pass(30);
  expect(story.incidents.get(id, ADA).brokenLinks).toHaveLength(1);
  expect(story.incidents.get(id, WALL).brokenLinks).toEqual([]);
  expect(JSON.stringify(story.told('incident').at(-1))).not.toContain('TLS');
  expect(() => story.incidents.timeline({ id, show: 'all', order: 'desc', limit: 10 }, WALL)).toThrow('private');
});
