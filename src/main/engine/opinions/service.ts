import type { EventData } from '../../../shared/contract/events.ts';
import type { SecondOpinion } from '../../../shared/model/entities.ts';
import type { SignalId } from '../../../shared/model/ids.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { ResolvedOpinion } from '../../config/second-opinion.ts';
import { intervalMsOf, type SignalState } from '../watch/signal-state.ts';
import { commonMoment, judgeOpinions, NOTHING_COMPARED, windowAt, type OpinionSample, type OpinionState, type Sight } from './rules.ts';

export interface OpinionDeps {
  readonly pairs: () => readonly ResolvedOpinion[];
  readonly state: (signal: SignalId) => SignalState | null;
  readonly newest: (signal: SignalId) => OpinionSample | null;
  /** As they came, both ends included. */
  readonly samples: (signal: SignalId, from: EpochMs, to: EpochMs) => readonly OpinionSample[];
  readonly emit: (event: 'opinion', data: EventData<'opinion'>) => void;
}

export interface Opinions {
  /** Compares what has come; to be called once a second. */
  tick(): void;
  /** Of a signal that has a second opinion; null for any other. */
  of(signal: SignalId): SecondOpinion | null;
  all(): readonly SignalOpinion[];
  /** After a suspend, a stall or a step of the clock: how long anything has differed is not known. */
  interrupted(): void;
}

export interface SignalOpinion {
  readonly pair: ResolvedOpinion;
  readonly opinion: OpinionState;
}

/** Holds signals against their second opinions, on samples that are kept anyway. Where a pair is changed in the configuration it begins anew. */
export function createOpinions({ pairs, state, newest, samples, emit }: OpinionDeps): Opinions {
  let held = new Map<SignalId, SignalOpinion>();

  /** Only around the moment that would be compared; nothing is read where that moment was compared before. */
  const compared = ({ pair, opinion }: SignalOpinion): OpinionState => {
    const [first, second] = [state(pair.first), state(pair.second)];
    if (first === null || second === null) return NOTHING_COMPARED;
    const spacingMs = Math.max(intervalMsOf(first), intervalMsOf(second));
    const newests = [newest(pair.first), newest(pair.second)] as const;
    const time = commonMoment(...newests);
    const isNew = time !== null && (opinion.time === null || time > opinion.time);
    const sightOf = ({ freshness, signal }: SignalState, of: OpinionSample | null, scale: number): Sight => {
      const span = windowAt(time ?? epochMs(0), spacingMs);
      return { freshness, newest: of, samples: isNew ? samples(signal.id, span.from, span.to).map((sample) => ({ time: sample.time, value: sample.value * scale })) : [] };
    };
    return judgeOpinions(opinion, sightOf(first, newests[0], 1), sightOf(second, newests[1], pair.scale), { tolerance: pair.tolerance, forMs: pair.forMs, spacingMs });
  };

  return {
    tick: () => {
      const before = held;
      held = new Map(
        pairs().map((pair) => {
          const known = before.get(pair.first);
          const opinion = compared(known !== undefined && samePair(known.pair, pair) ? known : { pair, opinion: NOTHING_COMPARED });
          if (opinion !== known?.opinion) emit('opinion', { signal: pair.first, opinion: viewOpinion({ pair, opinion }) });
          return [pair.first, { pair, opinion }] as const;
        }),
      );
    },
    of: (signal) => {
      const known = held.get(signal);
      if (known !== undefined) return viewOpinion(known);
      const pair = pairs().find(({ first }) => first === signal);
      return pair === undefined ? null : viewOpinion({ pair, opinion: NOTHING_COMPARED });
    },
    all: () => [...held.values()],
    interrupted: () => {
      held = new Map([...held].map(([id, { pair }]) => [id, { pair, opinion: NOTHING_COMPARED }]));
    },
  };
}

const samePair = (a: ResolvedOpinion, b: ResolvedOpinion): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

const instant = (at: EpochMs | null): string | null => (at === null ? null : toRfc3339(at));

function viewOpinion({ pair, opinion }: SignalOpinion): SecondOpinion {
  return {
    signal: pair.second,
    state: opinion.state,
    missing: opinion.missing,
    since: instant(opinion.since),
    time: instant(opinion.time),
    value: opinion.first,
    other: opinion.second,
    tolerance: { ...pair.tolerance },
    forMs: pair.forMs,
  };
}
