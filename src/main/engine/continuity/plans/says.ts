import type { StepConfig } from '../../../../shared/model/continuity/step-config.ts';
import { readTargets } from '../../../../shared/model/continuity/targets.ts';
import { SERVICE_MODE_WORD } from '../../../../shared/text/continuity-words.ts';
import { assertNever } from '../../../../shared/model/result.ts';
import { conditionWords, withoutQuery } from '../steps/verify/condition-words.ts';

/** One line: what a step does. */
export function saysOf(step: StepConfig): string {
  switch (step.kind) {
    case 'dns':
      return `${step.type} ${step.record} → ${step.to.join(', ')} at ${step.providers.join(', then ')}`;
    case 'http':
      return `${step.request.method} ${withoutQuery(step.request.url)}${forTargets(step.targets)}`;
    case 'command':
      return `${[step.command.program, ...step.command.args].join(' ')}${forTargets(step.targets)}`;
    case 'wait':
      return `wait ${step.for}`;
    case 'verify':
      return `wait at most ${step.within} until ${conditionWords(step.that)}`;
    case 'approve':
      return `wait at most ${step.timeout} for an approval${step.role === undefined ? '' : ` by the role ${step.role}`}`;
    case 'notify':
      return `update to ${step.channels.join(', ')}`;
    case 'fence':
      return `${step.request !== undefined ? `${step.request.method} ${withoutQuery(step.request.url)}, then prove` : step.command !== undefined ? `${step.command.program}, then prove` : 'prove'} that the old primary takes no writes: ${conditionWords(step.proof)}`;
    case 'degrade':
      return `${step.services.join(', ')} → ${SERVICE_MODE_WORD[step.to]}`;
    case 'drain':
      return `queue ${step.queue}: ${step.request.method} ${withoutQuery(step.request.url)}`;
    case 'ramp':
      return `${step.ladder.join(' → ')}, each for ${step.dwell}`;
    default:
      return assertNever(step, 'step');
  }
}

function forTargets(targets: string | readonly string[] | undefined): string {
  const count = targets === undefined ? 1 : (readTargets(targets)?.count ?? 1);
  return count === 1 ? '' : ` for ${count} targets`;
}
