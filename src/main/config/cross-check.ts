import { isAbsolute } from 'node:path';
import type { HoldfastConfig, SignalConfig, SignalKind, Unit } from '../../shared/model/config.ts';
import { channelTraits } from '../../shared/model/channels/index.ts';
import { traitsOf, type SourceConfig } from '../../shared/model/sources/index.ts';
import { formulaNames } from '../../shared/model/sources/datadog-formula.ts';
import { CHECK_KEYS, type CheckKey } from '../../shared/model/sources/traits.ts';
import { clip, type ConfigPath } from './config-path.ts';
import { checkAddressList, checkChains, checkServer } from './cross-check-chain.ts';
import { checkChannels } from './cross-check-channels.ts';
import { checkHooks } from './cross-check-hooks.ts';
import { checkOpinion } from './cross-check-opinion.ts';
import { checkPolicy } from './cross-check-policy.ts';
import { checkRules } from './cross-check-rules.ts';
import { duplicateIds, unknownId, type CrossFinding } from './cross-finding.ts';
import { checkDashboards } from './dashboards.ts';
import { formatDuration, readDuration } from './duration.ts';
import { checkDurations } from './duration-limits.ts';
import type { Finding } from './explain.ts';
import { list } from './found.ts';
import { hasReference, splitReferences } from './references.ts';
import { burnPairs } from './resolve-rules.ts';
import { defaultStat, defaultUnit, dnsWatchId } from './resolved.ts';
import { checkPlans } from './plans/check.ts';
import { partsOfPlans } from './plans/parts.ts';
import { secretFields } from './secret-fields.ts';

/** What only shows when the parts of the configuration are held against each other. The shape has been checked before. `today` is `YYYY-MM-DD`. */
export function crossCheck(config: HoldfastConfig, today: string): CrossFinding[] {
  return [
    ...(['sources', 'services', 'signals', 'slos', 'rules', 'hooks', 'channels', 'dnsProviders', 'programs', 'plans', 'triggers', 'maintenance', 'people'] as const).flatMap((key) => duplicateIds([key], config[key])),
    ...config.signals.flatMap((signal, index) => checkSignal(config, signal, ['signals', index])),
    ...checkChains(config),
    ...checkDashboards(config),
    ...checkRules(config, today),
    ...checkPolicy(config),
    ...checkDnsWatch(config),
    ...checkHooks(config),
    ...checkChannels(config),
    ...checkPlans(config),
    ...checkDurations(config),
    ...checkSecrets(config),
    ...checkAddresses(config),
    ...checkBackup(config),
    ...checkRetention(config),
  ];
}

function checkSignal(config: HoldfastConfig, signal: SignalConfig, path: ConfigPath): Finding[] {
  const source = config.sources.find((candidate) => candidate.id === signal.source);
  return [
    ...unknownId('service', signal.service, config.services, [...path, 'service']),
    ...unknownId('source', signal.source, config.sources, [...path, 'source']),
    ...(source === undefined ? [] : checkAsked(signal, source, path)),
    ...checkUnit(signal, path),
    ...checkStat(signal, path),
    ...checkRequest(signal, path),
    ...checkOpinion(config, signal, path),
  ];
}

/** Whether a signal asks in the way its source can be asked. */
function checkAsked(signal: SignalConfig, source: SourceConfig, path: ConfigPath): Finding[] {
  const { checks, lacks } = traitsOf(source);
  const because = `because the source \`${source.id}\` is a ${source.type}`;
  if (checks === null) return [{ path: [...path, 'source'], message: `expected a source that measures something, found "${source.id}", which is of type ${source.type}: it tells alerts, and has no signals` }];
  const lacking = lacks?.(source) ?? null;
  if (lacking !== null) return [{ path: [...path, 'source'], message: `expected a source that can be asked, found "${source.id}": ${lacking}` }];
  const { anyOf, also, kinds } = checks;
  const findings: Finding[] = [];
  const present = CHECK_KEYS.filter((key) => signal[key] !== undefined);
  const asked = anyOf.filter((key) => present.includes(key));
  if (asked.length !== 1)
    findings.push({ path, message: anyOf.length === 1 ? `expected ${list(anyOf)}, ${because}, but the key is missing` : `expected exactly one of ${list(anyOf)}, ${because}, found ${asked.length === 0 ? 'none' : list(asked)}` });
  for (const key of present.filter((each) => !anyOf.includes(each) && !also.includes(each)))
    findings.push(
      key === 'window'
        ? { path: [...path, key], part: 'key', level: 'warning', message: '`window` is read only for probes; in a query it stands in the brackets, such as [5m]' }
        : { path: [...path, key], part: 'key', message: `expected ${list(anyOf, 'or')} instead of \`${key}\`, ${because}` },
    );
  if (kinds !== null && !kinds.includes(signal.kind))
    findings.push({ path: [...path, 'kind'], message: `expected a kind that a ${source.type} measures (${list(kinds, 'or')}), found "${signal.kind}"` });
  findings.push(
    ...checkServer(signal.dns?.server, [...path, 'dns', 'server']),
    ...checkServer(signal.http?.resolver, [...path, 'http', 'resolver']),
    ...checkServer(signal.authority?.resolver, [...path, 'authority', 'resolver']),
    ...(signal.authority?.servers ?? []).flatMap((server, index) => checkServer(server, [...path, 'authority', 'servers', index])),
    ...checkAddressList(signal.http?.expect?.addresses, [...path, 'http', 'expect', 'addresses']),
    ...checkAddressList(signal.authority?.addresses, [...path, 'authority', 'addresses']),
    ...checkStage(signal, path),
    ...checkFormula(signal, anyOf, path),
  );
  return findings;
}

