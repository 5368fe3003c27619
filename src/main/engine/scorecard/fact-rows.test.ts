import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IncidentId } from '../../../shared/model/ids.ts';
import { epochMs } from '../../../shared/model/units.ts';
import { openIncidents } from '../incidents/testing/open-incidents.ts';
import { reachingRows, type Rows } from './columns.ts';
import { createFactBook } from './fact-book.ts';
import { AS_CORRECTED, AS_RECORDED, BOTH, type Facts } from './facts.ts';
import { saveFacts } from './facts-repo.ts';

const MINUTE = 60_000;
const NO_FILTER = { service: null, severity: null, tier: null, cause: null, causeCategory: null, drills: 'out', maintenance: 'out', resolveFrom: 'impact', instants: 'corrected' } as const;
const DAYS = 12;
const DAY = 24 * 60;
/** Each with a midnight around which days are odd: an hour less, an hour more, no midnight, and a day that never was. */
const ZONES = [
  { zone: 'Europe/Berlin', from: Date.parse('2026-03-24T00:00:00+01:00') },
  { zone: 'America/New_York', from: Date.parse('2025-10-28T00:00:00-04:00') },
  { zone: 'America/Sao_Paulo', from: Date.parse('2018-10-30T00:00:00-03:00') },
  { zone: 'Pacific/Apia', from: Date.parse('2011-12-25T00:00:00-10:00') },
] as const;

/** What becomes of an incident: minutes from the beginning, and how long it had an effect; null while it lasts. */
const save = fc.record({
  what: fc.constant('save' as const),
  incident: fc.integer({ min: 1, max: 6 }),
  start: fc.integer({ min: 0, max: DAYS * DAY }),
  impact: fc.option(fc.oneof(fc.integer({ min: -60, max: 2 * DAY }), fc.integer({ min: 0, max: DAYS * DAY }))),
  known: fc.boolean(),
  standing: fc.constantFrom('declared' as const, 'declared' as const, 'merged' as const),
  signature: fc.constantFrom(null, 'a'),
  corrected: fc.option(fc.integer({ min: -DAY, max: DAY })),
});
const gone = fc.record({ what: fc.constant('gone' as const), incident: fc.integer({ min: 1, max: 6 }) });
const look = fc.record({ what: fc.constant('look' as const), day: fc.integer({ min: 0, max: DAYS }), minute: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: DAY })), many: fc.integer({ min: 1, max: 5 }), instants: fc.constantFrom('corrected' as const, 'recorded' as const) });
const story = fc.array(fc.oneof({ weight: 3, arbitrary: save }, { weight: 1, arbitrary: gone }, { weight: 4, arbitrary: look }), { maxLength: 40 });

const INCIDENT: Facts = {
  incident: IncidentId.parse('INC-2026-0001'), reading: BOTH, start: epochMs(0), startRecorded: true, noEarlierThan: false, times: { mttd: null, mtta: null, mttm: null, mttr: null }, resolveFromDetection: null, pending: [], resolvedAt: null,
  impactMs: null, severity: 1, kind: null, origin: 'rule', standing: 'declared', drill: false, maintenance: false, private: false, reopened: false, running: false, services: [], cause: null, category: null, signature: null,
};
const idOf = (incident: number): IncidentId => IncidentId.parse(`INC-2026-000${incident}`);

function factsOf(from: number, { incident, start, impact, known, standing, signature, corrected }: typeof save extends fc.Arbitrary<infer T> ? T : never): Facts[] {
  const [startMs, impactMs] = [from + start * MINUTE, impact === null || !known ? null : impact * MINUTE];
  const facts = { ...INCIDENT, incident: idOf(incident), start: epochMs(startMs), impactMs, running: impact === null, standing, signature, resolvedAt: impactMs === null ? null : epochMs(startMs + Math.abs(impactMs)) } as Facts;
  return corrected === null ? [facts] : [{ ...facts, reading: AS_CORRECTED, start: epochMs(startMs + corrected * MINUTE) }, { ...facts, reading: AS_RECORDED }];
}

const plain = ({ n, incident, start, times, impact, flags, group, cause, category }: Rows) => ({ n, incident: [...incident], start: [...start], times: times.map((column) => [...column]), impact: [...impact], flags: [...flags], group: [...group], cause: [...cause], category: [...category] });

/** Holds what the book knows against the table, whatever was saved between two looks. `tells`: whether the book hears of it. */
const holds = (tells: boolean) =>
  fc.property(fc.constantFrom(...ZONES), story, ({ zone, from }, steps) => {
    const { db } = openIncidents();
    const book = createFactBook(db.read, () => zone);
    for (const step of steps) {
      if (step.what !== 'look') {
        const touched = db.write.transaction(() => saveFacts(db.write, idOf(step.incident), step.what === 'gone' ? [] : factsOf(from, step)));
        if (tells) book.changed(touched);
        continue;
      }
      const { rows } = book.selection({ filter: { ...NO_FILTER, instants: step.instants }, ofTier: null, seesPrivate: true });
      const day = book.calendar.dayOf(epochMs(from)) + step.day;
      // One day after the other, as they are read: the later ones follow from the earlier ones.
      for (let index = 0; index < step.many; index += 1) {
        const at = epochMs(book.calendar.dayStart(day + index) + step.minute * MINUTE);
        expect(plain(rows.reaching(at)), `${zone} ${new Date(at).toISOString()}`).toEqual(plain(reachingRows(db.read, rows.shared, step.instants, at)));
        rows.day(day + index);
      }
    }
  });

describe('what reaches into a day', () => {
  it('is what the table says of it, whatever is saved between two looks', () => fc.assert(holds(true), { numRuns: 100 }));

  it('would be something else, were the book not told of what is saved', () => expect(() => fc.assert(holds(false), { numRuns: 150, seed: 1, endOnFailure: true })).toThrow('Property failed'));
});
