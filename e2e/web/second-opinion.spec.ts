import type { Incident } from '../../src/shared/model/incident.ts';
import type { Signal } from '../../src/shared/model/entities.ts';
import { startExporter, startPrometheus, type RunningExporter, type RunningPrometheus } from '../../src/main/engine/sources/testing/processes.ts';
import { violationsOf } from '../fixtures/axe.ts';
import { findPrometheus } from '../fixtures/prometheus.ts';
import { pairAs } from '../fixtures/seats.ts';
import { expect, test } from '../fixtures/test.ts';
import { PEOPLE } from '../fixtures/workspace.ts';

/** What each exporter tells of the same service: one as a ratio, the other in per cent. */
const told = { near: 0.021, far: 2.1 };
const latency = { near: 0.1 };
let near: { exporter: RunningExporter; prometheus: RunningPrometheus };
let far: typeof near;

async function scraped(metrics: () => string): Promise<typeof near> {
  const exporter = await startExporter(metrics);
  return { exporter, prometheus: await startPrometheus({ targets: { app: [exporter.target] }, scrapeInterval: '1s' }) };
}

test.beforeEach(async () => {
  test.skip((await findPrometheus()) === null, 'no prometheus binary on the PATH');
  Object.assign(told, { near: 0.021, far: 2.1 });
  latency.near = 0.1;
  [near, far] = await Promise.all([scraped(() => `shop_error_ratio ${told.near}\nshop_seconds ${latency.near}\n`), scraped(() => `shop_error_percent ${told.far}\n`)]);
});
test.afterEach(async () => {
  if ((await findPrometheus()) === null) return;
  await Promise.all([near, far].flatMap(({ exporter, prometheus }) => [exporter.stop(), prometheus.remove()]));
});

const config = (): string => `version: 1
workspace: { name: Acme Payments, timeZone: Europe/Berlin }
${PEOPLE}sources:
  - { id: near, name: Prometheus, type: prometheus, url: "${near.prometheus.url}", timeout: 2s }
  - { id: far, name: Datadog stand-in, type: prometheus, url: "${far.prometheus.url}", timeout: 2s }
services:
  - { id: shop, name: Shop, tier: 1 }
signals:
  - { id: shop-errors, service: shop, kind: errorRate, source: near, every: 1s, query: shop_error_ratio, secondOpinion: { signal: shop-errors-far, for: 3s } }
  - { id: shop-errors-far, service: shop, kind: errorRate, unit: percent, source: far, every: 1s, query: shop_error_percent }
  - { id: shop-p95, service: shop, kind: latency, source: near, every: 1s, query: shop_seconds }
rules:
  - { id: shop-slow, signal: shop-p95, when: { above: 0.8, consecutive: 2 }, severity: P1 }
  - { id: shop-failing, signal: shop-errors, when: { above: 0.5, consecutive: 2 }, severity: P0 }
`;

test('two sources that tell different numbers: both on one axis, the disagreement with both numbers on wall, service and incident, and its end', async ({ start, page, service, incident, wall }) => {
  test.setTimeout(60_000);
  const server = await start({ config: config() });
  await pairAs(server, page, 'ada');
  await service.open(server.url, 'shop');
  const chart = page.getByRole('region', { name: 'Error rate' });
  await expect(chart).toContainText('Prometheus 2.1 %, Datadog stand-in 2.1 %: within 20 % of the larger', { timeout: 15_000 });
  await expect(chart.locator('g[data-second] path[data-part="tail"]')).toHaveAttribute('d', /M/);
  await expect(chart.getByText(/Datadog stand-in 2\.1 %, \d s old/)).toBeVisible();
  // One chart and one number for both, and no flag while they agree.
  await expect(page.getByRole('region', { name: 'Error rate' })).toHaveCount(1);
  await expect(service.number('shop-errors-far')).toHaveCount(0);
  await expect(page.locator('[data-disagrees]')).toHaveCount(0);

  told.far = 0.3;
  const flag = page.getByRole('list', { name: 'Sources that disagree' });
  await expect(flag).toHaveText(/Sources disagree on error rate: Prometheus 2\.1 %, Datadog stand-in 0\.30 %/, { timeout: 12_000 });
  await expect(chart).toContainText('rules judge Prometheus alone');
  expect(await violationsOf(page, 'service with a second opinion')).toEqual([]);

  latency.near = 2;
  const opened = async () => (await server.api<{ items: Incident[] }>('/incidents')).items[0]?.id;
  await expect.poll(opened, { timeout: 12_000 }).toBeTruthy();
  const id = (await opened()) ?? '';
  await wall.open(server.url);
  await expect(page.locator('article[data-service="shop"] [data-disagrees="shop-errors"]')).toContainText('Prometheus 2.1 %, Datadog stand-in 0.30 %');
  await incident.open(server.url, id);
  await expect(incident.main().getByRole('list', { name: 'Sources that disagree' })).toContainText('Prometheus 2.1 %, Datadog stand-in 0.30 %');
  await expect(incident.rows('opinionsTold')).toHaveCount(1);
  await expect(incident.rows('opinionsTold')).toContainText('Sources disagree on Shop error rate: Prometheus 2.1 %, Datadog stand-in 0.30 %');

  told.far = 2.2;
  await expect(incident.rows('opinionsTold')).toHaveCount(2, { timeout: 12_000 });
  await expect(incident.main().getByRole('list', { name: 'Sources that disagree' })).toHaveCount(0);

  // Blind is not disagreement, does not blind the service, and is said.
  await far.prometheus.stop('SIGKILL');
  await service.open(server.url, 'shop');
  await expect(chart).toContainText('No second opinion now: Datadog stand-in tells nothing', { timeout: 15_000 });
  const signal = await server.api<Signal>('/signals/shop-errors');
  expect(signal.secondOpinion).toMatchObject({ state: 'none', missing: 'second', value: null, other: null });
  await expect(page.locator('header[data-kind]')).toHaveAttribute('data-kind', 'P1');
});
