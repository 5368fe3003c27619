import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IncidentId } from '../../../shared/model/ids.ts';
import type { Audience } from '../../../shared/model/policy-config.ts';
import { epochMs } from '../../../shared/model/units.ts';
import { detectedBy } from './detected-by.ts';
import { dueLooks } from './due-looks.ts';
import { INVALID } from './span.ts';
import type { UpdateTally } from './update-tally.ts';
import { addTold, toldCell, updatesStanding, type ToldUpdates } from './updates-standing.ts';

const id = (number: number): IncidentId => IncidentId.parse(`INC-2026-${String(number).padStart(4, '0')}`);
const NOW = epochMs(1_000_000);
const told = (incident: number, audience: Audience, tally: Partial<UpdateTally>, rest: Partial<ToldUpdates> = {}): ToldUpdates => ({ incident: id(incident), audience, tally: { onTime: 0, late: 0, missed: 0, kept: 0, broken: 0, promisedAt: null, ...tally }, firstMs: null, owed: true, ...rest });

describe('updates over incidents', () => {
  it('counts by audience and together; what is not due yet is neither in time nor late', () => {
    const cell = toldCell([told(2, 'public', { onTime: 3, late: 1, kept: 2, broken: 1, promisedAt: epochMs(2_000_000) }), told(1, 'internal', { onTime: 1, missed: 1 }), told(1, 'public', { onTime: 2, kept: 1, promisedAt: epochMs(999_999) })]);
    const standing = updatesStanding(cell, 0, NOW);
    expect(standing.audiences).toEqual([
      { audience: 'internal', onTime: { rate: 0.5, met: 1, n: 2, of: 2 }, sentLate: 0, missed: 1, promises: { rate: null, met: 0, n: 0, of: 0 } },
      { audience: 'executive', onTime: { rate: null, met: 0, n: 0, of: 0 }, sentLate: 0, missed: 0, promises: { rate: null, met: 0, n: 0, of: 0 } },
      { audience: 'public', onTime: { rate: 5 / 7, met: 5, n: 7, of: 8 }, sentLate: 1, missed: 1, promises: { rate: 3 / 5, met: 3, n: 5, of: 6 } },
    ]);
    expect([standing.onTime, standing.promises]).toEqual([{ rate: 6 / 9, met: 6, n: 9, of: 10 }, { rate: 3 / 5, met: 3, n: 5, of: 6 }]);
    expect(standing.late).toEqual([{ incident: id(2), audience: 'public', late: 1, missed: 0, broken: 1 }, { incident: id(1), audience: 'public', late: 0, missed: 1, broken: 1 }, { incident: id(1), audience: 'internal', late: 0, missed: 1, broken: 0 }]);
    expect(updatesStanding(cell, 0, epochMs(2_000_001)).promises).toEqual({ rate: 3 / 6, met: 3, n: 6, of: 6 });
  });

  it('time to the first public update: at once is 0, none is not 0, before detection is none', () => {
    expect(updatesStanding(toldCell([]), 3, NOW).firstPublic).toEqual({ mean: null, median: null, p90: null, n: 0, of: 3, unit: 's', dots: [] });
    const given = (incident: number, firstMs: number | null, owed = true) => told(incident, 'public', { onTime: 1 }, { firstMs, owed });
    const cell = toldCell([given(5, 0, false), given(4, 300_000), given(3, null), given(2, INVALID), told(1, 'internal', { onTime: 1 }, { firstMs: 9 })]);
    expect(updatesStanding(cell, 4, NOW).firstPublic).toEqual({ mean: 150, median: 0, p90: 300, n: 2, of: 5, unit: 's', dots: [{ incident: id(5), seconds: 0 }, { incident: id(4), seconds: 300 }] });
  });

  const tally = fc.record({ onTime: fc.nat(3), late: fc.nat(2), missed: fc.constantFrom(0, 1), kept: fc.nat(2), broken: fc.nat(2), promisedAt: fc.option(fc.nat(2_000_000).map(epochMs)) }) as fc.Arbitrary<UpdateTally>;
  const anyTold = fc.array(fc.record({ incident: fc.integer({ min: 1, max: 9_999 }).map(id), audience: fc.constantFrom<Audience>('internal', 'executive', 'public'), tally, firstMs: fc.option(fc.nat(10_000_000)), owed: fc.boolean() }), { maxLength: 40 });
  it('comes to the same in one and in parts', () => {
    fc.assert(
      fc.property(anyTold, fc.nat(40), fc.nat(40), (all, a, b) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)];
        // The newest first within a part, the oldest part first.
        const parts = [all.slice(second), all.slice(first, second), all.slice(0, first)].map(toldCell);
        const whole = updatesStanding(toldCell(all), 7, NOW);
        const { mean, ...inParts } = updatesStanding(addTold(parts), 7, NOW).firstPublic;
        expect({ ...updatesStanding(addTold(parts), 7, NOW), firstPublic: { ...inParts, mean: whole.firstPublic.mean } }).toEqual(whole);
        expect(mean ?? -1).toBeCloseTo(whole.firstPublic.mean ?? -1, 6);
      }),
    );
  });
});

describe('detected by us', () => {
  it('imported incidents do not tell who found them', () => {
    expect(detectedBy({ rule: 5, alert: 1, person: 1, customer: 3, import: 40 })).toEqual({ byUs: { rate: 0.7, met: 7, n: 10, of: 50 }, rule: 5, alert: 1, person: 1, customer: 3, notKnown: 40 });
    expect(detectedBy({ import: 4 }).byUs).toEqual({ rate: null, met: 0, n: 0, of: 4 });
  });
});

describe('rules that are due for a look', () => {
  const rule = (writtenAs: string, reviewBy: string | null, owner: string | null = null) => ({ writtenAs: writtenAs as never, summary: null, owner: owner as never, reviewBy });
  it('from the day after theirs, the longest overdue first, each pair of windows of a rule once', () => {
    const rules = [rule('a', '2026-11-01'), rule('b', '2026-08-15', 'ada'), rule('b', '2026-08-15', 'ada'), rule('c', '2026-11-02'), rule('d', null), rule('e', '2026-08-15', 'gone')];
    expect(dueLooks(rules, [{ id: 'ada' as never, name: 'Ada' }], '2026-11-02')).toEqual([
      { kind: 'rule', id: 'b', name: 'b', owner: 'ada', ownerName: 'Ada', reviewBy: '2026-08-15', overdueDays: 79 },
      { kind: 'rule', id: 'e', name: 'e', owner: 'gone', ownerName: null, reviewBy: '2026-08-15', overdueDays: 79 },
      { kind: 'rule', id: 'a', name: 'a', owner: null, ownerName: null, reviewBy: '2026-11-01', overdueDays: 1 },
    ]);
  });
});
