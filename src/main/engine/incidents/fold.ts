import type { IncidentId } from '../../../shared/model/ids.ts';
import type { InstantName, InstantValue } from '../../../shared/model/incident.ts';
import { graver } from '../../../shared/model/severity.ts';
import type { FactOf, IncidentFact } from '../../../shared/model/timeline.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { Entry } from '../journal/journal.ts';
import { foldReview, isReviewFact } from '../review/fold.ts';
import { attachAlert, endAlert } from './fold-alerts.ts';
import { acceptHandover, leaveRole, offerHandover, takeRole } from './fold-roles.ts';
import { askSilence, endSilence, makeSilence, refuseSilence } from './fold-silences.ts';
import { tellChain, tellSent, tellTurned } from './fold-told.ts';
import { escalationKey, instantOf, isOpen, type IncidentRecord } from './record.ts';

/** Stands where a text was removed and its place cannot be empty. */
export const REMOVED = '(removed)';

type IncidentRow = Entry<IncidentFact>;
type Change = Partial<IncidentRecord>;

const ms = (instant: string): EpochMs => epochMs(Date.parse(instant));

/** All entries of one incident, oldest first; null where there are none. */
export const foldEntries = (entries: Iterable<IncidentRow>): IncidentRecord | null => {
  let record: IncidentRecord | null = null;
  for (const entry of entries) record = foldEntry(record, entry);
  return record;
};

/**
 * The record with one more entry. Total and deterministic: every entry counts towards the version, whatever it says, and nothing
 * but `record` and `entry` decides. An incident begins with `opened`; before that there is none.
 */
export function foldEntry(record: IncidentRecord | null, entry: IncidentRow): IncidentRecord | null {
  if (record === null) return entry.fact.type === 'opened' && entry.stream !== null ? begin(entry.stream, entry, entry.fact) : null;
  const next = { ...record, ...changeOf(record, entry, entry.fact), version: record.version + 1, lastSeq: entry.seq, changedAt: entry.recordedAt };
  if (isOpen(next)) return { ...next, closedAt: null };
  return { ...next, closedAt: record.closedAt ?? (isImported(record) ? entry.at : entry.recordedAt) };
}

/** Told by an import, and untouched by the work of people here since. */
const isImported = ({ origin, reopened }: Pick<IncidentRecord, 'origin' | 'reopened'>): boolean => origin === 'import' && reopened === 0;

/** Where a step's instant comes from: our clock when it was written down as it happened, otherwise whoever told it. */
function stepSource(record: Pick<IncidentRecord, 'origin' | 'reopened'>, entry: IncidentRow): InstantValue['source'] {
  if (isImported(record)) return 'import';
  if (entry.at === entry.recordedAt) return 'clock';
  return entry.actor.kind === 'person' ? 'person' : 'data';
}

const valueOf = (entry: IncidentRow, at: EpochMs | null, source: InstantValue['source'], rest: { readonly reason?: string | null; readonly noEarlierThan?: boolean } = {}): InstantValue => ({
  at: at === null ? null : toRfc3339(at),
  source,
  by: entry.actor,
  recordedAt: toRfc3339(entry.recordedAt),
  reason: rest.reason ?? null,
  noEarlierThan: rest.noEarlierThan ?? false,
});

const withInstant = (record: Pick<IncidentRecord, 'instants'>, name: InstantName, value: InstantValue): IncidentRecord['instants'] => ({
  ...record.instants,
  [name]: [...(record.instants[name] ?? []), value],
});

function begin(id: IncidentId, entry: IncidentRow, { data, texts }: FactOf<'opened'>): IncidentRecord {
  const told = data.origin === 'import' ? 'import' : data.origin === 'rule' || data.origin === 'alert' ? 'data' : 'person';
  const step = stepSource({ origin: data.origin, reopened: 0 }, entry);
  const instants: { -readonly [N in InstantName]?: readonly InstantValue[] } = {};
  if (data.impactStartedAt !== null) instants.impactStartedAt = [valueOf(entry, ms(data.impactStartedAt), told, { noEarlierThan: data.noEarlierThan })];
  if (data.detectedAt !== null) instants.detectedAt = [valueOf(entry, ms(data.detectedAt), told)];
  if (data.standing === 'declared') instants.declaredAt = [valueOf(entry, entry.at, step)];
  return {
    id,
    title: texts.title ?? null,
    titledBy: entry.actor.kind,
    severity: data.severity,
    highestSeverity: data.severity,
    kind: data.kind,
    state: 'detected',
    standing: data.standing,
    origin: data.origin,
    services: data.services,
    rule: data.rule,
    signature: data.signature,
    private: data.private,
    isDrill: data.isDrill,
    instants,
    alerts: [],
    counted: null,
    roles: [],
    leftRoles: {},
    links: [],
    silences: [],
    actions: [],
    impact: [],
    decisions: [],
    updates: [],
    told: {},
    chains: {},
    opinions: {},
    absorbed: [],
    mergedInto: null,
    sameAs: null,
    falseAlarm: null,
    importedFrom: null,
    reopened: 0,
    reopenedAt: null,
    healthQuestion: null,
    turned: {},
    escalated: {},
    metObligations: {},
    review: null,
    hold: null,
    version: 1,
    lastSeq: entry.seq,
    changedAt: entry.recordedAt,
    closedAt: null,
  };
}

