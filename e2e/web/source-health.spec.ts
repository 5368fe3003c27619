import { DATADOG_API_KEY, DATADOG_APP_KEY, startDatadog, type FakeDatadog } from '../fakes/datadog.ts';
import { violationsOf } from '../fixtures/axe.ts';
import { findPrometheus, QUERIES, startScraped, type Scraped } from '../fixtures/prometheus.ts';
import { pairWall } from '../fixtures/seats.ts';
import { expect, test } from '../fixtures/test.ts';

let scraped: Scraped;
let datadog: FakeDatadog;
test.beforeEach(async () => {
  test.skip((await findPrometheus()) === null, 'no prometheus binary on the PATH');
  [scraped, datadog] = await Promise.all([startScraped(), startDatadog()]);
  const from = Math.floor(Date.now() / 10_000) * 10_000 - 300_000;
  datadog.push('avg:mail.seconds{*}', Array.from({ length: 60 }, (_, index) => [from + index * 10_000, 0.2] as const));
});
test.afterEach(async () => {
  if ((await findPrometheus()) === null) return;
  await Promise.all([scraped.stop(), datadog.stop()]);
});

const config = (): string => `version: 1
workspace: { name: Acme Payments, timeZone: Europe/Berlin }
sources:
  - { id: prom, type: prometheus, url: "${scraped.prometheus.url}", timeout: 1s }
  - { id: dd, type: datadog, name: Datadog, site: custom, url: "${datadog.url}", apiKey: "\${env:DD_API}", applicationKey: "\${env:DD_APP}" }
services:
  - { id: checkout, name: Checkout API, tier: 1 }
  - { id: mail, name: Mail, tier: 3 }
signals:
  - { id: checkout-up, service: checkout, kind: availability, source: prom, every: 1s, query: '${QUERIES['checkout-up']}' }
  - { id: mail-time, service: mail, kind: latency, source: dd, every: 1s, query: 'avg:mail.seconds{*}' }
`;

test('whoever may look sees how each source answers: a limit that is used up, a blind one that never looks well, and its recovery', async ({ start, page, wall, expectedConsole }) => {
  test.setTimeout(90_000);
  expectedConsole.push(/TrustedHTML/);
  const server = await start({ config: config(), env: { DD_API: DATADOG_API_KEY, DD_APP: DATADOG_APP_KEY } });
  await pairWall(server, page);
  const row = (source: string) => page.locator(`[data-source="${source}"]`);
  const looksWell = (source: string) => row(source).locator('[data-state="ok"]');

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').or(page.getByRole('textbox')).first().fill('source health');
  await page.keyboard.press('Enter');
  await expect(row('prom')).toContainText('answers', { timeout: 15_000 });
  await expect(looksWell('prom')).toHaveCount(1);
  await expect(row('prom')).toContainText(/Last answer\d+ s ago.*Answered in[\d.]+ m?s.*Signals1 live.*Its clockin step/);
  await expect(row('dd')).toContainText(/Budget\d+ of 100 used/, { timeout: 15_000 });
  await expect(row('prom').getByRole('button', { name: /^Remove/ })).toHaveCount(0);

  datadog.fail({ kind: 'limited', resetSeconds: 600 });
  await page.goto(`${server.url}wall`);
  await expect(wall.tile('checkout')).toHaveAttribute('data-kind', 'ok', { timeout: 15_000 });
  await scraped.prometheus.stop('SIGKILL');
  await expect(wall.tile('checkout')).toHaveAttribute('data-kind', 'blind', { timeout: 20_000 });
  await page.getByRole('link', { name: /\d blind/ }).click();
  await expect(page.getByRole('heading', { name: 'Sources', level: 1 })).toBeVisible();
  await expect(row('dd')).toContainText('budget used up', { timeout: 20_000 });
  await expect(row('dd')).toContainText(/Budget100 of 100 used.*renewed\sin\s(9|10)\smin/);
  await expect(row('dd')).toContainText(/Has not answered since .*the limit of Datadog is spent/);
  await expect(looksWell('dd')).toHaveCount(0);
  await expect(row('prom')).toHaveAttribute('data-grade', 'blind');
  await expect(row('prom')).toContainText(/blindsince \d\d:\d\d:\d\d UTC · 00:\d\d/);
  await expect(row('prom')).toContainText(/Has not answered since \d\d:\d\d:\d\d UTC \(connection refused/);
  await expect(row('prom')).toContainText('1 blind');
  await expect(looksWell('prom')).toHaveCount(0);
  await expect(page.getByRole('status').filter({ hasText: /sources? blind/ }).first()).toBeVisible();
  // What wants a look stands above what does not.
  await expect(page.locator('[data-source]').first()).toHaveAttribute('data-grade', 'blind');
  await scraped.prometheus.start();
  for (const scheme of ['dark', 'light'] as const) {
    await page.evaluate((to) => document.documentElement.setAttribute('data-mantine-color-scheme', to), scheme);
    expect(await violationsOf(page, scheme)).toEqual([]);
  }
  const text = await page.content();
  for (const secret of [DATADOG_API_KEY, DATADOG_APP_KEY]) expect(text).not.toContain(secret);

  await expect(row('prom')).toHaveAttribute('data-grade', 'well', { timeout: 30_000 });
  await expect(looksWell('prom')).toHaveCount(1);
  await expect(row('prom')).toContainText(/Last error \d\d:\d\d:\d\d UTC, \d+ s ago: connection refused/);
});
