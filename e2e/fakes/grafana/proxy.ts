import type { Operation } from '../openapi.ts';
import { checkRequest, isRefusal, type Refusal, type Rules } from '../request.ts';
import type { Answer } from '../send.ts';
import type { Call } from '../vendor.ts';

export interface GrafanaDataSource {
  readonly uid: string;
  readonly name: string;
  /** Plugin id: `prometheus`, `loki`, `grafana-amazonprometheus-datasource`. */
  readonly type: string;
  /** Where requests through the proxy go: a real Prometheus. */
  readonly url: string;
  readonly isDefault?: boolean;
}

/** Paths that Grafana lets a POST through to, by prefix; of the plugin's own list. */
const POSTABLE = ['api/v1/query', 'api/v1/query_range', 'api/v1/series', 'api/v1/labels', 'api/v1/query_exemplars'];

const splitTarget = (target: string): string => (target.includes('?') ? target.slice(target.indexOf('?')) : '');

/** Holds what goes through the proxy to Prometheus' own description: a proxy hides nothing. */
export function inspectProxied(prometheus: readonly Operation[], sources: ReadonlyMap<string, GrafanaDataSource>, { path, request }: Call): Refusal | null {
  if (sources.get(path['uid'] ?? '')?.type !== 'prometheus') return null;
  const rules: Rules = { operations: prometheus, rest: new Set(), passed: new Set() };
  const target = `/${(path['datasource_proxy_route'] ?? '').split('/').map(encodeURIComponent).join('/')}${splitTarget(request.target)}`;
  const found = checkRequest(rules, { ...request, target });
  return isRefusal(found) ? found : null;
}

/** Hands a request on, as Grafana does, without the token that was for Grafana. */
export async function forward(sources: ReadonlyMap<string, GrafanaDataSource>, { path, request }: Call): Promise<Answer> {
  const source = sources.get(path['uid'] ?? '');
  if (source === undefined) return { status: 404, body: { message: 'Unable to find datasource', traceID: '' } };
  const route = path['datasource_proxy_route'] ?? '';
  if (request.method === 'POST' && !POSTABLE.some((prefix) => route.startsWith(prefix))) return { status: 403, body: { message: 'non allow-listed POSTs not allowed on proxied Prometheus datasource', traceID: '' } };
  const type = request.headers['content-type'];
  try {
    const upstream = await fetch(`${source.url.replace(/\/$/, '')}/${route}${splitTarget(request.target)}`, {
      method: request.method,
      ...(request.method === 'GET' ? {} : { body: request.body, headers: { 'Content-Type': typeof type === 'string' ? type : '' } }),
    });
    return { status: upstream.status, raw: await upstream.text(), headers: { 'Content-Type': upstream.headers.get('content-type') ?? 'text/plain', 'X-Content-Type-Options': 'nosniff' } };
  } catch {
    /** Grafana's proxy answers so, without a body, where nobody listens behind it. */
    return { status: 502, raw: '' };
  }
}

/** A data source as lists tell it, and as asked for alone. */
export const listed = ({ uid, name, type, url, isDefault }: GrafanaDataSource, id: number): Record<string, unknown> => ({
  id,
  uid,
  orgId: 1,
  name,
  type,
  typeName: type,
  typeLogoUrl: `public/plugins/${type}/img/logo.svg`,
  access: 'proxy',
  url,
  user: '',
  database: '',
  basicAuth: false,
  isDefault: isDefault ?? false,
  jsonData: { httpMethod: 'POST' },
  readOnly: false,
});