function checkStage({ http }: SignalConfig, path: ConfigPath): Finding[] {
  if (http?.stage !== 'tls' || http.url.startsWith('https:')) return [];
  return [{ path: [...path, 'http', 'stage'], message: 'expected an https:// address for the stage `tls`, found http://' }];
}

function checkFormula({ queries, formula }: SignalConfig, anyOf: readonly CheckKey[], path: ConfigPath): Finding[] {
  if (!anyOf.includes('queries')) return [];
  if (queries === undefined) return formula === undefined ? [] : [{ path: [...path, 'formula'], part: 'key', message: 'expected `queries` beside `formula`: the queries that it names' }];
  if (formula === undefined) return [{ path, message: 'expected `formula` beside `queries`, such as "a / b", but the key is missing' }];
  const used = formulaNames(formula);
  const unknown = used.filter((name) => !Object.hasOwn(queries, name));
  const unused = Object.keys(queries).filter((name) => !used.includes(name));
  return [
    ...unknown.map((name): Finding => ({ path: [...path, 'formula'], message: `expected names of \`queries\` (${list(Object.keys(queries), 'or')}), found "${clip(name)}"` })),
    ...unused.map((name): Finding => ({ path: [...path, 'queries', name], part: 'key', level: 'warning', message: `\`formula\` does not use the query "${name}"` })),
  ];
}

const UNITS: Readonly<Record<SignalKind, readonly Unit[] | null>> = {
  latency: ['s', 'ms'],
  errorRate: ['ratio', 'percent'],
  traffic: ['perSecond', 'count', 'none'],
  saturation: ['ratio', 'percent', 'count', 'bytes', 's', 'ms', 'none'],
  availability: ['bool', 'ratio', 'percent'],
  custom: null,
};

function checkUnit({ kind, unit }: SignalConfig, path: ConfigPath): Finding[] {
  const allowed = UNITS[kind];
  if (unit === undefined || allowed === null || allowed.includes(unit)) return [];
  return [{ path: [...path, 'unit'], message: `expected ${list(allowed, 'or')} as the unit of kind "${kind}" (\`${defaultUnit(kind)}\` unless told), found "${unit}"` }];
}

function checkStat({ kind, stat }: SignalConfig, path: ConfigPath): Finding[] {
  if (stat === undefined || defaultStat(kind) !== null) return [];
  return [{ path: [...path, 'stat'], part: 'key', level: 'warning', message: `\`stat\` is read only for kind "latency", found it on kind "${kind}"` }];
}

function checkRequest({ kind, postman }: SignalConfig, path: ConfigPath): Finding[] {
  if (postman?.request === undefined || kind === 'latency') return [];
  return [{ path: [...path, 'postman', 'request'], part: 'key', level: 'warning', message: `\`request\` is read only for kind "latency", found it on kind "${kind}"; \`folder\` takes the name of a request, too` }];
}

function checkSecrets(config: HoldfastConfig): Finding[] {
  return secretFields(config).flatMap(({ path, text, sensitive }): Finding[] => {
    const broken = splitReferences(text).find((part) => 'broken' in part);
    if (broken !== undefined) return [{ path, message: `expected \${env:NAME}, \${file:path} or \${secret:name}, found a reference that is none of them (write $\${ for a literal \${)` }];
    if (!sensitive || hasReference(text)) return [];
    return [{ path, level: 'warning', message: 'a secret stands here in plain text; write ${env:NAME}, ${file:path} or ${secret:name} instead' }];
  });
}

