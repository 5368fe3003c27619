import type { ChangeOfIncident } from '../../../shared/model/change.ts';
import type { IncidentState } from '../../../shared/model/incident.ts';
import type { AlertId } from '../../../shared/model/ids.ts';
import { INSTANT_NAMES } from '../../../shared/model/incident.ts';
import type { Comparison, Story } from '../../../shared/model/story.ts';
import type { FactOf, IncidentFact } from '../../../shared/model/timeline.ts';
import { epochMs, toRfc3339 } from '../../../shared/model/units.ts';
import { isShared } from '../incidents/fold-roles.ts';
import { REMOVED } from '../incidents/fold.ts';
import { instantOf, type IncidentRecord } from '../incidents/record.ts';
import { startOf } from '../incidents/repo.ts';
import type { Entry } from '../journal/journal.ts';
import { timelineOf } from '../journal/view.ts';
import { isReviewFact } from './fold.ts';

type Row = Entry<IncidentFact>;
type Lanes = { -readonly [L in 'states' | 'severities' | 'alerts' | 'roles' | 'updates' | 'decisions' | 'runs']: Story[L] };

/** What is longer is told from its beginning. */
const MOST_ROWS = 5_000;
const MOST_ALERTS = 2_000;
const MOST_CHANGES = 500;

/** What is done about it when it is long over: it is no part of what people lived through, and must not stretch it over weeks. */
const AFTERWARDS: ReadonlySet<IncidentFact['type']> = new Set<IncidentFact['type']>(['reviewed', 'holdSet', 'holdLifted', 'redactionAsked', 'redacted', 'instantCorrected', 'privacyChanged', 'sameAs']);
const LIVED = INSTANT_NAMES.filter((name) => name !== 'reviewedAt');

const STATE: Readonly<Partial<Record<IncidentFact['type'], IncidentState>>> = { opened: 'detected', acknowledged: 'acknowledged', investigating: 'investigating', mitigated: 'mitigated', resolved: 'resolved', reviewed: 'reviewed', reopened: 'investigating', reviewReopened: 'resolved' };

/** The entries of an incident, as the journal has them, as lanes over time; what was said in its review stands there. Pure. */
export function storyOf(record: IncidentRecord, entries: readonly Row[], title: string, changes: readonly ChangeOfIncident[] = []): Story {
  const lanes: Lanes = { states: [], severities: [], alerts: [], roles: [], updates: [], decisions: [], runs: [] };
  for (const entry of entries) tell(lanes, entry);
  const lived = entries.filter(({ fact }) => !AFTERWARDS.has(fact.type) && !isReviewFact(fact));
  const rows = timelineOf(entries.filter(({ fact }) => !isReviewFact(fact)));
  const startedAt = startOf(record);
  const times = [startedAt, ...lived.map((entry) => entry.at), ...lanes.alerts.map(({ from }) => Date.parse(from)), ...LIVED.flatMap((name) => instantOf(record, name) ?? [])];
  return {
    incident: record.id,
    title,
    severity: record.severity,
    isDrill: record.isDrill,
    startedAt: toRfc3339(startedAt),
    from: toRfc3339(epochMs(times.reduce((least, time) => Math.min(least, time), startedAt))),
    to: toRfc3339(epochMs(times.reduce((most, time) => Math.max(most, time), startedAt))),
    instants: Object.fromEntries(INSTANT_NAMES.flatMap((name) => (record.instants[name] === undefined ? [] : [[name, record.instants[name].at(-1)?.at ?? null]]))),
    ...lanes,
    alerts: lanes.alerts.slice(0, MOST_ALERTS),
    changes: changes.slice(0, MOST_CHANGES).map(changeSpan),
    rows: rows.slice(0, MOST_ROWS),
    cut: rows.length > MOST_ROWS || lanes.alerts.length > MOST_ALERTS,
  };
}

const at = (entry: Row): { seq: number; at: string; knownAt: string } => ({ seq: entry.seq, at: toRfc3339(entry.at), knownAt: toRfc3339(entry.recordedAt) });

