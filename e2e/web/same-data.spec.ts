import type { Point, Signal } from '../../src/shared/model/entities.ts';
import { startExporter, startPrometheus, type RunningExporter, type RunningPrometheus } from '../../src/main/engine/sources/testing/processes.ts';
import { WITHOUT_CONTRACTS } from '../fakes/contracts.ts';
import { DATADOG_API_KEY, DATADOG_APP_KEY, startDatadog, type FakeDatadog } from '../fakes/datadog.ts';
import { GRAFANA_TOKEN, startGrafana, type FakeGrafana } from '../fakes/grafana.ts';
import { findPrometheus } from '../fixtures/prometheus.ts';
import { Feed, unlike, type Told } from '../fixtures/same-data.ts';
import { expect, test } from '../fixtures/test.ts';

const QUERY = 'avg:shop.backlog{*}';
const STEP_S = 3;
const SIGNALS = ['direct', 'through-grafana', 'as-datadog'] as const;

let feed: Feed;
let exporter: RunningExporter;
let prometheus: RunningPrometheus;
let grafana: FakeGrafana;
let datadog: FakeDatadog;

test.beforeEach(async () => {
  test.skip(WITHOUT_CONTRACTS || (await findPrometheus()) === null, 'no descriptions of vendors, or no prometheus binary on the PATH');
  feed = new Feed(STEP_S * 1_000, (atMs, value) => datadog.push(QUERY, [[atMs, value]]));
  exporter = await startExporter(() => {
    const newest = feed.newest();
    return newest === null ? '' : `shop_backlog ${String(newest.value)} ${String(newest.atMs)}\n`;
  });
  [prometheus, grafana, datadog] = await Promise.all([startPrometheus({ targets: { app: [exporter.target] }, scrapeInterval: '1s' }), startGrafana(), startDatadog()]);
  grafana.dataSources.set('prom', { uid: 'prom', name: 'Metrics', type: 'prometheus', url: prometheus.url });
  datadog.limits.clear();
});
test.afterEach(async () => {
  if (WITHOUT_CONTRACTS || (await findPrometheus()) === null) return;
  await Promise.all([prometheus.remove(), exporter.stop(), grafana.stop(), datadog.stop()]);
  expect([...grafana.problems, ...grafana.refused, ...datadog.problems, ...datadog.refused]).toEqual([]);
});

const config = (): string => `version: 1
workspace: { name: Acme Payments, timeZone: UTC }
sources:
  - { id: prom, type: prometheus, url: "${prometheus.url}" }
  - { id: graf, type: grafana, url: "${grafana.url}", token: ${GRAFANA_TOKEN}, datasource: Metrics }
  - { id: dd, type: datadog, site: custom, url: "${datadog.url}", apiKey: "${DATADOG_API_KEY}", applicationKey: "${DATADOG_APP_KEY}" }
services: [{ id: shop, name: Shop, tier: 1 }]
signals:
  - { id: direct, name: Direct, service: shop, kind: custom, source: prom, every: ${STEP_S}s, query: shop_backlog }
  - { id: through-grafana, name: Through Grafana, service: shop, kind: custom, source: graf, every: ${STEP_S}s, query: shop_backlog }
  - { id: as-datadog, name: As Datadog, service: shop, kind: custom, source: dd, every: ${STEP_S}s, query: '${QUERY}.rollup(avg, ${STEP_S})' }
`;

test('one series by Prometheus, through Grafana and as points of Datadog: the same values at the same times, on the wall and on the service page', async ({ start, wall, page }) => {
  const server = await start({ config: config() });
  const latest = () => Promise.all(SIGNALS.map(async (id) => (await server.api<Signal>(`/signals/${id}`)).latest));
  await wall.open(server.pairUrl);
  await expect.poll(async () => (await latest()).map((reading) => reading?.noValue), { timeout: 15_000 }).toEqual(['empty', 'empty', 'empty']);

  feed.start();
  await expect.poll(async () => (await latest()).every((reading) => reading?.value != null), { timeout: 15_000 }).toBe(true);
  const from = (await latest()).map((reading) => reading?.time ?? '').toSorted().at(-1) ?? '';
  const samplesSince = () => [...feed.told.keys()].filter((time) => time >= from).length;
  await expect.poll(samplesSince, { timeout: 15_000 }).toBeGreaterThan(2);

  // From here on nothing comes any more, so that who is slower can catch up.
  feed.stop();
  const [lastTime, lastValue] = [...feed.told].at(-1) ?? ['', 0];
  await expect.poll(async () => (await latest()).map((reading) => [reading?.time, reading?.value]), { timeout: 15_000 }).toEqual(SIGNALS.map(() => [lastTime, lastValue]));
  // A tile that is late by now needs room for the reason, and shows two of the three.
  const shown = await wall.tile('shop').locator('[data-signal]').evaluateAll((numbers) => numbers.map((number) => number.querySelectorAll(':scope > span')[1]?.textContent ?? ''));
  expect(shown.length).toBeGreaterThanOrEqual(2);
  expect(shown).toEqual(shown.map(() => expect.stringMatching(/^[\d.]+$/)));
  expect(new Set(shown).size).toBe(1);

  await wall.tile('shop').getByRole('link').first().click();
  await expect(page.locator('dl > [data-signal]')).toHaveCount(SIGNALS.length);
  // Whether that is late by now depends on how late its source usually is; how old it is does not.
  const numbers = (await page.locator('dl > [data-signal]').allTextContents()).map((text) => text.replace(/^(?:Direct|Through Grafana|As Datadog)(?: was)?/, '').replace(/(?:late|blind), /, ''));
  expect(numbers).toEqual(SIGNALS.map(() => expect.stringMatching(/^[\d.]+ ?\d+ s old$/)));
  expect(new Set(numbers).size).toBe(1);
  for (const summary of await page.getByRole('region', { name: 'Behind the numbers' }).locator('summary').all()) await summary.click();
  const sampled = await page.getByRole('region', { name: 'Behind the numbers' }).locator('dt:text-is("Sampled") + dd').allTextContents();
  expect(sampled).toEqual(SIGNALS.map(() => expect.stringContaining(lastTime.slice(11, 19))));

  const points = async (id: string): Promise<Told> => new Map((await server.api<{ items: Point[] }>(`/signals/${id}/points?${new URLSearchParams({ from, to: lastTime, maxPoints: '1000' }).toString()}`)).items.map(({ time, avg }) => [new Date(time).toISOString(), avg]));
  const told = Object.fromEntries(await Promise.all(SIGNALS.map(async (id) => [id, await points(id)] as const)));
  expect(unlike(feed.told, told)).toEqual([]);

  // Controls: each of the three, with one thing changed, is found.
  for (const id of SIGNALS) {
    const right = told[id] ?? new Map<string, number>();
    const other = (changed: Told): string[] => unlike(feed.told, { ...told, [id]: changed });
    expect(other(new Map([...right, [lastTime, lastValue + 1e-9]]))).toEqual([expect.stringMatching(`^${id}: .* at ${lastTime}, which was`)]);
    expect(other(new Map([...right, [new Date(Date.parse(lastTime) - 1).toISOString(), lastValue]]))).toEqual([expect.stringContaining(`${id}: there is no sample at`)]);
    const [, middle = ''] = [...right.keys()];
    expect(other(new Map([...right].filter(([time]) => time !== middle)))).toEqual([`${id}: nothing at ${middle}`]);
  }
});
