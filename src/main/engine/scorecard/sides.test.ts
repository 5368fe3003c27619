import { describe, expect, it } from 'vitest';
import { ServiceId, type IncidentId } from '../../../shared/model/ids.ts';
import type { IncidentFact } from '../../../shared/model/timeline.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { parseConfig } from '../../config/load.ts';
import { createBlindTimes } from '../blindness/service.ts';
import type { Follower } from '../incidents/follower.ts';
import { ADA, BOB, openIncidents, WALL } from '../incidents/testing/open-incidents.ts';
import { HOLDFAST } from '../journal/journal.ts';
import type { ScorecardFilter } from '../../../shared/model/scorecard.ts';
import type { Span } from './calendar.ts';
import type { ScorecardQuery } from './question.ts';
import { createScorecard, type ScorecardService } from './service.ts';
import { firedStatement, originsStatement, quietStatement, toldStatement } from './sides-repo.ts';
import { createSides, type Sides } from './sides.ts';
import { createSloHistory } from './slo-history.ts';
import { scansIn, watchPlans } from './testing/watch-plans.ts';

const MIN = 60_000;
const DAY = 86_400_000;
const CONFIG = parseConfig(
  `version: 1
workspace: { name: Acme, timeZone: Europe/Berlin }
sources: [{ id: prom, type: prometheus, url: "http://127.0.0.1:9090" }]
services: [{ id: checkout, name: Checkout, tier: 1 }, { id: login, name: Login }, { id: search, name: Search }]
signals: [{ id: checkout-errors, service: checkout, kind: errorRate, source: prom, query: e }]
slos: [{ id: checkout-works, service: checkout, signal: checkout-errors, target: 99.9 }]
rules: [{ id: slow, signal: checkout-errors, when: { above: 1 }, reviewBy: "2026-01-01", owner: ada }]
people: [{ id: ada, name: Ada }]
`,
  { file: 'f' },
).config!;

const NO_FILTER: ScorecardFilter = { service: null, severity: null, tier: null, cause: null, causeCategory: null, drills: 'out', maintenance: 'out', instants: 'corrected', resolveFrom: 'impact' };

/** Incidents as people and rules make them, and what the scorecard shows of them. */
function opened() {
  const late: { sides?: Sides; scorecard?: ScorecardService } = {};
  const follow = (name: string, of: () => Follower | undefined): Follower => ({ name, version: 1, saved: (write, saved) => of()?.saved(write, saved), clear: (write) => of()?.clear(write) });
  const room = openIncidents(
    { followers: [follow('scorecard', () => late.scorecard?.follower), follow('scorecard-sides', () => late.sides?.follower)] },
    undefined,
    { fired: (write, before, alert) => late.sides?.fired(write, before, alert) },
  );
  const now = (): EpochMs => room.clock.nowMs();
  const slos = createSloHistory({ db: room.db, clock: room.clock, config: () => CONFIG, timeZone: () => 'Europe/Berlin', maintenance: () => [], minutes: () => [], backfills: () => 0, spacingMs: () => null });
  const create = (): Sides => createSides({ db: room.db, clock: room.clock, config: () => CONFIG, slos, ruleNames: () => new Map() });
  const sides = (late.sides = create());
  late.scorecard = createScorecard({ db: room.db.read, clock: room.clock, timeZone: () => 'Europe/Berlin', servicesOf: () => [], services: () => [], blindTimes: createBlindTimes({ db: room.db, clock: room.clock, services: () => [], blindNow: () => [] }), record: () => null, underMaintenance: () => false, onChanged: sides.changed });
  sides.tick();
  const nothing = { open: 0, overdue: 0, items: [] };
  const ask = (by: Sides, query: Partial<ScorecardQuery>, { seesPrivate }: { readonly seesPrivate: boolean }, { from, to }: Span) =>
    by.get({ drills: 'out', maintenance: 'out', instants: 'corrected', resolveFrom: 'impact', from: toRfc3339(from), to: toRfc3339(to), ...query }, { seesPrivate }, nothing);
  return {
    ...room,
    rebuild: () => room.incidents.rebuild(),
    /** What is kept between two looks must not differ from what a first look finds. */
    of: async (query: Partial<ScorecardQuery> = {}, viewer = { seesPrivate: true }, span: Span = { from: epochMs(now() - 30 * DAY), to: epochMs(now() + 1) }) => {
      const found = await ask(sides, query, viewer, span);
      expect(found).toEqual(await ask(create(), query, viewer, span));
      return found;
    },
    overdue: (id: IncidentId, audience: 'internal' | 'public', dueAt: EpochMs): void => {
      const fact: IncidentFact = { type: 'clockTurned', data: { clock: `update:${audience}`, stage: 'overdue', dueAt: toRfc3339(dueAt), confirmed: true }, texts: {} };
      room.incidents.append(id, [fact], { actor: HOLDFAST });
    },
    tell: (id: IncidentId, audience: 'internal' | 'public', nextInMin: number | null = null) => room.act(id, { type: 'recordUpdate', audience, text: 'We know.', nextAt: nextInMin === null ? null : toRfc3339(epochMs(now() + nextInMin * MIN)) }),
  };
}

