import type { PersonId, RuleId, ServiceId, SignalId, SloId, SourceId } from '../../shared/model/ids.ts';
import type { IncidentMode } from '../../shared/model/rule-config.ts';
import type { Severity } from '../../shared/model/severity.ts';
import type { DurationMs } from '../../shared/model/units.ts';

/** One pair of a multi-window burn-rate rule (SRE workbook, chapter 5): both windows must burn faster than `factor`. */
export interface BurnWindows {
  readonly factor: number;
  readonly longMs: DurationMs;
  readonly shortMs: DurationMs;
}

export type Condition =
  | { readonly kind: 'threshold'; readonly above: number | null; readonly below: number | null }
  /** Robust seasonal baseline learned from the signal's own history; `sensitivity` is in robust standard deviations. */
  | { readonly kind: 'baseline'; readonly direction: 'above' | 'below' | 'both'; readonly sensitivity: number; readonly season: 'auto' | 'none' | 'daily' | 'weekly' }
  /** Error ratio of an SLO; `target` is 0..1 (0.999). `minSamples` in the short window, below which the state is unknown. */
  | { readonly kind: 'burn'; readonly target: number; readonly windows: BurnWindows; readonly minSamples: number }
  /** Breached while the source answers and the signal has no value. */
  | { readonly kind: 'absence' };

/** A rule on one signal, ready for counting: every default filled, durations read. */
export interface RuleSpec {
  readonly rule: RuleId;
  readonly signal: SignalId;
  readonly condition: Condition;
  /** Failed samples in a row that satisfy the rule; "more than two" is 3. */
  readonly consecutive: number;
  /** Sample time the breach must have lasted, from its first failed sample; 0 = not asked. */
  readonly forMs: DurationMs;
  /** Sample time a firing goes on after the last failed sample; 0 = ends with the first pass. */
  readonly keepFiringForMs: DurationMs;
  /** Traffic of the service below which the verdict is unknown; null = not asked. */
  readonly minTraffic: number | null;
  readonly severity: Severity;
  readonly mode: IncidentMode;
}

/** A rule with what stands beside its condition. A burn-rate rule becomes one of these for each pair of windows. */
export interface ResolvedRule extends RuleSpec {
  /** Id of the rule as written; that of a burn-rate pair is `<id>.<factor>x` in `rule`. */
  readonly writtenAs: RuleId;
  readonly service: ServiceId;
  /** The objective of a burn-rate rule. */
  readonly slo: SloId | null;
  /** Title of its incident; null = made from service and signal. */
  readonly summary: string | null;
  readonly owner: PersonId | null;
  /** `YYYY-MM-DD` */
  readonly reviewBy: string | null;
}

/** A rule file that is evaluated as it is. */
export interface ResolvedRuleFile {
  /** As written, relative to the configuration. */
  readonly file: string;
  readonly source: SourceId;
  readonly service: ServiceId | null;
  /** Null = by severity: P0 and P1 open, P2 proposes. */
  readonly mode: IncidentMode | null;
  readonly severities: Readonly<Record<string, Severity>>;
  readonly everyMs: DurationMs;
}

/** An error budget: `target` is 0..1. */
export interface ResolvedSlo {
  readonly id: SloId;
  readonly name: string;
  readonly service: ServiceId;
  readonly signal: SignalId;
  readonly traffic: SignalId | null;
  readonly target: number;
  readonly windowMs: DurationMs;
}
