import type { SawAnswer, SeatSaw } from '../../../../shared/model/console.ts';
import type { Breach, Signal } from '../../../../shared/model/entities.ts';
import type { SignalId, SourceId } from '../../../../shared/model/ids.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import type { Clock } from '../../ports.ts';

/** As freshness has it: what is older than so many intervals says nothing. */
const INTERVALS_BELIEVED = 5;
const MOST_CONSOLES = 20;

export interface VantageDeps {
  readonly clock: Clock;
  /** The machine of this engine; null where that is not known. */
  readonly machine: string | null;
  readonly signal: (id: SignalId) => Signal | null;
  /** Whether Holdfast checks this itself, so that another machine can do the same. */
  readonly isProbe: (source: SourceId) => boolean;
}

/** What consoles of seats see from their own machines, by the same checks. In memory only: what was seen before a start says nothing of now. */
export interface Vantage {
  /** `name`: of the seat whose console tells. */
  take(told: SeatSaw, name: string): SawAnswer;
  /** Everything that is fresh, as signals whose source is the place. */
  signals(): readonly Signal[];
  /** A suspend or a step of the clock. */
  forget(): void;
}

interface Kept {
  readonly value: number | null;
  readonly failed: boolean;
  readonly aliveMs: number;
  readonly at: EpochMs;
}

export function createVantage({ clock, machine, signal, isProbe }: VantageDeps): Vantage {
  /** One machine is one place, whoever signs in there. */
  const consoles = new Map<string, { name: string; readonly seen: Map<SignalId, Kept> }>();

  const fresh = (id: SignalId, kept: Kept): Signal | null => {
    const own = signal(id);
    if (own === null || !isProbe(own.source) || clock.monotonicMs() - kept.aliveMs > INTERVALS_BELIEVED * own.intervalMs) return null;
    return own;
  };
  const prune = (): void => {
    for (const [key, { seen }] of consoles) {
      for (const [id, kept] of seen) if (fresh(id, kept) === null) seen.delete(id);
      if (seen.size === 0) consoles.delete(key);
    }
  };

  return {
    take: (told, name) => {
      if (machine === null) return { counts: false, why: 'The engine does not know on which machine it runs, so it cannot tell whether this is another one.', taken: 0 };
      if (told.machine === machine) return { counts: false, why: 'This console runs on the same machine as the engine: it is no other place.', taken: 0 };
      prune();
      if (!consoles.has(told.machine) && consoles.size >= MOST_CONSOLES) return { counts: false, why: `${MOST_CONSOLES} other consoles tell already what they see.`, taken: 0 };
      const known = consoles.get(told.machine) ?? { name, seen: new Map<SignalId, Kept>() };
      known.name = name;
      const taken = told.readings.filter(({ signal: id, failed, value }) => {
        const own = signal(id);
        return own !== null && isProbe(own.source) && (failed || value !== null);
      });
      for (const { signal: id, value, failed, agoMs } of taken) {
        const kept = { value, failed, aliveMs: clock.monotonicMs() - agoMs, at: epochMs(clock.nowMs() - agoMs) };
        // What comes late does not undo what came after it.
        if ((known.seen.get(id)?.aliveMs ?? -Infinity) <= kept.aliveMs) known.seen.set(id, kept);
      }
      if (known.seen.size > 0) consoles.set(told.machine, known);
      return { counts: true, why: null, taken: taken.length };
    },
    signals: () =>
      [...consoles.values()].flatMap(({ name, seen }) =>
        [...seen].flatMap(([id, kept]) => {
          const own = fresh(id, kept);
          return own === null ? [] : [seenAt(own, kept, placeOfSeat(name))];
        }),
      ),
    forget: () => consoles.clear(),
  };
}

const placeOfSeat = (name: string): SourceId => `console of ${name}` as SourceId;

/** The same check from another place: what is known here of the signal, and what was seen there. */
function seenAt(own: Signal, { value, failed, at }: Kept, place: SourceId): Signal {
  const time = toRfc3339(at);
  const isOver = value !== null && own.thresholds.some(({ above, below }) => (above !== null && value > above) || (below !== null && value < below));
  const breach: Breach = { state: isOver ? 'over' : 'within', rule: null, severity: null, count: 0, needed: 1, since: null };
  const { usualAgeMs: _, secondOpinion: __, ...rest } = own;
  return {
    ...rest,
    source: place,
    freshness: 'live',
    freshnessSince: time,
    latest: { time, evaluatedAt: time, receivedAt: time, value, noValue: value === null ? 'empty' : null },
    error: failed ? { kind: 'target', message: 'It does not answer there.', since: time } : null,
    breach,
    openUrl: null,
  };
}
