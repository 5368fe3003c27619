import type { IncidentKind, InstantName } from '../../shared/model/incident.ts';
import type { MaintenanceId, PersonId, ServiceId } from '../../shared/model/ids.ts';
import type { Audience, Role, WEEKDAYS } from '../../shared/model/policy-config.ts';
import type { Severity } from '../../shared/model/severity.ts';
import type { DurationMs, EpochMs } from '../../shared/model/units.ts';

export interface ResolvedStep {
  readonly afterMs: DurationMs;
  readonly sound: boolean;
  readonly webhook: string | null;
  /** Values may hold references to secrets. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface ResolvedObligation {
  readonly id: string;
  readonly name: string;
  readonly kind: 'regulator' | 'contract';
  readonly severities: readonly Severity[];
  /** Null = every kind. */
  readonly incidentKinds: readonly IncidentKind[] | null;
  readonly from: Extract<InstantName, 'impactStartedAt' | 'detectedAt' | 'declaredAt'>;
  readonly withinMs: DurationMs;
}

/** How incidents are run: `incidents:` of the configuration with durations read. */
export interface ResolvedPolicy {
  readonly cadenceMs: Readonly<Record<Audience, DurationMs>>;
  /** Between public updates after the first two hours. */
  readonly publicLaterMs: DurationMs;
  readonly when: { readonly amberMs: DurationMs; readonly dueMs: DurationMs; readonly healthyMs: DurationMs };
  readonly requiredRoles: Readonly<Record<Severity, readonly Role[]>>;
  readonly acknowledgeMs: Readonly<Record<'P0' | 'P1', DurationMs>>;
  readonly commanderMs: DurationMs;
  readonly steps: readonly ResolvedStep[];
  readonly obligations: readonly ResolvedObligation[];
  readonly groupWithinMs: DurationMs;
  /** 0 = incidents never take in other services by time alone. */
  readonly groupAcrossMs: DurationMs;
  readonly askResolvedAfterMs: DurationMs;
  readonly quietHours: { readonly from: string; readonly to: string; readonly timeZone: string } | null;
}

export type Weekday = (typeof WEEKDAYS)[number];

/** Instants of a single window are resolved; a weekly one is expanded when it is asked for (`engine/maintenance`). */
export interface ResolvedWindow {
  readonly once: { readonly from: EpochMs; readonly to: EpochMs } | null;
  readonly weekly: { readonly days: readonly Weekday[]; readonly at: string; readonly forMs: DurationMs } | null;
  readonly timeZone: string;
}

export interface ResolvedMaintenance extends ResolvedWindow {
  readonly id: MaintenanceId;
  readonly name: string;
  readonly services: 'all' | readonly ServiceId[];
}

export interface ResolvedRosterEntry {
  readonly role: Role;
  readonly person: PersonId | null;
  readonly name: string;
  readonly contact: string | null;
  readonly days: readonly Weekday[] | null;
  readonly hours: { readonly from: string; readonly to: string } | null;
  /** First and last day, `YYYY-MM-DD`. */
  readonly dates: { readonly from: string; readonly to: string } | null;
  readonly timeZone: string;
}
