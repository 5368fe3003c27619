import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { TellingRecord } from '../incidents/record.ts';
import { standingAt, tallyOf } from './update-tally.ts';

const MIN = 60_000;
const at = (minute: number): EpochMs => epochMs(Date.UTC(2026, 10, 2, 14) + minute * MIN);
type Sent = readonly [minute: number, promised?: number];
type Overdue = readonly [due: number, since: number | null];
const telling = (sent: readonly Sent[], overdue: readonly Overdue[] = []): TellingRecord => ({
  sent: sent.map(([minute, promised]) => ({ at: at(minute), nextAt: promised === undefined ? null : at(promised) })),
  overdue: overdue.map(([due, since]) => ({ dueAt: at(due), since: since === null ? null : at(since) })),
});
const counts = (sent: readonly Sent[], overdue: readonly Overdue[] = [], reviewed: number | null = null) => {
  const { onTime, late, missed, kept, broken, promisedAt } = tallyOf(telling(sent, overdue), reviewed === null ? null : at(reviewed));
  return { onTime, late, missed, kept, broken, owed: promisedAt === null ? null : (promisedAt - at(0)) / MIN };
};

describe('updates on time and promises kept', () => {
  it.each<[string, readonly Sent[], readonly Overdue[], Partial<ReturnType<typeof counts>>]>([
    ['nothing was due', [], [], {}],
    ['one in time', [[10]], [], { onTime: 1 }],
    ['the first one too late', [[25]], [[20, null]], { late: 1 }],
    ['none at all', [], [[20, null]], { missed: 1 }],
    ['exactly when it was due', [[10, 30], [30]], [], { onTime: 2, kept: 1 }],
    ['a promise that was broken before any clock told of it', [[10, 30], [31]], [], { onTime: 1, late: 1, broken: 1 }],
    ['a promise kept, and another one open', [[10, 30], [29, 60]], [], { onTime: 2, kept: 1, owed: 60 }],
    ['two due times before one late update, as after a change of severity', [[25]], [[15, null], [20, null]], { late: 1 }],
    ['late once, then in time', [[25], [40]], [[20, null]], { onTime: 1, late: 1 }],
    ['the last one is missing', [[10], [30]], [[60, 30]], { onTime: 2, missed: 1 }],
    ['written down after its due time had passed, but sent before it', [[10], [28]], [[30, 10]], { onTime: 2 }],
    ['a promise for a time that was past already', [[10, 5], [12]], [], { onTime: 1, late: 1, broken: 1 }],
    ['two at the same instant', [[10, 30], [10, 40]], [], { onTime: 2, kept: 1, owed: 40 }],
  ])('%s', (_, sent, overdue, expected) => {
    expect(counts(sent, overdue)).toEqual({ onTime: 0, late: 0, missed: 0, kept: 0, broken: 0, owed: null, ...expected });
  });

  it('a promise that nothing answers is broken once its time has passed, and the update missed', () => {
    const tally = tallyOf(telling([[10, 30]]), null);
    expect(standingAt(tally, at(30))).toMatchObject({ missed: 0, broken: 0, promisedAt: at(30) });
    expect(standingAt(tally, at(31))).toMatchObject({ missed: 1, broken: 1, promisedAt: null });
    expect(standingAt(tallyOf(telling([[10, 30]], [[30, 10]]), null), at(31))).toMatchObject({ missed: 1, broken: 1 });
  });

  it('a review ends what is owed', () => {
    expect(counts([[10, 90]], [], 60)).toMatchObject({ kept: 0, broken: 0, missed: 0, owed: null });
    expect(counts([[10, 30]], [], 60)).toMatchObject({ broken: 1, missed: 1, owed: null });
  });

  const minute = fc.integer({ min: 0, max: 300 });
  const anySent = fc.array(fc.record({ at: minute, next: fc.option(minute) }), { maxLength: 12 });
  const tellingOf = (sent: readonly { at: number; next: number | null }[], overdue: readonly { due: number; since: number | null }[], shift = 0): TellingRecord => ({
    sent: sent.map(({ at: m, next }) => ({ at: at(m + shift), nextAt: next === null ? null : at(next + shift) })),
    overdue: overdue.map(({ due, since }) => ({ dueAt: at(due + shift), since: since === null ? null : at(since + shift) })),
  });
  const anyOverdue = fc.array(fc.record({ due: minute, since: fc.option(minute) }), { maxLength: 6 });

  it('counts every update once and every promise once, whenever it happens and in whatever order it is written down', () => {
    fc.assert(
      fc.property(anySent, anyOverdue, fc.integer({ min: -100_000, max: 100_000 }), minute, (sent, overdue, shift, now) => {
        const distinct = [...new Map(sent.map((each) => [each.at, each])).values()];
        const tally = tallyOf(tellingOf(distinct, overdue), null);
        expect(tally.onTime + tally.late).toBe(distinct.length);
        const promises = distinct.filter(({ next }) => next !== null).length;
        expect(tally.kept + tally.broken + (tally.promisedAt === null ? 0 : 1)).toBe(promises);
        const { promisedAt: _, ...later } = standingAt(tally, at(now));
        expect(later.kept + later.broken).toBeLessThanOrEqual(promises);
        const shifted = tallyOf(tellingOf(distinct.toReversed(), overdue.toReversed(), shift), null);
        expect({ ...shifted, promisedAt: null, firstAt: null }).toEqual({ ...tally, promisedAt: null, firstAt: null });
      }),
    );
  });
});
