import { isIP } from 'node:net';
import type { ChainConfig, CheckedWayConfig } from '../../shared/model/chain-config.ts';
import type { HoldfastConfig, ServiceConfig, SignalConfig } from '../../shared/model/config.ts';
import type { ChainLink } from '../../shared/model/entities.ts';
import { SignalId, type SourceId } from '../../shared/model/ids.ts';
import type { Dashboard } from '../../shared/model/dashboards.ts';
import type { HttpStage } from '../../shared/model/sources/probe.ts';

/** A service as the engine takes it: its chain as links in order, whoever checks them. */
export interface ResolvedService extends Omit<ServiceConfig, 'chain' | 'dashboards'> {
  readonly chain?: ChainLink[];
  readonly dashboards?: Dashboard[];
}

type Item = ChainConfig[number];
export const isWay = (item: Item): item is CheckedWayConfig => 'url' in item;

/** Of the signals that a checked way is made of; the longest decides how long the id of its service may be. */
const SUFFIXES = { authority: '.authority', resolver: '.resolver', tcp: '.tcp', tls: '.tls', http: '.http' } as const;
const LINK_NAME = { authority: 'authoritative DNS', resolver: 'resolver', tcp: 'TCP', tls: 'TLS' } as const;
type Part = keyof typeof SUFFIXES;
export const LONGEST_SERVICE_ID = 63 - Math.max(...Object.values(SUFFIXES).map((suffix) => suffix.length));

const idOf = (service: ServiceConfig, part: Part): SignalId => SignalId.parse(`${service.id}${SUFFIXES[part]}`);

/** The parts that a request to this address goes through. */
function partsOf({ url }: CheckedWayConfig): readonly Part[] {
  const { protocol, hostname } = new URL(url);
  const isName = isIP(hostname.replace(/^\[(.*)\]$/, '$1')) === 0;
  return [...(isName ? (['authority', 'resolver'] as const) : []), 'tcp', ...(protocol === 'https:' ? (['tls'] as const) : []), 'http'];
}

/** The probe source that checks a way; null where it names none and there is not just one. */
export function sourceOfWay(way: CheckedWayConfig, sources: HoldfastConfig['sources']): SourceId | null {
  if (way.source !== undefined) return way.source;
  const [probe, ...others] = sources.filter(({ type }) => type === 'probe');
  return probe !== undefined && others.length === 0 ? probe.id : null;
}

/** The ids that a service's chain takes for the signals that are made for it. */
export const idsOfChain = (service: ServiceConfig): readonly SignalId[] => (service.chain ?? []).filter(isWay).flatMap((way) => partsOf(way).map((part) => idOf(service, part)));

/** The links of a chain; of a checked way, one for each of its parts. */
export function linksOf(service: ServiceConfig): ChainLink[] {
  return (service.chain ?? []).flatMap((item): ChainLink[] =>
    isWay(item) ? partsOf(item).map((part) => ({ link: part === 'http' ? item.link : LINK_NAME[part], signal: idOf(service, part), own: true })) : [{ link: item.link, signal: item.signal, own: false }],
  );
}

/** The signals that a chain makes for itself, as if they stood in the configuration. */
export function signalsOfChain(service: ServiceConfig, sources: HoldfastConfig['sources']): SignalConfig[] {
  return (service.chain ?? []).filter(isWay).flatMap((way) => {
    const source = sourceOfWay(way, sources);
    return source === null ? [] : partsOf(way).map((part) => signalOf(service, way, part, source));
  });
}

function signalOf(service: ServiceConfig, { link, source: _source, every, authoritative, ...http }: CheckedWayConfig, part: Part, source: SourceId): SignalConfig {
  const common = { id: idOf(service, part), name: part === 'http' ? link : LINK_NAME[part], service: service.id, kind: 'availability', source, every } as const;
  if (part !== 'authority') return { ...common, http: { ...http, stage: part satisfies HttpStage } };
  return {
    ...common,
    authority: {
      name: new URL(http.url).hostname,
      ...(authoritative === undefined ? {} : { servers: authoritative }),
      ...(http.resolver === undefined ? {} : { resolver: http.resolver }),
      ...(http.expect?.addresses === undefined ? {} : { addresses: http.expect.addresses }),
      ...(http.timeout === undefined ? {} : { timeout: http.timeout }),
    },
  };
}