describe('alerts and what became of them', () => {
  it('an alert is counted once where it fired, and shares what becomes of its incident', async () => {
    const { fires, ends, act, of, clock, incidents, alerts } = opened();
    const real = fires('slow')!;
    const proposed = fires('odd', { mode: 'propose', severity: 'P2', service: ServiceId.parse('search') })!;
    fires('hum', { mode: 'none', service: ServiceId.parse('login') });
    expect((await of()).alerts.total).toMatchObject({ fired: 3, accepted: 1, undecided: 1, noIncident: 1, atNight: 0 });
    act(proposed, { type: 'dismiss', reason: 'the sensor is broken', falseAlarm: true });
    fires('slow', { severity: 'P0' });
    ends('hum');
    await clock.advance(11 * 3_600_000);
    fires('hum', { mode: 'none', service: ServiceId.parse('login') });
    const { total, rules, night, since } = (await of()).alerts;
    expect(total).toEqual({ fired: 4, accepted: 1, dismissedFalse: 1, dismissedOther: 0, undecided: 0, noIncident: 2, atNight: 1 });
    expect(rules.map(({ rule, fired }) => [rule, fired])).toEqual([['odd', 1], ['hum', 2], ['slow', 1]]);
    expect([night, since]).toEqual([{ from: '22:00', to: '06:00', timeZone: 'Europe/Berlin', hours: 'usual' }, '2026-01-15T12:00:00.000Z']);
    expect((await of({ service: ServiceId.parse('login') })).alerts.total.fired).toBe(2);
    expect((await of({ tier: 1 })).alerts.total.fired).toBe(1);
    expect([incidents.record(real)?.severity, alerts.counts().firing]).toEqual(['P0', 3]);
  });

  it('a rule that asks for an incident while it fires is not counted twice', async () => {
    const { fires, of } = opened();
    fires('hum', { mode: 'none' });
    expect((await of()).alerts.total).toMatchObject({ fired: 1, noIncident: 1 });
    fires('hum', { mode: 'open' });
    expect((await of()).alerts.total).toMatchObject({ fired: 1, noIncident: 0, accepted: 1 });
  });

  it('of a merged incident counts what became of the one that took it in', async () => {
    const { fires, act, of, clock, rebuild } = opened();
    const first = fires('slow')!;
    await clock.advance(40 * MIN);
    const second = fires('down', { service: ServiceId.parse('search') })!;
    act(second, { type: 'merge', into: first });
    const before = (await of()).alerts;
    expect(before.total).toMatchObject({ fired: 2, accepted: 2 });
    rebuild();
    expect((await of()).alerts).toEqual(before);
  });
});