/** Two with one name would overwrite what is remembered of each other. */
function checkDnsWatch({ dnsWatch, services }: HoldfastConfig): CrossFinding[] {
  const named = dnsWatch.map((watch) => ({ id: dnsWatchId(watch) }));
  return [
    ...duplicateIds(['dnsWatch'], named).map((finding) => ({ ...finding, path: finding.path.slice(0, 2), ...(finding.see === undefined ? {} : { see: finding.see.slice(0, 2) }) })),
    ...dnsWatch.flatMap(({ service, servers = [], types }, index) => [
      ...(service === undefined ? [] : unknownId('service', service, services, ['dnsWatch', index, 'service'])),
      ...servers.flatMap((server, place) => checkServer(server, ['dnsWatch', index, 'servers', place])),
      ...types.flatMap((type, place): Finding[] => (types.indexOf(type) === place ? [] : [{ path: ['dnsWatch', index, 'types', place], message: `expected each type once, found "${type}" again` }])),
    ]),
  ];
}

/** After a start a burn rate is worked out from history; what is forgotten by then leaves its rule unknown. */
function checkRetention({ retention, slos, rules }: HoldfastConfig): Finding[] {
  const keptMs = readDuration(retention.rollups);
  const looksBack = rules.flatMap((rule) => {
    const slo = 'slo' in rule ? slos.find(({ id }) => id === rule.slo) : undefined;
    if (!('slo' in rule) || slo === undefined) return [];
    const windowMs = readDuration(slo.window);
    const longs = burnPairs(rule, windowMs).map(({ longMs }) => longMs);
    // What is longer than the objective's window is refused elsewhere.
    return [{ id: rule.id, ms: Math.max(0, ...longs.filter((ms) => ms <= windowMs)) }];
  });
  const longest = looksBack.sort((one, other) => other.ms - one.ms)[0];
  if (longest === undefined || longest.ms <= keptMs) return [];
  return [{ path: ['retention', 'rollups'], level: 'warning', message: `the rule \`${longest.id}\` looks back ${formatDuration(longest.ms)}, and history is kept for ${retention.rollups}: after each start it is unknown until that much has been measured again` }];
}

/** Read on another system, a folder of this one looks relative; so it is only said. */
function checkBackup({ backup: { folder } }: HoldfastConfig): Finding[] {
  if (folder === undefined || isAbsolute(folder)) return [];
  return [{ path: ['backup', 'folder'], level: 'warning', message: `expected an absolute path on another disk, such as /mnt/backup/holdfast; "${clip(folder)}" is taken from the folder of this file` }];
}

type Address = readonly [path: ConfigPath, url: string | undefined];

/** Credentials in an address end in logs, histories and screenshots. */
function checkAddresses(config: HoldfastConfig): Finding[] {
  const addresses: Address[] = [
    ...config.sources.flatMap((source, index) => traitsOf(source).addresses(source).map(([below, url]): Address => [['sources', index, ...below], url])),
    ...config.signals.map(({ http }, index): Address => [['signals', index, 'http', 'url'], http?.url]),
    ...config.services.flatMap(({ chain = [] }, index) => chain.map((item, link): Address => [['services', index, 'chain', link, 'url'], 'url' in item ? item.url : undefined])),
    ...config.services.flatMap(({ dashboards = [] }, index) => dashboards.map(({ url }, which): Address => [['services', index, 'dashboards', which, 'url'], url])),
    ...config.incidents.escalation.steps.map(({ webhook }, index): Address => [['incidents', 'escalation', 'steps', index, 'webhook'], webhook]),
    ...config.channels.flatMap((channel, index) => channelTraits(channel).addresses(channel).map(([below, url]): Address => [['channels', index, ...below], url])),
    ...config.dnsProviders.map((provider, index): Address => [['dnsProviders', index, 'url'], 'url' in provider ? provider.url : undefined]),
    ...partsOfPlans(config).requests.map(([path, { url }]): Address => [[...path, 'url'], url.replaceAll(/\{\{\w+\}\}/g, 'x')]),
    [['deadMan', 'url'], config.deadMan?.url],
  ];
  return addresses.flatMap(([path, url]) => {
    // What is no address is said where it is read.
    if (url === undefined || !URL.canParse(url)) return [];
    const { username, password } = new URL(url);
    return username === '' && password === '' ? [] : [{ path, message: 'expected an address without user name and password; put them under `auth` or `headers`' }];
  });
}
