import type { Fact, TimelineEvent } from '../../../shared/model/timeline.ts';
import { toRfc3339 } from '../../../shared/model/units.ts';
import { isFact, type Entry } from './journal.ts';

/** Entries that tell the story of an incident by themselves. */
const KEY: ReadonlySet<Fact['type']> = new Set<Fact['type']>([
  'opened', 'accepted', 'dismissed', 'severityChanged', 'privacyChanged', 'acknowledged', 'investigating', 'mitigated', 'resolved', 'reopened', 'reviewed',
  'impactEnded', 'impactResumed', 'instantCorrected', 'updateSent', 'updateCorrected', 'decided', 'obligationMet', 'merged', 'absorbed', 'monitoringLost', 'monitoringBack', 'chainFound', 'opinionsTold', 'silenceMade', 'silenceRefused', 'silenceEnded', 'causeSet', 'reviewReopened', 'holdSet', 'holdLifted', 'importedFrom', 'erased', 'runStarted', 'ruleOverridden', 'runStopped', 'runEnded', 'triggerTold',
]);

/** Whether the timeline opens with it. `firstAlert`: no alert fired in this incident before. */
function isKey(entry: Entry, firstAlert: boolean): boolean {
  if (isFact(entry, 'alertFired')) return firstAlert;
  // Whoever writes something down wants it read.
  if (isFact(entry, 'note')) return entry.actor.kind === 'person';
  if (isFact(entry, 'roleTaken')) return entry.fact.data.role === 'incidentCommander';
  if (isFact(entry, 'handoverAccepted')) return 'role' in entry.fact.data && entry.fact.data.role === 'incidentCommander';
  if (isFact(entry, 'clockTurned')) return entry.fact.data.clock === 'when' && entry.fact.data.stage === 'due';
  return KEY.has(entry.fact.type);
}

/** An entry as the API shows it: facts and texts in one, a redacted text null and named. */
export function toTimelineEvent(entry: Entry, { firstAlert = false }: { readonly firstAlert?: boolean } = {}): TimelineEvent {
  const { fact, at } = entry;
  const texts: readonly [string, string | null][] = Object.entries(fact.texts);
  return {
    seq: entry.seq,
    incident: entry.stream,
    at: toRfc3339(at),
    recordedAt: toRfc3339(entry.recordedAt),
    actor: entry.actor,
    type: fact.type,
    data: { ...fact.data, ...fact.texts },
    evidence: entry.evidence,
    fromMemory: entry.fromMemory,
    key: isKey(entry, firstAlert),
    redacted: texts.flatMap(([field, text]) => (text === null ? [field] : [])),
    hash: entry.hash,
    count: 1,
    lastAt: toRfc3339(at),
  };
}

/**
 * A whole incident as its timeline shows it, oldest first: in the order in which things happened, so that what was told later stands
 * at its time; key moments marked, repetitions folded.
 */
export function timelineOf(entries: readonly Entry[]): TimelineEvent[] {
  const inOrder = entries.toSorted((a, b) => a.at - b.at || a.seq - b.seq);
  const firstAlert = inOrder.find((entry) => isFact(entry, 'alertFired'));
  return fold(inOrder.map((entry) => toTimelineEvent(entry, { firstAlert: entry === firstAlert })));
}

/** What a flapping alert repeats; null for a row that always stands by itself. Rows of one name differ in nothing that a reader needs. */
function repeats({ type, data }: TimelineEvent): string | null {
  if (type === 'alertFired' || type === 'alertEnded') return `${type} ${String(data['rule'])}`;
  if (type === 'impactEnded' || type === 'impactResumed' || type === 'alertsCounted') return type;
  if (type === 'escalated') return [type, data['clock'], data['by'], data['outcome']].map(String).join(' ');
  return null;
}

/**
 * Folds what repeats into its first row, which then tells how often and when last. Only rows in an unbroken run of such rows are
 * folded, so that nothing a person did or said changes its place; alerts that take turns do not keep each other apart. Takes and
 * gives rows oldest first.
 */
export function fold(events: readonly TimelineEvent[]): TimelineEvent[] {
  const rows: TimelineEvent[] = [];
  const run = new Map<string, number>();
  for (const event of events) {
    const name = repeats(event);
    if (name === null) run.clear();
    const place = name === null ? undefined : run.get(name);
    const first = place === undefined ? undefined : rows[place];
    if (place !== undefined && first !== undefined) rows[place] = { ...first, count: first.count + 1, lastAt: event.at > first.lastAt ? event.at : first.lastAt };
    else {
      if (name !== null) run.set(name, rows.length);
      rows.push(event);
    }
  }
  return rows;
}
