import { assertNever } from '../../../shared/model/result.ts';
import type { Unit } from '../../../shared/model/config.ts';
import { formatValueText } from '../../../shared/text/format.ts';
import { formatSpan } from '../../../shared/time/format.ts';
import type { ResolvedRule } from '../../config/resolved-rules.ts';
import type { UnknownReason } from './spec.ts';

export interface RuleSubjectWords {
  readonly serviceName: string;
  readonly signalName: string;
  readonly unit: Unit;
}

const inWords = (value: number, unit: Unit): string => formatValueText(value, null, unit);

/** "Below up" is how a computer says that something is down. */
const isDown = (condition: ResolvedRule['condition'], unit: Unit): boolean => condition.kind === 'threshold' && condition.below !== null && condition.below > 0 && condition.below <= 1 && unit === 'bool';

function limitText({ condition }: ResolvedRule, unit: Unit): string {
  switch (condition.kind) {
    case 'threshold':
      if (isDown(condition, unit)) return 'down';
      return condition.above === null ? `below ${inWords(condition.below ?? Number.NaN, unit)}` : `above ${inWords(condition.above, unit)}`;
    case 'baseline':
      return { above: 'higher than usual', below: 'lower than usual', both: 'unusual' }[condition.direction];
    case 'absence':
      return 'without a value';
    case 'burn':
      return `burns its budget ${condition.windows.factor}× too fast over ${formatSpan(condition.windows.longMs)} and ${formatSpan(condition.windows.shortMs)}`;
    default:
      return assertNever(condition, 'condition');
  }
}

/** The condition as a person would say it: "above 800 ms, 3 samples in a row, for 1 min". */
export function conditionText(rule: ResolvedRule, unit: Unit): string {
  const parts = [limitText(rule, unit)];
  if (rule.consecutive > 1) parts.push(`${rule.consecutive} samples in a row`);
  if (rule.forMs > 0) parts.push(`for ${formatSpan(rule.forMs)}`);
  if (rule.minTraffic !== null) parts.push(`with traffic of ${rule.minTraffic} or more`);
  return parts.join(', ');
}

/** The title of its incident, when the rule names none: "Checkout API: error rate above 5 %". */
export function titleOf(rule: ResolvedRule, { serviceName, signalName, unit }: RuleSubjectWords): string {
  if (rule.summary !== null) return rule.summary;
  if (isDown(rule.condition, unit)) return signalName === 'availability' ? `${serviceName} is down` : `${serviceName}: ${signalName} is down`;
  return `${serviceName}: ${signalName} ${limitText(rule, unit)}`;
}

/** How the service fails, for telling the same kind of trouble again: with service and rule it is the signature of a cause. */
export function failureMode({ condition }: ResolvedRule): string {
  if (condition.kind === 'threshold') return condition.above === null ? 'below' : 'above';
  return condition.kind;
}

/** Why a sample could not be judged. */
export const UNKNOWN_WORDS: Readonly<Record<UnknownReason, string>> = {
  source: 'the source or our own network failed',
  noValue: 'the signal has no value',
  tooLittleTraffic: 'too little traffic',
  learning: 'still learning what is usual',
  tooFewSamples: 'too few samples in the window',
};
