import { isIP } from 'node:net';
import type { HoldfastConfig, ServiceConfig, SignalConfig } from '../../shared/model/config.ts';
import { clip, type ConfigPath } from './config-path.ts';
import { idsOfChain, isWay, linksOf, LONGEST_SERVICE_ID, sourceOfWay } from './chain.ts';
import { unknownId, type CrossFinding } from './cross-finding.ts';
import type { Finding } from './explain.ts';

/** Chains of services: every link has a name of its own and a signal that can tell whether it holds. */
export function checkChains(config: HoldfastConfig): CrossFinding[] {
  const taken = new Map(config.signals.map(({ id }, index): [string, ConfigPath] => [id, ['signals', index, 'id']]));
  return config.services.flatMap((service, index) => {
    const path: ConfigPath = ['services', index, 'chain'];
    return [...checkItems(config, service, path), ...checkNames(service, path), ...checkIds(service, taken, path)];
  });
}

function checkItems(config: HoldfastConfig, { chain = [] }: ServiceConfig, path: ConfigPath): Finding[] {
  return chain.flatMap((item, index): Finding[] => {
    const at = [...path, index];
    if (!isWay(item)) return checkLink(config, item.signal, [...at, 'signal']);
    const source = sourceOfWay(item, config.sources);
    return [
      ...(index === 0 ? [] : [{ path: at, message: 'expected `url` only in the first entry, where requests come from outside; further in, write a signal with `http` and name it here' }]),
      ...(source === null ? [{ path: at, message: 'expected `source`, the id of a probe source, because there is not just one' }] : checkProbe(config, source, [...at, 'source'])),
      ...checkServer(item.resolver, [...at, 'resolver']),
      ...(item.authoritative ?? []).flatMap((server, which) => checkServer(server, [...at, 'authoritative', which])),
      ...checkAddressList(item.expect?.addresses, [...at, 'expect', 'addresses']),
    ];
  });
}

function checkProbe(config: HoldfastConfig, id: string, path: ConfigPath): Finding[] {
  const source = config.sources.find((each) => each.id === id);
  if (source === undefined) return unknownId('source', id, config.sources, path);
  return source.type === 'probe' ? [] : [{ path, message: `expected the id of a probe source, found "${clip(id)}", which is a ${source.type}` }];
}

/** A signal that nothing judges would hold for ever. */
function checkLink(config: HoldfastConfig, id: string, path: ConfigPath): Finding[] {
  const signal = config.signals.find((each) => each.id === id);
  if (signal === undefined) return unknownId('signal', id, config.signals, path);
  return canBreak(config, signal) ? [] : [{ path, message: `expected a signal that can break: one of kind availability, one of a probe, or one with a rule; "${clip(id)}" is none of them` }];
}

const canBreak = ({ sources, rules }: HoldfastConfig, signal: SignalConfig): boolean =>
  signal.kind === 'availability' || sources.find(({ id }) => id === signal.source)?.type === 'probe' || rules.some((rule) => 'signal' in rule && rule.signal === signal.id);

function checkNames(service: ServiceConfig, path: ConfigPath): Finding[] {
  const links = linksOf(service);
  const twice = links.find(({ link }, index) => links.findIndex((each) => each.link === link) < index);
  return twice === undefined ? [] : [{ path, message: `expected a name of its own for each link, found "${clip(twice.link)}" twice` }];
}

function checkIds(service: ServiceConfig, taken: Map<string, ConfigPath>, path: ConfigPath): CrossFinding[] {
  if (!(service.chain ?? []).some(isWay)) return [];
  if (service.id.length > LONGEST_SERVICE_ID) return [{ path, message: `expected an id of at most ${LONGEST_SERVICE_ID} characters for a service whose chain has a \`url\`, found ${service.id.length}` }];
  return idsOfChain(service).flatMap((id) => {
    const other = taken.get(id);
    if (other === undefined) taken.set(id, path);
    return other === undefined ? [] : [{ path, message: `the chain makes a signal "${id}" of its own, and that id stands on line {line} already`, see: other }];
  });
}

/** Says of a text that it is no name server's address. */
export function checkServer(text: string | undefined, path: ConfigPath): Finding[] {
  return text === undefined || isNameServer(text) ? [] : [{ path, message: `expected a name server’s address or address:port, such as 10.0.0.53 or [fd00::53]:5353, found "${clip(text)}"` }];
}

function isNameServer(text: string): boolean {
  if (isIP(text) !== 0) return true;
  const [, bracketed, bare, port = '53'] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  return isIP(bracketed ?? bare ?? '') !== 0 && Number(port) >= 1 && Number(port) <= 65_535;
}

/** Says of each entry that it is no address. */
export const checkAddressList = (addresses: readonly string[] = [], path: ConfigPath): Finding[] =>
  addresses.flatMap((text, index) => (isIP(text) === 0 ? [{ path: [...path, index], message: `expected an IPv4 or IPv6 address, found "${clip(text)}"` }] : []));
