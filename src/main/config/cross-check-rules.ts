import path from 'node:path';
import type { HoldfastConfig, SignalConfig } from '../../shared/model/config.ts';
import { RuleId } from '../../shared/model/ids.ts';
import type { BurnRuleConfig, RuleImportConfig, SignalRuleConfig, SloConfig, ThresholdRuleConfig } from '../../shared/model/rule-config.ts';
import { traitsOf, type SourceConfig } from '../../shared/model/sources/index.ts';
import type { ConfigPath } from './config-path.ts';
import { unknownId, type CrossFinding } from './cross-finding.ts';
import { readDuration } from './duration.ts';
import type { Finding } from './explain.ts';
import { burnPairs, burnRuleId } from './resolve-rules.ts';
import { defaultUnit } from './resolved.ts';

/** Rules and objectives against what they are about. `today` is `YYYY-MM-DD`. */
export const checkRules = (config: HoldfastConfig, today: string): CrossFinding[] => [
  ...config.slos.flatMap((slo, index) => checkSlo(config, slo, ['slos', index])),
  ...config.rules.flatMap((rule, index) => ('import' in rule ? checkImport(config, rule, index) : checkRule(config, rule, ['rules', index], today))),
  ...checkBurnIds(config),
];

function checkRule(config: HoldfastConfig, rule: SignalRuleConfig, at: ConfigPath, today: string): Finding[] {
  const slo = 'slo' in rule ? config.slos.find(({ id }) => id === rule.slo) : undefined;
  const signal = config.signals.find(({ id }) => id === ('slo' in rule ? slo?.signal : rule.signal));
  return [
    ...('slo' in rule ? unknownId('objective', rule.slo, config.slos, [...at, 'slo']) : unknownId('signal', rule.signal, config.signals, [...at, 'signal'])),
    ...('slo' in rule && slo !== undefined ? checkBurn(rule, slo, at) : []),
    ...('when' in rule && signal !== undefined ? checkLimit(rule, signal, at) : []),
    ...(rule.owner === undefined ? [] : unknownId('person', rule.owner, config.people, [...at, 'owner'])),
    ...(rule.minTraffic !== undefined && signal !== undefined ? checkMinTraffic(config, slo ?? signal, at) : []),
    ...(rule.reviewBy === undefined || rule.reviewBy >= today
      ? []
      : [{ path: [...at, 'reviewBy'], level: 'warning' as const, message: `this rule should be looked at again: its review was due on ${rule.reviewBy}` }]),
  ];
}

function checkMinTraffic(config: HoldfastConfig, judged: SignalConfig | SloConfig, at: ConfigPath): Finding[] {
  const ofSlo = 'target' in judged;
  if (ofSlo ? judged.traffic !== undefined : config.signals.some(({ service, kind }) => service === judged.service && kind === 'traffic')) return [];
  const why = ofSlo ? `the objective \`${judged.id}\` names no \`traffic\`` : `the service \`${judged.service}\` has no signal of kind "traffic"`;
  return [{ path: [...at, 'minTraffic'], part: 'key', level: 'warning', message: `\`minTraffic\` is never asked, because ${why}` }];
}

/** A limit that no value can break is mostly a slip between 5 and 0.05. */
function checkLimit({ when: { above, below } }: ThresholdRuleConfig, { kind, unit = defaultUnit(kind) }: SignalConfig, at: ConfigPath): Finding[] {
  if (kind !== 'errorRate' && kind !== 'availability') return [];
  const most = unit === 'percent' ? 100 : 1;
  const key = above !== undefined && above >= most ? 'above' : below !== undefined && below <= 0 ? 'below' : null;
  if (key === null) return [];
  return [{ path: [...at, 'when', key], level: 'warning', message: `this rule can never fire: the signal is in \`${unit}\`, from 0 to ${most}, and is never ${key} ${above ?? below}` }];
}

function checkSlo(config: HoldfastConfig, slo: SloConfig, at: ConfigPath): Finding[] {
  const signal = config.signals.find(({ id }) => id === slo.signal);
  const traffic = config.signals.find(({ id }) => id === slo.traffic);
  return [
    ...unknownId('service', slo.service, config.services, [...at, 'service']),
    ...unknownId('signal', slo.signal, config.signals, [...at, 'signal']),
    ...(signal === undefined ? [] : ofService(slo, signal, [...at, 'signal'])),
    ...(signal === undefined || signal.kind === 'errorRate' || signal.kind === 'availability'
      ? []
      : [{ path: [...at, 'signal'], message: `expected a signal of kind "errorRate" or "availability", found "${signal.id}" of kind "${signal.kind}"` }]),
    ...(slo.traffic === undefined ? [] : unknownId('signal', slo.traffic, config.signals, [...at, 'traffic'])),
    ...(traffic === undefined ? [] : ofService(slo, traffic, [...at, 'traffic'])),
    ...(traffic === undefined || traffic.kind === 'traffic'
      ? []
      : [{ path: [...at, 'traffic'], message: `expected a signal of kind "traffic", found "${traffic.id}" of kind "${traffic.kind}"` }]),
  ];
}

