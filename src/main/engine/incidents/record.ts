import type { AlertId, IncidentId, ServiceId } from '../../../shared/model/ids.ts';
import type { ActionItem, Decision, HealthQuestion, ImpactEstimate, ImportedFrom, IncidentActor, IncidentKind, IncidentLink, IncidentOrigin, IncidentStanding, IncidentState, InstantName, InstantValue, LegalHold, RoleHolder } from '../../../shared/model/incident.ts';
import type { Audience } from '../../../shared/model/policy-config.ts';
import type { Severity } from '../../../shared/model/severity.ts';
import type { IncidentSilence } from '../../../shared/model/silence.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import type { ReviewRecord } from '../review/record.ts';

/** An alert as the incident knows it; the alert itself may be forgotten, this stays. */
export interface AttachedAlert {
  readonly alert: AlertId;
  readonly rule: string;
  readonly service: ServiceId | null;
  readonly severity: Severity;
  readonly startsAt: EpochMs;
  readonly noEarlierThan: boolean;
  readonly endsAt: EpochMs | null;
}

/** A silence that was asked for from here, with what it is found by. */
export type SilenceRecord = IncidentSilence & { readonly marker: string };

export interface TurnedClock {
  readonly stage: 'amber' | 'due' | 'overdue';
  readonly dueAt: EpochMs;
  readonly at: EpochMs;
}

export interface ToldUpdate {
  readonly audience: Audience;
  readonly at: EpochMs;
  readonly nextAt: EpochMs | null;
  readonly text: string | null;
  readonly by: IncidentActor;
}

/** What an audience was told and when, in the order of writing; people write it, so that it stays short. */
export interface TellingRecord {
  /** When each update went out, and the "next update at" that it promised. */
  readonly sent: readonly { readonly at: EpochMs; readonly nextAt: EpochMs | null }[];
  /** Due times that passed without one, each with the update that was the last one until then. */
  readonly overdue: readonly { readonly dueAt: EpochMs; readonly since: EpochMs | null }[];
}

/** What was told of a service's chain. */
export interface ToldChain {
  /** Of the last finding: `chainFound`. */
  readonly key: string;
  readonly at: EpochMs;
  /** How often something was told of it. */
  readonly count: number;
  /** The last link that was found broken, and until when it was told to be; null where none was. */
  readonly broken: { readonly link: string; readonly unchecked: readonly string[]; readonly says: string | null; readonly from: EpochMs; readonly until: EpochMs | null } | null;
}

/** What is known of alerts that are not held one by one. */
export interface CountedAlerts {
  /** All that the incident ever had. */
  readonly alerts: number;
  /** Of those that are not held one by one. */
  readonly firing: number;
  /** When the last of these ended; null while none did. */
  readonly endedAt: EpochMs | null;
}

/**
 * What the entries of one incident add up to: folded from its journal, never the truth itself, so that it can be folded again at
 * any time. Plain JSON. Nothing in it depends on the present time or on the configuration: clocks and vacancies are worked out anew.
 */
