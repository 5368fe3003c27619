import { z } from 'zod';
import { Breach, DemoFault, Freshness, Presence, Problem, Reading, SecondOpinion, Service, Signal, SignalError, Source, Workspace } from '../model/entities.ts';
import { DeliverySeq, DeliveryState } from '../model/delivery.ts';
import { ChannelId, IncidentId, SignalId, UpdateId } from '../model/ids.ts';
import { ConsoleView } from '../model/console.ts';
import { ContinuityFace } from '../model/continuity/plan.ts';
import { Run } from '../model/continuity/run.ts';
import { Alert, AlertCounts, Incident, MaintenanceWindow } from '../model/incident.ts';
import { Instant } from '../model/instant.ts';
import { Severity } from '../model/severity.ts';

/** Everything a screen needs to draw itself at once; what follows on the stream are differences to it. */
export const Snapshot = z.object({
  workspace: Workspace,
  services: z.array(Service),
  signals: z.array(Signal),
  sources: z.array(Source),
  problems: z.array(Problem),
  presence: z.array(Presence),
  demoFaults: z.array(DemoFault),
  /** Open and proposed incidents, gravest first. Of a private one only its face: no title, services, people or links. */
  incidents: z.array(Incident),
  /** Gravest active alerts, at most 200; `alertCounts` counts all. */
  alerts: z.array(Alert),
  alertCounts: AlertCounts,
  /** Windows that run or begin within a day. */
  maintenance: z.array(MaintenanceWindow),
  continuity: ContinuityFace,
  console: ConsoleView,
  /** The engine's clock when the snapshot was made. */
  now: Instant,
});
export type Snapshot = z.infer<typeof Snapshot>;

/**
 * The live stream. `tick` comes once a second from the engine itself: without it, whatever is on screen is no longer live.
 * A configuration change or anything else that alters the set of signals sends a new `snapshot`.
 */
export const events = {
  snapshot: Snapshot,
  reading: Reading.extend({ signal: SignalId, breach: Breach, intervalMs: z.number(), usualAgeMs: z.number().optional() }),
  freshness: z.object({ signal: SignalId, freshness: Freshness, since: Instant, error: SignalError.nullable() }),
  /** How the second opinion of a signal stands to it, when that or what was compared has changed. */
  opinion: z.object({ signal: SignalId, opinion: SecondOpinion }),
  source: Source,
  /** Older points became known (back-fill after a gap): charts ask for this span again. */
  backfill: z.object({ signal: SignalId, from: Instant, to: Instant }),
  problem: z.object({ items: z.array(Problem) }),
  presence: z.object({ items: z.array(Presence) }),
  demo: z.object({ items: z.array(DemoFault) }),
  /** An incident as it is now, private ones by their face; one that is closed is told once more. */
  incident: Incident,
  /** An alert as it is now; a resolved one is told once more. */
  alert: Alert,
  alertCounts: AlertCounts,
  maintenance: z.object({ items: z.array(MaintenanceWindow) }),
  /** Something wants to be heard: a new incident, a graver one, or a clock that is overdue. Screens sound it, silence it, or speak it. */
  alarm: z.object({ incident: IncidentId, severity: Severity, why: z.enum(['new', 'graver', 'overdue']), at: Instant }),
  /** What is kept silent at the sources has changed. */
  silences: z.object({}),
  /** Changes came to be known, or were told more of; the earliest of them began then. */
  changes: z.object({ since: Instant }),
  /** What became of an update on a channel. */
  delivery: z.object({ id: DeliverySeq, update: UpdateId, incident: IncidentId.nullable(), channel: ChannelId, state: DeliveryState }),
  /** An update was written, signed off, published or taken back. */
  update: z.object({ update: UpdateId }),
  /** Channels, or what is known of them, are not as they were. */
  channels: z.object({}),
  /** A run as it is now; one that is over is told once more. */
  run: Run,
  /** The lever, triggers, what is unproven or put aside: what walls show of continuity. */
  continuity: ContinuityFace,
  /** What this console is, and what it knows of another one, has changed. */
  console: ConsoleView,
  /** Plans, or what pre-flight found of them, are not as they were. */
  plans: z.object({}),
  tick: z.object({ now: Instant, n: z.number().int() }),
} as const;
export type EventName = keyof typeof events;
export type EventData<N extends EventName> = z.output<(typeof events)[N]>;
export type LiveEvent = { [N in EventName]: { readonly event: N; readonly data: EventData<N> } }[EventName];
