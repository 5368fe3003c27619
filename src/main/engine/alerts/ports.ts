import type { AlertId, IncidentId, ServiceId } from '../../../shared/model/ids.ts';
import type { Alert } from '../../../shared/model/incident.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import type { IncidentMode } from '../detection/spec.ts';

/** What is known of a firing beside the alert itself. */
export interface FiringFacts {
  /** What the rule asks for. */
  readonly mode: IncidentMode;
  /** Service + rule + failure mode: the same for the same kind of trouble. */
  readonly signature: string;
  /** Services that an incident of its own concerns; usually the alert's one. */
  readonly services: readonly ServiceId[];
  /** Title for an incident of its own. */
  readonly title: string;
  /** `alert` for one that was received from outside, `customer` where people outside reported it. */
  readonly origin: 'rule' | 'alert' | 'customer';
}

/**
 * What incidents make of alerts. Called inside the transaction that stores the alert, so that neither is there without the other;
 * what screens must know of it is told once that transaction is on disk.
 */
export interface AlertTaker {
  /** The incident that it belongs to now, an open one or a new one; null where the rule asks for none. */
  fired(alert: Alert, facts: FiringFacts): IncidentId | null;
  /** The data show that the breach behind it began earlier than was known when it fired. */
  onset(alert: Alert): void;
  ended(alert: Alert): void;
  /** Runs what tells of several alerts: what they make of one incident is written once. */
  together<T>(work: () => T): T;
}

/** How a service stands, for clocks and for questions of health. */
export interface ServiceStanding {
  readonly service: ServiceId;
  /** `breached`: an alert of it fires, or its state is P0 to P2. `unknown`: blind or late, with nothing firing that is confirmed. */
  readonly state: 'ok' | 'breached' | 'unknown';
  readonly since: EpochMs;
}

/** What others ask of alerts. */
export interface AlertBook {
  get(id: AlertId): Alert | null;
  /** Active ones of an incident, and those that ended. */
  ofIncident(incident: IncidentId): Alert[];
  /** Moves alerts to the incident that took theirs in. Inside a transaction of the caller. */
  reassign(from: IncidentId, to: IncidentId): void;
  /** Takes the words out of an alert: its name and annotations. Inside a transaction of the caller. */
  redact(alert: AlertId): void;
}

