import { describe, expect, it } from 'vitest';
import { epochMs, toRfc3339 } from '../../../shared/model/units.ts';
import { ADA, WALL } from '../incidents/testing/open-incidents.ts';
import { openScorecard } from './testing/open-scorecard.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Noon of the manual clock's first day. */
const NOW = Date.UTC(2026, 0, 15, 12);
const iso = (at: number): string => toRfc3339(epochMs(at));

describe('no incidents, and one', () => {
  it('without any, nothing is known, and nothing is 0 that is not', async () => {
    const { get, list, scorecard, query } = openScorecard();
    const { metrics, services, running, leftOut } = await get();
    expect(metrics.mttr).toMatchObject({ mean: null, median: null, p90: null, n: 0, of: 0, change: null });
    expect(metrics.recurrence.rate).toBeNull();
    expect(metrics.incidents.total).toBe(0);
    expect(metrics.impact.minutes).toBe(0);
    expect({ services, running, leftOut }).toEqual({ services: [], running: { count: 0, longestSeconds: null, since: null }, leftOut: { drills: 0, maintenance: 0, merged: 0, private: 0 } });
    expect((await list()).items).toEqual([]);
    expect((await scorecard.trend(query(), ADA)).items).toHaveLength(12);
    expect(await scorecard.dots({ ...query(), metric: 'mttr', max: 10 }, ADA)).toEqual({ items: [], more: 0 });
    expect((await scorecard.interval({ ...query(), metric: 'mttr' }, ADA)).mean).toBeNull();
  });

  it('one is its own mean, median and 90th percentile', async () => {
    const { tell, get } = openScorecard();
    tell({ start: NOW - 3 * HOUR, detected: NOW - 3 * HOUR + MINUTE, acknowledged: NOW - 3 * HOUR + 3 * MINUTE, mitigated: NOW - 2 * HOUR, resolved: NOW - HOUR });
    const { metrics } = await get();
    expect([metrics.mttd, metrics.mtta, metrics.mttm, metrics.mttr].map(({ mean, median, p90, n, of }) => [mean, median, p90, n, of])).toEqual([[60, 60, 60, 1, 1], [120, 120, 120, 1, 1], [3_600, 3_600, 3_600, 1, 1], [7_200, 7_200, 7_200, 1, 1]]);
    expect(metrics.impact.minutes).toBe(120);
  });
});

describe('the life of an incident, as the scorecard follows it', () => {
  it('runs beside the time to resolve, enters when it is resolved, leaves when it is reopened, and counts with its last resolution', async () => {
    const { open, act, get, clock } = openScorecard();
    const { id } = open({ severity: 'P2', impactStartedAt: iso(NOW - 10 * MINUTE) });
    await clock.advance(5 * MINUTE);
    expect(await get()).toMatchObject({ running: { count: 1, longestSeconds: 900 }, metrics: { mttr: { n: 0, of: 0, pending: 1 }, impact: { minutes: 15 }, incidents: { P2: 1 } } });
    act(id, { type: 'acknowledge' });
    act(id, { type: 'mitigate' });
    act(id, { type: 'resolve' });
    expect(await get()).toMatchObject({ running: { count: 0 }, metrics: { mttr: { n: 1, of: 1, pending: 0, mean: 900 }, mtta: { n: 1 }, impact: { minutes: 15 } } });
    act(id, { type: 'reopen', reason: 'It is back' });
    await clock.advance(15 * MINUTE);
    expect(await get()).toMatchObject({ running: { count: 1 }, notes: { reopened: 1 }, metrics: { mttr: { n: 0, pending: 1 }, impact: { minutes: 30 } } });
    act(id, { type: 'resolve' });
    expect(await get()).toMatchObject({ notes: { reopened: 1 }, metrics: { mttr: { n: 1, mean: 1_800 } } });
  });

  it('counts at the gravest severity that it had, in each of its services, and once in all', async () => {
    const { open, incidents, get } = openScorecard();
    const { id, version } = open({ severity: 'P1', services: ['checkout', 'login'] });
    incidents.edit(id, version, { severity: { to: 'P0', reason: 'Everybody' } }, ADA);
    incidents.edit(id, version + 1, { severity: { to: 'P2', reason: 'Nearly over' } }, ADA);
    const { metrics, services } = await get();
    expect(metrics.incidents).toMatchObject({ total: 1, P0: 1, P1: 0, P2: 0 });
    expect(services.map(({ service, incidents: count }) => [service, count])).toEqual([['checkout', 1], ['login', 1]]);
  });

  it('counts once when it is merged, in the other; what is proposed or dismissed never counts', async () => {
    const { open, act, get, list, fires } = openScorecard();
    const first = open({ severity: 'P1' });
    const second = open({ severity: 'P1', services: ['login'] });
    act(second.id, { type: 'merge', into: first.id, reason: 'The same' });
    expect(fires('maybe', { mode: 'propose', service: null })).not.toBeNull();
    const { metrics, leftOut } = await get();
    expect([metrics.incidents.total, leftOut.merged]).toEqual([1, 1]);
    expect((await list({ metric: 'incidents', show: 'leftOut' })).items).toMatchObject([{ incident: second.id, leftOut: 'merged', mergedInto: first.id }]);
  });
});

