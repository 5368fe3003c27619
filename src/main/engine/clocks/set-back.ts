import type { IncidentId } from '../../../shared/model/ids.ts';
import { epochMs, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import type { DueClock } from './due-clock.ts';

/**
 * Due times stand on the wall clock. When that is set back by an hour, what is due in five minutes must not be due in sixty-five:
 * the times of every clock that was known before go back with it. Known only while the engine runs; after a restart a due time is
 * again what the instants of its incident make it.
 */
export interface SetBack {
  /** The wall clock was set back by so much. */
  by(span: DurationMs): void;
  /** The clocks of an incident as they stand on the wall clock now; those that are seen for the first time as they are. */
  follow(incident: IncidentId, clocks: readonly DueClock[]): readonly DueClock[];
  /** Once a second: forgets clocks that nobody has asked for in minutes. */
  tick(): void;
}

/** Longer than the pause between two looks at resolved incidents. */
const FORGOTTEN_AFTER_TICKS = 180;

export function createSetBack(): SetBack {
  const known = new Map<string, { readonly before: number; seen: number }>();
  let total = 0;
  let ticks = 0;

  const since = (key: string): number => {
    const first = known.get(key);
    if (first === undefined) known.set(key, { before: total, seen: ticks });
    else first.seen = ticks;
    return total - (first?.before ?? total);
  };
  const moved = (clock: DueClock, byMs: number): DueClock => {
    const back = (at: EpochMs): EpochMs => epochMs(at - byMs);
    return { ...clock, startedAt: back(clock.startedAt), amberAt: clock.amberAt === null ? null : back(clock.amberAt), dueAt: back(clock.dueAt) };
  };

  return {
    by: (span) => void (total += span),
    follow: (incident, clocks) => {
      const spans = clocks.map(({ id, dueAt }) => since(`${incident} ${id} ${dueAt}`));
      return spans.every((span) => span === 0) ? clocks : clocks.map((clock, index) => moved(clock, spans[index] ?? 0));
    },
    tick: () => {
      ticks += 1;
      if (ticks % FORGOTTEN_AFTER_TICKS === 0) for (const [key, { seen }] of known) if (ticks - seen > FORGOTTEN_AFTER_TICKS) known.delete(key);
    },
  };
}
