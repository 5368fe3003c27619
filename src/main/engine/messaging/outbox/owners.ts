import { durationMs, type DurationMs } from '../../../../shared/model/units.ts';

/** An engine shows this often that it lives while it sends. */
export const BEAT_MS = durationMs(5_000);
/** One that has not for so long is gone. Counted on the watching engine's own steady clock, so that clocks need not agree. */
export const GONE_AFTER_MS = durationMs(20_000);

/** Watches the hearts of other engines on the same database. */
export interface Owners {
  /** Those of `owners` that are gone. */
  gone(owners: Iterable<string>, beats: ReadonlyMap<string, number>, monotonicMs: DurationMs): ReadonlySet<string>;
}

/** `alone`: no other engine can be on this database, so that whoever else is named is gone. */
export function watchOwners(self: string, alone: boolean): Owners {
  const seen = new Map<string, { readonly beat: number; readonly sinceMs: DurationMs }>();
  return {
    gone: (owners, beats, monotonicMs) => {
      const gone = new Set<string>();
      for (const owner of owners) {
        if (owner === self) continue;
        const beat = beats.get(owner);
        const known = seen.get(owner);
        if (beat === undefined || alone) gone.add(owner);
        else if (known === undefined || known.beat !== beat) seen.set(owner, { beat, sinceMs: monotonicMs });
        else if (monotonicMs - known.sinceMs >= GONE_AFTER_MS) gone.add(owner);
      }
      return gone;
    },
  };
}