export interface IncidentRecord {
  readonly id: IncidentId;
  /** Null once it has been redacted. */
  readonly title: string | null;
  /** A title that Holdfast made may be made anew by it; one that a person wrote stays. */
  readonly titledBy: IncidentActor['kind'];
  readonly severity: Severity;
  readonly highestSeverity: Severity;
  readonly kind: IncidentKind | null;
  readonly state: IncidentState;
  readonly standing: IncidentStanding;
  readonly origin: IncidentOrigin;
  readonly services: readonly ServiceId[];
  readonly rule: string | null;
  readonly signature: string | null;
  readonly private: boolean;
  readonly isDrill: boolean;
  /** Every value that an instant ever had, oldest first; the last one counts. */
  readonly instants: Readonly<Partial<Record<InstantName, readonly InstantValue[]>>>;
  readonly alerts: readonly AttachedAlert[];
  /** Of a flood; null where it holds all of its alerts one by one. */
  readonly counted: CountedAlerts | null;
  readonly roles: readonly RoleHolder[];
  /** When a role came to be empty, so that a vacancy has an age; since it was declared unless it was left later. */
  readonly leftRoles: Readonly<Partial<Record<RoleHolder['role'], EpochMs>>>;
  readonly links: readonly IncidentLink[];
  readonly silences: readonly SilenceRecord[];
  readonly actions: readonly ActionItem[];
  readonly impact: readonly ImpactEstimate[];
  readonly decisions: readonly Decision[];
  /** The last one for each audience. */
  readonly updates: readonly ToldUpdate[];
  /** All of them without their words, by audience. */
  readonly told: Readonly<Partial<Record<Audience, TellingRecord>>>;
  /** By service. */
  readonly chains: Readonly<Record<string, ToldChain>>;
  /** By signal: whether two sources were told to disagree on it, and how often something was told. */
  readonly opinions: Readonly<Record<string, { readonly disagree: boolean; readonly count: number; readonly at: EpochMs }>>;
  readonly absorbed: readonly IncidentId[];
  readonly mergedInto: IncidentId | null;
  readonly sameAs: IncidentId | null;
  /** Whether whoever dismissed it called it a false alarm; null while it is not dismissed. */
  readonly falseAlarm: boolean | null;
  /** Null of one that was run here. */
  readonly importedFrom: ImportedFrom | null;
  readonly reopened: number;
  readonly reopenedAt: EpochMs | null;
  readonly healthQuestion: HealthQuestion | null;
  /** Last stage told of each clock, so that a restart tells none twice. */
  readonly turned: Readonly<Record<string, TurnedClock>>;
  /** Steps of the ladder taken: `<clock> <dueAt in ms> <step>`, as the entry names them (`escalationKey`) → when. */
  readonly escalated: Readonly<Record<string, EpochMs>>;
  /** Obligations that were met, by id → when: `obligationMet`. */
  readonly metObligations: Readonly<Record<string, EpochMs>>;
  /** Null before anybody has begun one. That it is closed is the state `reviewed`. */
  readonly review: ReviewRecord | null;
  /** Nothing of it may be deleted while there is one. */
  readonly hold: LegalHold | null;
  /** Entries so far; what a change must name to be sure that it saw everything. */
  readonly version: number;
  readonly lastSeq: number;
  readonly changedAt: EpochMs;
  /** When it was written down that it is over (resolved, dismissed, merged), of an imported one when it was; null while it is open. */
  readonly closedAt: EpochMs | null;
}

/** The value of an instant that counts now; null = not recorded. */
export function instantOf(record: Pick<IncidentRecord, 'instants'>, name: InstantName): EpochMs | null {
  const at = record.instants[name]?.at(-1)?.at ?? null;
  return at === null ? null : (Date.parse(at) as EpochMs);
}

/** Whether people still work on it. */
export const isOpen = (record: Pick<IncidentRecord, 'standing' | 'state'>): boolean =>
  record.standing === 'proposed' || (record.standing === 'declared' && record.state !== 'resolved' && record.state !== 'reviewed');

/** Which step of the ladder was taken for which due time of a clock: the key of `escalated`. */
export const escalationKey = (clock: string, dueAt: EpochMs, step: number): string => `${clock} ${dueAt} ${step}`;

/** So many that fire are written down one by one, in so many entries: nobody reads more. Beyond them there is a count. */
const HELD_ONE_BY_ONE = 1_000;
const MOST_ENTRIES = 10_000;
/** Whether what fires now is only counted. */
export const isFlooded = (record: Pick<IncidentRecord, 'alerts' | 'version'>): boolean => record.version >= MOST_ENTRIES || (record.alerts.length >= HELD_ONE_BY_ONE && firingOf(record).length >= HELD_ONE_BY_ONE);

/** Whether any alert of it fires, also of those that are only counted. */
export const isFiring = (record: Pick<IncidentRecord, 'alerts' | 'counted'>): boolean => (record.counted?.firing ?? 0) > 0 || record.alerts.some(({ endsAt }) => endsAt === null);

/** Those of its alerts that still fire, of those that it holds one by one. */
export const firingOf = (record: Pick<IncidentRecord, 'alerts'>): readonly AttachedAlert[] => record.alerts.filter(({ endsAt }) => endsAt === null);

/** When the last of its alerts ended, by their samples; null while one fires, and where it never had one. */
export function endOfBreach(record: Pick<IncidentRecord, 'alerts' | 'counted'>): EpochMs | null {
  if (record.alerts.length === 0 || isFiring(record)) return null;
  return record.alerts.reduce<EpochMs>((last, { endsAt, startsAt }) => Math.max(last, endsAt ?? startsAt) as EpochMs, record.counted?.endedAt ?? (0 as EpochMs));
}
