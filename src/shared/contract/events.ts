import { z } from 'zod';
import { Breach, DemoFault, Freshness, Instant, Presence, Problem, Reading, Service, Signal, SignalError, Source, Workspace } from '../model/entities.ts';
import { SignalId } from '../model/ids.ts';

/** Everything a screen needs to draw itself at once; what follows on the stream are differences to it. */
export const Snapshot = z.object({
  workspace: Workspace,
  services: z.array(Service),
  signals: z.array(Signal),
  sources: z.array(Source),
  problems: z.array(Problem),
  presence: z.array(Presence),
  demoFaults: z.array(DemoFault),
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
  reading: Reading.extend({ signal: SignalId, breach: Breach, intervalMs: z.number() }),
  freshness: z.object({ signal: SignalId, freshness: Freshness, since: Instant, error: SignalError.nullable() }),
  source: Source,
  /** Older points became known (back-fill after a gap): charts ask for this span again. */
  backfill: z.object({ signal: SignalId, from: Instant, to: Instant }),
  problem: z.object({ items: z.array(Problem) }),
  presence: z.object({ items: z.array(Presence) }),
  demo: z.object({ items: z.array(DemoFault) }),
  tick: z.object({ now: Instant, n: z.number().int() }),
} as const;
export type EventName = keyof typeof events;
export type EventData<N extends EventName> = z.output<(typeof events)[N]>;
export type LiveEvent = { [N in EventName]: { readonly event: N; readonly data: EventData<N> } }[EventName];
