import type { SignalId } from '../../../../shared/model/ids.ts';
import type { DurationMs, EpochMs } from '../../../../shared/model/units.ts';
import type { CheckedSignal, Eyes } from '../core/checks.ts';

/** One signal as steps and pre-flight see it: how it stands now, and its newest samples. */
export interface SignalFacts extends CheckedSignal {
  /** Positively seen to be ill: it answers nobody, or is beyond what its own rules allow. */
  readonly isIll: boolean;
  /** How far apart its samples are when all is well. */
  readonly intervalMs: DurationMs;
  /** By sample time, newest last, each once; a hundred and some are enough. */
  readonly samples: readonly { readonly time: EpochMs; readonly value: number }[];
}

/** What the engine sees of signals. */
export interface Signals {
  /** Null for one that is not configured any more. */
  facts(id: SignalId): SignalFacts | null;
  eyes(): Eyes;
}
