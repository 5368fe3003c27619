import type { DurationMs, EpochMs } from '../../../shared/model/units.ts';
import type { NoValue, SignalError } from '../../../shared/model/entities.ts';
import type { SignalConfig } from '../../../shared/model/config.ts';
import type { LabelMatcher } from '../../../shared/model/label-matcher.ts';
import type { ServiceId, SignalId } from '../../../shared/model/ids.ts';
import type { PrometheusClient } from './prometheus/client.ts';
import type { ReceivedAlert } from '../alerts/received.ts';
import type { ChangeDraft } from '../changes/draft.ts';

/** A signal as the sources see it: configuration with its durations read. */
export interface SignalSpec {
  readonly id: SignalId;
  readonly config: SignalConfig;
  readonly everyMs: DurationMs;
  readonly windowMs: DurationMs;
}

/** One number, or the reason why there is none, from one poll of one signal. */
export interface SampleReading {
  /** Newest raw sample behind the value, on the source's clock; null where it cannot be known. */
  readonly sampleTime: EpochMs | null;
  /** The instant the query was evaluated for, on the source's clock. */
  readonly evaluatedAt: EpochMs;
  readonly value: number | null;
  readonly noValue: NoValue | null;
  /** How old a newest sample usually is when it can first be read, for sources that take their time; 0 unless told. */
  readonly usualAgeMs?: DurationMs;
  /** How long the check behind it took, in ms, for sources that check by themselves. */
  readonly tookMs?: number;
  /** What that check found, in a few words. */
  readonly detail?: string;
}

export type PollOutcome =
  | {
      readonly signal: SignalId;
      readonly ok: true;
      readonly reading: SampleReading;
      /** In plain words why the check behind the reading failed, for sources that check by themselves. */
      readonly note?: string;
    }
  | { readonly signal: SignalId; readonly ok: false; readonly kind: SignalError['kind']; readonly message: string };

export interface PollResult {
  readonly outcomes: readonly PollOutcome[];
  /** Source's clock minus ours, where this answer told it. */
  readonly clockOffsetMs: number | null;
  /** What the source itself had to say beside its answer. */
  readonly warnings: readonly string[];
  /** When to ask again, for sources that know it better than the times of their samples tell. */
  readonly nextMs?: DurationMs;
  /** How far apart a limit of the source keeps the polls, where that is more than wanted. */
  readonly paceMs?: DurationMs;
}

export interface HistoryPoint {
  readonly time: EpochMs;
  /** NaN where the source says so: a gap, never a zero. */
  readonly value: number;
}

