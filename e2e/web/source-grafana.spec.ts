import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Incident } from '../../src/shared/model/incident.ts';
import { GRAFANA_OPERATIONS } from '../../src/main/engine/sources/grafana/operations.ts';
import { startExporter, startPrometheus, type RunningExporter, type RunningPrometheus } from '../../src/main/engine/sources/testing/processes.ts';
import { WITHOUT_CONTRACTS } from '../fakes/contracts.ts';
import { GRAFANA_TOKEN, startGrafana, type FakeGrafana } from '../fakes/grafana.ts';
import { violationsOf } from '../fixtures/axe.ts';
import { findPrometheus } from '../fixtures/prometheus.ts';
import { actAs, pairAs, PEOPLE_ENV } from '../fixtures/seats.ts';
import { expect, test } from '../fixtures/test.ts';
import { PEOPLE } from '../fixtures/workspace.ts';

const ALERT = 'Queue stuck';
const EMPTY = `version: 1
workspace: { name: Acme Payments, timeZone: UTC }
${PEOPLE}`;

let exporter: RunningExporter;
let prometheus: RunningPrometheus;
let grafana: FakeGrafana;
let keys: string;

test.beforeEach(async () => {
  test.skip(WITHOUT_CONTRACTS || (await findPrometheus()) === null, 'no descriptions of vendors, or no prometheus binary on the PATH');
  exporter = await startExporter(() => 'queue_depth{queue="mail"} 7\n');
  [prometheus, grafana] = await Promise.all([startPrometheus({ targets: { app: [exporter.target] } }), startGrafana({ subPath: '/grafana' })]);
  grafana.dataSources.set('logs', { uid: 'logs', name: 'Logs', type: 'loki', url: prometheus.url });
  grafana.dataSources.set('prom', { uid: 'prom', name: 'Metrics', type: 'prometheus', url: prometheus.url });
  keys = mkdtempSync(join(tmpdir(), 'holdfast-keys-'));
  writeFileSync(join(keys, 'key'), 'a long and random key of this very test');
});
test.afterEach(async () => {
  if (WITHOUT_CONTRACTS || (await findPrometheus()) === null) return;
  await Promise.all([prometheus.remove(), exporter.stop(), grafana.stop()]);
  rmSync(keys, { recursive: true });
  expect([...grafana.problems, ...grafana.refused]).toEqual([]);
});

