import { isIPv4, isIPv6 } from 'node:net';
import type { HoldfastConfig } from '../../../shared/model/config.ts';
import type { PlanConfig } from '../../../shared/model/continuity/plan-config.ts';
import { TARGETS_LIMIT, type StepConfig, type StepConfigOf } from '../../../shared/model/continuity/step-config.ts';
import { previewTargets, readTargets } from '../../../shared/model/continuity/targets.ts';
import { assertNever } from '../../../shared/model/result.ts';
import { checkServer } from '../cross-check-chain.ts';
import { clip, type ConfigPath } from '../config-path.ts';
import { unknownId } from '../cross-finding.ts';
import { readDuration } from '../duration.ts';
import type { Finding } from '../explain.ts';
import { list } from '../found.ts';
import { didYouMean } from '../suggest.ts';
import { checkJobs, JOB_NAMES } from './check-jobs.ts';
import { partsOf, withChildren } from './parts.ts';

/** One step, held against its plan and the rest of the configuration. */
export function checkStep(config: HoldfastConfig, plan: PlanConfig, step: StepConfig, path: ConfigPath): Finding[] {
  return [...checkNames(plan, step, path), ...checkTargets(step, path), ...checkConditions(config, step, path), ...ofKind(config, plan, step, path)];
}

function ofKind(config: HoldfastConfig, plan: PlanConfig, step: StepConfig, path: ConfigPath): Finding[] {
  switch (step.kind) {
    case 'dns':
      return checkDns(config, plan, step, path);
    case 'approve':
      return checkApprove(config, step, path);
    case 'notify':
      return step.channels.flatMap((channel, index) => unknownId('channel', channel, config.channels, [...path, 'channels', index]));
    case 'degrade':
      return [...step.services.flatMap((service, index) => checkTier(config, service, step, [...path, 'services', index])), ...checkTold(config, plan, step, path)];
    case 'ramp':
      return [...checkRamp(step, path), ...signals(config, [step.depth], path, 'depth')];
    case 'drain':
      return [...(['depth', 'emergency', 'emergencyAge'] as const).flatMap((key) => signals(config, [step[key]], path, key)), ...checkJobs(plan, step, path)];
    case 'http':
    case 'command':
    case 'wait':
    case 'verify':
    case 'fence':
      return [];
    default:
      return assertNever(step, 'step');
  }
}

const signals = (config: HoldfastConfig, ids: readonly (string | undefined)[], path: ConfigPath, key: string): Finding[] =>
  ids.flatMap((id) => (id === undefined ? [] : unknownId('signal', id, config.signals, [...path, key])));

const PLACEHOLDER = /\{\{\s*([^{}]{0,60}?)\s*\}\}/g;

/** What a step names as `{{name}}` must be there, or it would be sent as it is written. */
function checkNames(plan: PlanConfig, step: StepConfig, path: ConfigPath): Finding[] {
  const names = [...Object.keys(plan.parameters), ...('targets' in step && step.targets !== undefined ? ['target'] : []), ...(step.kind === 'ramp' ? ['rung'] : [])];
  return partsOf(step, path).texts.flatMap(([at, text]) =>
    [...text.matchAll(PLACEHOLDER)].flatMap(([written, name = '']): Finding[] => {
      if (at[path.length] === 'jobs' && at[path.length + 1] === 'request' && JOB_NAMES.includes(written)) return [];
      if (names.includes(name) && written === `{{${name}}}`) return [];
      const near = names.includes(name) ? `; write {{${name}}}` : didYouMean(name, names);
      return [{ path: at, message: `expected the name of a parameter, found "${clip(written)}"${near === '' ? (names.length === 0 ? '; this plan has no parameters' : `; known: ${list(names)}`) : near}` }];
    }),
  );
}

