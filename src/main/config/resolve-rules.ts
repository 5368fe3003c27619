import type { HoldfastConfig, SignalConfig } from '../../shared/model/config.ts';
import type { RuleId } from '../../shared/model/ids.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import { defaultMode, type BurnRuleConfig, type SignalRuleConfig, type SloConfig } from '../../shared/model/rule-config.ts';
import { SEVERITIES, severityRank, type Severity } from '../../shared/model/severity.ts';
import { durationMs, type DurationMs } from '../../shared/model/units.ts';
import { readDuration } from './duration.ts';
import type { BurnWindows, Condition, ResolvedRule, ResolvedRuleFile, ResolvedSlo } from './resolved-rules.ts';

const NONE = durationMs(0);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * Of normal noise one value in three million lies so far out. The baseline asks by itself that a spike lasts half a minute (or one
 * sample, where these are further apart), so that nothing is gained by waiting for more of them.
 */
export const BASELINE_DEFAULTS = { sensitivity: 5, consecutive: 1 } as const;

/** Recommended starting point of the SRE workbook, chapter 5, table 5-8, for an objective over 30 days. */
const BURN_DEFAULTS = [
  { factor: 14.4, longMs: HOUR_MS, shortMs: 5 * MINUTE_MS },
  { factor: 6, longMs: 6 * HOUR_MS, shortMs: 30 * MINUTE_MS },
  { factor: 1, longMs: 3 * DAY_MS, shortMs: 6 * HOUR_MS },
] as const;
const BURN_DEFAULTS_FOR_MS = 30 * DAY_MS;
/** A shorter window holds too few samples to say anything; the long one is twelve times the short one, as in the table. */
const LEAST_SHORT_MS = MINUTE_MS;
const LONG_TO_SHORT = 12;

/** What a rule refers to: signals and objectives of the same configuration. */
export interface RuleSubjects {
  readonly signals: readonly Pick<SignalConfig, 'id' | 'service'>[];
  readonly slos: readonly ResolvedSlo[];
}

export function resolveSlo(slo: SloConfig): ResolvedSlo {
  return {
    id: slo.id,
    name: slo.name ?? slo.id,
    service: slo.service,
    signal: slo.signal,
    traffic: slo.traffic ?? null,
    // Fifteen digits, because 99.9 / 100 is not quite 0.999.
    target: Number((slo.target / 100).toPrecision(15)),
    windowMs: readDuration(slo.window),
  };
}

export const resolveRuleFiles = (rules: HoldfastConfig['rules']): ResolvedRuleFile[] =>
  rules.flatMap((rule) =>
    'import' in rule
      ? [
          {
            file: rule.import,
            source: rule.source,
            service: rule.service ?? null,
            mode: rule.incident ?? null,
            severities: rule.severities ?? {},
            everyMs: readDuration(rule.every),
          },
        ]
      : [],
  );

/**
 * A rule with every default filled: one, or for a burn rate one per pair of windows. Throws `invalid_input` when the signal or the
 * objective that it names is not there.
 */
export function resolveRule(rule: SignalRuleConfig, { signals, slos }: RuleSubjects): ResolvedRule[] {
  if ('slo' in rule) return resolveBurn(rule, find('objective', rule.slo, slos));
  const signal = find('signal', rule.signal, signals);
  return [{ ...conditionOf(rule), ...common(rule), rule: rule.id, signal: signal.id, service: signal.service, slo: null, severity: rule.severity, mode: rule.incident ?? defaultMode(rule.severity) }];
}

function find<T extends { readonly id: string }>(what: string, id: string, known: readonly T[]): T {
  const found = known.find((one) => one.id === id);
  if (found === undefined) throw new HoldfastError('invalid_input', `There is no ${what} "${id}".`);
  return found;
}

const common = (rule: SignalRuleConfig) => ({
  writtenAs: rule.id,
  keepFiringForMs: optional(rule.keepFiringFor),
  minTraffic: rule.minTraffic ?? null,
  summary: rule.summary ?? null,
  owner: rule.owner ?? null,
  reviewBy: rule.reviewBy ?? null,
});

const optional = (text: string | undefined): DurationMs => (text === undefined ? NONE : readDuration(text));

type Counted = Pick<ResolvedRule, 'condition' | 'consecutive' | 'forMs'>;

function conditionOf(rule: Exclude<SignalRuleConfig, BurnRuleConfig>): Counted {
  if ('when' in rule) {
    const { above = null, below = null, consecutive = 1 } = rule.when;
    return { condition: { kind: 'threshold', above, below }, consecutive, forMs: optional(rule.when.for) };
  }
  if ('absent' in rule) return { condition: { kind: 'absence' }, consecutive: 1, forMs: readDuration(rule.absent.for) };
  const { direction, season, sensitivity = BASELINE_DEFAULTS.sensitivity, consecutive = BASELINE_DEFAULTS.consecutive } = rule.baseline;
  return { condition: { kind: 'baseline', direction, sensitivity, season }, consecutive, forMs: optional(rule.baseline.for) };
}

function resolveBurn(rule: BurnRuleConfig, slo: ResolvedSlo): ResolvedRule[] {
  return burnPairs(rule, slo.windowMs).map(({ severity, ...windows }) => {
    const condition: Condition = { kind: 'burn', target: slo.target, windows, minSamples: rule.burn.minSamples };
    const [id, mode] = [burnRuleId(rule.id, windows.factor), rule.incident ?? defaultMode(severity)];
    return { ...common(rule), condition, consecutive: 1, forMs: NONE, rule: id, signal: slo.signal, service: slo.service, slo: slo.id, severity, mode };
  });
}

/** `checkout-slo.14.4x`. The checks of the configuration see to it that it is an id, and nobody else's. */
export const burnRuleId = (rule: RuleId, factor: number): RuleId => `${rule}.${factor}x` as RuleId;

/** The pairs as written, or the usual ones; of these the slowest is one grade milder, because it leaves days to act. */
export function burnPairs(rule: BurnRuleConfig, sloWindowMs: DurationMs): (BurnWindows & { readonly severity: Severity })[] {
  if (rule.burn.pairs !== undefined)
    return rule.burn.pairs.map(({ factor, long, short, severity }) => ({ factor, longMs: readDuration(long), shortMs: readDuration(short), severity: severity ?? rule.severity }));
  return BURN_DEFAULTS.map(({ factor, longMs, shortMs }, index) => {
    const short = Math.max(LEAST_SHORT_MS, scaled(shortMs, sloWindowMs));
    const long = Math.max(LONG_TO_SHORT * short, scaled(longMs, sloWindowMs));
    return { factor, longMs: durationMs(long), shortMs: durationMs(short), severity: index === BURN_DEFAULTS.length - 1 ? milder(rule.severity) : rule.severity };
  });
}

/** The same share of the budget in an objective of another length; whole seconds. */
const scaled = (windowMs: number, sloWindowMs: number): number => Math.round((windowMs * sloWindowMs) / BURN_DEFAULTS_FOR_MS / 1_000) * 1_000;

const milder = (severity: Severity): Severity => SEVERITIES[severityRank(severity) + 1] ?? severity;