export interface TimeRange {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Labels of a series; may have no prototype. */
export type SeriesLabels = Readonly<Record<string, string>>;

/** What an expression gives at one instant, or why the source refused it while it is well itself. */
export type VectorAnswer =
  | { readonly ok: true; readonly samples: readonly { readonly labels: SeriesLabels; readonly value: number }[]; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** What an expression gives over a span, one point per step at which it gave something. */
export type MatrixAnswer =
  | { readonly ok: true; readonly series: readonly { readonly labels: SeriesLabels; readonly times: readonly EpochMs[] }[] }
  | { readonly ok: false; readonly message: string };

/**
 * Expressions of the source's own language, for rules that stand in it. Instants are on the source's clock. Throws
 * `SourceFailure` when the source as a whole failed.
 */
export interface ExpressionSource {
  vector(expr: string, at: EpochMs, abort: AbortSignal): Promise<VectorAnswer>;
  matrix(expr: string, range: TimeRange, stepMs: DurationMs, abort: AbortSignal): Promise<MatrixAnswer>;
}

/** A group of signals that one request (or one check) answers together. */
export interface PollGroup {
  readonly key: string;
  readonly signals: readonly SignalSpec[];
}

/**
 * A system we read. Adapters hold no schedule and no series: the poller decides when, the series store keeps what came.
 * An adapter throws `SourceFailure` when the source as a whole failed; a failure of one signal is an outcome.
 */
export interface Source {
  /** Splits the signals into groups that are asked together; stable for the same signals. */
  plan(signals: readonly SignalSpec[]): readonly PollGroup[];
  poll(group: PollGroup, abort: AbortSignal): Promise<PollResult>;
  /** Raw-as-possible history, oldest first, at most one point per `stepMs`; empty where the source keeps none. */
  history(signal: SignalSpec, range: TimeRange, stepMs: DurationMs, abort: AbortSignal): Promise<readonly HistoryPoint[]>;
  /** The signal's query in the source's own UI. */
  openUrl(signal: SignalSpec): string | null;
  /** Only where the source has a language of its own. */
  readonly expressions?: ExpressionSource;
  /** Who answers there, in one or a few requests, for a person who connects it; absent where there is nobody to ask. Throws `SourceFailure`. */
  identify?(abort: AbortSignal): Promise<SourceIdentity>;
  /** Only where the metrics that it has can be looked through. */
  readonly metrics?: MetricReader;
  /** Only where alerts can be kept silent. */
  readonly silencer?: Silencer;
  /** What it tells of itself beside the values of signals, each at its own pace. */
  readonly feeds?: readonly Feed[];
  /** Only where incidents are to be marked in its charts. */
  readonly marker?: Marker;
  /** How much it may still be asked, where it limits that. */
  readonly budget?: () => SourceBudget | null;
  /** Only where control probes tell whether our own network works: true while all of them fail, null while that is not known. */
  readonly controlsFail?: () => boolean | null;
  /** Only where an alert that always fires is looked for. */
  readonly watchdog?: () => WatchdogState;
  close(): Promise<void>;
}

/** A silence as a source keeps it. */
export interface SourceSilence {
  readonly id: string;
  readonly state: 'pending' | 'active' | 'expired';
  readonly matchers: readonly LabelMatcher[];
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
  readonly createdBy: string;
  readonly comment: string;
}

/** A span of time for which work is announced at a source. Instants are on its clock. */
export interface SourceDowntime {
  readonly id: string;
  readonly name: string;
  /** In the source's own language. */
  readonly scope: string;
  readonly services: 'all' | readonly ServiceId[];
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs | null;
  readonly url: string | null;
}

export interface SilenceDraft {
  readonly matchers: readonly LabelMatcher[];
  readonly endsAt: EpochMs;
  readonly createdBy: string;
  readonly comment: string;
}

/** Alerts as a source groups them, and whom it tells of them. */
export interface AlertGroup {
  readonly labels: SeriesLabels;
  readonly receiver: string;
  readonly alerts: readonly ReceivedAlert[];
}

/** Keeps alerts silent at their source. */
export interface Silencer {
  /**
   * Makes a silence and gives its id. Throws `SilenceRefused` where it certainly was not made, `SourceFailure` where nobody knows: it
   * may be there then, so that it must be looked for before it is asked for again.
   */
  create(draft: SilenceDraft, abort: AbortSignal): Promise<string>;
  /** Those that are in force or to come, and perhaps some that have ended. */
  all(abort: AbortSignal): Promise<readonly SourceSilence[]>;
  /** Ends it now; one that is over already is no failure. */
  expire(id: string, abort: AbortSignal): Promise<void>;
  /** Active alerts that all of these match. */
  matched(matchers: readonly LabelMatcher[], abort: AbortSignal): Promise<readonly AlertGroup[]>;
  /** Where it is shown there. */
  url(id: string): string | null;
}

/** A silence was certainly not made, for the reason in `message`. */
export class SilenceRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SilenceRefused';
  }
}

export interface SourceIdentity {
  /** What it is, in its maker's words; null where it does not tell. */
  readonly product: string | null;
  readonly version: string | null;
  /** Who we are there, where it says so. */
  readonly account: string | null;
  /** What will not work although the connection does, such as a missing permission; each a sentence. */
  readonly notes: readonly string[];
  readonly clockOffsetMs: number | null;
}

