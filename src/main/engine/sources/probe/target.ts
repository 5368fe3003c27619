import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import type { AuthorityProbeConfig, DnsProbeConfig, HttpProbeConfig, ProbeSourceConfig, TcpProbeConfig } from '../../../../shared/model/sources/probe.ts';
import { durationMs, parseDuration } from '../../../../shared/model/units.ts';
import type { DurationMs } from '../../../../shared/model/units.ts';
import type { SignalSpec } from '../source.ts';

/** A name server: its address, and its port. */
export interface ServerAddress {
  readonly address: string;
  readonly port: number;
}

interface HttpTarget {
  readonly kind: 'http';
  readonly url: URL;
  readonly config: HttpProbeConfig;
  /** Asked for the name; null = the system's resolver. */
  readonly resolver: ServerAddress | null;
}
interface TcpTarget {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
}
interface DnsTarget {
  readonly kind: 'dns';
  readonly config: DnsProbeConfig;
  readonly server: ServerAddress;
}
interface AuthorityTarget {
  readonly kind: 'authority';
  readonly config: AuthorityProbeConfig;
  /** Null = found by the zone's NS records. */
  readonly servers: readonly ServerAddress[] | null;
  /** Asked for those; null = the system's. */
  readonly resolver: ServerAddress | null;
}

/** What one check asks, and how long it may take. `label` shows it without credentials. */
export type Target = (HttpTarget | TcpTarget | DnsTarget | AuthorityTarget) & { readonly timeoutMs: DurationMs; readonly label: string };
export type HttpCheckTarget = Extract<Target, { kind: 'http' }>;
export type TcpCheckTarget = Extract<Target, { kind: 'tcp' }>;
export type DnsCheckTarget = Extract<Target, { kind: 'dns' }>;
export type AuthorityCheckTarget = Extract<Target, { kind: 'authority' }>;

/** The target of a signal, or one sentence that says why it has none. */
export function readTarget(spec: SignalSpec, source: ProbeSourceConfig): Target | string {
  const { http, tcp, dns, authority } = spec.config;
  if ([http, tcp, dns, authority].filter(Boolean).length !== 1) return 'a probe’s signal needs exactly one of "http", "tcp", "dns" and "authority"';
  const timeoutMs = parseDuration((http ?? tcp ?? dns ?? authority)?.timeout ?? source.timeout) ?? durationMs(5_000);
  if (http) return httpTarget(http, timeoutMs);
  if (tcp) return { kind: 'tcp', host: bareHost(tcp.host), port: tcp.port, timeoutMs, label: describeTcp(tcp) };
  if (dns) return dnsTarget(dns, timeoutMs);
  return authority ? authorityTarget(authority, timeoutMs) : 'a probe’s signal needs a target';
}

export function httpTarget(config: HttpProbeConfig, timeoutMs: DurationMs): HttpCheckTarget | string {
  const url = URL.canParse(config.url) ? new URL(config.url) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return 'expected an http:// or https:// address';
  const resolver = config.resolver === undefined ? null : readServer(config.resolver);
  if (config.resolver !== undefined && resolver === null) return wrongServer('resolver', config.resolver);
  return { kind: 'http', url, config, resolver, timeoutMs, label: describeHttp(url, config.method) };
}

function dnsTarget(config: DnsProbeConfig, timeoutMs: DurationMs): DnsCheckTarget | string {
  const server = readServer(config.server);
  if (!server) return wrongServer('server', config.server);
  return { kind: 'dns', config, server, timeoutMs, label: `${config.type} ${config.name} at ${config.server}` };
}

function authorityTarget(config: AuthorityProbeConfig, timeoutMs: DurationMs): AuthorityCheckTarget | string {
  const wrong = config.servers?.find((text) => readServer(text) === null);
  if (wrong !== undefined) return wrongServer('servers', wrong);
  const resolver = config.resolver === undefined ? null : readServer(config.resolver);
  if (config.resolver !== undefined && resolver === null) return wrongServer('resolver', config.resolver);
  const servers = config.servers?.map(readServer).filter((server) => server !== null) ?? null;
  return { kind: 'authority', config, servers, resolver, timeoutMs, label: `name servers of ${config.name}` };
}

const wrongServer = (key: string, text: string): string => `"${key}" is "${text}", expected a name server’s address or address:port, such as 10.0.0.53 or [fd00::53]:5353`;

/** A name server as it is configured: an address, or `address:port`; null for anything else. */
export function readServer(text: string): ServerAddress | null {
  if (isIP(text)) return { address: text, port: 53 };
  const parts = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text);
  const address = parts?.[1] ?? parts?.[2] ?? '';
  const port = Number(parts?.[3] ?? 53);
  return isIP(address) && port >= 1 && port <= 65_535 ? { address, port } : null;
}

/** A host as sockets take it: an IPv6 address without its brackets. */
export const bareHost = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

/** Without what stands before "@" and with the query left out: both may hold a key. */
function describeHttp(url: URL, method: string): string {
  return `${method} ${url.protocol}//${url.host}${url.pathname}${url.search === '' ? '' : '?…'}`;
}
const describeTcp = ({ host, port }: TcpProbeConfig): string => `TCP ${host.includes(':') ? `[${bareHost(host)}]` : host}:${String(port)}`;

/**
 * Names the check that a signal needs: the same for signals with the same target, expectation, time limit and `every`.
 * The configuration may hold secrets, so only a digest of it stands in the key.
 */
export function groupKey(spec: SignalSpec, source: ProbeSourceConfig): string {
  const target = readTarget(spec, source);
  if (typeof target === 'string') return `invalid ${spec.id}`;
  const { http, tcp, dns, authority } = spec.config;
  const canonical = { ...(http ? canonicalHttp(http) : (tcp ?? dns ?? authority)), timeout: target.timeoutMs };
  const digest = createHash('sha256').update(stable(canonical)).digest('hex').slice(0, 16);
  return `${target.label} every ${String(spec.everyMs)} ms #${digest}`;
}

/** Without the stage: signals about different parts of the same check share it. */
function canonicalHttp({ stage: _stage, ...http }: HttpProbeConfig): object {
  const { status, header, ...expect } = http.expect ?? {};
  const statuses = status === undefined ? undefined : [status].flat().sort((a, b) => a - b);
  return { ...http, url: new URL(http.url).href, headers: lowerCaseKeys(http.headers), expect: { ...expect, status: statuses, header: lowerCaseKeys(header) } };
}

const lowerCaseKeys = (record: Readonly<Record<string, string>> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(record ?? {}).map(([name, value]) => [name.toLowerCase(), value]));

/** JSON whose keys stand in order, without the undefined ones. */
function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, item]) => `${JSON.stringify(name)}:${stable(item)}`).join()}}`;
}
