import { findAlertmanager, startAlertmanager, type SentAlert } from '../../src/main/engine/sources/testing/alertmanager.ts';

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
export async function startSilenced() {
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