describe('what is out unless it is switched in', () => {
  it('are drills, always out of recurrence', async () => {
    const { tell, get, list } = openScorecard();
    tell(
      { start: NOW - 2 * DAY, detected: NOW - 2 * DAY, resolved: NOW - 2 * DAY + HOUR, signature: 'a', isDrill: true },
      { start: NOW - DAY, detected: NOW - DAY, resolved: NOW - DAY + HOUR, signature: 'a' },
    );
    expect(await get()).toMatchObject({ leftOut: { drills: 1 }, metrics: { incidents: { total: 1 }, recurrence: { n: 1, rate: 0 } } });
    expect(await get({ drills: 'in' })).toMatchObject({ leftOut: { drills: 0 }, metrics: { incidents: { total: 2 }, recurrence: { n: 1, of: 1, rate: 0 } } });
    expect(await get({ drills: 'only' })).toMatchObject({ metrics: { incidents: { total: 1 }, recurrence: { n: 0, rate: null } } });
    expect((await list({ show: 'leftOut' })).items.map(({ leftOut }) => leftOut)).toEqual(['drill']);
  });

  it('are incidents that began while all their services were under maintenance', async () => {
    const { tell, get } = openScorecard({ underMaintenance: (services, at) => services.every((id) => id === 'search') && at < NOW - HOUR });
    tell(
      { start: NOW - 2 * HOUR, detected: NOW - 2 * HOUR, resolved: NOW - HOUR, services: ['search'] },
      { start: NOW - 2 * HOUR, detected: NOW - 2 * HOUR, resolved: NOW - HOUR, services: ['search', 'checkout'] },
    );
    expect(await get()).toMatchObject({ leftOut: { maintenance: 1 }, metrics: { incidents: { total: 1 } } });
    expect((await get({ maintenance: 'in' })).metrics.incidents.total).toBe(2);
    expect((await get({ maintenance: 'only' })).metrics.incidents.total).toBe(1);
  });
});

describe('private incidents', () => {
  it('are in no figure, dot or list of who may not see them; that there are some is said only where nothing more is told by it', async () => {
    const { tell, get, list, scorecard, query } = openScorecard();
    tell(
      { start: NOW - 3 * DAY, detected: NOW - 3 * DAY, resolved: NOW - 3 * DAY + 9 * HOUR, signature: 'a', services: ['login'], private: true, title: 'Stolen keys', cause: 'CAUSE-0001' },
      { start: NOW - DAY, detected: NOW - DAY, resolved: NOW - DAY + HOUR, signature: 'a', services: ['checkout'] },
    );
    const shown = await get({}, WALL);
    expect(shown).toMatchObject({ leftOut: { private: 1 }, metrics: { incidents: { total: 1 }, mttr: { mean: 3_600 }, impact: { minutes: 60 }, recurrence: { suspected: 0, rate: 0 } } });
    expect(JSON.stringify([shown, await list({ metric: 'incidents' }, WALL), await list({ metric: 'incidents', show: 'leftOut' }, WALL), await scorecard.dots({ ...query(), metric: 'mttr', max: 10 }, WALL)])).not.toMatch(/Stolen|login|CAUSE|INC-2026-0001/);
    for (const asked of [{ service: 'login' }, { tier: 1 }, { cause: 'CAUSE-0001' }, { causeCategory: 'code' }, { maintenance: 'only' }] as const) expect((await get(asked, WALL)).leftOut.private).toBeNull();
    // Whoever may see it sees that the later one repeats it.
    expect(await get({})).toMatchObject({ leftOut: { private: 0 }, metrics: { incidents: { total: 2 }, recurrence: { suspected: 1, rate: 0.5 } } });
  });

  it('are gone from what was already added up the moment they become private', async () => {
    const { open, incidents, get } = openScorecard();
    const { id, version } = open({ severity: 'P1' });
    expect((await get({}, WALL)).metrics.incidents.total).toBe(1);
    incidents.edit(id, version, { private: { to: true, reason: 'Personal data' } }, ADA);
    expect((await get({}, WALL)).metrics.incidents.total).toBe(0);
  });
});

