import { durationMs, epochMs, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';
import { SourceFailure, type ExpressionSource } from '../../sources/source.ts';
import { stepRule, tooMany } from './alert-state.ts';
import type { RuleState, RuleTiming, Transition } from './alert.ts';
import { expandSamples, type Expanded, type External } from './expand-samples.ts';
import type { AlertingRule, RuleGroup } from './rule-file.ts';
import type { TemplateSample } from './template/values.ts';

/** Of one rule, where its group names no other limit. */
const DEFAULT_LIMIT = 1_000;
/** Whatever a group says, so that memory and the time of one evaluation stay bounded. */
const HIGHEST_LIMIT = 5_000;
/** Queries that the templates of one rule may ask at one evaluation. */
const MAX_TEMPLATE_QUERIES = 20;

export type Evaluation =
  | { readonly ok: true; readonly state: RuleState; readonly transitions: readonly Transition[]; readonly warnings: readonly string[] }
  /** `failure`: the source as a whole could not be asked; null where this rule alone is in error. */
  | { readonly ok: false; readonly message: string; readonly failure: SourceFailure | null };

export interface EvaluationDeps {
  readonly expressions: ExpressionSource;
  readonly external: External;
}

export const timingOf = (rule: AlertingRule, group: RuleGroup, intervalMs: DurationMs): RuleTiming => ({
  forMs: rule.forMs,
  keepFiringForMs: rule.keepFiringForMs,
  intervalMs,
  limit: Math.min(HIGHEST_LIMIT, group.limit ?? DEFAULT_LIMIT),
});

/** Evaluates one rule at time `at`: asks the source, expands the templates, moves the alerts on. Never throws but for a bug. */
export async function evaluateRule(rule: AlertingRule, before: RuleState, at: EpochMs, timing: RuleTiming, queryOffsetMs: DurationMs, deps: EvaluationDeps, abort: AbortSignal): Promise<Evaluation> {
  try {
    const queryAt = epochMs(at - queryOffsetMs);
    const answer = await deps.expressions.vector(rule.expr, queryAt, abort);
    if (!answer.ok) return { ok: false, message: answer.message, failure: null };
    if (answer.samples.length > timing.limit) return { ok: false, message: tooMany(answer.samples.length, timing.limit), failure: null };
    const expanded = await expandWithQueries(rule, answer.samples, at, queryAt, deps, abort);
    const step = stepRule(before, expanded.samples, at, timing);
    return step.ok ? { ...step, warnings: [...answer.warnings, ...expanded.warnings] } : { ...step, failure: null };
  } catch (error) {
    if (error instanceof SourceFailure) return { ok: false, message: error.message, failure: error };
    throw error;
  }
}

/** Expands, asks what templates ask for, and expands again until nothing is missing. */
async function expandWithQueries(rule: AlertingRule, samples: readonly TemplateSample[], at: EpochMs, queryAt: EpochMs, deps: EvaluationDeps, abort: AbortSignal): Promise<Extract<Expanded, { done: true }>> {
  const answers = new Map<string, readonly TemplateSample[] | string>();
  for (;;) {
    const expanded = expandSamples(rule, samples, at, deps.external, answers);
    if (expanded.done) return expanded;
    for (const expr of expanded.queries) {
      if (answers.size >= MAX_TEMPLATE_QUERIES) {
        answers.set(expr, `templates of one rule may ask ${String(MAX_TEMPLATE_QUERIES)} queries at most`);
        continue;
      }
      const answer = await deps.expressions.vector(expr, queryAt, abort);
      answers.set(expr, answer.ok ? answer.samples.slice(0, HIGHEST_LIMIT) : `the query failed: ${answer.message}`);
    }
  }
}

/** A failure after which the other rules of the group need not be asked: the source is away, not this query too heavy. */
export const isSourceAway = (failure: SourceFailure | null): boolean => failure !== null && failure.code !== 'timeout' && failure.code !== 'too_large';

/** How long the source asked us to wait. */
export const waitOf = (failure: SourceFailure | null): DurationMs => failure?.retryAfterMs ?? durationMs(0);
