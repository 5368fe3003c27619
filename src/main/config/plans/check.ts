import { basename } from 'node:path';
import type { HoldfastConfig } from '../../../shared/model/config.ts';
import { groupOf, type PlanConfig } from '../../../shared/model/continuity/plan-config.ts';
import { checkServer } from '../cross-check-chain.ts';
import { clip, type ConfigPath } from '../config-path.ts';
import { checkSpan, checkZone } from '../cross-check-policy.ts';
import { duplicateIds, unknownId, type CrossFinding } from '../cross-finding.ts';
import type { Finding } from '../explain.ts';
import { isTimeZone } from '../../../shared/time/local-time.ts';
import { checkDrill } from './check-drill.ts';
import { checkStep } from './check-steps.ts';
import { checkTriggers } from './check-triggers.ts';
import { BOTH_WRITE, mayWriteTwice, partsOfPlans, withChildren } from './parts.ts';

const MOST_STEPS = 200;
const SHELLS = /^(?:(?:ba|da|z|k|c|tc|fi)?sh|pwsh|powershell|cmd|env|xargs|sudo|busybox)(?:\.exe)?$/i;

/** Plans, and what they are made of, held against the rest of the configuration. */
export const checkPlans = (config: HoldfastConfig): CrossFinding[] => [
  ...config.plans.flatMap((plan, index) => checkPlan(config, plan, ['plans', index])),
  ...checkGroups(config.plans),
  ...checkTriggers(config),
  ...checkTiers(config),
  ...config.programs.flatMap(({ file }, index): Finding[] => (SHELLS.test(basename(file.replaceAll('\\', '/'))) ? [{ path: ['programs', index, 'file'], message: `expected a program that does one thing, found "${clip(file)}", which runs whatever it is given` }] : [])),
  ...config.dnsProviders.flatMap(({ authoritative = [], ...provider }, index) => [
    ...authoritative.flatMap((server, place) => checkServer(server, ['dnsProviders', index, 'authoritative', place])),
    ...(provider.type === 'rfc2136' ? checkServer(provider.server, ['dnsProviders', index, 'server']) : []),
  ]),
  ...partsOfPlans(config).commands.flatMap(([path, { program }]) => unknownId('program', program, config.programs, [...path, 'program'])),
  ...partsOfPlans(config).requests.flatMap(([path, { url }]) => checkUrl(url, [...path, 'url'])),
];

/** Whatever its parameters are, it must be an address. */
function checkUrl(url: string, path: ConfigPath): Finding[] {
  return URL.canParse(url.replaceAll(/\{\{\w+\}\}/g, 'x')) ? [] : [{ path, message: `expected an http:// or https:// address, found "${clip(url.replaceAll(/\/\/[^/?#\s]*@/g, '//…@'))}"` }];
}

function checkPlan(config: HoldfastConfig, plan: PlanConfig, path: ConfigPath): CrossFinding[] {
  const signal = (id: string | undefined, at: ConfigPath): Finding[] => (id === undefined ? [] : unknownId('signal', id, config.signals, [...path, ...at]));
  return [
    ...plan.services.flatMap((id, index) => unknownId('service', id, config.services, [...path, 'services', index])),
    ...signal(plan.lag, ['lag']),
    ...(plan.target?.healthy ?? []).flatMap((id, index) => signal(id, ['target', 'healthy', index])),
    ...signal(plan.target?.capacity, ['target', 'capacity']),
    ...plan.roles.flatMap(({ person }, index) => (person === undefined ? [] : unknownId('person', person, config.people, [...path, 'roles', index, 'person']))),
    ...(plan.lastKnownGood?.scope ?? []).flatMap((id, index) => unknownId('service', id, config.services, [...path, 'lastKnownGood', 'scope', index])),
    ...plan.freeze.flatMap((window, index) => checkFreeze(config, window, [...path, 'freeze', index])),
    ...checkDrill(config, plan, path),
    ...checkParameters(plan, path),
    ...checkKind(plan, path),
    ...checkChildren(config.plans, plan, path),
    ...(mayWriteTwice(plan, config.plans) ? [{ path: [...path, 'writes'], level: 'warning' as const, message: `${BOTH_WRITE}: no \`fence\` stands before its \`dns\` step, so it is never automatic` }] : []),
    ...duplicateIds([...path, 'steps'], plan.steps),
    ...plan.steps.flatMap((step, index) => checkStep(config, plan, step, [...path, 'steps', index])),
  ];
}

function checkFreeze({ workspace }: HoldfastConfig, window: PlanConfig['freeze'][number], path: ConfigPath): Finding[] {
  const timeZone = window.timeZone ?? workspace.timeZone;
  return [...checkZone(window.timeZone, [...path, 'timeZone']), ...(isTimeZone(timeZone) ? checkSpan(window, timeZone, path, (days) => `this freeze is ${days} days long; its plan begins only with an override all that time`) : [])];
}

const RESERVED = ['target', 'rung'];