function checkTargets(step: StepConfig, path: ConfigPath): Finding[] {
  if (!('targets' in step) || step.targets === undefined) return [];
  const at = [...path, 'targets'];
  const targets = readTargets(step.targets);
  if (targets === null) return [{ path: at, message: `expected a list, or a range such as "web-[1-12]", found "${clip(String(step.targets))}"` }];
  const used = partsOf(step, path).texts.some(([where, text]) => where[path.length] !== 'targets' && text.includes('{{target}}'));
  return [
    ...(targets.count <= TARGETS_LIMIT ? [] : [{ path: at, message: `expected at most ${TARGETS_LIMIT} targets, found ${targets.count.toLocaleString('en-US')}: this step would touch ${previewTargets(targets)}` }]),
    ...(used || targets.count === 1 ? [] : [{ path: at, part: 'key' as const, message: 'expected `{{target}}` somewhere in this step: otherwise the same would be done to each' }]),
  ];
}

function checkConditions(config: HoldfastConfig, step: StepConfig, path: ConfigPath): Finding[] {
  const below = (key: string, condition: { readonly signal?: { readonly id: string } | undefined; readonly dns?: { readonly servers: readonly string[] } | undefined } | undefined, at: ConfigPath = [...path, key]): Finding[] => [
    ...(condition?.signal === undefined ? [] : unknownId('signal', condition.signal.id, config.signals, [...at, 'signal', 'id'])),
    ...(condition?.dns?.servers ?? []).flatMap((server, index) => checkServer(server, [...at, 'dns', 'servers', index])),
  ];
  return [
    ...('readBack' in step ? below('readBack', step.readBack) : []),
    ...(step.kind === 'verify' ? below('that', step.that) : []),
    ...(step.kind === 'fence' ? below('proof', step.proof) : []),
    ...(step.kind === 'dns' ? below('moved', step.moved) : []),
    ...(step.kind === 'ramp' ? [...below('integrity', step.integrity), ...below('until', step.until), ...step.while.flatMap((each, index) => below('while', each, [...path, 'while', index]))] : []),
  ];
}

const within = (record: string, zone: string): boolean => {
  const [name, apex] = [record, zone].map((text) => text.replace(/\.$/, '').toLowerCase()) as [string, string];
  return name === apex || name.endsWith(`.${apex}`);
};

const ADDRESS = { A: ['an IPv4 address', isIPv4], AAAA: ['an IPv6 address', isIPv6], CNAME: ['a name', (text: string) => /^(?=.*[a-z])[\w.-]+$/i.test(text) && !isIPv4(text)] } as const;

function checkDns(config: HoldfastConfig, plan: PlanConfig, step: StepConfigOf<'dns'>, path: ConfigPath): Finding[] {
  const { providers, record, drill, type, to, from = [], proxied, healthy, ttl } = step;
  const [what, fits] = ADDRESS[type];
  const values = (key: 'to' | 'from', set: readonly string[]) =>
    set.flatMap((value, index): Finding[] => {
      if (set.indexOf(value) < index) return [{ path: [...path, key, index], message: `expected each value once, found "${clip(value)}" again` }];
      return value.includes('{{') || fits(value) ? [] : [{ path: [...path, key, index], message: `expected ${what} in a record of type ${type}, found "${clip(value)}"` }];
    });
  const known = config.dnsProviders.filter(({ id }) => providers.includes(id));
  const outside = (name: string, at: ConfigPath) => known.filter(({ zone }) => !within(name, zone)).map(({ id, zone }): Finding => ({ path: at, message: `expected a name within ${zone}, the zone of \`${id}\`, found "${clip(name)}"` }));
  const objective = plan.objective ?? config.objectives.failover;
  return [
    ...providers.flatMap((id, index) => (providers.indexOf(id) < index ? [{ path: [...path, 'providers', index], message: `expected another provider than \`${id}\`, which stands there already` }] : unknownId('DNS provider', id, config.dnsProviders, [...path, 'providers', index]))),
    ...outside(record, [...path, 'record']),
    ...(drill === undefined ? [] : outside(drill.record, [...path, 'drill', 'record'])),
    ...(drill?.record.toLowerCase() === record.toLowerCase() ? [{ path: [...path, 'drill', 'record'], message: 'expected another record than the one that users need' }] : []),
    ...values('to', to),
    ...values('from', from),
    ...(type === 'CNAME' && to.length > 1 ? [{ path: [...path, 'to'], message: `expected one value, because a CNAME has no more, found ${to.length}` }] : []),
    ...(proxied !== undefined && !known.some((provider) => provider.type === 'cloudflare') ? [{ path: [...path, 'proxied'], part: 'key' as const, message: '`proxied` is of Cloudflare, and none of its providers is' }] : []),
    ...(healthy ?? []).flatMap((id, index) => unknownId('signal', id, config.signals, [...path, 'healthy', index])),
    ...(healthy === undefined && plan.target === undefined ? [{ path, level: 'warning' as const, message: 'nothing says whether the new records lead to something healthy: write `healthy`, or `target` of the plan' }] : []),
    ...(readDuration(ttl) > readDuration(objective) ? [{ path: [...path, 'ttl'], level: 'warning' as const, message: `resolvers may keep the old records longer than the objective of ${objective}` }] : []),
    ...(step.resolvers ?? []).flatMap((server, index) => checkServer(server, [...path, 'resolvers', index])),
  ];
}

