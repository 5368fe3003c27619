import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer } from '../../e2e/fixtures/server.ts';
import { startExporter, startPrometheus } from '../../src/main/engine/sources/testing/processes.ts';
import { closeLight, go, openLight, shoot, tileBecomes, type Screen } from './screenshot-camera.ts';
import { livelyMetrics, twoRegions } from './screenshot-world.ts';

/** A workspace that reads two Prometheus servers, each scraping an exporter of its own. */
export async function startRegions() {
  const exporters = [await startExporter(livelyMetrics(['checkout', 'login'])), await startExporter(livelyMetrics(['payments', 'search']))] as const;
  const [eu, us] = [await startPrometheus({ targets: { app: [exporters[0].target] }, scrapeInterval: '2s' }), await startPrometheus({ targets: { app: [exporters[1].target] }, scrapeInterval: '2s' })] as const;
  const config = twoRegions(eu.url, us.url);
  const server = await startServer({ config });
  const stop = async (): Promise<void> => {
    await server.stop();
    await Promise.all([eu.remove(), us.remove(), ...exporters.map((exporter) => exporter.stop())]);
  };
  return { server, config, exporters, us, stop };
}
export type Regions = Awaited<ReturnType<typeof startRegions>>;

/** First one region loses its exporter while its Prometheus still answers, then the other one's Prometheus dies, then the server. */
export async function freshness(screen: Screen, { server, config, exporters, us }: Regions): Promise<void> {
  const { page } = screen;
  for (const service of ['checkout', 'search']) await tileBecomes(page, service, 'ok');
  await shoot(screen, 'wall-four-services');
  writeFileSync(join(server.data, 'holdfast.yaml'), config.replace('tier: 2', 'teir: 2'));
  await page.getByText(/teir/).waitFor();
  await shoot(screen, 'wall-broken-configuration');
  writeFileSync(join(server.data, 'holdfast.yaml'), config);
  await page.getByText(/teir/).waitFor({ state: 'hidden' });
  await exporters[0].stop();
  await tileBecomes(page, 'checkout', 'late');
  await shoot(screen, 'wall-late');
  await tileBecomes(page, 'checkout', 'blind');
  await page.waitForTimeout(10_000);
  await shoot(screen, 'wall-blind', ['full', 'hd']);
  const light = await openLight(screen, 'wall');
  await shoot(light, 'wall-blind-light');
  await closeLight(light, screen);
  await us.stop('SIGKILL');
  await tileBecomes(page, 'search', 'blind');
  await go(screen, 'settings');
  await page.locator('[data-source][data-grade="blind"]').nth(1).waitFor();
  await shoot(screen, 'sources-blind', ['full', 'hd']);
  const sources = await openLight(screen, 'settings');
  await shoot(sources, 'sources-blind-light');
  await closeLight(sources, screen);
  await go(screen, 'wall?kiosk=1');
  await shoot(screen, 'kiosk-blind');
  await go(screen, 'service/search');
  await shoot(screen, 'service-blind');
  await go(screen, 'wall');
  await server.kill();
  await page.getByRole('alert').waitFor();
  await page.waitForTimeout(4_000);
  await shoot(screen, 'wall-unreachable');
}