/** The work of one entry, by its type; types that only tell something change nothing. */
function changeOf(record: IncidentRecord, entry: IncidentRow, fact: IncidentFact): Change {
  const step = (name: InstantName): Pick<IncidentRecord, 'instants'> => ({ instants: withInstant(record, name, valueOf(entry, entry.at, stepSource(record, entry))) });
  if (isReviewFact(fact)) return { review: foldReview(record.review, entry, fact), ...(fact.type === 'reviewReopened' ? reopenReview(record, entry) : {}) };
  switch (fact.type) {
    case 'accepted':
      return { standing: 'declared', ...step('declaredAt') };
    case 'dismissed':
      return { standing: 'dismissed', falseAlarm: fact.data.falseAlarm };
    case 'alertFired':
      return { alerts: attachAlert(record.alerts, fact.data), healthQuestion: null };
    case 'alertEnded':
      return { alerts: endAlert(record.alerts, fact.data.alert, ms(fact.data.endsAt)) };
    case 'alertsCounted':
      return { counted: { alerts: fact.data.alerts, firing: fact.data.firing, endedAt: fact.data.endedAt === null ? null : ms(fact.data.endedAt) }, ...(fact.data.firing > (record.counted?.firing ?? 0) ? { healthQuestion: null } : {}) };
    case 'severityChanged':
      return { severity: fact.data.to, highestSeverity: graver(record.highestSeverity, fact.data.to) };
    case 'kindChanged':
      return { kind: fact.data.to };
    case 'privacyChanged':
      return { private: fact.data.private };
    case 'titleChanged':
      return { title: fact.texts.title ?? null, titledBy: entry.actor.kind };
    case 'servicesChanged':
      return { services: [...record.services.filter((each) => !fact.data.removed.includes(each)), ...fact.data.added.filter((each) => !record.services.includes(each))] };
    case 'acknowledged':
      return { state: 'acknowledged', ...step('acknowledgedAt') };
    case 'investigating':
      return { state: 'investigating', ...step('investigatingAt') };
    case 'mitigated':
      return { state: 'mitigated', ...step('mitigatedAt') };
    case 'resolved':
      return { state: 'resolved', healthQuestion: null, ...step('resolvedAt') };
    case 'reviewed':
      return { state: 'reviewed', ...step('reviewedAt') };
    case 'reopened':
      return reopen(record, entry);
    case 'impactEnded':
      return { instants: withInstant(record, 'impactEndedAt', valueOf(entry, ms(fact.data.impactEndedAt), 'data')) };
    case 'impactResumed':
      return { instants: withInstant(record, 'impactEndedAt', valueOf(entry, null, 'data')), healthQuestion: null };
    case 'healthAsked':
      return { healthQuestion: { healthySince: fact.data.healthySince, impactEndedAt: fact.data.impactEndedAt, askedAt: toRfc3339(entry.at) } };
    case 'instantCorrected':
      return { instants: withInstant(record, fact.data.instant, correction(entry, fact)) };
    case 'roleTaken':
      return takeRole(record, fact.data, entry.at);
    case 'roleLeft':
      return leaveRole(record, fact.data, entry.at);
    case 'handoverOffered':
      return offerHandover(record, fact.data);
    case 'handoverAccepted':
      return acceptHandover(record, fact.data, entry.at);
    case 'linkAdded':
      return typeof fact.texts.url === 'string' ? { links: [...record.links, { id: fact.data.item, kind: fact.data.kind, label: fact.texts.label ?? REMOVED, url: fact.texts.url }] } : {};
    case 'linkRemoved':
      return { links: record.links.filter(({ id }) => id !== fact.data.item) };
    case 'actionAdded':
      return { actions: [...record.actions, { id: fact.data.item, text: fact.texts.text ?? REMOVED, owner: fact.data.owner, ownerName: fact.data.ownerName, dueAt: fact.data.dueAt, doneAt: null }] };
    case 'actionChanged':
      return { actions: record.actions.map((each) => (each.id === fact.data.item ? { ...each, owner: fact.data.owner, ownerName: fact.data.ownerName, dueAt: fact.data.dueAt } : each)) };
    case 'actionDone':
      return { actions: record.actions.map((each) => (each.id === fact.data.item ? { ...each, doneAt: fact.data.done ? toRfc3339(entry.at) : null } : each)) };
    case 'impactSet':
      return { impact: [...record.impact.filter(({ field }) => field !== fact.data.field), { field: fact.data.field, number: fact.data.number, text: fact.texts.text ?? null, source: fact.texts.source ?? null, at: toRfc3339(entry.at), by: entry.actor }] };
    case 'updateSent':
      return { updates: [...record.updates.filter(({ audience }) => audience !== fact.data.audience), { audience: fact.data.audience, at: entry.at, nextAt: fact.data.nextAt === null ? null : ms(fact.data.nextAt), text: fact.texts.text ?? null, by: entry.actor }], told: tellSent(record.told, fact.data, entry.at) };
    case 'clockTurned':
      return { told: tellTurned(record, fact.data), turned: { ...record.turned, [fact.data.clock]: { stage: fact.data.stage, dueAt: ms(fact.data.dueAt), at: entry.at } } };
    case 'escalated':
      return { escalated: withEscalation(record.escalated, fact.data, entry.at) };
    case 'obligationMet':
      return { metObligations: { ...record.metObligations, [fact.data.obligation]: entry.at } };
    case 'decided':
      return { decisions: [...record.decisions, { choice: fact.data.choice, reason: fact.texts.reason ?? REMOVED, reaskAt: fact.data.reaskAt, at: toRfc3339(entry.at), by: entry.actor }] };
    case 'silenceAsked':
      return { silences: askSilence(record.silences, fact, entry.actor, entry.at) };
    case 'silenceMade':
      return { silences: makeSilence(record.silences, fact) };
    case 'silenceRefused':
      return { silences: refuseSilence(record.silences, fact) };
    case 'silenceEnded':
      return { silences: endSilence(record.silences, fact, entry.at) };
    case 'chainFound':
      return { chains: tellChain(record.chains, fact, entry.at) };
    case 'opinionsTold':
      return { opinions: { ...record.opinions, [fact.data.signal]: { disagree: fact.data.state === 'disagree', count: (record.opinions[fact.data.signal]?.count ?? 0) + 1, at: entry.at } } };
    case 'merged':
      return { standing: 'merged', mergedInto: fact.data.into };
    case 'absorbed':
      return { absorbed: [...record.absorbed, fact.data.from] };
    case 'importedFrom':
      return { importedFrom: fact.data };
    case 'sameAs':
      return { sameAs: fact.data.incident };
    case 'holdSet':
      return { hold: { reason: fact.texts.reason ?? REMOVED, at: toRfc3339(entry.at), by: entry.actor } };
    case 'holdLifted':
      return { hold: null };
    case 'opened':
    case 'note':
    case 'updateCorrected':
    case 'evidenceFrozen':
    case 'evidenceClosed':
    case 'monitoringLost':
    case 'monitoringBack':
    case 'redactionAsked':
    case 'redacted':
    case 'erased':
    case 'runStarted':
    case 'ruleOverridden':
    case 'runStep':
    case 'runSteered':
    case 'runStopped':
    case 'runEnded':
    case 'triggerTold':
    default:
      return {};
  }
}