const ofService = ({ service }: SloConfig, signal: SignalConfig, at: ConfigPath): Finding[] =>
  signal.service === service ? [] : [{ path: at, message: `expected a signal of the service \`${service}\`, found "${signal.id}" of \`${signal.service}\`` }];

function checkBurn(rule: BurnRuleConfig, slo: SloConfig, at: ConfigPath): Finding[] {
  const written = rule.burn.pairs !== undefined;
  const windowMs = readDuration(slo.window);
  // With every request failing the budget burns this many times too fast, and no faster.
  const fastest = Number((100 / (100 - slo.target)).toPrecision(9));
  return burnPairs(rule, windowMs).flatMap(({ factor, longMs, shortMs }, index): Finding[] => {
    const pair = [...at, 'burn', 'pairs', index];
    const findings: Finding[] = [];
    if (longMs <= shortMs) findings.push({ path: [...pair, 'long'], message: `expected a window longer than \`short\` (${rule.burn.pairs?.[index]?.short})` });
    if (written && longMs > windowMs) findings.push({ path: [...pair, 'long'], message: `expected a window within that of the objective (${slo.window})` });
    if (factor >= fastest)
      findings.push({ path: written ? [...pair, 'factor'] : [...at, 'slo'], level: 'warning', message: `the pair of ${factor}× can never fire: at a target of ${slo.target} % the budget burns at most ${fastest}× too fast` });
    return findings;
  });
}

/** Each pair of a burn-rate rule is a rule of its own, with an id made from the rule's. */
function checkBurnIds(config: HoldfastConfig): CrossFinding[] {
  const taken = new Map<string, ConfigPath>(config.rules.flatMap((rule, index) => ('id' in rule ? [[rule.id, ['rules', index, 'id']] as const] : [])));
  return config.rules.flatMap((rule, index) => {
    const slo = 'slo' in rule ? config.slos.find(({ id }) => id === rule.slo) : undefined;
    if (!('slo' in rule) || slo === undefined) return [];
    return burnPairs(rule, readDuration(slo.window)).flatMap(({ factor }, pair): CrossFinding[] => {
      const at: ConfigPath = rule.burn.pairs === undefined ? ['rules', index, 'id'] : ['rules', index, 'burn', 'pairs', pair, 'factor'];
      const id = burnRuleId(rule.id, factor);
      const earlier = taken.get(id);
      if (earlier !== undefined) return [{ path: at, message: `expected a rule whose pairs have ids of their own, but \`${id}\` is taken by line {line}`, see: earlier }];
      taken.set(id, at);
      return RuleId.safeParse(id).success ? [] : [{ path: ['rules', index, 'id'], message: `expected a shorter id, because its pairs are rules of their own and \`${id}\` has more than 63 characters` }];
    });
  });
}

function checkEvaluates(source: SourceConfig, path: ConfigPath): CrossFinding[] {
  const { evaluatesExpressions, lacks } = traitsOf(source);
  const why = evaluatesExpressions ? (lacks?.(source) ?? null) : null;
  if (evaluatesExpressions && why === null) return [];
  return [{ path, message: `expected a source that evaluates PromQL, found "${source.id}"${why === null ? `, which is a ${source.type}` : `: ${why}`}` }];
}

function checkImport(config: HoldfastConfig, rule: RuleImportConfig, index: number): CrossFinding[] {
  const at: ConfigPath = ['rules', index];
  const source = config.sources.find(({ id }) => id === rule.source);
  const earlier = config.rules.findIndex((other) => 'import' in other && other.import === rule.import);
  const file = path.posix.normalize(rule.import.replaceAll('\\', '/'));
  const leaves = file === '..' || file.startsWith('../') || path.posix.isAbsolute(file) || /^[A-Za-z]:/.test(file);
  return [
    ...unknownId('source', rule.source, config.sources, [...at, 'source']),
    ...(source === undefined ? [] : checkEvaluates(source, [...at, 'source'])),
    ...(rule.service === undefined ? [] : unknownId('service', rule.service, config.services, [...at, 'service'])),
    ...(earlier === index ? [] : [{ path: [...at, 'import'], message: 'expected each rule file once, found one that stands on line {line} already; rules for another source belong in a file of their own', see: ['rules', earlier, 'import'] }]),
    ...(leaves ? [{ path: [...at, 'import'], level: 'warning' as const, message: 'this rule file lies outside the folder of the configuration; whoever moves or backs up one must think of the other' }] : []),
  ];
}
