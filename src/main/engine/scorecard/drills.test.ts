import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IncidentId } from '../../../shared/model/ids.ts';
import { durationMs, epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { drillStanding, type DrillFact } from './drills.ts';
import { INVALID } from './span.ts';

const MIN = 60_000;
const DAY = 86_400_000;
const ms = (text: string): EpochMs => epochMs(Date.parse(text));
const id = (number: number): IncidentId => IncidentId.parse(`INC-2026-${String(number).padStart(4, '0')}`);
const drill = (number: number, start: string, minutes: number | null, rest: Partial<DrillFact> = {}): DrillFact => ({ incident: id(number), start: ms(start), mitigateMs: minutes === null ? null : minutes * MIN, running: false, ...rest });
const CONTEXT = { from: ms('2026-10-01T00:00:00Z'), to: ms('2026-11-01T00:00:00Z'), now: ms('2026-10-20T12:00:00Z'), objectiveMs: durationMs(8 * MIN) };

describe('drills against their objective', () => {
  it.each<[string, Partial<DrillFact>, number | null, boolean | null]>([
    ['faster', { mitigateMs: 372_000 }, 372, true],
    ['exactly as long as allowed', { mitigateMs: 480_000 }, 480, true],
    ['a millisecond longer', { mitigateMs: 480_001 }, 480.001, false],
    ['at once', { mitigateMs: 0 }, 0, true],
    ['not recorded', { mitigateMs: null }, null, null],
    ['mitigated before it began', { mitigateMs: INVALID }, null, null],
    ['still running, within its time', { mitigateMs: null, running: true, start: epochMs(CONTEXT.now - 8 * MIN) }, null, null],
    ['still running, beyond it', { mitigateMs: null, running: true, start: epochMs(CONTEXT.now - 8 * MIN - 1) }, null, false],
  ])('%s', (_, about, seconds, passed) => {
    expect(drillStanding([drill(1, '2026-10-05T10:00:00Z', 1, about)], CONTEXT).drills).toMatchObject([{ seconds, passed }]);
  });

  it('without one it is unproven, and nobody says for how long', () => {
    expect(drillStanding([], CONTEXT)).toEqual({ objectiveSeconds: 480, drills: [], last: null, lastAgeDays: null, lastPassed: null, unprovenDays: null });
  });

  it('the last one and the last one that passed count, however long ago', () => {
    const standing = drillStanding([drill(1, '2026-07-18T10:00:00Z', 6), drill(2, '2026-09-30T10:00:00Z', 20), drill(3, '2026-10-02T10:00:00Z', null)], CONTEXT);
    expect(standing).toMatchObject({ drills: [{ incident: id(3) }], last: { incident: id(3), passed: null }, lastAgeDays: 18, lastPassed: { incident: id(1), seconds: 360 }, unprovenDays: 94 });
  });

  it('of a period that is over, ages count to its end, and what came later is not known yet', () => {
    const standing = drillStanding([drill(1, '2026-08-31T00:00:00Z', 6), drill(2, '2026-10-10T10:00:00Z', 6)], { ...CONTEXT, from: ms('2026-09-01T00:00:00Z'), to: ms('2026-10-01T00:00:00Z') });
    expect(standing).toMatchObject({ drills: [], last: { incident: id(1) }, unprovenDays: 31 });
  });

  it('is the same wherever in time it lies', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 60 * DAY }), fc.option(fc.integer({ min: 0, max: 20 * MIN }))), { maxLength: 8 }), fc.integer({ min: -1_000, max: 1_000 }), (drills, days) => {
        const standing = (shift: number) => {
          const facts = drills.toSorted(([a], [b]) => a - b).map(([start, mitigateMs], index): DrillFact => ({ incident: id(index), start: epochMs(CONTEXT.from - 30 * DAY + start + shift), mitigateMs, running: false }));
          const moved = drillStanding(facts, { from: epochMs(CONTEXT.from + shift), to: epochMs(CONTEXT.to + shift), now: epochMs(CONTEXT.now + shift), objectiveMs: CONTEXT.objectiveMs });
          return JSON.stringify(moved, (key, value: unknown) => (key === 'startedAt' ? Date.parse(value as string) - shift : value));
        };
        expect(standing(days * DAY)).toBe(standing(0));
      }),
    );
  });
});
