import { readContract } from './contracts.ts';
import { annotationHandlers, type GrafanaAnnotation } from './grafana/annotations.ts';
import { forward, inspectProxied, listed, type GrafanaDataSource } from './grafana/proxy.ts';
import { SEARCH_API, searchHandlers, type GrafanaDashboard } from './grafana/search.ts';
import { readOperations, type Operation } from './openapi.ts';
import type { Answer } from './send.ts';
import { startVendor, type FakeVendor, type Handler, type Now, type Vendor } from './vendor.ts';

/** A service-account token of the form of real ones. */
export const GRAFANA_TOKEN = 'glsa_0123456789abcdefABCDEF0123456789_0123abcd';

/** An alert of Grafana's own Alertmanager, as its API tells it. */
export interface GrafanaAlert {
  readonly fingerprint: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** RFC 3339. */
  readonly startsAt: string;
  readonly endsAt: string;
  readonly updatedAt: string;
  readonly generatorURL?: string;
  readonly receivers: readonly { readonly name: string }[];
  readonly status: { readonly state: 'active' | 'suppressed' | 'unprocessed'; readonly silencedBy: readonly string[]; readonly inhibitedBy: readonly string[]; readonly mutedBy: readonly string[] };
}

export interface FakeGrafana extends FakeVendor {
  readonly dataSources: Map<string, GrafanaDataSource>;
  readonly annotations: Map<number, GrafanaAnnotation>;
  readonly alerts: GrafanaAlert[];
  readonly dashboards: Map<string, GrafanaDashboard>;
  /** What the service account may do; take one away and Grafana answers 403 and says which. */
  readonly permissions: Set<string>;
  /** The token that is right; change it and the old one is revoked. */
  token: string;
  /** As its health tells it. */
  version: string;
}

const PROXY = ['datasourceProxyGETByUIDcalls', 'datasourceProxyPOSTByUIDcalls'];

/** By operation id, what its route asks for in Grafana. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  getDataSources: 'datasources:read',
  getDataSourceByUID: 'datasources:read',
  checkDatasourceHealthWithUID: 'datasources:query',
  datasourceProxyGETByUIDcalls: 'datasources:query',
  datasourceProxyPOSTByUIDcalls: 'datasources:query',
  getAnnotations: 'annotations:read',
  getAnnotationByID: 'annotations:read',
  getAnnotationTags: 'annotations:read',
  postAnnotation: 'annotations:create',
  patchAnnotation: 'annotations:write',
  updateAnnotation: 'annotations:write',
  deleteAnnotationByID: 'annotations:delete',
  getAlerts: 'alert.instances:read',
};

let operations: { readonly grafana: readonly Operation[]; readonly prometheus: readonly Operation[] } | undefined;

function load(): NonNullable<typeof operations> {
  if (operations !== undefined) return operations;
  const own = readOperations('grafana', readContract('grafana/grafana-13.openapi.json'));
  /** Grafana's own Alertmanager speaks Alertmanager's API below a path of its own, and wants Grafana's token. */
  const alerts = readOperations('grafana-alertmanager', readContract('alertmanager/api-v2.swagger2.yaml'), '/api/alertmanager/grafana/api/v2').filter(({ id }) => id === 'getAlerts');
  const credentials = own[0]?.credentials ?? [];
  /** Anybody may ask whether it is there, though the description asks for credentials everywhere. */
  const described = own.map((operation) => (operation.id === 'getHealth' ? { ...operation, credentials: [] } : operation));
  /** What it refuses, Grafana says as everywhere. */
  const refusals = [...(own.find(({ id }) => id === 'getAnnotations')?.answers ?? [])].filter(([status]) => status !== '200');
  const kept = alerts.map((operation) => ({ ...operation, credentials, answers: new Map([...refusals, ...[...operation.answers].filter(([status]) => status === '200')]) }));
  operations = { grafana: [...described, ...kept, ...readOperations('grafana-search', SEARCH_API)], prometheus: readOperations('prometheus', readContract('prometheus/openapi-3.1.json')) };
  return operations;
}

/** Every operation of Grafana that the fake may be asked for. */
export const grafanaOperations = (): readonly Operation[] => load().grafana;

const failure = (status: number, message: string, more: object = {}): Answer => ({ status, body: { message, ...more } });
const denied = (permission: string): Answer =>
  failure(403, `You'll need additional permissions to perform this action. Permissions needed: ${permission}`, { title: 'Access denied', accessErrorId: 'ACE0123456789' });
