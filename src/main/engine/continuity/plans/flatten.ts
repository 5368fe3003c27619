import type { PlanConfig } from '../../../../shared/model/continuity/plan-config.ts';
import { ParameterValue } from '../../../../shared/model/continuity/plan-config.ts';
import { TARGETS_LIMIT, type StepConfig } from '../../../../shared/model/continuity/step-config.ts';
import { previewTargets, readTargets } from '../../../../shared/model/continuity/targets.ts';
import { StepId, type PlanId } from '../../../../shared/model/ids.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import { withChildren } from '../../../config/plans/parts.ts';
import { filled } from '../steps/filled.ts';

export type Values = Readonly<Record<string, string>>;

/** A step as it is run: its id is the only one of that name in the run, and its plan’s parameters are in. */
export interface FlatStep {
  readonly step: StepConfig;
  /** The child plan that it stands in; null for one of the plan’s own. */
  readonly child: PlanId | null;
}

/** What the plan’s parameters are, with those that somebody has chosen. Throws `invalid_input`, which names the parameter and what was expected. */
export function valuesOf({ parameters }: PlanConfig, given: Values): Values {
  const names = Object.keys(parameters);
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(parameters, name)) throw new HoldfastError('invalid_input', `expected ${names.length === 0 ? 'no parameters' : `parameters named ${names.join(', ')}`}, found "${name.slice(0, 40)}"`);
    const read = ParameterValue.safeParse(value);
    if (!read.success) throw new HoldfastError('invalid_input', `${name}: ${read.error.issues[0]?.message ?? 'expected another value'}`);
    const { value: own, oneOf = [own] } = parameters[name] ?? { value };
    if (!oneOf.includes(value)) throw new HoldfastError('invalid_input', `${name}: expected ${oneOf.length === 1 ? own : `one of ${oneOf.join(', ')}`}, found "${value}"`);
  }
  return Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, given[name] ?? value]));
}

/** Of a child plan: what may be chosen is what was chosen for the plan that is run; the rest is the child’s own. */
function passedOn({ id, parameters }: PlanConfig, values: Values): Values {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { value, oneOf }]) => {
      const chosen = values[name];
      if (oneOf === undefined || chosen === undefined) return [name, value];
      if (!oneOf.includes(chosen)) throw new HoldfastError('invalid_input', `${name}: expected one of ${oneOf.join(', ')}, which is all that the plan ${id} below it takes, found "${chosen}"`);
      return [name, chosen];
    }),
  );
}

/** A plan’s own steps and then, in their order, those of the plans below it. */
export function flatten(plan: PlanConfig, plans: readonly PlanConfig[], values: Values): FlatStep[] {
  const taken = new Set<string>();
  return withChildren(plan, plans).flatMap((each) => {
    const isOwn = each.id === plan.id;
    const own = isOwn ? values : passedOn(each, values);
    return each.steps.map((step): FlatStep => {
      const id = freeId(isOwn ? step.id : `${each.id}--${step.id}`, taken);
      return { step: { ...targeted(filled(step, own), each), id }, child: isOwn ? null : each.id };
    });
  });
}

const LONGEST_ID = 63;

function freeId(wanted: string, taken: Set<string>): StepId {
  for (let number = 1; ; number += 1) {
    const tail = number === 1 ? '' : `-${number}`;
    const id = `${wanted.slice(0, LONGEST_ID - tail.length)}${tail}`;
    if (taken.has(id)) continue;
    taken.add(id);
    return StepId.parse(id);
  }
}

/** Records point to the target of the plan that their step stands in. Targets are counted before anything is made of them. */
function targeted(step: StepConfig, { target }: PlanConfig): StepConfig {
  if ('targets' in step && step.targets !== undefined) {
    const targets = readTargets(step.targets);
    if (targets !== null && targets.count > TARGETS_LIMIT)
      throw new HoldfastError('invalid_input', `${step.id}: expected at most ${TARGETS_LIMIT} targets, found ${targets.count.toLocaleString('en-US')}: it would touch ${previewTargets(targets)}`);
  }
  return step.kind === 'dns' && step.healthy === undefined && target !== undefined ? { ...step, healthy: target.healthy } : step;
}
