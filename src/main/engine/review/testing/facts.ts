import fc from 'fast-check';
import { CauseId, CorrectiveActionId, ItemId, SignalId } from '../../../../shared/model/ids.ts';
import { CAUSE_CATEGORIES, CORRECTIVE_KINDS, REPORT_SECTIONS, type Proof } from '../../../../shared/model/review.ts';
import type { IncidentFact } from '../../../../shared/model/timeline.ts';
import { epochMs, toRfc3339 } from '../../../../shared/model/units.ts';

const NOON_MS = Date.parse('2026-01-15T12:00:00.000Z');
const pick = <T>(...items: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...items);
const orNull = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null });
const instant = fc.integer({ min: NOON_MS - 3_600_000, max: NOON_MS + 3_600_000 }).map((ms) => toRfc3339(epochMs(ms)));
const person = orNull(pick('ada', 'bob', 'eve'));
const item = pick('w1', 'w2', 'w3', 'w4').map((id) => ItemId.parse(id));
const action = pick('CA-0001', 'CA-0002').map((id) => CorrectiveActionId.parse(id));
const words = orNull(fc.string({ maxLength: 20 }));
const proof: fc.Arbitrary<Proof> = pick<Proof>({ kind: 'rule', rule: 'slow' }, { kind: 'probe', signal: SignalId.parse('up'), checks: 3 }, { kind: 'drill', withinSeconds: 480, service: null }, { kind: 'postman' }, { kind: 'postman', signal: SignalId.parse('tests'), checks: 2 }, { kind: 'link' });
const category = pick(...CAUSE_CATEGORIES);
const planned = { action, kind: pick(...CORRECTIVE_KINDS), owner: person, ownerName: person, dueAt: orNull(instant), proof: orNull(proof) };

const fact = (type: IncidentFact['type'], data: Record<string, fc.Arbitrary<unknown>>, ...texts: string[]): fc.Arbitrary<IncidentFact> =>
  fc.tuple(fc.record(data), fc.record(Object.fromEntries(texts.map((name) => [name, words])))).map(([made, said]) => ({ type, data: made, texts: said }) as unknown as IncidentFact);

/** Anything that can be said of a review, in any order. */
export const anyReviewFacts: readonly fc.Arbitrary<IncidentFact>[] = [
  fact('reviewLed', { person, personName: person }),
  fact('causeSet', { cause: orNull(pick('CAUSE-0001', 'CAUSE-0002').map((id) => CauseId.parse(id))), category, confidence: pick('confirmed', 'suspected', 'unknown') }, 'name', 'reason'),
  fact('causeRemoved', {}),
  fact('whyPut', { item, parent: orNull(item), order: fc.integer({ min: -10, max: 10 }).map((halves) => halves / 2 + 0), meant: fc.boolean() }, 'question', 'answer'),
  fact('whyRemoved', { item }),
  fact('factorPut', { item, order: fc.nat(3), category: orNull(category) }, 'text'),
  fact('factorRemoved', { item }),
  fact('sectionEdited', { section: pick(...REPORT_SECTIONS) }, 'text'),
  fact('verdictGiven', { kind: pick('rule', 'plan', 'template'), ref: pick('slow', 'failover'), right: fc.boolean() }, 'comment'),
  fact('reviewReopened', {}, 'reason'),
  fact('holdSet', {}, 'reason'),
  fact('holdLifted', {}, 'reason'),
  fact('correctiveAdded', { ...planned, fromItem: orNull(item) }, 'text', 'proofNote'),
  fact('correctiveChanged', planned, 'text', 'proofNote'),
  fact('correctiveOffered', { action }, 'label', 'url'),
  fact('correctiveRefused', { action }, 'reason'),
  fact('correctiveProved', { action, proof }, 'says'),
  fact('correctiveLapsed', { action, holds: fc.boolean() }, 'says'),
  fact('correctiveReopened', { action }, 'reason'),
  fact('correctiveDropped', { action }, 'reason'),
];