function tell(lanes: Lanes, entry: Row): void {
  const { fact } = entry;
  const state = STATE[fact.type];
  if (state !== undefined) lanes.states.push({ ...at(entry), state, by: entry.actor });
  if (fact.type === 'opened') lanes.severities.push({ ...at(entry), severity: fact.data.severity });
  else if (fact.type === 'severityChanged') lanes.severities.push({ ...at(entry), severity: fact.data.to });
  else if (fact.type === 'alertFired') lanes.alerts.push(alertSpan(entry, fact));
  else if (fact.type === 'alertEnded') endAlert(lanes, entry, fact.data.alert, fact.data.endsAt);
  else if (fact.type === 'roleTaken') beginRole(lanes, entry, fact.data.role, { id: fact.data.person, name: fact.data.personName });
  else if (fact.type === 'roleLeft') endRole(lanes, entry, fact.data.role, fact.data.person);
  else if (fact.type === 'handoverAccepted') {
    endRole(lanes, entry, fact.data.role, fact.data.from);
    beginRole(lanes, entry, fact.data.role, { id: fact.data.to, name: fact.data.toName });
  } else if (fact.type === 'runStarted') lanes.runs.push({ from: toRfc3339(entry.at), to: null, knownAt: toRfc3339(entry.recordedAt), endKnownAt: null, run: fact.data.run, plan: fact.data.plan, name: fact.texts.name ?? REMOVED, mode: fact.data.mode, phase: null });
  else if (fact.type === 'runEnded') lanes.runs = lanes.runs.map((span) => (span.run === fact.data.run ? { ...span, to: toRfc3339(entry.at), endKnownAt: toRfc3339(entry.recordedAt), phase: fact.data.phase } : span));
  else if (fact.type === 'updateSent') lanes.updates.push({ ...at(entry), audience: fact.data.audience, text: fact.texts.text ?? REMOVED, nextAt: fact.data.nextAt, correction: false, by: entry.actor });
  else if (fact.type === 'updateCorrected') lanes.updates.push({ ...at(entry), audience: fact.data.audience, text: fact.texts.text ?? REMOVED, nextAt: null, correction: true, by: entry.actor });
  else if (fact.type === 'decided')
    lanes.decisions.push({ ...at(entry), choice: fact.data.choice, reason: fact.texts.reason ?? REMOVED, reaskAt: fact.data.reaskAt, sinceImpactMs: fact.data.sinceImpactMs, numbers: fact.data.numbers, confirmed: fact.data.confirmed, by: entry.actor });
}

const alertSpan = (entry: Row, { data, texts }: FactOf<'alertFired'>): Story['alerts'][number] => ({
  from: data.startsAt, to: null, knownAt: toRfc3339(entry.recordedAt), endKnownAt: null, alert: data.alert, rule: data.rule, service: data.service, severity: data.severity, value: data.value, limit: data.limit, summary: texts.summary ?? null,
});

/** It was known from when it was told, its end too: a message that came later is not told apart. */
const changeSpan = ({ id: change, at: from, endedAt: to, recordedAt: knownAt, kind, title, status, relation }: ChangeOfIncident): Story['changes'][number] => ({ from, to, knownAt, endKnownAt: to === null ? null : to > knownAt ? to : knownAt, change, kind, title, status, relation });

function endAlert(lanes: Lanes, entry: Row, alert: AlertId, endsAt: string): void {
  const index = lanes.alerts.findLastIndex((span) => span.alert === alert && span.to === null);
  const span = lanes.alerts[index];
  if (span !== undefined) lanes.alerts[index] = { ...span, to: endsAt, endKnownAt: toRfc3339(entry.recordedAt) };
}

function beginRole(lanes: Lanes, entry: Row, role: Story['roles'][number]['role'], person: { readonly id: string; readonly name: string }): void {
  if (!isShared(role)) for (const span of lanes.roles.filter((each) => each.role === role && each.to === null)) endRole(lanes, entry, role, span.person);
  lanes.roles.push({ from: toRfc3339(entry.at), to: null, knownAt: toRfc3339(entry.recordedAt), endKnownAt: null, role, person: person.id, name: person.name });
}

function endRole(lanes: Lanes, entry: Row, role: Story['roles'][number]['role'], person: string): void {
  lanes.roles = lanes.roles.map((span) => (span.role === role && span.person === person && span.to === null ? { ...span, to: toRfc3339(entry.at), endKnownAt: toRfc3339(entry.recordedAt) } : span));
}

/** Two incidents side by side, each counted from its own start. */
export function compare(left: Story, right: Story, why: string | null): Comparison {
  const since = (story: Story, name: (typeof INSTANT_NAMES)[number]): number | null => {
    const instant = story.instants[name] ?? null;
    return instant === null ? null : Date.parse(instant) - Date.parse(story.startedAt);
  };
  const told = LIVED.filter((name) => since(left, name) !== null || since(right, name) !== null);
  return { left, right, why, instants: told.map((instant) => ({ instant, leftMs: since(left, instant), rightMs: since(right, instant) })) };
}
