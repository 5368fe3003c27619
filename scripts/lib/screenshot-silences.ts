import type { Browser } from 'playwright-core';
import { startServer } from '../../e2e/fixtures/server.ts';
import { findAlertmanager, startAlertmanager, type SentAlert } from '../../src/main/engine/sources/testing/alertmanager.ts';
import { closeLight, go, open, openIncidents, openLight, shoot } from './screenshot-camera.ts';

const MINUTE = 60_000;
const matcher = (name: string, value: string): object => ({ name, value, isRegex: false, isEqual: true });

const alert = (name: string, service: string, pod: string, summary: string, severity = 'critical'): SentAlert => ({
  labels: { alertname: name, service, pod, cluster: 'eu-1', severity },
  annotations: { summary },
  startsAt: new Date(Date.now() - 4 * MINUTE).toISOString(),
  generatorURL: 'https://prometheus.acme.test/graph?g0.expr=rate(errors)',
});

export const hasAlertmanager = (): boolean => findAlertmanager() !== null;

/** A real Alertmanager with an outage of one service, a sign of trouble of another, and what the night shift has silenced. */
async function startSilenced() {
  const alertmanager = await startAlertmanager({ groupBy: ['alertname', 'service'] });
  await alertmanager.post([
    ...['a', 'b', 'c', 'd'].map((pod) => alert('HighErrorRate', 'checkout', `checkout-${pod}`, 'Checkout answers 12 % of requests with errors')),
    alert('SlowRequests', 'checkout', 'checkout-a', 'Checkout takes 4 s at p95'),
    alert('HighErrorRate', 'login', 'login-a', 'Login answers 3 % of requests with errors', 'warning'),
    alert('DiskFull', 'search', 'search-2', 'The disk of search-2 is full in 9 h', 'warning'),
  ]);
  const silence = (matchers: readonly object[], createdBy: string, comment: string, minutes: number): Promise<Response> =>
    fetch(`${alertmanager.url}/api/v2/silences`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ matchers, createdBy, comment, startsAt: new Date().toISOString(), endsAt: new Date(Date.now() + minutes * MINUTE).toISOString() }) });
  await silence([matcher('alertname', 'DiskFull'), matcher('service', 'search')], 'Night shift', 'The disk is replaced at nine, OPS-4711', 190);
  const config = `version: 1
workspace: { name: Acme Payments, timeZone: Europe/Berlin }
sources:
  - { id: am, type: alertmanager, name: Alertmanager, url: "${alertmanager.url}", every: 2s }
services:
  - { id: checkout, name: Checkout API, tier: 1 }
  - { id: login, name: Login, tier: 2 }
  - { id: search, name: Search, tier: 3 }
`;
  return { alertmanager, config };
}

/** Alerts of a real Alertmanager: what a silence would silence, and all that are in force. */
export async function silences(browser: Browser): Promise<void> {
  const { alertmanager, config } = await startSilenced();
  const server = await startServer({ config });
  try {
    const screen = await open(browser, server);
    await screen.page.locator('[data-incident]').first().waitFor({ timeout: 30_000 });
    await go(screen, `incidents/${(await openIncidents(screen))[0]?.id ?? ''}`);
    await screen.page.keyboard.press('s');
    await screen.page.getByText('would fall silent').waitFor();
    await shoot(screen, 'silence-form', ['full', 'hd']);
    await screen.page.getByRole('button', { name: /^Silence \d/ }).click();
    await screen.page.getByText('ends in').first().waitFor();
    await go(screen, 'silences');
    await shoot(screen, 'silences');
    const light = await openLight(screen, 'silences');
    await shoot(light, 'silences-light');
    await closeLight(light, screen);
  } finally {
    await server.stop();
    await alertmanager.stop();
  }
}
