import fc from 'fast-check';
import { AlertId, IncidentId, ItemId, PlanId, RunId, ServiceId, SignalId, StepId, TriggerId } from '../../../../shared/model/ids.ts';
import { IMPACT_FIELDS, INCIDENT_KINDS, INSTANT_NAMES, LINK_KINDS, type IncidentActor } from '../../../../shared/model/incident.ts';
import { AUDIENCES, ROLES } from '../../../../shared/model/policy-config.ts';
import { SEVERITIES } from '../../../../shared/model/severity.ts';
import type { FactOf, IncidentFact } from '../../../../shared/model/timeline.ts';
import { epochMs, toRfc3339 } from '../../../../shared/model/units.ts';
import { HOLDFAST, type Entry } from '../../journal/journal.ts';
import { anyReviewFacts } from '../../review/testing/facts.ts';

export const NOON = epochMs(Date.parse('2026-01-15T12:00:00.000Z'));
export const ADA: IncidentActor = { kind: 'person', id: 'ada', name: 'Ada' };
export const BOB: IncidentActor = { kind: 'person', id: 'bob', name: 'Bob' };
export const INCIDENT = IncidentId.parse('INC-2026-0001');
export const CHECKOUT = ServiceId.parse('checkout');

/** `12:05` of the day of the tests as an instant. */
export const at = (time: string): string => `2026-01-15T${time.length === 5 ? `${time}:00` : time}.000Z`;

export const opened = (data: Partial<FactOf<'opened'>['data']> = {}, title = 'Checkout API: p95 2.4 s'): FactOf<'opened'> => ({
  type: 'opened',
  data: { standing: 'declared', severity: 'P1', kind: null, origin: 'rule', services: [CHECKOUT], rule: 'checkout-slow', signature: 'checkout/checkout-slow/above', private: false, isDrill: false, impactStartedAt: at('11:58'), noEarlierThan: false, detectedAt: at('12:00'), ...data },
  texts: { title },
});

/** Entries as the journal would give them, a minute apart from noon on unless told; each may say who, and when it happened. */
export function entries(...facts: (IncidentFact | { readonly fact: IncidentFact; readonly by?: IncidentActor; readonly at?: string })[]): Entry<IncidentFact>[] {
  return facts.map((given, index) => {
    const { fact, by = HOLDFAST, at: told } = 'fact' in given ? given : { fact: given };
    const recordedAt = epochMs(NOON + index * 60_000);
    return { seq: index + 1, stream: INCIDENT, at: told === undefined ? recordedAt : epochMs(Date.parse(told)), recordedAt, actor: by, fact, evidence: null, fromMemory: false, redactions: [], hash: String(index) };
  });
}

const pick = <T>(...items: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...items);
const instant = fc.integer({ min: NOON - 3_600_000, max: NOON + 3_600_000 }).map((ms) => toRfc3339(epochMs(ms)));
const person = pick('ada', 'bob', 'eve');
const role = pick(...ROLES);
const item = pick('i2', 'i3', 'i4').map((id) => ItemId.parse(id));
const alert = pick('a1', 'a2', 'a3').map((id) => AlertId.parse(id));
const service = pick('checkout', 'login', 'search').map((id) => ServiceId.parse(id));
const words = fc.option(fc.string({ maxLength: 20 }), { nil: null });
const other = pick('INC-2026-0002', 'INC-2026-0003').map((id) => IncidentId.parse(id));
const severity = pick(...SEVERITIES);
const kind = fc.option(pick(...INCIDENT_KINDS), { nil: null });
const clock = pick('when', 'acknowledge', 'update:public');
const run = fc.constant(RunId.parse('RUN-0001'));
const plan = fc.constant(PlanId.parse('to-b'));
const signal = pick('checkout-p95').map((id) => SignalId.parse(id));

const none = <T extends IncidentFact['type']>(type: T) => fc.constant({ type, data: {}, texts: {} });
const fact = (type: string, data: Record<string, fc.Arbitrary<unknown>>, ...texts: string[]): fc.Arbitrary<IncidentFact> =>
  fc.tuple(fc.record(data), fc.record(Object.fromEntries(texts.map((name) => [name, words])))).map(([made, said]) => ({ type, data: made, texts: said }) as unknown as IncidentFact);