function checkApprove({ people }: HoldfastConfig, { role, timeout, aloneAfter }: StepConfigOf<'approve'>, path: ConfigPath): Finding[] {
  const able = people.filter(({ rights, roles }) => rights.includes('approve') && (role === undefined || roles.length === 0 || roles.includes(role)));
  return [
    ...(aloneAfter !== undefined && readDuration(aloneAfter) >= readDuration(timeout) ? [{ path: [...path, 'aloneAfter'], message: `expected less than \`timeout\` (${timeout}), found "${aloneAfter}"` }] : []),
    ...(able.length === 0 ? [{ path, level: 'warning' as const, message: 'nobody under `people` has the right `approve` for this: a run would stop here' }] : []),
    ...(able.length === 1 && aloneAfter === undefined ? [{ path, level: 'warning' as const, message: `only ${able[0]?.name} could approve this, and not what they started themselves: write \`aloneAfter\`, or give somebody else the right` }] : []),
  ];
}

function checkTier(config: HoldfastConfig, service: string, { to }: StepConfigOf<'degrade'>, path: ConfigPath): Finding[] {
  const unknown = unknownId('service', service, config.services, path);
  if (unknown.length > 0 || config.tiers.some((tier) => tier.service === service && tier.mode === to)) return unknown;
  return [{ path, message: `expected an entry under \`tiers\` that switches \`${clip(service)}\` to ${to}, and there is none` }];
}

/** A plan may leave it to the one that it stands in to tell what customers are to know; alone it tells nobody. */
function checkTold({ tiers, plans }: HoldfastConfig, plan: PlanConfig, step: StepConfigOf<'degrade'>, path: ConfigPath): Finding[] {
  const saysNothing = step.services.every((service) => tiers.find((tier) => tier.service === service && tier.mode === step.to)?.text === undefined);
  const isChild = plans.some(({ children }) => children.includes(plan.id));
  const tells = withChildren(plan, plans).flatMap(({ steps }) => steps).slice(plan.steps.indexOf(step)).some(({ kind }) => kind === 'notify');
  return saysNothing || isChild || tells ? [] : [{ path, level: 'warning', message: '`text` of its tiers is told to nobody: no `notify` step comes after it' }];
}

function checkRamp({ ladder, set, drill, before }: StepConfigOf<'ramp'>, path: ConfigPath): Finding[] {
  const back = ladder.findIndex((rung, index) => index > 0 && rung <= (ladder[index - 1] ?? 0));
  const [first = 0] = ladder;
  const named = (request: typeof set): boolean => partsOf(request, []).texts.some(([, text]) => text.includes('{{rung}}'));
  const nameless = (['set', 'drill'] as const).filter((key) => key === 'set' ? !named(set) : drill !== undefined && !named(drill));
  return [
    ...(back === -1 ? [] : [{ path: [...path, 'ladder', back], message: `expected more than the value before (${ladder[back - 1]}), found ${ladder[back]}` }]),
    ...nameless.map((key) => ({ path: [...path, key], part: 'key' as const, message: 'expected `{{rung}}` somewhere in this call: otherwise each value would be the same' })),
    ...(before === undefined || before < first ? [] : [{ path: [...path, 'before'], message: `expected less than the first value (${first}), found ${before}` }]),
  ];
}
