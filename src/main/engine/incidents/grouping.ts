import type { Alert } from '../../../shared/model/incident.ts';
import type { ServiceId } from '../../../shared/model/ids.ts';
import { severityRank } from '../../../shared/model/severity.ts';
import type { Evidence, FactOf, IncidentFact } from '../../../shared/model/timeline.ts';
import { epochMs, toRfc3339, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import { plain } from '../../../shared/text/plain.ts';
import type { FiringFacts } from '../alerts/ports.ts';
import { HOLDFAST } from '../journal/journal.ts';
import { onsetFound, type Onset } from './onset.ts';
import { instantOf, isFiring, isFlooded, type IncidentRecord } from './record.ts';
import { said, type Step } from './workflow/step.ts';

/** What an alert may belong to: open incidents of its signature or services, and those that were closed of late. */
export interface Neighbours {
  readonly open: readonly IncidentRecord[];
  readonly closed: readonly IncidentRecord[];
}

export interface GroupingContext {
  readonly now: EpochMs;
  readonly groupWithinMs: DurationMs;
  /** 0 = services are never brought together by time alone. */
  readonly groupAcrossMs: DurationMs;
}

/** Where an alert goes and the entries that say so. `open`: the first step opens a new incident. */
export type Placement = { readonly kind: 'none' } | { readonly kind: 'attach'; readonly to: IncidentRecord; readonly steps: readonly Step[] } | { readonly kind: 'open'; readonly opened: Step & { readonly fact: FactOf<'opened'> }; readonly steps: readonly Step[] };

/**
 * One incident per problem. In this order: an open incident of the same cause; an open one of the same service that still fires, or
 * whose last alert is no longer ago than `groupWithinMs`; one that fires and began within `groupAcrossMs` of this breach, because an
 * outage of several services begins in all of them at once, and what others tell at once without naming a service is one flood; a proposal that was dismissed so lately that the same alert is no news;
 * otherwise a new one. What fires again so soon after its incident was resolved is only proposed, and says so: whether the old one
 * goes on is for a person to say. Pure.
 */
export function place(alert: Alert, facts: FiringFacts, { open, closed }: Neighbours, context: GroupingContext): Placement {
  if (facts.mode === 'none') return { kind: 'none' };
  const services = servicesOf(alert, facts);
  const cause = { signature: facts.signature, rule: alert.rule, services };
  const real = open.filter(({ isDrill }) => !isDrill);
  const known = real.filter(({ private: hidden }) => !hidden);
  const neighbour =
    best(real.filter((record) => isOfCause(record, cause))) ??
    best(known.filter((record) => sharesService(record, services) && isActive(record, alert, context))) ??
    best(known.filter((record) => beganTogether(record, alert, context)));
  if (neighbour !== null) return { kind: 'attach', to: neighbour, steps: [...attachment(neighbour, alert, facts, context), ...onsetFound(neighbour, onsetOf(alert), `First breaching sample of ${alert.rule}, which fires too.`)] };
  const flood = best(known.filter((record) => toldTogether(record, services, facts, context)));
  // When it began says nothing of what it is only told together with.
  if (flood !== null) return { kind: 'attach', to: flood, steps: attachment(flood, alert, facts, context) };
  const recent = closed.filter((record) => !record.isDrill && isOfCause(record, cause) && record.closedAt !== null && context.now - record.closedAt <= context.groupWithinMs);
  const dismissed = best(recent.filter(({ standing, highestSeverity }) => standing === 'dismissed' && severityRank(highestSeverity) <= severityRank(alert.severity)));
  if (dismissed !== null) return { kind: 'attach', to: dismissed, steps: [firedStep(alert, context)] };
  const resolved = best(recent.filter(({ standing }) => standing === 'declared'));
  // What a private incident was about is private when it comes back.
  const hidden = recent.some((record) => record.private);
  return { kind: 'open', opened: opening(alert, { ...facts, mode: resolved === null ? facts.mode : 'propose' }, hidden, context), steps: [firedStep(alert, context), ...(resolved === null ? [] : [again(resolved)])] };
}

export interface Cause {
  readonly signature: string | null;
  readonly rule: string | null;
  readonly services: readonly ServiceId[];
}

/** Whether this is trouble that the incident is about: what it was opened for, or what has joined it. */
export const isOfCause = (record: IncidentRecord, { signature, rule, services }: Cause): boolean =>
  (signature !== null && record.signature === signature) || record.alerts.some((alert) => alert.rule === rule && (alert.service === null ? services.length === 0 : services.includes(alert.service)));

/** What joins an open incident leaves there: itself, its services, and whatever it makes graver, earlier or certain. Never milder. */
function attachment(record: IncidentRecord, alert: Alert, facts: FiringFacts, context: GroupingContext): Step[] {
  const added = servicesOf(alert, facts).filter((service) => !record.services.includes(service));
  return [
    ...(added.length === 0 ? [] : [byHoldfast({ type: 'servicesChanged', data: { added, removed: [] }, texts: {} }, evidenceOf(alert))]),
    ...retitled(record, record.services.length + added.length, alert, facts),
    ...(isFlooded(record) ? [] : [firedStep(alert, context)]),
    // The rule that proposed it does not settle its own question by firing again.
    ...(record.standing === 'proposed' && facts.mode === 'open' && facts.signature !== record.signature ? [byHoldfast({ type: 'accepted', data: {}, texts: {} }, evidenceOf(alert))] : []),
    ...raised(record, alert),
  ];
}

/** Graver than it ever was: a severity that a person has taken back is not put up again by what was known before. */
export function raised(record: IncidentRecord, alert: Alert): Step[] {
  if (severityRank(alert.severity) >= severityRank(record.highestSeverity)) return [];
  return [byHoldfast({ type: 'severityChanged', data: { from: record.severity, to: alert.severity }, texts: { reason: `${alert.rule}, a rule of ${alert.severity}, fires.` } }, evidenceOf(alert))];
}

export function firedStep(alert: Alert, { now }: Pick<GroupingContext, 'now'>): Step {
  const firedAt = alert.firedAt === null ? now : Date.parse(alert.firedAt);
  return {
    fact: { type: 'alertFired', data: { alert: alert.id, rule: alert.rule, service: alert.service, severity: alert.severity, value: alert.value, limit: alert.limit, startsAt: alert.startsAt, firedAt: alert.firedAt, noEarlierThan: alert.noEarlierThan }, texts: { summary: plain(alert.name) } },
    note: { at: epochMs(Math.min(firedAt, now)), actor: HOLDFAST, evidence: evidenceOf(alert) },
  };
}

function opening(alert: Alert, facts: FiringFacts, hidden: boolean, { now }: GroupingContext): Step & { readonly fact: FactOf<'opened'> } {
  return {
    fact: {
      type: 'opened',
      data: {
        standing: facts.mode === 'open' ? 'declared' : 'proposed',
        severity: alert.severity,
        kind: null,
        origin: facts.origin,
        services: servicesOf(alert, facts),
        rule: alert.rule,
        signature: facts.signature,
        private: hidden,
        isDrill: false,
        impactStartedAt: alert.startsAt,
        noEarlierThan: alert.noEarlierThan,
        detectedAt: alert.firedAt ?? toRfc3339(now),
      },
      texts: { title: plain(facts.title) || plain(alert.rule) },
    },
    note: { actor: HOLDFAST, evidence: evidenceOf(alert) },
  };
}

const again = (resolved: IncidentRecord): Step => ({
  fact: { type: 'note', data: {}, texts: { text: `${resolved.id} had the same cause and was resolved ${resolved.closedAt === null ? 'before' : `at ${said(resolved.closedAt)}`}. Reopen it, which takes this one in, or accept this as a new incident.` } },
  note: { actor: HOLDFAST, evidence: { kind: 'record', ref: resolved.id, time: resolved.closedAt === null ? null : toRfc3339(resolved.closedAt), value: null } },
});

const byHoldfast = (fact: IncidentFact, evidence: Evidence): Step => ({ fact, note: { actor: HOLDFAST, evidence } });
const evidenceOf = (alert: Alert): Evidence => ({ kind: 'alert', ref: alert.id, time: alert.startsAt, value: alert.value });

export const onsetOf = ({ startsAt, noEarlierThan }: Alert): Onset => ({ startsAt: epochMs(Date.parse(startsAt)), noEarlierThan });
const servicesOf = (alert: Alert, facts: FiringFacts): ServiceId[] => [...new Set([...(alert.service === null ? [] : [alert.service]), ...facts.services])];
const sharesService = (record: IncidentRecord, services: readonly ServiceId[]): boolean => record.services.some((service) => services.includes(service));

/** When something last happened in it: an alert began or ended; in one that people reported, also when they last wrote something. */
function lastActivity(record: IncidentRecord): number {
  const byPeople = record.origin === 'person' || record.origin === 'customer' ? record.changedAt : 0;
  return record.alerts.reduce((last, { startsAt, endsAt }) => Math.max(last, endsAt ?? startsAt), byPeople);
}

const isActive = (record: IncidentRecord, alert: Alert, { groupWithinMs }: GroupingContext): boolean => isFiring(record) || Date.parse(alert.startsAt) - lastActivity(record) <= groupWithinMs;

/** Whether the breach began when the impact of an incident did that rules opened and that still fires. */
function beganTogether(record: IncidentRecord, alert: Alert, { groupAcrossMs }: GroupingContext): boolean {
  const onset = instantOf(record, 'impactStartedAt');
  return groupAcrossMs > 0 && onset !== null && isFiring(record) && Math.abs(Date.parse(alert.startsAt) - onset) <= groupAcrossMs;
}

/** What others tell without a service can only be brought together by when it is told; they may have known of it for hours. */
const toldTogether = (record: IncidentRecord, services: readonly ServiceId[], { origin }: FiringFacts, { now, groupAcrossMs }: GroupingContext): boolean =>
  groupAcrossMs > 0 && origin === 'alert' && record.origin === 'alert' && services.length === 0 && record.services.length === 0 && isFiring(record) && now - record.changedAt <= groupAcrossMs;

const MORE = / \(and \d+ more services?\)$/;

/** The title names the gravest of it and tells how wide it has become, unless a person has put it into words. */
function retitled(record: IncidentRecord, services: number, alert: Alert, facts: FiringFacts): Step[] {
  if (record.titledBy === 'person' || record.title === null) return [];
  const graver = severityRank(alert.severity) < severityRank(record.highestSeverity);
  const worst = graver ? plain(facts.title) || plain(alert.rule) : record.title.replace(MORE, '');
  const title = services < 2 ? worst : `${worst} (and ${services - 1} more ${services === 2 ? 'service' : 'services'})`;
  return title === record.title ? [] : [byHoldfast({ type: 'titleChanged', data: {}, texts: { title } }, evidenceOf(alert))];
}

/** Of several the declared one, then the graver, then the one that was active last, then the older. */
function best(records: readonly IncidentRecord[]): IncidentRecord | null {
  const proposed = (record: IncidentRecord): number => Number(record.standing === 'proposed');
  return records.toSorted((a, b) => proposed(a) - proposed(b) || severityRank(a.severity) - severityRank(b.severity) || lastActivity(b) - lastActivity(a) || (a.id < b.id ? -1 : 1))[0] ?? null;
}
