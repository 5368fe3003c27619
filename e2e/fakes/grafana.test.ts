import { afterEach, describe, expect, it } from 'vitest';
import type { VendorOperation } from '../../src/main/engine/sources/vendor-operation.ts';
import { findPrometheus, freePort, serviceMetrics, startExporter, startPrometheus, waitUntil } from '../../src/main/engine/sources/testing/processes.ts';
import { holdToContract } from './contract.ts';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from './contracts.ts';
import { GRAFANA_TOKEN, startGrafana, type FakeGrafana } from './grafana.ts';

const AUTH = { Authorization: `Bearer ${GRAFANA_TOKEN}` };
const T = Date.parse('2026-11-02T14:00:00Z');
const REAL = !WITHOUT_CONTRACTS && (await findPrometheus()) !== null;

let grafana: FakeGrafana;
afterEach(async () => {
  await grafana.stop();
  expect(grafana.problems).toEqual([]);
});

const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = AUTH): Promise<[number, unknown]> => {
  const response = await fetch(`${grafana.url}${path}`, { method, headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await response.text();
  return [response.status, text === '' ? '' : JSON.parse(text)];
};

describe.skipIf(WITHOUT_CONTRACTS)(`a Grafana that plays by its own description (${NEEDS_CONTRACTS})`, () => {
  it('keeps annotations: written once, found by tag and range, changed, gone', async () => {
    grafana = await startGrafana({ now: () => T });
    expect(await ask('POST', '/api/annotations', { text: 'INC-2026-0042', tags: ['holdfast', 'INC-2026-0042'], time: T - 60_000 })).toEqual([200, { id: 1, message: 'Annotation added' }]);
    expect(await ask('PATCH', '/api/annotations/1', { timeEnd: T, text: 'INC-2026-0042 resolved' })).toEqual([200, { message: 'Annotation patched' }]);
    const found = await ask('GET', `/api/annotations?tags=holdfast&tags=INC-2026-0042&from=${String(T - 90_000)}&to=${String(T)}&limit=10`);
    expect(found).toMatchObject([200, [{ id: 1, text: 'INC-2026-0042 resolved', time: T - 60_000, timeEnd: T, tags: ['holdfast', 'INC-2026-0042'] }]]);
    expect(await ask('GET', '/api/annotations?tags=holdfast&tags=other')).toEqual([200, []]);
    expect(await ask('GET', '/api/annotations?tags=holdfast&tags=other&matchAny=true')).toMatchObject([200, [{ id: 1 }]]);
    expect(await ask('GET', '/api/annotations/tags?tag=hold')).toEqual([200, { result: { tags: [{ tag: 'holdfast', count: 1 }] } }]);
    expect(await ask('DELETE', '/api/annotations/1')).toEqual([200, { message: 'Annotation deleted' }]);
    expect(await ask('PATCH', '/api/annotations/1', { text: 'again' })).toEqual([404, { message: 'Annotation not found' }]);
    expect(grafana.refused).toEqual([]);
    expect(await ask('POST', '/api/annotations', { text: 'x', timeend: T })).toMatchObject([400, { message: expect.stringContaining('timeend') }]);
    expect(grafana.annotations.size).toBe(0);
  });

  it('says which permission is missing, and tells a revoked token from it', async () => {
    grafana = await startGrafana();
    grafana.permissions.delete('annotations:create');
    expect(await ask('POST', '/api/annotations', { text: 'x' })).toMatchObject([403, { message: expect.stringContaining('Permissions needed: annotations:create') }]);
    expect(await ask('GET', '/api/annotations')).toEqual([200, []]);
    grafana.token = 'glsa_another';
    expect(await ask('GET', '/api/annotations')).toMatchObject([401, { message: 'Invalid API key' }]);
    expect(await ask('GET', '/api/health', undefined, {})).toMatchObject([200, { database: 'ok' }]);
    expect(grafana.refused).toEqual([]);
    expect(JSON.stringify(grafana.seen)).not.toContain(GRAFANA_TOKEN);
  });

  it('tells a token what it may do, and finds dashboards, below a path too', async () => {
    grafana = await startGrafana({ subPath: '/grafana' });
    grafana.dashboards.set('abc', { uid: 'abc', title: 'Checkout API', tags: ['checkout'], folder: { uid: 'f1', title: 'Payments' } });
    grafana.permissions.delete('annotations:create');
    const [status, may] = await ask('GET', '/api/access-control/user/permissions');
    expect([status, Object.keys(may as object).filter((permission) => permission.startsWith('annotations:'))]).toEqual([200, ['annotations:delete', 'annotations:read', 'annotations:write']]);
    expect(await ask('GET', '/api/search?query=checkout&type=dash-db&tag=checkout&limit=10')).toMatchObject([200, [{ uid: 'abc', url: '/d/abc/checkout-api', folderTitle: 'Payments' }]]);
    expect(await ask('GET', '/api/search?dashboardUIDs=other')).toEqual([200, []]);
    grafana.permissions.delete('dashboards:read');
    expect(await ask('GET', '/api/search?query=checkout')).toEqual([200, []]);
    expect((await ask('GET', '/api/search?sort=name'))[0]).toBe(400);
  });

  it('tells the alerts of its own Alertmanager', async () => {
    grafana = await startGrafana();
    const at = '2026-11-02T14:00:00.000Z';
    grafana.alerts.push({ fingerprint: 'c6eadffa33fcdf37', labels: { alertname: 'Latency', grafana_folder: 'Checkout' }, annotations: { summary: 'slow' }, startsAt: at, endsAt: at, updatedAt: at, receivers: [{ name: 'noc' }], status: { state: 'active', silencedBy: [], inhibitedBy: [], mutedBy: [] } });
    expect(await ask('GET', '/api/alertmanager/grafana/api/v2/alerts?active=true&silenced=false')).toMatchObject([200, [{ labels: { alertname: 'Latency' } }]]);
    expect(await ask('GET', '/api/alertmanager/grafana/api/v2/alerts?active=false')).toEqual([200, []]);
    expect((await ask('GET', '/api/alertmanager/grafana/api/v2/alerts', undefined, {}))[0]).toBe(401);
  });

  it('answers as Grafana does where the data source is unknown or down, and lets no other POST through', async () => {
    grafana = await startGrafana();
    grafana.dataSources.set('down', { uid: 'down', name: 'Down', type: 'prometheus', url: `http://127.0.0.1:${String(await freePort())}` });
    expect(await ask('GET', '/api/datasources/proxy/uid/nobody/api/v1/query?query=up')).toMatchObject([404, { message: 'Unable to find datasource' }]);
    expect(await ask('GET', '/api/datasources/proxy/uid/down/api/v1/query?query=up')).toEqual([502, '']);
    expect((await ask('GET', '/api/datasources/uid/down/health'))[0]).toBe(400);
    expect(await ask('GET', '/api/datasources/uid/nobody')).toMatchObject([404, { message: 'Data source not found' }]);
    expect(grafana.refused).toEqual([]);
  });

  it.skipIf(!REAL)('hands queries on to a real Prometheus, held to what Prometheus describes', async () => {
    grafana = await startGrafana();
    const exporter = await startExporter(serviceMetrics(['checkout']));
    const prometheus = await startPrometheus({ targets: { api: [exporter.target] } });
    try {
      grafana.dataSources.set('prom', { uid: 'prom', name: 'Prometheus', type: 'prometheus', url: prometheus.url, isDefault: true });
      await waitUntil('two scrapes', () => exporter.scrapes() >= 2);
      const proxy = '/api/datasources/proxy/uid/prom/api/v1';
      const now = Math.floor(Date.now() / 1_000);
      const form = async (route: string, fields: Record<string, string>): Promise<[number, unknown]> => {
        const response = await fetch(`${grafana.url}${proxy}${route}`, { method: 'POST', headers: AUTH, body: new URLSearchParams(fields) });
        return [response.status, await response.json()];
      };
      expect(await ask('GET', `${proxy}/query?query=up&time=${String(now)}`)).toMatchObject([200, { status: 'success', data: { result: [{ metric: { __name__: 'up' } }] } }]);
      expect(await form('/query', { query: 'vector(1)' })).toMatchObject([200, { data: { resultType: 'vector' } }]);
      expect(await form('/query_range', { query: 'up', start: String(now - 10), end: String(now), step: '1' })).toMatchObject([200, { data: { resultType: 'matrix' } }]);
      expect(await ask('GET', `${proxy}/label/__name__/values`)).toMatchObject([200, { status: 'success' }]);
      expect(await ask('GET', `${proxy}/query?query=sum(`)).toMatchObject([400, { status: 'error', errorType: 'bad_data' }]);
      expect((await ask('GET', '/api/datasources/uid/prom/health'))[0]).toBe(200);
      expect(await ask('GET', '/api/datasources')).toMatchObject([200, [{ uid: 'prom', isDefault: true }]]);
      expect(grafana.refused).toEqual([]);

      const client: VendorOperation[] = [
        { id: 'datasourceProxyGETByUIDcalls', method: 'GET', path: '/api/datasources/proxy/uid/{uid}/{datasource_proxy_route}' },
        { id: 'datasourceProxyPOSTByUIDcalls', method: 'POST', path: '/api/datasources/proxy/uid/{uid}/{datasource_proxy_route}' },
        { id: 'getDataSources', method: 'GET', path: '/api/datasources' },
      ];
      const report = await holdToContract(grafana, client, AUTH);
      expect(report.problems).toEqual([]);
      expect(report.refused).toBeGreaterThan(10);
    } finally {
      await prometheus.remove();
      await exporter.stop();
    }
  });
});
