import type { PlanConfig } from '../../../shared/model/continuity/plan-config.ts';
import type { StepConfigOf } from '../../../shared/model/continuity/step-config.ts';
import { clip, type ConfigPath } from '../config-path.ts';
import type { Finding } from '../explain.ts';
import { partsOf } from './parts.ts';

/** What stands for a decision in the call that carries it out. */
export const JOB_NAMES: readonly string[] = ['{{kind}}', '{{action}}', '{{order}}', '{{expireAfterSeconds}}'];

type Jobs = NonNullable<StepConfigOf<'drain'>['jobs']>;

/** What becomes of waiting jobs must reach the queue as it was decided, and nothing that does harm when done twice is run without a person. */
export function checkJobs(plan: PlanConfig, { jobs }: StepConfigOf<'drain'>, stepPath: ConfigPath): Finding[] {
  if (jobs === undefined) return [];
  const path = [...stepPath, 'jobs'];
  const texts = partsOf(jobs.request, []).texts.map(([, text]) => text);
  const lacks = (name: string): boolean => !texts.some((text) => text.includes(name));
  const missing = (name: string, why: string): Finding[] => (lacks(name) ? [{ path: [...path, 'request'], part: 'key', message: `expected \`${name}\` somewhere in this call: otherwise ${why}` }] : []);
  return [
    ...missing('{{kind}}', 'it would not say which jobs it is about'),
    ...missing('{{action}}', 'it would not say what becomes of them'),
    ...(jobs.kinds.some(({ order }) => order === 'newestFirst') ? missing('{{order}}', 'the newest would not come first') : []),
    ...(jobs.kinds.some(({ expireAfter }) => expireAfter !== undefined) ? missing('{{expireAfterSeconds}}', 'nothing would be thrown away') : []),
    ...jobs.kinds.flatMap((kind, index) => checkKind(plan, jobs, kind, index, [...path, 'kinds', index])),
  ];
}

function checkKind(plan: PlanConfig, { kinds }: Jobs, { kind, action, idempotent, expireAfter, onlyIf }: Jobs['kinds'][number], index: number, path: ConfigPath): Finding[] {
  const needsWord = action === 'run' && !idempotent;
  return [
    ...(kinds.findIndex((each) => each.kind === kind) < index ? [{ path: [...path, 'kind'], message: `expected each kind once, found "${clip(kind)}" again` }] : []),
    ...(action === 'expire' && expireAfter !== undefined ? [{ path: [...path, 'expireAfter'], part: 'key' as const, message: 'all of these are thrown away, however old they are' }] : []),
    ...(needsWord && onlyIf === undefined ? [{ path, message: 'expected `idempotent: true`, or `onlyIf` with a parameter that a person says "yes" with: run again, such a job may do twice what it does' }] : []),
    ...(!needsWord && onlyIf !== undefined ? [{ path: [...path, 'onlyIf'], part: 'key' as const, message: '`onlyIf` is of jobs that are run and are not idempotent' }] : []),
    ...(needsWord && onlyIf !== undefined ? checkWord(plan, onlyIf, [...path, 'onlyIf']) : []),
  ];
}

/** Unless a person says "yes" for this very run, the answer is "no". */
function checkWord({ parameters }: PlanConfig, onlyIf: string, path: ConfigPath): Finding[] {
  const name = /^\{\{(\w+)\}\}$/.exec(onlyIf)?.[1];
  const parameter = name === undefined ? undefined : parameters[name];
  // A name that the plan does not have is told with the other names.
  if (name !== undefined && parameter === undefined) return [];
  if (parameter?.value === 'no' && parameter.oneOf?.includes('no') === true && parameter.oneOf.includes('yes')) return [];
  return [{ path, message: `expected a parameter such as "{{runPayments}}" that is { value: "no", oneOf: ["no", "yes"] }, found "${clip(onlyIf)}"` }];
}
