import type { EpochMs } from '../../../shared/model/units.ts';

/** Why something was turned away, and how often. */
export interface TalliedReason {
  readonly reason: string;
  readonly count: number;
  readonly lastAt: EpochMs;
}

/** How a webhook fares since the start. */
export interface HookTally {
  /** Messages of whoever may send. */
  readonly received: number;
  /** Alerts or other things that its messages brought. */
  readonly taken: number;
  /** Messages that had come within the last minutes already. */
  readonly repeated: number;
  /** Messages that told nothing to be taken in. */
  readonly ignored: number;
  readonly refused: number;
  readonly lastReceivedAt: EpochMs | null;
  /** The newest first. */
  readonly refusals: readonly TalliedReason[];
  readonly ignoredFor: readonly TalliedReason[];
  /** The last message that came from whoever may send, where it was not too long to be looked at. */
  readonly lastBody: Uint8Array | null;
}

const LONGEST_SAMPLE = 262_144;
const MOST_REASONS = 5;
const LONGEST_REASON = 300;

const NOTHING: HookTally = { received: 0, taken: 0, repeated: 0, ignored: 0, refused: 0, lastReceivedAt: null, refusals: [], ignoredFor: [], lastBody: null };

const withReason = (reasons: readonly TalliedReason[], text: string, at: EpochMs): readonly TalliedReason[] => {
  const reason = text.slice(0, LONGEST_REASON);
  const [first] = reasons;
  if (first?.reason === reason) return [{ reason, count: first.count + 1, lastAt: at }, ...reasons.slice(1)];
  const before = reasons.find((each) => each.reason === reason)?.count ?? 0;
  return [{ reason, count: before + 1, lastAt: at }, ...reasons.filter((each) => each.reason !== reason)].slice(0, MOST_REASONS);
};

/** Counts what happens to the messages of each webhook. */
export interface Tallies {
  of(hook: string): HookTally;
  received(hook: string, raw: Uint8Array, at: EpochMs): void;
  taken(hook: string, count: number): void;
  repeated(hook: string): void;
  ignored(hook: string, reason: string, at: EpochMs): void;
  refused(hook: string, reason: string, at: EpochMs): void;
}

export function createTallies(): Tallies {
  const tallies = new Map<string, HookTally>();
  const of = (hook: string): HookTally => tallies.get(hook) ?? NOTHING;
  const tell = (hook: string, changes: Partial<HookTally>): void => void tallies.set(hook, { ...of(hook), ...changes });
  return {
    of,
    received: (hook, raw, at) => tell(hook, { received: of(hook).received + 1, lastReceivedAt: at, ...(raw.length <= LONGEST_SAMPLE ? { lastBody: raw } : {}) }),
    taken: (hook, count) => tell(hook, { taken: of(hook).taken + count }),
    repeated: (hook) => tell(hook, { repeated: of(hook).repeated + 1 }),
    ignored: (hook, reason, at) => tell(hook, { ignored: of(hook).ignored + 1, ignoredFor: withReason(of(hook).ignoredFor, reason, at) }),
    refused: (hook, reason, at) => tell(hook, { refused: of(hook).refused + 1, refusals: withReason(of(hook).refusals, reason, at) }),
  };
}