describe('what audiences were told', () => {
  it('counts late, missing and broken ones of the incidents of the period, as seen at any later time', async () => {
    const { open, tell, overdue, of, clock, rebuild, act } = opened();
    const id = open().id;
    await clock.advance(4 * MIN);
    tell(id, 'public', 20);
    await clock.advance(21 * MIN);
    overdue(id, 'public', epochMs(clock.nowMs() - MIN));
    tell(id, 'public', 30);
    overdue(id, 'internal', clock.nowMs());
    const now = (await of()).updates;
    expect(now.onTime).toEqual({ rate: 1 / 3, met: 1, n: 3, of: 4 });
    expect(now.promises).toEqual({ rate: 0, met: 0, n: 1, of: 2 });
    expect(now.firstPublic).toMatchObject({ mean: 240, n: 1, of: 1, dots: [{ incident: id, seconds: 240 }] });
    expect(now.late).toEqual([{ incident: id, audience: 'public', late: 1, missed: 0, broken: 1 }, { incident: id, audience: 'internal', late: 0, missed: 1, broken: 0 }]);
    await clock.advance(31 * MIN);
    expect((await of()).updates.promises).toEqual({ rate: 0, met: 0, n: 2, of: 2 });
    rebuild();
    expect((await of()).updates.onTime).toEqual({ rate: 1 / 4, met: 1, n: 4, of: 4 });
    act(id, { type: 'resolve' });
    expect((await of({ severity: 'P0' })).updates.onTime.n).toBe(0);
    expect((await of({ service: ServiceId.parse('login') })).updates.onTime.n).toBe(0);
    expect((await of({}, undefined, { from: epochMs(0), to: epochMs(clock.nowMs() - 10 * DAY) })).updates.onTime.n).toBe(0);
  });

  it('an incident that owed the public a word and never gave one lowers the coverage', async () => {
    const { open, act, of, incidents } = opened();
    const id = open({ origin: 'customer' }).id;
    open({ severity: 'P2' });
    expect((await of()).updates.firstPublic.of).toBe(0);
    act(id, { type: 'resolve' });
    expect((await of()).updates.firstPublic).toMatchObject({ n: 0, of: 1, mean: null });
    expect((await of()).detectedBy).toEqual({ byUs: { rate: 0.5, met: 1, n: 2, of: 2 }, rule: 0, alert: 0, person: 1, customer: 1, notKnown: 0 });
    incidents.edit(id, incidents.get(id, ADA).version, { private: { to: true, reason: 'customer data' } }, ADA);
    expect((await of()).updates.firstPublic.of).toBe(0);
  });

  it('whoever does not see private incidents gets no figure of them', async () => {
    const { fires, of, tell, incidents } = opened();
    const id = fires('slow')!;
    tell(id, 'internal');
    incidents.edit(id, incidents.get(id, ADA).version, { private: { to: true, reason: 'customer data' } }, ADA);
    const wall = (await of({}, WALL));
    expect([wall.alerts.total.fired, wall.updates.onTime.n, wall.detectedBy.byUs.of]).toEqual([0, 0, 0]);
    expect([(await of()).alerts.total.fired, (await of()).updates.onTime.n, (await of()).detectedBy.byUs.of]).toEqual([1, 1, 1]);
    expect(JSON.stringify(wall)).not.toContain(id);
  });

  it('a merged or dismissed incident counts in nothing', async () => {
    const { open, act, of, tell } = opened();
    const [first, second] = [open().id, open({ title: 'Search down', services: ['search'] }).id];
    tell(second, 'public', 10);
    act(second, { type: 'merge', into: first });
    expect([(await of()).updates.onTime.of, (await of()).detectedBy.byUs.of]).toEqual([0, 1]);
  });
});

