import type { Presence, Seat } from '../../../shared/model/entities.ts';
import { durationMs, toRfc3339, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import type { Cancel, Clock } from '../ports.ts';

/** A seat that was neither heard nor seen for this long is gone; an open stream is looked at every second. */
const TTL = durationMs(30_000);

export interface PresenceBook {
  set(seat: Seat, screen: string): void;
  /** The seat was heard of: it stays where it is. */
  touch(seat: Seat['id']): void;
  drop(seat: Seat['id']): void;
  list(): Presence[];
  /** The seats that are there. */
  seats(): readonly Seat[];
}

interface Entry {
  readonly seat: Seat;
  readonly screen: string;
  readonly since: EpochMs;
  heardAt: DurationMs;
}

/** Who is on which screen, in memory only: it is worth nothing after a restart. */
export function createPresence({ clock, onChange }: { readonly clock: Clock; readonly onChange: () => void }): PresenceBook {
  const entries = new Map<Seat['id'], Entry>();
  let cancel: Cancel | null = null;

  const sweep = (): void => {
    cancel = null;
    const now = clock.monotonicMs();
    const gone = [...entries.values()].filter(({ heardAt }) => now - heardAt >= TTL);
    for (const { seat } of gone) entries.delete(seat.id);
    if (gone.length > 0) onChange();
    plan();
  };
  const plan = (): void => {
    if (cancel !== null || entries.size === 0) return;
    const oldest = Math.min(...[...entries.values()].map(({ heardAt }) => heardAt));
    cancel = clock.after(durationMs(Math.max(1, oldest + TTL - clock.monotonicMs())), sweep);
  };

  return {
    set: (seat, screen) => {
      const known = entries.get(seat.id);
      const moved = known === undefined || known.screen !== screen;
      entries.set(seat.id, { seat, screen, since: moved ? clock.nowMs() : known.since, heardAt: clock.monotonicMs() });
      plan();
      if (moved) onChange();
    },
    touch: (seat) => {
      const entry = entries.get(seat);
      if (entry !== undefined) entry.heardAt = clock.monotonicMs();
    },
    drop: (seat) => {
      if (entries.delete(seat)) onChange();
    },
    seats: () => [...entries.values()].map(({ seat }) => seat),
    list: () => [...entries.values()].map(({ seat, screen, since }) => ({ seat: seat.id, personName: seat.personName, kind: seat.kind, screen, since: toRfc3339(since) })),
  };
}
