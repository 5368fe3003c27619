import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { localAt } from '../../../shared/time/local-time.ts';
import { isQuiet } from '../clocks/quiet.ts';
import { addCounts, alertQuality, countAlerts, type CountedAlerts, type IncidentFate } from './alert-quality.ts';
import { nightOf, nightTest } from './night.ts';

const HOUR = 3_600_000;
const ms = (text: string): EpochMs => epochMs(Date.parse(text));
const fates = new Map<string, IncidentFate>([
  ['I-open', { fate: 'accepted', mergedInto: null }],
  ['I-false', { fate: 'dismissedFalse', mergedInto: null }],
  ['I-other', { fate: 'dismissedOther', mergedInto: null }],
  ['I-new', { fate: 'undecided', mergedInto: null }],
  ['I-merged', { fate: 'merged', mergedInto: 'I-merged-2' }],
  ['I-merged-2', { fate: 'merged', mergedInto: 'I-open' }],
  ['I-round', { fate: 'merged', mergedInto: 'I-round-2' }],
  ['I-round-2', { fate: 'merged', mergedInto: 'I-round' }],
]);
const alert = (rule: string, incident: string | null, at = '2026-11-02T12:00:00Z', count = 1): CountedAlerts => ({ at: ms(at), rule, incident, count });
const UTC = nightOf(null, 'UTC');
const quality = (alerts: readonly CountedAlerts[], night = UTC) => alertQuality(countAlerts(alerts, fates, night), new Map([['slow', 'Checkout is slow']]));

describe('what became of alerts', () => {
  it.each<[string, string | null, string]>([
    ['an incident that was opened', 'I-open', 'accepted'],
    ['a false alarm', 'I-false', 'dismissedFalse'],
    ['one that was dismissed for another reason', 'I-other', 'dismissedOther'],
    ['one that nobody has looked at', 'I-new', 'undecided'],
    ['one that was merged twice', 'I-merged', 'accepted'],
    ['a circle that no journal should have', 'I-round', 'undecided'],
    ['one that is not known', 'I-lost', 'undecided'],
    ['no incident', null, 'noIncident'],
  ])('of %s', (_, incident, became) => {
    expect(quality([alert('slow', incident)]).total).toEqual({ fired: 1, accepted: 0, dismissedFalse: 0, dismissedOther: 0, undecided: 0, noIncident: 0, atNight: 0, [became]: 1 });
  });

  it('rule by rule, the one with false alarms first', () => {
    const { rules, total } = quality([alert('busy', null, '2026-11-02T12:00:00Z', 40), alert('slow', 'I-false'), alert('slow', 'I-open'), alert('rare', 'I-open')]);
    expect(rules.map(({ rule, name, fired }) => [rule, name, fired])).toEqual([['slow', 'Checkout is slow', 2], ['busy', null, 40], ['rare', null, 1]]);
    expect(total.fired).toBe(43);
  });

  it('nothing fired: every count is 0', () => expect(quality([])).toEqual({ total: { fired: 0, accepted: 0, dismissedFalse: 0, dismissedOther: 0, undecided: 0, noIncident: 0, atNight: 0 }, rules: [] }));

  it('at night as the workspace means it', () => {
    const night = nightOf({ from: '23:00', to: '07:00', timeZone: 'America/New_York' }, 'UTC');
    expect(night.hours).toBe('quietHours');
    const at = (text: string) => quality([alert('slow', null, text)], night).total.atNight;
    expect([at('2026-11-02T03:59:59Z'), at('2026-11-02T04:00:00Z'), at('2026-11-02T11:59:59Z'), at('2026-11-02T12:00:00Z')]).toEqual([0, 1, 1, 0]);
    expect(nightOf(null, 'Europe/Berlin')).toEqual({ from: '22:00', to: '06:00', timeZone: 'Europe/Berlin', hours: 'usual' });
  });

  const anyFate = fc.constantFrom(...fates.keys(), null);
  it('every alert is counted once, in the total and with its rule', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ at: fc.integer({ min: 0, max: 1_000_000_000 }).map(epochMs), rule: fc.constantFrom('a', 'b', 'c'), incident: anyFate, count: fc.integer({ min: 1, max: 9 }) })), (alerts) => {
        const sorted = alerts.sort((a, b) => a.at - b.at);
        const { total, rules } = quality(sorted);
        const cut = Math.floor(sorted.length / 2);
        expect(alertQuality(addCounts([countAlerts(sorted.slice(0, cut), fates, UTC), countAlerts(sorted.slice(cut), fates, UTC)]), new Map()).total).toEqual(total);
        for (const counts of [total, ...rules]) expect(counts.accepted + counts.dismissedFalse + counts.dismissedOther + counts.undecided + counts.noIncident).toBe(counts.fired);
        for (const key of ['fired', 'accepted', 'atNight'] as const) expect(rules.reduce((sum, each) => sum + each[key], 0)).toBe(total[key]);
        expect(total.fired).toBe(alerts.reduce((sum, { count }) => sum + count, 0));
      }),
    );
  });

  it('a night is what the clocks call quiet, also where they change', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe'];
    const time = fc.integer({ min: 0, max: 95 }).map((quarter) => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`);
    fc.assert(
      fc.property(fc.constantFrom(...zones), time, time, fc.integer({ min: ms('2026-01-01T00:00:00Z'), max: ms('2027-01-01T00:00:00Z') }), (timeZone, from, to, start) => {
        fc.pre(from !== to);
        const night = nightOf({ from, to, timeZone }, 'UTC');
        const span = { from: epochMs(start), to: epochMs(start + 3 * 86_400_000) };
        const isNight = nightTest(night);
        const offset = (at: number): number => localAt(epochMs(at), timeZone) - at;
        // Around a change of the clocks their hands alone cannot tell.
        for (let at: number = span.from; at < span.to; at += 900_000) {
          const found = isNight(epochMs(at));
          if (offset(at - 3 * HOUR) === offset(at + 3 * HOUR)) expect(found).toBe(isQuiet(night, epochMs(at)));
        }
      }),
      { numRuns: 20 },
    );
  });
});
