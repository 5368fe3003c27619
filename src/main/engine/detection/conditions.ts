import { Baseline } from './baseline.ts';
import { BurnRate } from './burn.ts';
import { known, unknown, type Judgement } from './judgement.ts';
import type { Condition, RuleMachine, RuleSample, RuleSpec, TrafficFacts } from './spec.ts';
import { COLLAPSED_BELOW } from './usual-traffic.ts';

/** What a condition remembers between samples. */
export interface Model {
  /** Judges a number that is none of NaN; one that does not teach leaves what is usual as it was. */
  judge(value: number, sample: RuleSample, teaches: boolean): Judgement;
  learn: RuleMachine['learn'];
}

export function createModel(condition: Condition): Model {
  if (condition.kind === 'baseline') return new Baseline(condition);
  if (condition.kind === 'burn') return new BurnRate(condition);
  if (condition.kind === 'threshold') return { judge: (value) => judgeThreshold(condition, value), learn: () => {} };
  return { judge: (value) => known(false, value, null), learn: () => {} };
}

function judgeThreshold({ above, below }: { readonly above: number | null; readonly below: number | null }, value: number): Judgement {
  if (above !== null) return known(value > above, value, above);
  return known(below !== null && value < below, value, below);
}

/**
 * What one sample says (pass, fail or unknown) about a rule.
 *
 * The order decides what a blackout looks like. In one, latency has no value and traffic is far below `minTraffic`; were "too little
 * traffic" asked first, the rule would fall silent exactly then. So a collapse is asked first: an empty value fails, and a value that
 * breaches fails however few requests it stands on. It cannot clear anything, though: the few requests that still pass are too few to
 * say that all is well, so below `minTraffic` a value within its limit stays unknown. Where traffic itself is not known, `minTraffic`
 * cannot be held against anything, and the value is judged as it is: losing sight of the traffic must not silence a rule.
 */
export function judgeSample(spec: RuleSpec, model: Model, sample: RuleSample): Judgement {
  const { kind } = spec.condition;
  if (sample.what === 'unknown') return unknown('source');
  // An absence rule asks for a value and nothing else; a burn rate counts a failed check as a bad event among others.
  if (sample.what === 'targetFailed' && kind === 'burn') return model.judge(1, sample, true);
  if (sample.what === 'targetFailed' && kind !== 'absence') return known(true, null, null);
  const value = sample.value === null || Number.isNaN(sample.value) ? null : sample.value;
  const collapsed = hasCollapsed(sample.traffic);
  const thin = isThin(spec.minTraffic, sample.traffic);
  if (value === null && collapsed && kind !== 'burn') return known(true, null, null);
  if (value === null && thin && !collapsed) return unknown('tooLittleTraffic');
  if (value === null) return kind === 'absence' ? known(true, null, null) : unknown('noValue');
  const judged = model.judge(value, sample, !thin && !collapsed);
  const clears = judged.verdict === 'pass';
  return thin && (clears || !collapsed) ? unknown('tooLittleTraffic', judged.value, judged.limit) : judged;
}

const isThin = (minTraffic: number | null, traffic: TrafficFacts | null): boolean => minTraffic !== null && traffic !== null && traffic.now !== null && traffic.now < minTraffic;

/** There is a blackout, not a quiet hour. */
function hasCollapsed(traffic: TrafficFacts | null): boolean {
  if (traffic === null || traffic.now === null || traffic.usual === null) return false;
  return traffic.usual > 0 && traffic.now < COLLAPSED_BELOW * traffic.usual;
}