const invalid = failure(401, 'Invalid API key', { messageId: 'api-key.invalid', statusCode: 401, traceID: '' });

function dataSourceHandlers(sources: ReadonlyMap<string, GrafanaDataSource>): Record<string, Handler> {
  const missing = failure(404, 'Data source not found', { messageId: 'datasource.notFound', statusCode: 404, traceID: '' });
  const idOf = (uid: string): number => [...sources.keys()].indexOf(uid) + 1;
  return {
    'GET /api/datasources': () => ({ status: 200, body: [...sources.values()].map((source) => listed(source, idOf(source.uid))) }),
    'GET /api/datasources/uid/{uid}': ({ path }) => {
      const source = sources.get(path['uid'] ?? '');
      if (source === undefined) return missing;
      const { typeName: _, ...one } = listed(source, idOf(source.uid));
      return { status: 200, body: { ...one, basicAuthUser: '', withCredentials: false, secureJsonFields: {}, version: 1, accessControl: { 'datasources:query': true } } };
    },
    'GET /api/datasources/uid/{uid}/health': async ({ path, ...call }) => {
      const source = sources.get(path['uid'] ?? '');
      if (source === undefined) return missing;
      const probe = await forward(sources, { ...call, path: { uid: source.uid, datasource_proxy_route: 'api/v1/query' }, request: { ...call.request, method: 'GET', target: '/?query=1%2B1' } });
      return probe.status === 200 ? { status: 200, body: { message: 'Successfully queried the Prometheus API.' } } : failure(400, 'There was an error returned querying the Prometheus API.', { status: 'ERROR' });
    },
    'GET /api/datasources/proxy/uid/{uid}/{datasource_proxy_route}': async (call) => forward(sources, call),
    'POST /api/datasources/proxy/uid/{uid}/{datasource_proxy_route}': async (call) => forward(sources, call),
  };
}

export interface GrafanaOptions {
  readonly now?: Now;
  /** Served below a path, as behind a reverse proxy: `/grafana`. */
  readonly subPath?: string;
}

/** Starts a Grafana 13 with no data sources, no annotations, and a service account that may do everything. */
export async function startGrafana({ now = Date.now, subPath = '' }: GrafanaOptions = {}): Promise<FakeGrafana> {
  const { grafana, prometheus } = load();
  const dataSources = new Map<string, GrafanaDataSource>();
  const annotations = new Map<number, GrafanaAnnotation>();
  const alerts: GrafanaAlert[] = [];
  const dashboards = new Map<string, GrafanaDashboard>();
  const permissions = new Set([...Object.values(PERMISSIONS), 'dashboards:read']);
  const vendor: Vendor = {
    operations: grafana,
    root: subPath,
    handlers: {
      'GET /api/health': () => ({ status: 200, body: { commit: 'abcdef0', database: 'ok', version: fake.version } }),
      ...dataSourceHandlers(dataSources),
      ...annotationHandlers(annotations, now),
      ...searchHandlers(dashboards, permissions),
      'GET /api/alertmanager/grafana/api/v2/alerts': ({ query }) => ({
        status: 200,
        body: alerts.filter(({ status }) => (query['active'] !== false || status.state !== 'active') && (query['silenced'] !== false || status.silencedBy.length === 0) && (query['inhibited'] !== false || status.inhibitedBy.length === 0)),
      }),
    },
    rest: ['datasource_proxy_route'],
    passed: PROXY,
    inspect: (call) => (PROXY.includes(call.operation.id) ? inspectProxied(prometheus, dataSources, call) : null),
    authorise: ({ operation, request }) => {
      if (operation.id === 'getHealth') return null;
      if (request.headers['authorization'] !== `Bearer ${fake.token}`) return invalid;
      const permission = PERMISSIONS[operation.id];
      return permission === undefined || permissions.has(permission) ? null : denied(permission);
    },
    error: (status, message) => failure(status, message),
    unauthorized: () => invalid,
    forbidden: ({ operation }, permission) => denied(permission ?? PERMISSIONS[operation.id] ?? 'org.users:read'),
    /** Grafana itself has no limit; a proxy before it or Grafana Cloud has. */
    limited: (_, resetSeconds) => ({ ...failure(429, 'Too many requests'), headers: resetSeconds === undefined ? {} : { 'Retry-After': String(resetSeconds) } }),
  };
  const fake: FakeGrafana = Object.assign(await startVendor(vendor, now), { dataSources, annotations, alerts, dashboards, permissions, token: GRAFANA_TOKEN, version: '13.0.0' });
  return fake;
}