describe('bounds of periods', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29T00:00:00+01:00', '2026-03-30T00:00:00+02:00', 23],
    ['America/New_York', '2025-11-02T00:00:00-04:00', '2025-11-03T00:00:00-05:00', 25],
    ['Pacific/Apia', '2011-12-29T00:00:00-10:00', '2011-12-31T00:00:00+14:00', 24],
    ['Europe/Berlin', '2025-12-31T00:00:00+01:00', '2026-01-01T00:00:00+01:00', 24],
  ])('a day in %s from %s has the minutes that it has, and one that runs through counts only inside it', async (timeZone, from, to, hours) => {
    const { tell, get, clock, scorecard, query } = openScorecard({ timeZone: () => timeZone });
    clock.step(200 * DAY);
    const [start, end] = [Date.parse(from), Date.parse(to)];
    tell({ start: start - 5 * HOUR, detected: start - 5 * HOUR, resolved: end + 5 * HOUR }, { start: end, detected: end, resolved: end + HOUR }, { start, detected: start, resolved: start + HOUR });
    const shown = await get({ from: iso(start), to: iso(end) });
    // The start belongs to the period, the end does not.
    expect(shown.metrics.incidents.total).toBe(1);
    expect(shown.metrics.impact.minutes).toBe(hours * 60);
    expect(shown.timeZone).toBe(timeZone);
    expect((await get({ from: iso(start - 5 * HOUR), to: iso(end + 5 * HOUR) })).metrics.impact.minutes).toBe((hours + 10) * 60);
    const months = await scorecard.trend(query({ from: iso(start - 40 * DAY), to: iso(end + 40 * DAY) }), ADA);
    expect(months.items.reduce((sum, { incidents }) => sum + incidents.total, 0)).toBe(3);
    expect(months.items.reduce((sum, { impact }) => sum + impact.minutes, 0)).toBe((hours + 10) * 60);
  });

  it('a year ends in the zone of the workspace', async () => {
    const { tell, scorecard, query } = openScorecard();
    const midnight = Date.parse('2026-01-01T00:00:00+01:00');
    tell({ start: midnight - 1, detected: midnight, resolved: midnight + HOUR }, { start: midnight, detected: midnight, resolved: midnight + HOUR });
    const { items } = await scorecard.trend(query({ from: iso(midnight - 31 * DAY), to: iso(midnight + 10 * DAY) }), ADA);
    expect(items.map(({ month, incidents, whole }) => [month, incidents.total, whole])).toEqual([['2025-12', 1, true], ['2026-01', 1, false]]);
  });

  it('refuses a period that ends before it begins, and a trend without end', async () => {
    const { get, scorecard, query } = openScorecard();
    await expect(get({ from: iso(NOW), to: iso(NOW) })).rejects.toThrow('expected an instant before "to"');
    await expect(scorecard.trend(query({ from: '1990-01-01T00:00:00.000Z' }), ADA)).rejects.toThrow('at most 240 months');
  });
});

describe('as recorded, and as corrected', () => {
  it('reads each instant as it is asked for, and places the incident by it', async () => {
    const { tell, get } = openScorecard();
    tell({ start: NOW - HOUR, detected: NOW - HOUR, resolved: NOW - MINUTE, startCorrected: [NOW - 3 * HOUR] });
    expect((await get()).metrics.mttd.mean).toBe(7_200);
    expect((await get({ instants: 'recorded' })).metrics.mttd.mean).toBe(0);
    expect((await get({ from: iso(NOW - 2 * HOUR), to: iso(NOW) })).metrics.incidents.total).toBe(0);
    expect((await get({ from: iso(NOW - 2 * HOUR), to: iso(NOW), instants: 'recorded' })).metrics.incidents.total).toBe(1);
  });
});

