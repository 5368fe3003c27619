import type { IncidentId } from '../../shared/model/ids.ts';
import type { Incident } from '../../shared/model/incident.ts';
import { graver, maySound, severityRank, type Severity } from '../../shared/model/severity.ts';
import { epochMs, type EpochMs } from '../../shared/model/units.ts';
import type { Alarm } from './live-state.ts';

/** A screen sounds at most once in this time, and an alarm that nobody has acknowledged sounds again after it. */
export const SOUND_AGAIN_MS = 120_000;
/** The longest that a screen may be silenced. */
export const SILENCE_MS = 600_000;

/** A P2 has no sound. */
export type Audible = Exclude<Severity, 'P2'>;
const audible = (severity: Severity): severity is Audible => severity !== 'P2';

interface Heard {
  /** The gravest that was sounded for it, or that it had when it needed no sound. */
  readonly severity: Severity;
  readonly at: EpochMs;
}

/** What this screen has sounded. Times are the engine's. */
export interface SoundMemory {
  readonly lastAt: EpochMs | null;
  readonly heard: ReadonlyMap<IncidentId, Heard>;
  /** Incidents of which something became overdue that has not been sounded yet. */
  readonly overdue: ReadonlySet<IncidentId>;
  readonly alarm: Alarm | null;
}

export interface SoundInput {
  readonly now: EpochMs;
  /** Open and proposed ones; the sound follows incidents, so a rule that asks for none has no sound. */
  readonly incidents: readonly Incident[];
  /** The newest event that wanted to be heard. */
  readonly alarm: Alarm | null;
  /** Quiet hours: a P1 waits until they are over. */
  readonly quiet: boolean;
  /** Nobody can hear this screen now: silenced, muted or blocked. What is not heard is told afterwards. */
  readonly deaf: boolean;
}

/** What stood when the page was opened was sounded elsewhere: it sounds here only if it stays unanswered. */
export const openMemory = ({ now, incidents, alarm }: Pick<SoundInput, 'now' | 'incidents' | 'alarm'>): SoundMemory => ({
  lastAt: null,
  heard: new Map(incidents.map(({ id, severity }) => [id, { severity, at: now }])),
  overdue: new Set(),
  alarm,
});

/** New here, graver than it was heard, overdue, or unanswered for two minutes. An acknowledged one sounds only if it grows. */
function wants(incident: Incident, memory: SoundMemory, now: EpochMs): boolean {
  if (memory.overdue.has(incident.id)) return true;
  const heard = memory.heard.get(incident.id);
  if (heard !== undefined && severityRank(incident.severity) < severityRank(heard.severity)) return true;
  if (incident.acknowledgedAt !== null) return false;
  return heard === undefined || now - heard.at >= SOUND_AGAIN_MS;
}

/** Forgets what is closed, takes in a new event, and notes what was acknowledged before it could be heard here. */
function follow(memory: SoundMemory, { now, incidents, alarm }: SoundInput): SoundMemory {
  const open = new Set(incidents.map(({ id }) => id));
  const overdue = new Set([...memory.overdue].filter((id) => open.has(id)));
  if (alarm !== memory.alarm && alarm?.why === 'overdue' && open.has(alarm.incident)) overdue.add(alarm.incident);
  const heard = new Map([...memory.heard].filter(([id]) => open.has(id)));
  for (const { id, severity, acknowledgedAt } of incidents) if (!heard.has(id) && acknowledgedAt !== null) heard.set(id, { severity, at: now });
  return { ...memory, heard, overdue, alarm };
}

/** Whether this screen sounds now, and how gravely. One sound tells of everything that waits for one. */
export function decideSound(memory: SoundMemory, input: SoundInput): { readonly memory: SoundMemory; readonly play: Audible | null } {
  const { now, quiet, deaf } = input;
  // A drill has no sound: it must be taken for nothing real, and the sound of what is real must not wait for it.
  const incidents = input.incidents.filter(({ isDrill }) => !isDrill);
  const next = follow(memory, { ...input, incidents });
  const limited = next.lastAt !== null && now - next.lastAt < SOUND_AGAIN_MS;
  const due = deaf || limited ? [] : incidents.filter((incident) => maySound(incident.severity, quiet) && wants(incident, next, now));
  const play = due.map(({ severity }) => severity).filter(audible).toSorted((a, b) => severityRank(a) - severityRank(b))[0] ?? null;
  if (play === null) return { memory: next, play };
  const heard = new Map(next.heard);
  for (const { id, severity } of due) heard.set(id, { severity: graver(severity, heard.get(id)?.severity ?? severity), at: now });
  const told = new Set(due.map(({ id }) => id));
  return { memory: { ...next, lastAt: now, heard, overdue: new Set([...next.overdue].filter((id) => !told.has(id))) }, play };
}

/** Until when a screen is silenced, if it is now. A time further away than a screen may be silenced counts for nothing. */
export const silencedUntil = (until: EpochMs | null, now: EpochMs | null): EpochMs | null =>
  until !== null && now !== null && now < until && until - now <= SILENCE_MS ? until : null;

export const silenceFrom = (now: EpochMs): EpochMs => epochMs(now + SILENCE_MS);