test('a Grafana from its connection in the form to its charts, its alert as an incident with one annotation, a revoked token, and back', async ({ start, page, settings, wall, incident, expectedConsole }) => {
  test.setTimeout(90_000);
  expectedConsole.push(/TrustedHTML/);
  const server = await start({ config: EMPTY, env: { ...PEOPLE_ENV, HOLDFAST_SECRET_KEY_FILE: join(keys, 'key') } });
  await pairAs(server, page, 'ada');
  const file = (): string => readFileSync(join(server.data, 'holdfast.yaml'), 'utf8');

  await settings.open(server.url, '/connect');
  await page.getByLabel('Source', { exact: true }).selectOption('grafana');
  await page.getByRole('textbox', { name: 'Service account token' }).fill('glsa_wrong');
  const report = await settings.testConnection(grafana.url);
  await expect(report).toContainText('Grafana does not accept the token (401: Invalid API key)');
  await page.getByRole('textbox', { name: 'Service account token' }).fill(GRAFANA_TOKEN);
  await settings.testConnection(grafana.url);
  await expect(report).toContainText('Its data sources that can be asked: Metrics (prom).');
  await page.getByRole('textbox', { name: 'Data source' }).fill('Metrics');
  await settings.testConnection(grafana.url);
  await expect(report).toContainText('Behind the data source "Metrics" answers Prometheus');
  await page.getByText('A query of your own').click();
  await page.getByLabel('PromQL').fill('queue_depth');
  await page.getByLabel('Name on the screen').fill('Mails waiting');
  await page.getByLabel('Name of the new service').fill('Mail');
  await page.getByLabel('Measures').selectOption('saturation');
  await page.getByLabel('Unit of the number').selectOption('count');
  await page.getByLabel('Asked every, in seconds').fill('1');
  await page.getByRole('button', { name: 'Take this query' }).click();
  await settings.save();
  await expect(page.getByRole('heading', { name: 'Saved' })).toBeVisible();
  expect(file()).toContain('${secret:grafana-token}');
  expect(file()).not.toContain(GRAFANA_TOKEN);

  // What the form does not have is written into the file.
  const text = file()
    .replace(/^( *)datasource: Metrics$/m, '$&\n$1alerts: true\n$1every: 1s\n$1annotations: { write: true, read: true }\n$1dashboards: [{ uid: golden, name: Golden signals, variables: { service: "{service}" } }]');
  const { revision } = await server.api<{ revision: string }>('/config');
  await server.api('/config', { method: 'PUT', body: JSON.stringify({ text, revision }) });
  await page.getByRole('link', { name: 'Go to the wall' }).click();
  await expect(wall.tile('Mail')).toHaveAttribute('data-kind', 'ok', { timeout: 20_000 });
  await expect(wall.tile('Mail')).toContainText('7');
  await wall.tile('Mail').getByRole('link').first().click();
  const chart = page.getByRole('region', { name: 'Mails waiting' }).or(page.getByRole('region', { name: 'Saturation' })).first();
  await expect(chart.locator('path[data-part="tail"]').first()).toHaveAttribute('d', /M/);
  const dashboard = page.getByRole('list', { name: 'Dashboards' }).getByRole('link', { name: 'Open in Grafana: Golden signals' });
  await expect(dashboard).toHaveAttribute('href', /^http:\/\/127\.0\.0\.1:\d+\/grafana\/d\/golden\?var-service=Mail&from=now-\d+s&to=now$/);
  expect(await violationsOf(page, 'service with dashboards')).toEqual([]);

  // Somebody deploys, and tells Grafana; then its alert fires.
  const startsAt = new Date(Date.now() - 30_000).toISOString();
  const deployed = Date.parse(startsAt) - 60_000;
  grafana.annotations.set(1, { id: 1, text: 'Deploy of mail 4.1', tags: ['deploy', 'mail'], time: deployed, timeEnd: deployed, created: deployed, updated: deployed });
  grafana.alerts.push({
    fingerprint: 'f1', labels: { alertname: ALERT, service: 'mail', severity: 'critical' }, annotations: { summary: 'Nobody reads the queue' }, startsAt, endsAt: new Date(Date.now() + 240_000).toISOString(), updatedAt: startsAt,
    receivers: [{ name: 'noc' }], status: { state: 'active', silencedBy: [], inhibitedBy: [], mutedBy: [] },
  });
  const first = async () => (await server.api<{ items: Incident[] }>('/incidents')).items[0];
  await expect.poll(first).toMatchObject({ severity: 'P1', standing: 'declared', services: ['Mail'], impactStartedAt: startsAt });
  const id = (await first())?.id ?? '';
  const ours = () => [...grafana.annotations.values()].filter(({ tags }) => tags.includes('holdfast'));
  await expect.poll(ours).toMatchObject([{ text: `P1 ${id}: Nobody reads the queue (open)`, time: Date.parse(startsAt), timeEnd: Date.parse(startsAt) }]);
  await incident.open(server.url, id);
  await expect(incident.panel('Changed in the 2 h before')).toContainText('Deploy of mail 4.1');
  await expect(incident.panel('Changed in the 2 h before')).not.toContainText(ALERT);
  const link = incident.panel('Links').getByRole('link', { name: 'Open in Grafana: Golden signals' });
  await expect(link).toHaveAttribute('href', new RegExp(`from=${String(Date.parse(startsAt) - 3_600_000)}&to=now$`));
  expect(await violationsOf(page, 'incident with dashboards')).toEqual([]);

  // Resolved, the annotation is a region, and still the only one.
  grafana.alerts.splice(0);
  await actAs('ada', server, id, { type: 'resolve', how: 'Restarted the reader' });
  await expect.poll(() => ours()[0]?.text).toContain('(resolved)');
  const { resolvedAt } = (await first()) ?? {};
  expect(ours()).toMatchObject([{ time: Date.parse(startsAt), timeEnd: Date.parse(resolvedAt ?? '') }]);
  expect(grafana.calls(GRAFANA_OPERATIONS.addAnnotation)).toHaveLength(1);
  await expect(link).toHaveAttribute('href', new RegExp(`to=${String(Date.parse(resolvedAt ?? ''))}$`));
  // A deployment that is taken back there is told as taken back here.
  grafana.annotations.delete(1);
  await expect(incident.panel('Changed in the 2 h before')).toContainText('deleted in Grafana');

  // The token is revoked: nothing looks well, and it is said why; with the right one all is back.
  grafana.token = 'glsa_another';
  await settings.open(server.url, '');
  const source = page.locator('[data-source="grafana"]');
  await expect(source).toContainText('Grafana does not accept the token (401: Invalid API key)', { timeout: 20_000 });
  await page.getByRole('link', { name: 'Wall' }).first().click();
  await expect(wall.tile('Mail')).toHaveAttribute('data-kind', /^(?:late|blind)$/, { timeout: 20_000 });
  grafana.token = GRAFANA_TOKEN;
  await expect(wall.tile('Mail')).toHaveAttribute('data-kind', 'ok', { timeout: 30_000 });
  expect(server.stderr() + readFileSync(join(server.data, 'holdfast.log'), 'utf8')).not.toContain(GRAFANA_TOKEN);
});