/** Anything that can stand in the journal of an incident after `opened`, in any order. */
export const anyFact: fc.Arbitrary<IncidentFact> = fc.oneof(
  none('accepted') as fc.Arbitrary<IncidentFact>,
  fact('dismissed', { falseAlarm: fc.boolean() }, 'reason'),
  fact('alertFired', { alert, rule: pick('r1', 'r2'), service: fc.option(service, { nil: null }), severity, value: fc.constant(1), limit: fc.constant(null), startsAt: instant, firedAt: fc.constant(null), noEarlierThan: fc.boolean() }, 'summary'),
  fact('alertEnded', { alert, rule: pick('r1', 'r2'), endsAt: instant }),
  fact('alertsCounted', { alerts: fc.nat(20_000), firing: fc.nat(20_000), endedAt: fc.option(instant) }),
  fact('severityChanged', { from: severity, to: severity }, 'reason'),
  fact('kindChanged', { from: kind, to: kind }),
  fact('privacyChanged', { private: fc.boolean() }, 'reason'),
  fact('titleChanged', {}, 'title'),
  fact('servicesChanged', { added: fc.array(service, { maxLength: 2 }), removed: fc.array(service, { maxLength: 2 }) }),
  ...(['acknowledged', 'investigating', 'mitigated', 'resolved', 'reviewed', 'impactResumed'] as const).map((type) => fact(type, {})),
  fact('reopened', {}, 'reason'),
  fact('impactEnded', { impactEndedAt: instant }),
  fact('healthAsked', { healthySince: instant, impactEndedAt: fc.option(instant, { nil: null }) }),
  fact('instantCorrected', { instant: pick(...INSTANT_NAMES), from: fc.option(instant, { nil: null }), to: fc.option(instant, { nil: null }) }, 'reason'),
  fact('roleTaken', { role, person, personName: person }),
  fact('roleLeft', { role, person, personName: person }),
  fact('handoverOffered', { role, from: person, to: person, toName: person }),
  fact('handoverAccepted', { role, from: person, fromName: person, to: person, toName: person }),
  fact('note', {}, 'text'),
  fact('linkAdded', { item, kind: pick(...LINK_KINDS) }, 'label', 'url'),
  fact('linkRemoved', { item }),
  fact('actionAdded', { item, owner: fc.option(person, { nil: null }), ownerName: fc.option(person, { nil: null }), dueAt: fc.option(instant, { nil: null }) }, 'text'),
  fact('actionChanged', { item, owner: fc.option(person, { nil: null }), ownerName: fc.option(person, { nil: null }), dueAt: fc.option(instant, { nil: null }) }),
  fact('actionDone', { item, done: fc.boolean() }),
  fact('impactSet', { field: pick(...IMPACT_FIELDS), number: fc.option(fc.nat(), { nil: null }), known: fc.boolean() }, 'text', 'source'),
  fact('updateSent', { audience: pick(...AUDIENCES), nextAt: fc.option(instant, { nil: null }) }, 'text'),
  fact('updateCorrected', { audience: pick(...AUDIENCES) }, 'text'),
  fact('clockTurned', { clock, stage: pick('amber', 'due', 'overdue'), dueAt: instant, confirmed: fc.boolean() }),
  fact('escalated', { clock, dueAt: instant, step: fc.nat(3), by: pick('sound', 'webhook'), outcome: pick('done', 'failed') }, 'detail'),
  fact('decided', { choice: pick('execute', 'hold', 'notApplicable'), reaskAt: fc.option(instant, { nil: null }), sinceImpactMs: fc.constant(null), numbers: fc.constant([]), confirmed: fc.boolean() }, 'reason'),
  fact('obligationMet', { obligation: pick('dora', 'sla') }, 'how'),
  fact('merged', { into: other }, 'reason'),
  fact('absorbed', { from: other }),
  fact('sameAs', { incident: fc.option(other, { nil: null }) }),
  fact('evidenceFrozen', { signals: fc.array(signal, { maxLength: 1 }), from: instant, samples: fc.nat() }),
  fact('evidenceClosed', { to: instant, samples: fc.nat() }),
  fact('monitoringLost', { signals: fc.array(signal, { maxLength: 1 }) }),
  fact('monitoringBack', { signals: fc.array(signal, { maxLength: 1 }) }),
  fact('opinionsTold', { service, signal, other: signal, state: fc.constantFrom('disagree', 'agree', 'none'), first: fc.constant('Prometheus'), second: fc.constant('Datadog'), value: fc.constant(0.02), otherValue: fc.constant(null), since: fc.constant(null) }),
  fact('silenceAsked', { item, source: fc.constant('am'), marker: pick('hf-1', 'hf-2'), matchers: fc.constant([]), endsAt: instant }, 'reason'),
  fact('silenceMade', { item, source: fc.constant('am'), silence: fc.string({ maxLength: 5 }), url: fc.constant(null), endsAt: instant }),
  fact('silenceRefused', { item, source: fc.constant('am'), lost: fc.boolean() }, 'why'),
  fact('silenceEnded', { item, source: fc.constant('am'), how: pick('time', 'person', 'elsewhere'), firing: fc.nat(9) }),
  fact('chainFound', {
    service,
    verdict: fc.constantFrom('broken', 'whole', 'unbroken', 'unknown'),
    key: fc.string(),
    link: fc.option(fc.constant('TLS'), { nil: null }),
    unchecked: fc.array(fc.constant('resolver'), { maxLength: 1 }),
    links: fc.constant([]),
  }, 'says'),
  fact('runStarted', { run, plan, mode: pick('live', 'drill', 'dry-run'), trigger: fc.constant(null) }, 'name'),
  fact('ruleOverridden', { run, plan, rule: pick('ttl', 'freeze') }, 'reason'),
  fact('runStep', { run, plan, step: fc.constant(StepId.parse('dns')), phase: pick('done', 'failed', 'unknown'), seconds: fc.option(fc.nat(), { nil: null }) }, 'name', 'says'),
  fact('runSteered', { run, plan, what: pick('approve', 'abort', 'takeOver') }, 'reason'),
  fact('runStopped', { run, plan, why: pick('refused', 'unknown') }),
  fact('runEnded', { run, plan, mode: pick('live', 'drill', 'dry-run'), phase: pick('done', 'aborted'), seconds: fc.nat() }, 'name'),
  fact('triggerTold', { trigger: fc.constant(TriggerId.parse('primary')), plan, what: pick('suggests', 'vetoed') }, 'says'),
  fact('importedFrom', { workspace: fc.constant('Elsewhere'), incident: other, key: fc.constant(null), checkedTo: fc.nat(), head: fc.constant('ab'), openedHash: fc.constant('ab'), madeAt: instant, rows: fc.nat(), actions: fc.constant([]) }, 'file'),
  fact('redactionAsked', { seq: fc.nat(), field: pick('text') }, 'reason'),
  fact('erased', { what: pick('texts', 'evidence', 'alerts'), upTo: fc.nat(), count: fc.nat() }),
  fact('redacted', { seq: fc.nat(), field: pick('text'), askedBy: fc.constant(ADA) }),
  ...anyReviewFacts,
);
