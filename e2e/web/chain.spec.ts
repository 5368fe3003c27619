import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChainView } from '../../src/shared/model/entities.ts';
import type { Incident } from '../../src/shared/model/incident.ts';
import { TestAuthority, type Certified } from '../../src/main/engine/sources/probe/testing/certificates.ts';
import { findBind, startBind, type RunningBind } from '../../src/main/engine/sources/testing/bind.ts';
import { startExporter, startPrometheus, type RunningExporter, type RunningPrometheus } from '../../src/main/engine/sources/testing/processes.ts';
import { violationsOf } from '../fixtures/axe.ts';
import { findPrometheus } from '../fixtures/prometheus.ts';
import { pairAs } from '../fixtures/seats.ts';
import { expect, test } from '../fixtures/test.ts';
import { PEOPLE } from '../fixtures/workspace.ts';

const HOST = 'api.acme.test';
const metrics = { shop_error_ratio: 0, shop_lives: 1, pg_up: 1 };

let folder: string;
let zone: RunningBind;
let resolver: RunningBind;
let prometheus: RunningPrometheus;
let exporter: RunningExporter;
let balancer: https.Server;
let good: Certified;
let expired: Certified;
const isMissing = async () => (await findPrometheus()) === null || (await findBind()) === null;

test.beforeEach(async () => {
  test.skip(await isMissing(), 'no prometheus on the PATH, or no BIND');
  Object.assign(metrics, { shop_error_ratio: 0, shop_lives: 1, pg_up: 1 });
  folder = await mkdtemp(join(tmpdir(), 'holdfast-chain-'));
  const authority = await TestAuthority.create();
  const issue = (days: { fromDays: number; toDays: number }) => authority.issue({ name: HOST, names: [{ type: 'dns', value: HOST }], ...days });
  good = await issue({ fromDays: -1, toDays: 90 });
  expired = await issue({ fromDays: -90, toDays: -1 });
  await writeFile(join(folder, 'ca.pem'), authority.pem);
  balancer = https.createServer(good, (_request, response) => response.end('ok'));
  await new Promise<void>((resolve) => balancer.listen(0, '127.0.0.1', resolve));
  exporter = await startExporter(() => Object.entries(metrics).map(([name, value]) => `${name} ${value}\n`).join(''));
  [zone, prometheus] = await Promise.all([startBind({ zone: { name: 'acme.test', records: ['api A 127.0.0.1'] } }), startPrometheus({ targets: { app: [exporter.target] }, scrapeInterval: '1s' })]);
  resolver = await startBind({ forwardTo: zone.address });
});
test.afterEach(async () => {
  if (await isMissing()) return;
  balancer.closeAllConnections();
  balancer.close();
  await Promise.all([zone.remove(), resolver.remove(), prometheus.remove(), exporter.stop(), rm(folder, { recursive: true })]);
});

const config = (): string => `version: 1
workspace: { name: Acme Payments, timeZone: Europe/Berlin }
${PEOPLE}sources:
  - { id: prom, type: prometheus, url: "${prometheus.url}", timeout: 2s }
  - { id: edge, type: probe, timeout: 1s }
services:
  - id: shop
    name: Shop
    tier: 1
    chain:
      - url: https://${HOST}:${(balancer.address() as AddressInfo).port}/
        link: load balancer
        every: 1s
        resolver: ${resolver.address}
        authoritative: ["${zone.address}"]
        tls: { ca: "\${file:${join(folder, 'ca.pem')}}" }
      - { link: API, signal: shop-lives }
      - { link: database, signal: shop-database }
signals:
  - { id: shop-errors, service: shop, kind: errorRate, source: prom, every: 1s, query: shop_error_ratio }
  - { id: shop-lives, service: shop, kind: availability, source: prom, every: 1s, query: shop_lives }
  - { id: shop-database, service: shop, kind: availability, source: prom, every: 1s, query: pg_up }
rules:
  - { id: shop-failing, signal: shop-errors, when: { above: 0.05, consecutive: 2 }, severity: P0 }
`;

test('the first broken link is named on the service, the incident, the wall and the timeline, and changes with the fault', async ({ start, page, service, incident, wall }) => {
  test.setTimeout(60_000);
  const server = await start({ config: config() });
  await pairAs(server, page, 'ada');
  await service.open(server.url, 'shop');
  const finding = page.getByRole('region', { name: 'Chain' }).getByRole('status');
  const link = (name: string) => page.getByRole('list', { name: 'Chain of Shop' }).getByRole('listitem').filter({ hasText: name });
  await expect(finding).toHaveText('The chain is whole: all 7 links hold', { timeout: 15_000 });
  await expect(link('TLS')).toContainText(/holds.*certificate until 20\d\d-\d\d-\d\d.*ms · \d s old/);
  // What the chain checks for itself stands in the chain and nowhere else.
  await expect(page.locator('dl [data-signal="shop.tcp"]')).toHaveCount(0);
  await expect(page.locator('dl [data-signal="shop-database"]')).toHaveCount(1);

  await zone.stop();
  metrics.shop_error_ratio = 0.99;
  await expect(finding).toHaveText(`First broken link: authoritative DNS (connection refused by ${zone.address})`, { timeout: 10_000 });
  await expect(link('authoritative DNS')).toContainText('broken first');
  await expect(link('resolver')).toContainText('broken');
  await expect(link('TCP')).toContainText(/not checked.*not reached/);
  await expect(link('database')).toContainText('holds');
  const opened = async () => (await server.api<{ items: Incident[] }>('/incidents')).items[0]?.id;
  await expect.poll(opened, { timeout: 10_000 }).toBeTruthy();
  const id = (await opened()) ?? '';
  await wall.open(server.url);
  await expect(page.locator(`[data-incident="${id}"] [data-fact="breaks"]`)).toHaveText('breaks at authoritative DNS');

  await incident.open(server.url, id);
  const head = incident.main().locator('header');
  await expect(head).toContainText(`First broken link: authoritative DNS (connection refused by ${zone.address})`);
  await expect(incident.rows('chainFound')).toHaveCount(1);
  await expect(incident.rows('chainFound')).toContainText(/Shop: first broken link is authoritative DNS.*connection refused/);
  expect(await violationsOf(page, 'incident with a chain')).toEqual([]);

  balancer.setSecureContext(expired);
  await zone.start();
  await expect(head).toContainText(/First broken link: TLS \(certificate expired on /, { timeout: 10_000 });
  await expect(incident.rows('chainFound').filter({ hasText: 'first broken link is TLS' })).toHaveCount(1, { timeout: 10_000 });

  metrics.pg_up = 0;
  balancer.setSecureContext(good);
  await expect(head).toContainText('First broken link: database (is down)', { timeout: 10_000 });
  await expect(incident.rows('chainFound').filter({ hasText: 'first broken link is database' })).toHaveCount(1, { timeout: 10_000 });

  // Blind is not whole: what was broken when it was last seen is neither broken nor well now.
  await prometheus.stop('SIGKILL');
  await expect(head).toContainText('No link is known to be broken; API and database could not be checked', { timeout: 15_000 });
  await expect(link('database')).toContainText('was broken when last seen');
  const view = await server.api<ChainView>('/services/shop/chain');
  expect(view).toMatchObject({ finding: 'unbroken', firstBroken: null, unchecked: ['API', 'database'] });

  await incident.press('r');
  await incident.send();
  await expect(head).toContainText(/First broken link was database \(is down\), /);
});
