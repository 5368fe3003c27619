import { describe, expect, it } from 'vitest';
import { IncidentId } from '../../../shared/model/ids.ts';
import type { Audience } from '../../../shared/model/policy-config.ts';
import { epochMs } from '../../../shared/model/units.ts';
import { detectedBy } from './detected-by.ts';
import { dueLooks } from './due-looks.ts';
import { INVALID } from './span.ts';
import type { UpdateTally } from './update-tally.ts';
import { firstPublic, updatesStanding } from './updates-standing.ts';

const id = (number: number): IncidentId => IncidentId.parse(`INC-2026-${String(number).padStart(4, '0')}`);
const NOW = epochMs(1_000_000);
const told = (incident: number, audience: Audience, tally: Partial<UpdateTally>) => ({ incident: id(incident), audience, tally: { onTime: 0, late: 0, missed: 0, kept: 0, broken: 0, promisedAt: null, firstAt: null, ...tally } as UpdateTally });

describe('updates over incidents', () => {
  it('counts by audience and together; what is not due yet is neither in time nor late', () => {
    const standing = updatesStanding([told(2, 'public', { onTime: 3, late: 1, kept: 2, broken: 1, promisedAt: epochMs(2_000_000) }), told(1, 'internal', { onTime: 1, missed: 1 }), told(1, 'public', { onTime: 2, kept: 1, promisedAt: epochMs(999_999) })], { given: [], of: 0 }, NOW);
    expect(standing.audiences).toEqual([
      { audience: 'internal', onTime: { rate: 0.5, met: 1, n: 2, of: 2 }, sentLate: 0, missed: 1, promises: { rate: null, met: 0, n: 0, of: 0 } },
      { audience: 'executive', onTime: { rate: null, met: 0, n: 0, of: 0 }, sentLate: 0, missed: 0, promises: { rate: null, met: 0, n: 0, of: 0 } },
      { audience: 'public', onTime: { rate: 5 / 7, met: 5, n: 7, of: 8 }, sentLate: 1, missed: 1, promises: { rate: 3 / 5, met: 3, n: 5, of: 6 } },
    ]);
    expect([standing.onTime, standing.promises]).toEqual([{ rate: 6 / 9, met: 6, n: 9, of: 10 }, { rate: 3 / 5, met: 3, n: 5, of: 6 }]);
    expect(standing.late).toEqual([{ incident: id(2), audience: 'public', late: 1, missed: 0, broken: 1 }, { incident: id(1), audience: 'internal', late: 0, missed: 1, broken: 0 }, { incident: id(1), audience: 'public', late: 0, missed: 1, broken: 1 }]);
  });

  it('time to the first public update: at once is 0, none is not 0, before detection is none', () => {
    expect(firstPublic({ given: [], of: 0 })).toMatchObject({ mean: null, median: null, p90: null, n: 0, of: 0 });
    expect(firstPublic({ given: [{ incident: id(1), afterMs: 0 }, { incident: id(2), afterMs: 300_000 }, { incident: id(3), afterMs: null }, { incident: id(4), afterMs: INVALID }], of: 5 })).toEqual({ mean: 150, median: 0, p90: 300, n: 2, of: 5, unit: 's', dots: [{ incident: id(1), seconds: 0 }, { incident: id(2), seconds: 300 }] });
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