describe('what stands behind a figure', () => {
  const minutes = (count: number) => Array.from({ length: count }, (_, index) => ({ start: NOW - DAY - index * MINUTE, detected: NOW - DAY, resolved: NOW - DAY + ((index * 37) % 101) * MINUTE }));

  it('comes in pages, newest first, each incident once, and says why the others do not enter', async () => {
    const { tell, list } = openScorecard();
    tell(...minutes(23), { start: null, detected: NOW - DAY, resolved: NOW - HOUR }, { start: NOW - HOUR, detected: NOW - HOUR }, { start: NOW - HOUR, detected: NOW - HOUR, resolved: NOW - 2 * HOUR });
    const seen: string[] = [];
    for (let cursor: string | undefined, turn = 0; turn < 10; turn += 1) {
      const { items, next } = await list({ limit: 5, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...items.map(({ startedAt }) => startedAt));
      if (next === null) break;
      cursor = next;
    }
    expect(seen).toHaveLength(23);
    expect(seen).toEqual(seen.toSorted().toReversed());
    const { items } = await list({ show: 'leftOut' });
    expect(items.map(({ leftOut, value }) => [leftOut, value])).toEqual([['invalid', null], ['pending', null], ['notRecorded', null]]);
    await expect(list({ cursor: 'x' })).rejects.toThrow('expected the "next" of an earlier page');
  });

  it('lists for minutes also what reaches into the period from before, cut at its bounds', async () => {
    const { tell, list } = openScorecard();
    tell({ start: NOW - 2 * DAY, detected: NOW - 2 * DAY, resolved: NOW - HOUR }, { start: NOW - 3 * HOUR, detected: NOW - 3 * HOUR }, { start: NOW - 9 * DAY, detected: NOW - 9 * DAY, resolved: NOW - 8 * DAY });
    const { items } = await list({ metric: 'impact', from: iso(NOW - 2 * HOUR), to: iso(NOW) });
    expect(items.map(({ value }) => value)).toEqual([120, 60]);
  });

  it('is a dot each, or an even choice with both ends, the same every time', async () => {
    const { tell, scorecard, query } = openScorecard();
    tell(...minutes(101));
    const all = await scorecard.dots({ ...query(), metric: 'mttr', max: 200 }, ADA);
    expect([all.items.length, all.more]).toEqual([101, 0]);
    const some = await scorecard.dots({ ...query(), metric: 'mttr', max: 12 }, ADA);
    expect(some.items.length + some.more).toBe(101);
    expect(some.items.length).toBeGreaterThanOrEqual(10);
    const values = all.items.map(({ seconds }) => seconds);
    expect([Math.min(...some.items.map(({ seconds }) => seconds)), Math.max(...some.items.map(({ seconds }) => seconds))]).toEqual([Math.min(...values), Math.max(...values)]);
    expect(await scorecard.dots({ ...query(), metric: 'mttr', max: 12 }, ADA)).toEqual(some);
    const ids = all.items.map(({ incident }) => incident);
    expect(some.items.map(({ incident }) => ids.indexOf(incident))).toEqual(some.items.map(({ incident }) => ids.indexOf(incident)).toSorted((a, b) => a - b));
  });

  it('gives an interval from 8 on', async () => {
    const { tell, scorecard, query } = openScorecard();
    tell(...minutes(7));
    expect((await scorecard.interval({ ...query(), metric: 'mttr' }, ADA)).median).toBeNull();
    tell({ start: NOW - HOUR, detected: NOW - HOUR, resolved: NOW - MINUTE });
    const { mean, median, p90, n } = await scorecard.interval({ ...query(), metric: 'mttr' }, ADA);
    expect(n).toBe(8);
    for (const each of [mean, median, p90]) expect(each?.low).toBeLessThanOrEqual(each?.high ?? 0);
  });
});

describe('causes', () => {
  it('that reviews confirmed count apart from signatures, and can be asked for', async () => {
    const { tell, get, list } = openScorecard();
    const one = { services: ['checkout'], signature: 'a' };
    tell(
      { ...one, start: NOW - 40 * DAY, detected: NOW - 40 * DAY, resolved: NOW - 40 * DAY + HOUR, cause: 'CAUSE-0001' },
      { ...one, start: NOW - 20 * DAY, detected: NOW - 20 * DAY, resolved: NOW - 20 * DAY + HOUR, cause: 'CAUSE-0001' },
      { ...one, start: NOW - 10 * DAY, detected: NOW - 10 * DAY, resolved: NOW - 10 * DAY + HOUR },
      { start: NOW - 5 * DAY, detected: NOW - 5 * DAY, resolved: NOW - 5 * DAY + HOUR, signature: null },
    );
    expect((await get()).metrics.recurrence).toMatchObject({ confirmed: 1, suspected: 1, n: 2, of: 3, notClassifiable: 1, rate: 1 });
    expect((await get({ cause: 'CAUSE-0001' })).metrics.incidents.total).toBe(1);
    expect((await get({ cause: 'CAUSE-0009' })).metrics.incidents.total).toBe(0);
    expect((await get({ causeCategory: 'code' })).metrics.incidents.total).toBe(1);
    expect((await list({ metric: 'recurrence' })).items.map(({ recurs }) => recurs)).toEqual(['suspected', 'confirmed']);
    expect((await list({ metric: 'recurrence', show: 'leftOut' })).items.map(({ leftOut }) => leftOut)).toEqual(['notClassifiable']);
  });
});

describe('every figure', () => {
  it('carries what it is, and what does not enter it', async () => {
    const { get } = openScorecard();
    const { metrics } = await get({ resolveFrom: 'detection' });
    for (const { definition } of Object.values(metrics)) {
      expect(definition.formula).not.toBe('');
      expect(definition.source).not.toBe('');
      expect(definition.leftOut.length).toBeGreaterThan(0);
    }
    expect(metrics.mttr.definition.formula).toContain('Resolved − detected');
  });
});