/** Of an undecided decision every minute has steps of its own, for as long as nobody decides: nobody asks for those of an hour ago again. */
const KEPT_STEPS = 200;
function withEscalation(taken: IncidentRecord['escalated'], { clock, dueAt, step }: FactOf<'escalated'>['data'], at: EpochMs): IncidentRecord['escalated'] {
  const ofClock = Object.keys(taken).filter((key) => key.startsWith(`${clock} `));
  const old = new Set(ofClock.slice(0, Math.max(0, ofClock.length + 1 - KEPT_STEPS)));
  const kept = old.size === 0 ? taken : Object.fromEntries(Object.entries(taken).filter(([key]) => !old.has(key)));
  return { ...kept, [escalationKey(clock, ms(dueAt), step)]: at };
}

/** People work on it again: what had been reached no longer holds, and stays in the list of values. A dismissed one becomes an incident. */
function reopen(record: IncidentRecord, entry: IncidentRow): Change {
  const again = { reopened: record.reopened + 1, reopenedAt: entry.at, healthQuestion: null, falseAlarm: null };
  if (record.standing === 'dismissed')
    return { ...again, standing: 'declared', instants: instantOf(record, 'declaredAt') === null ? withInstant(record, 'declaredAt', valueOf(entry, entry.at, stepSource(record, entry))) : record.instants };
  let { instants } = record;
  for (const name of ['mitigatedAt', 'resolvedAt', 'reviewedAt'] as const)
    if (instantOf(record, name) !== null) instants = withInstant({ instants }, name, valueOf(entry, null, entry.actor.kind === 'person' ? 'person' : 'data'));
  return { ...again, state: 'investigating', instants };
}

/** The incident stays resolved; only its review is not closed any more. */
const reopenReview = (record: IncidentRecord, entry: IncidentRow): Change =>
  record.state === 'reviewed' ? { state: 'resolved', instants: withInstant(record, 'reviewedAt', valueOf(entry, null, 'person')) } : {};

const correction = (entry: IncidentRow, { data, texts }: FactOf<'instantCorrected'>): InstantValue =>
  valueOf(entry, data.to === null ? null : ms(data.to), entry.actor.kind === 'person' ? 'person' : 'data', { reason: texts.reason ?? null, noEarlierThan: data.noEarlierThan ?? false });
