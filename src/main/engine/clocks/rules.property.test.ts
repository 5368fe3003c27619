import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AlertId } from '../../../shared/model/ids.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { IncidentFact } from '../../../shared/model/timeline.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import { dueClocks } from './rules.ts';
import type { ServiceFacts } from './service-facts.ts';
import { turnedClocks } from './stage.ts';
import { ADA, CHECKOUT, IMPACT, opened, policy, REPORTS, told } from './testing/records.ts';

const POLICY = policy({
  obligations: [
    { id: 'dora', name: 'DORA', kind: 'regulator', within: '4h' },
    { id: 'sla', name: 'SLA', kind: 'contract', severities: ['P0', 'P1', 'P2'], from: 'impactStartedAt', within: '1h' },
  ],
});

const HOURS_4 = 14_400_000;
/** Any instant around the impact, whole milliseconds, before and after. */
const instant = fc.integer({ min: -HOURS_4 / 4, max: HOURS_4 }).map((ms) => epochMs(IMPACT + ms));
const text = instant.map(toRfc3339);
const maybe = fc.option(text);
const audience = fc.constantFrom('internal', 'executive', 'public');
const severity = fc.constantFrom('P0', 'P1', 'P2');
const alert = fc.integer({ min: 0, max: 3 }).map((n) => AlertId.parse(`a-${n}`));
const fact = <T extends IncidentFact['type']>(type: T, data: fc.Arbitrary<Extract<IncidentFact, { type: T }>['data']>): fc.Arbitrary<IncidentFact> => data.map((each) => ({ type, data: each, texts: {} }) as IncidentFact);
const role = { role: 'incidentCommander', person: 'ada', personName: 'Ada' } as const;

/** Anything that can be written down, in any order: the fold takes it as it comes, and so must the clocks. */
const facts: fc.Arbitrary<IncidentFact> = fc.oneof(
  ...(['accepted', 'acknowledged', 'investigating', 'mitigated', 'resolved', 'reopened', 'reviewed', 'impactResumed'] as const).map((type) => fact(type, fc.constant({}))),
  fact('dismissed', fc.constant({ falseAlarm: true })),
  fact('severityChanged', severity.map((to) => ({ from: 'P0' as const, to }))),
  fact('alertFired', fc.record({ alert, rule: fc.constant('r'), service: fc.constantFrom(CHECKOUT, REPORTS, null), severity, value: fc.constant(1), limit: fc.constant(0), startsAt: text, firedAt: maybe, noEarlierThan: fc.boolean() })),
  fact('alertEnded', fc.record({ alert, rule: fc.constant('r'), endsAt: text })),
  fact('impactEnded', fc.record({ impactEndedAt: text })),
  fact('instantCorrected', fc.record({ instant: fc.constantFrom('impactStartedAt', 'detectedAt', 'declaredAt', 'impactEndedAt'), from: fc.constant(null), to: maybe })),
  fact('updateSent', fc.record({ audience, nextAt: maybe })),
  fact('decided', fc.record({ choice: fc.constantFrom('execute', 'hold', 'notApplicable'), reaskAt: maybe, sinceImpactMs: fc.constant(0), numbers: fc.constant([]), confirmed: fc.boolean() })),
  fact('roleTaken', fc.constant(role)),
  fact('roleLeft', fc.constant(role)),
  fact('obligationMet', fc.record({ obligation: fc.constantFrom('dora', 'sla') })),
);
const records: fc.Arbitrary<IncidentRecord> = fc
  .tuple(
    fc.record({ standing: fc.constantFrom('proposed', 'declared'), severity, services: fc.subarray([CHECKOUT, REPORTS]), private: fc.boolean(), isDrill: fc.boolean(), impactStartedAt: maybe, detectedAt: maybe }),
    fc.array(fc.tuple(instant, facts, fc.boolean()), { maxLength: 14 }),
  )
  .map(([head, entries]) => entries.reduce((record, [when, each, byPerson]) => told(record, when, each, byPerson ? { by: ADA } : {}), opened(head, IMPACT)));
const standings: fc.Arbitrary<ServiceFacts[]> = fc
  .tuple(fc.constantFrom('ok', 'breached', 'unknown'), instant, fc.constantFrom('ok', 'breached', 'unknown'), instant)
  .map(([a, aSince, b, bSince]) => [{ service: CHECKOUT, state: a, since: aSince, tier: 1 }, { service: REPORTS, state: b, since: bSince, tier: 2 }] as const)
  .map((each) => [...each]);
const clocks = (record: IncidentRecord, services: ServiceFacts[], now: EpochMs) => dueClocks(record, POLICY, services, now);

describe('the clocks of any incident', () => {
  it('are never due before they began, amber no later than due, each of them once', () => {
    fc.assert(
      fc.property(records, standings, instant, (record, services, now) => {
        const found = clocks(record, services, now);
        expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
        for (const { startedAt, amberAt, dueAt } of found) {
          expect(dueAt).toBeGreaterThanOrEqual(startedAt);
          expect(amberAt ?? dueAt).toBeLessThanOrEqual(dueAt);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('are the same for the same record, and with the time only health changes them: it ends the When clock', () => {
    fc.assert(
      fc.property(records, standings, instant, fc.nat(HOURS_4), (record, services, now, later) => {
        const before = clocks(record, services, now);
        expect(clocks(structuredClone(record), structuredClone(services), now)).toEqual(before);
        const after = clocks(record, services, epochMs(now + later));
        const healthy = before.length !== after.length;
        expect(after).toEqual(healthy ? before.filter(({ id }) => id !== 'when') : before);
        if (healthy) expect(services[0]?.state).toBe('ok');
      }),
      { numRuns: 2_000 },
    );
  });

  it('end with it: none of one that was dismissed or reviewed, of a resolved one only what was promised or is owed', () => {
    fc.assert(
      fc.property(records, standings, instant, (record, services, now) => {
        const found = clocks(record, services, now);
        if (record.standing === 'dismissed' || (record.standing === 'declared' && record.state === 'reviewed')) expect(found).toEqual([]);
        else if (record.standing === 'declared' && record.state === 'resolved') expect(found.filter(({ kind, promised }) => kind !== 'obligation' && !promised)).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('tell each stage of each due time at most once, whenever they are looked at', () => {
    fc.assert(
      fc.property(records, standings, fc.array(fc.nat(HOURS_4), { minLength: 1, maxLength: 30 }), (record, services, offsets) => {
        const seen: string[] = [];
        let now = record;
        for (const offset of offsets.sort((a, b) => a - b)) {
          const when = epochMs(IMPACT + offset);
          for (const turned of turnedClocks(now, clocks(now, services, when), when)) {
            seen.push(JSON.stringify([turned.data.clock, turned.data.stage, turned.data.dueAt]));
            now = told(now, when, turned);
          }
          expect(turnedClocks(now, clocks(now, services, when), when)).toEqual([]);
        }
        expect(new Set(seen).size).toBe(seen.length);
      }),
      { numRuns: 500 },
    );
  });
});