/** Metrics by name and label, as Prometheus has them. */
export type MetricReader = Pick<PrometheusClient, 'instant' | 'labelValues'>;

/**
 * Something that a source is asked for as a whole, such as the alerts that are active there. `poll` throws `SourceFailure`.
 * A source without signals is as well as its feeds; of one with signals a failing feed is a warning.
 */
export interface Feed {
  /** In the words of a sentence: "alerts". */
  readonly name: string;
  readonly everyMs: DurationMs;
  poll(abort: AbortSignal): Promise<Fed>;
}

/** What one poll of a feed brought. */
export interface Fed {
  /** The alerts that are active there, of the kind of system that judged them; `complete`: all of them, so that what is missing is over. */
  readonly alerts?: { readonly from: string; readonly active: readonly ReceivedAlert[]; readonly complete: boolean };
  /** The silences that are kept there; `complete`: all that are in force, so that what is missing is over. */
  readonly silences?: { readonly items: readonly SourceSilence[]; readonly complete: boolean };
  /** Work that is announced there: all that runs or is to come. */
  readonly downtimes?: readonly SourceDowntime[];
  /** In a clause why what it tells cannot be all, although it answers: the source is blind for it. */
  readonly blind?: string | null;
  /** What was changed there lately; what was told before may come again. */
  readonly changes?: readonly ChangeDraft[];
  readonly clockOffsetMs: number | null;
  readonly warnings: readonly string[];
}

/** A span of time that is shown over charts; instants in ms since 1970, `until` null for a point. */
export interface Mark {
  readonly from: number;
  readonly until: number | null;
  readonly text: string;
  readonly tags: readonly string[];
}
export interface WrittenMark extends Mark {
  readonly id: number;
}

/** Writes marks into the charts of a source. Throws `SourceFailure`; after one that is not `bad_answer` it may be written nevertheless. */
export interface Marker {
  /** Whether drills are marked there. */
  readonly drills: boolean;
  /** Those that have all of these tags. */
  find(tags: readonly string[], abort: AbortSignal): Promise<readonly WrittenMark[]>;
  /** Gives its id. */
  create(mark: Mark, abort: AbortSignal): Promise<number>;
  change(id: number, mark: Mark, abort: AbortSignal): Promise<void>;
}

/** How the alert that always fires stands, as was seen last. */
export interface WatchdogState {
  readonly name: string;
  readonly withinMs: DurationMs;
  readonly state: 'waiting' | 'arrives' | 'missing';
  readonly lastAt: EpochMs | null;
}

/** A vendor's limit, as its last answer told it. */
export interface SourceBudget {
  /** What is limited, in the vendor's words. */
  readonly name: string;
  readonly limit: number;
  readonly remaining: number;
  readonly periodMs: DurationMs;
  readonly resetsAt: EpochMs;
}

/** Machine-readable reason of a failed source, each with one plain sentence in `message`. */
export type SourceFailureCode =
  | 'refused'
  | 'unresolved'
  | 'unreachable'
  | 'timeout'
  | 'tls'
  | 'unauthorized'
  | 'forbidden'
  | 'redirected'
  | 'other_service'
  | 'too_large'
  | 'bad_answer'
  | 'server_error'
  | 'rate_limited'
  | 'no_runner'
  | 'aborted';

export class SourceFailure extends Error {
  readonly code: SourceFailureCode;
  /** How long the source asked us to wait, if it did. */
  readonly retryAfterMs: DurationMs | null;
  /** True where not one byte of the request can have arrived. */
  readonly notSent: boolean;
  constructor(code: SourceFailureCode, message: string, retryAfterMs: DurationMs | null = null, notSent = false) {
    super(message);
    this.name = 'SourceFailure';
    this.code = code;
    this.retryAfterMs = retryAfterMs;
    this.notSent = notSent;
  }
}