describe('drills', () => {
  it('stand against the objective of the configuration, and are kept apart from everything else', async () => {
    const { open, act, of, clock, rebuild } = opened();
    const drill = open({ title: 'Fail over', isDrill: true, impactStartedAt: toRfc3339(clock.nowMs()) }).id;
    await clock.advance(6 * MIN + 12_000);
    act(drill, { type: 'mitigate' }, BOB);
    act(drill, { type: 'resolve' }, BOB);
    await clock.advance(94 * DAY);
    const failed = open({ title: 'Fail over again', isDrill: true, impactStartedAt: toRfc3339(clock.nowMs()) }).id;
    await clock.advance(9 * MIN);
    const seen = (await of()).drills;
    expect(seen).toMatchObject({ objectiveSeconds: 480, drills: [{ incident: failed, passed: false, running: true }], lastPassed: { incident: drill, seconds: 372 }, unprovenDays: 94, lastAgeDays: 0 });
    rebuild();
    expect((await of()).drills).toEqual(seen);
    expect([(await of()).detectedBy.byUs.of, (await of({ drills: 'only' })).detectedBy.byUs.of]).toEqual([0, 1]);
  });
});

describe('the rest', () => {
  it('names rules that are due for a look, and every objective', async () => {
    const { of } = opened();
    expect((await of()).looks).toEqual([{ kind: 'rule', id: 'slow', name: 'slow', owner: 'ada', ownerName: 'Ada', reviewBy: '2026-01-01', overdueDays: 14 }]);
    expect((await of()).slos).toMatchObject([{ slo: 'checkout-works', period: { availability: null, coverage: 0 } }]);
    expect((await of({ service: ServiceId.parse('login') })).slos).toEqual([]);
  });

  it('reads no whole table, whatever happens', async () => {
    const { db, fires, ends, act, of, tell, open, overdue, clock } = opened();
    const plans = await watchPlans(db.read, /told_updates|fired_alerts|alert_fates|scorecard_drills|quiet_alerts|slo_days|scorecard_facts/, async () => {
      const first = fires('slow')!;
      const second = fires('odd', { mode: 'propose', service: ServiceId.parse('search') })!;
      fires('hum', { mode: 'none', service: ServiceId.parse('login') });
      act(second, { type: 'accept' });
      tell(first, 'public', 10);
      overdue(first, 'internal', clock.nowMs());
      act(second, { type: 'merge', into: first, reason: 'the same' });
      fires('hum', { mode: 'open', service: ServiceId.parse('login') });
      ends('slow');
      act(open({ title: 'Fail over', isDrill: true }).id, { type: 'mitigate' });
      await of();
      await of({ service: ServiceId.parse('login'), severity: 'P1', drills: 'in' }, { seesPrivate: false });
    });
    expect(plans.size).toBeGreaterThan(15);
    expect(scansIn(plans)).toEqual([]);
  });

  it('asks its indexes', async () => {
    const { db, clock } = opened();
    const question = { filter: { ...NO_FILTER, service: ServiceId.parse('login') }, ofTier: [ServiceId.parse('login')], seesPrivate: false };
    const span = { from: epochMs(0), to: clock.nowMs() };
    const filter = { services: question.ofTier, drills: 'out', seesPrivate: false } as const;
    const plans = [originsStatement(span, question), toldStatement(span, question), firedStatement(span, filter), quietStatement(span, filter)].map(({ sql, params }) => db.read.explain(sql, ...params).join(' | '));
    expect(plans).toEqual([
      'SEARCH f USING PRIMARY KEY (start>? AND start<?) | USE TEMP B-TREE FOR GROUP BY',
      expect.stringMatching(/^SEARCH t USING PRIMARY KEY \(start>\? AND start<\?\) \| SEARCH f USING [A-Z]+ [a-zA-Z_ ]+ \(incident=\? AND start=\? AND reading=\?\)/),
      'SEARCH a USING COVERING INDEX fired_alerts_at (fired_at>? AND fired_at<?) | SEARCH f USING PRIMARY KEY (incident=?)',
      expect.stringMatching(/^SEARCH quiet_alerts USING PRIMARY KEY \(quarter_at>\? AND quarter_at<\?\)/),
    ]);
  });
});
