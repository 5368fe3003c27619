import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScorecardFigures } from '../../../shared/model/scorecard.ts';
import { epochMs, toRfc3339 } from '../../../shared/model/units.ts';
import { ADA, WALL } from '../incidents/testing/open-incidents.ts';
import { openScorecard } from './testing/open-scorecard.ts';
import { plainly, type Plain } from './testing/oracle.ts';
import type { Told } from './testing/told.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Noon of the manual clock's first day, 2026-01-15. */
const NOW = Date.UTC(2026, 0, 15, 12);

/** Incidents over two years before now, some of them long, running, private, drills, or with instants that are missing or reversed. */
const told: fc.Arbitrary<Told> = fc
  .record({
    start: fc.integer({ min: 0, max: 700 * 24 * 60 }),
    long: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 600 }) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 90 * 24 * 60 }) }),
    known: fc.boolean(),
    detect: fc.option(fc.integer({ min: -5, max: 30 })),
    acknowledge: fc.option(fc.integer({ min: 0, max: 60 })),
    mitigate: fc.option(fc.integer({ min: -2, max: 60 })),
    ended: fc.option(fc.integer({ min: -5, max: 700 })),
    over: fc.integer({ min: 0, max: 9 }),
    severity: fc.constantFrom('P0', 'P1', 'P2'),
    services: fc.uniqueArray(fc.constantFrom('checkout', 'login', 'search'), { maxLength: 2 }),
    signature: fc.option(fc.constantFrom('a', 'b')),
    private: fc.boolean(),
    isDrill: fc.integer({ min: 0, max: 4 }),
    corrected: fc.option(fc.integer({ min: -60, max: 60 })),
  })
  .map(({ start, long, known, detect, acknowledge, mitigate, ended, over, corrected, isDrill, ...rest }): Told => {
    const at = NOW - 1 * HOUR - start * MINUTE;
    const within = (minutes: number): number => Math.min(NOW - 1, at + minutes * MINUTE);
    return {
      ...rest,
      isDrill: isDrill === 0,
      declared: within(10),
      ...(known ? { start: at } : { start: null }),
      ...(detect === null ? { detected: null } : { detected: within(detect) }),
      ...(acknowledge === null ? {} : { acknowledged: within(acknowledge) }),
      ...(mitigate === null ? {} : { mitigated: within(mitigate) }),
      ...(ended === null ? {} : { impactEnded: within(ended) }),
      ...(over === 0 ? {} : { resolved: within(long) }),
      ...(corrected === null ? {} : { startCorrected: [at + corrected * MINUTE] }),
    };
  });

const bound = fc.oneof(fc.integer({ min: 0, max: 800 }).map((days) => NOW - 12 * HOUR - HOUR - days * DAY), fc.integer({ min: 0, max: 800 * 24 * 60 }).map((minutes) => NOW + DAY - minutes * MINUTE));
const asked = fc.record({
  bounds: fc.tuple(bound, bound).filter(([a, b]) => a !== b),
  service: fc.option(fc.constantFrom('checkout', 'login'), { nil: undefined }),
  severity: fc.option(fc.constantFrom('P0' as const, 'P1' as const), { nil: undefined }),
  drills: fc.constantFrom('out' as const, 'in' as const, 'only' as const),
  instants: fc.constantFrom('corrected' as const, 'recorded' as const),
  resolveFrom: fc.constantFrom('impact' as const, 'detection' as const),
  seesPrivate: fc.boolean(),
});

const rounded = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_, each: unknown) => (typeof each === 'number' ? Number(each.toFixed(6)) : each)));
const plainFigures = ({ mttd, mtta, mttm, mttr, recurrence, incidents, impact }: ScorecardFigures) => {
  const time = ({ mean, median, p90, n, of, notRecorded, invalid, pending }: ScorecardFigures['mttd']) => ({ mean, median, p90, n, of, notRecorded, invalid, pending });
  const { rate, confirmed, suspected, n: classified, of: resolved, notClassifiable } = recurrence;
  return { mttd: time(mttd), mtta: time(mtta), mttm: time(mttm), mttr: time(mttr), recurrence: { rate, confirmed, suspected, n: classified, of: resolved, notClassifiable }, incidents: { total: incidents.total, P0: incidents.P0, P1: incidents.P1, P2: incidents.P2 }, impact: { minutes: impact.minutes, P0: impact.P0, P1: impact.P1, P2: impact.P2, unknown: impact.unknown } };
};

describe('figures of the scorecard', () => {
  it('are those of the definitions, whatever happened and whatever is asked, in whichever order it came', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(told, { maxLength: 40 }), fc.array(asked, { minLength: 1, maxLength: 6 }), async (incidents, questions) => {
        const opened = openScorecard();
        const half = Math.floor(incidents.length / 2);
        opened.tell(...incidents.slice(0, half));
        // What was looked at before the others came must not be what is shown after.
        for (const { bounds, ...query } of questions) await opened.get({ ...query, from: toRfc3339(epochMs(Math.min(...bounds))), to: toRfc3339(epochMs(Math.max(...bounds))) });
        opened.tell(...incidents.slice(half).toReversed());
        for (const { bounds, seesPrivate, ...query } of questions) {
          const [from, to] = [Math.min(...bounds), Math.max(...bounds)];
          const shown = await opened.get({ ...query, from: toRfc3339(epochMs(from)), to: toRfc3339(epochMs(to)) }, seesPrivate ? ADA : WALL);
          const plain: Plain = { from, to, service: query.service, severity: query.severity, drills: query.drills, reading: query.instants, resolveFrom: query.resolveFrom, seesPrivate, now: opened.clock.nowMs() };
          const { service, running, ...figures } = plainly(incidents, plain);
          expect(rounded(plainFigures(shown.metrics))).toEqual(rounded(figures));
          expect(shown.running.count).toBe(running);
          for (const each of shown.services) expect(rounded({ incidents: each.incidents, impactMinutes: each.impactMinutes })).toEqual(rounded(service(each.service)));
        }
      }),
      { numRuns: 30 },
    );
  });
});