const checkParameters = ({ parameters }: PlanConfig, path: ConfigPath): Finding[] =>
  Object.entries(parameters).flatMap(([name, { value, oneOf }]): Finding[] => [
    ...(RESERVED.includes(name) ? [{ path: [...path, 'parameters', name], part: 'key' as const, message: `expected another name: \`${name}\` has a meaning of its own` }] : []),
    ...(oneOf === undefined || oneOf.includes(value) ? [] : [{ path: [...path, 'parameters', name, 'value'], message: `expected one of the values of \`oneOf\`, found "${clip(value)}"` }]),
  ]);

function checkKind({ kind, lastKnownGood, steps, children }: PlanConfig, path: ConfigPath): Finding[] {
  return [
    ...(steps.length === 0 && children.length === 0 ? [{ path, message: 'expected `steps` or `children`: this plan does nothing' }] : []),
    ...(kind === 'rollback' && lastKnownGood === undefined ? [{ path: [...path, 'kind'], message: 'expected `lastKnownGood`, the version that a rollback goes back to' }] : []),
    ...(kind !== 'rollback' && lastKnownGood !== undefined ? [{ path: [...path, 'lastKnownGood'], part: 'key' as const, message: `\`lastKnownGood\` is of a rollback, and this is a ${kind}` }] : []),
    ...(kind === 'failover' && !steps.some((step) => step.kind !== 'wait' && step.kind !== 'verify' && step.kind !== 'approve' && step.kind !== 'notify') && children.length === 0 ? [{ path: [...path, 'steps'], level: 'warning' as const, message: 'no step of this failover moves anything' }] : []),
  ];
}

function checkChildren(plans: readonly PlanConfig[], plan: PlanConfig, path: ConfigPath): CrossFinding[] {
  const all = withChildren(plan, plans);
  const steps = all.reduce((sum, each) => sum + each.steps.length, 0);
  return [
    ...plan.children.flatMap((id, index): CrossFinding[] => {
      const at = [...path, 'children', index];
      const child = plans.find((each) => each.id === id);
      if (child === undefined) return unknownId('plan', id, plans, at);
      if (plan.children.indexOf(id) < index) return [{ path: at, message: `expected each plan once, found "${clip(id)}" again` }];
      const way = wayBack(child, plan, plans);
      if (way !== null) return [{ path: at, message: `expected plans that do not lead back to themselves, found ${[plan.id, ...way].join(' → ')}` }];
      if (groupOf(child) !== groupOf(plan)) return [{ path: at, message: `expected a plan of the group \`${groupOf(plan)}\`, so that one lock covers all of it; "${clip(id)}" is of \`${groupOf(child)}\`, on line {line}`, see: ['plans', plans.indexOf(child), 'id'] }];
      return [];
    }),
    ...all.slice(1).flatMap((child) => checkPassedOn(plan, child, [...path, 'children'])),
    ...(steps > MOST_STEPS ? [{ path: [...path, 'children'], message: `expected at most ${MOST_STEPS} steps with those of its children, found ${steps}` }] : []),
  ];
}

/** What may be chosen of a plan below it is chosen for both, so it must take all that may be chosen here. */
const checkPassedOn = ({ parameters }: PlanConfig, child: PlanConfig, path: ConfigPath): Finding[] =>
  Object.entries(child.parameters).flatMap(([name, { oneOf }]) => {
    const own = parameters[name];
    const odd = oneOf === undefined || own === undefined ? [] : (own.oneOf ?? [own.value]).filter((value) => !oneOf.includes(value));
    return odd.map((value): Finding => ({ path, message: `expected \`oneOf\` of \`${name}\` in \`${child.id}\` to hold "${clip(value)}", which \`${name}\` of this plan may be` }));
  });

/** The way from a plan down to another one; null where there is none. */
function wayBack(from: PlanConfig, to: PlanConfig, plans: readonly PlanConfig[], seen: Set<string> = new Set()): string[] | null {
  if (from.id === to.id) return [to.id];
  if (seen.has(from.id)) return null;
  seen.add(from.id);
  for (const id of from.children) {
    const child = plans.find((each) => each.id === id);
    const rest = child === undefined ? null : wayBack(child, to, plans, seen);
    if (rest !== null) return [from.id, ...rest];
  }
  return null;
}

/** A group has one cool-down, or it would depend on which plan was tried. */
function checkGroups(plans: readonly PlanConfig[]): CrossFinding[] {
  return plans.flatMap((plan, index): CrossFinding[] => {
    const first = plans.findIndex((each) => groupOf(each) === groupOf(plan));
    const other = plans[first];
    if (other === undefined || other.coolDown === plan.coolDown) return [];
    return [{ path: ['plans', index, 'coolDown'], message: `expected ${other.coolDown}, the cool-down of its group \`${groupOf(plan)}\` on line {line}, found "${plan.coolDown}"`, see: ['plans', first] }];
  });
}

function checkTiers({ tiers, services }: HoldfastConfig): CrossFinding[] {
  return tiers.flatMap(({ service, mode }, index): CrossFinding[] => {
    const first = tiers.findIndex((each) => each.service === service && each.mode === mode);
    return [
      ...unknownId('service', service, services, ['tiers', index, 'service']),
      ...(first === index ? [] : [{ path: ['tiers', index], message: `expected one entry for each service and mode, found a second for \`${clip(service)}\` and ${mode}; the first stands on line {line}`, see: ['tiers', first] }]),
    ];
  });
}
