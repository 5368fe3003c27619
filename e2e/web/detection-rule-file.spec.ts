import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Alert, Incident, RuleView } from '../../src/shared/model/incident.ts';
import { startPrometheus, waitUntil, type RunningPrometheus } from '../../src/main/engine/sources/testing/processes.ts';
import { askPrometheus, findPrometheus } from '../fixtures/prometheus.ts';
import { startTarget, type Target } from '../fixtures/scripted.ts';
import { pairAs } from '../fixtures/seats.ts';
import { expect, test } from '../fixtures/test.ts';
import { PEOPLE } from '../fixtures/workspace.ts';

/** The sample rule as it stands in the requirements, and one that waits less, so that a test need not wait five minutes. */
const RULES = `groups:
  - name: api
    interval: 1s
    rules:
      - alert: HighErrorRate
        expr: rate(api_http_5xx_errors_total[5m]) > 0.1
        for: 5m
        labels:
          severity: critical
        annotations:
          summary: High 5xx error rate
      - alert: HighErrorRateNow
        expr: rate(api_http_5xx_errors_total[5m]) > 0.1
        for: 3s
        labels:
          severity: critical
        annotations:
          summary: 'High 5xx error rate on {{ $labels.route }}: {{ $value | printf "%.2f" }} per second'
`;
const FOR_MS = 3_000;
const INTERVAL_MS = 1_000;

let errors: number;
let exporter: Target;
let prometheus: RunningPrometheus;
test.beforeEach(async () => {
  test.skip((await findPrometheus()) === null, 'no prometheus binary on the PATH');
  errors = 0;
  exporter = await startTarget(() => `# TYPE api_http_5xx_errors_total counter\napi_http_5xx_errors_total{route="/pay"} ${errors}\n`);
  prometheus = await startPrometheus({ targets: { app: [new URL(exporter.url).host] }, scrapeInterval: '1s', rules: RULES });
});
test.afterEach(async () => {
  if ((await findPrometheus()) === null) return;
  await prometheus.remove();
  await exporter.stop();
});

const ms = (instant: string | null | undefined): number => Date.parse(instant ?? '');

/** What Prometheus itself makes of the same file: alert name → since when it is active. */
async function activeInPrometheus(): Promise<Map<string, { readonly state: string; readonly activeAt: string }>> {
  const response = await fetch(`${prometheus.url}/api/v1/alerts`);
  const { data } = (await response.json()) as { data: { alerts: { labels: { alertname: string }; state: string; activeAt: string }[] } };
  return new Map(data.alerts.map(({ labels, state, activeAt }) => [labels.alertname, { state, activeAt }]));
}

test('a Prometheus rule file fires as it does there; one that is broken is said with its line, and what was read before goes on', async ({ start, page, wall }) => {
  const server = await start({ config: `version: 1
workspace: { name: Acme Payments }
${PEOPLE}sources:
  - { id: prom, type: prometheus, url: "${prometheus.url}" }
services:
  - { id: api, name: Public API, tier: 1 }
rules:
  - { import: api.yml, source: prom, service: api }
` });
  const write = (text: string): void => writeFileSync(join(server.data, 'api.yml'), text);
  write(RULES);
  await pairAs(server, page, 'ada');
  const rules = async (): Promise<RuleView[]> => (await server.api<{ items: RuleView[] }>('/rules')).items;
  await waitUntil('two scrapes and an evaluation', async () => ((await askPrometheus(prometheus.url, 'count_over_time(api_http_5xx_errors_total[1m])')) ?? 0) >= 2 && (await rules()).every(({ state }) => state === 'inactive') && (await rules()).length === 2);

  errors = 100;
  await expect(wall.incident()).toContainText(/High 5xx error rate on \/pay: 0\.\d+ per second/);
  const [found] = (await server.api<{ items: Incident[] }>('/incidents')).items;
  expect(found).toMatchObject({ severity: 'P1', standing: 'declared', services: ['api'] });
  const { items } = await server.api<{ items: Alert[] }>('/alerts');
  const alertOf = (rule: string): Alert | undefined => items.find((alert) => alert.rule === `api.yml:api:${rule}`);
  expect(alertOf('HighErrorRateNow')).toMatchObject({ state: 'firing', incident: found?.id, labels: { alertname: 'HighErrorRateNow', route: '/pay', severity: 'critical' } });
  expect(alertOf('HighErrorRate')).toMatchObject({ state: 'pending', incident: null });
  const firedAfterMs = ms(alertOf('HighErrorRateNow')?.firedAt) - ms(alertOf('HighErrorRate')?.startsAt);
  expect(firedAfterMs).toBeGreaterThanOrEqual(FOR_MS);
  const theirs = await waitUntil('Prometheus fires too', async () => {
    const active = await activeInPrometheus();
    return active.get('HighErrorRateNow')?.state === 'firing' ? active : null;
  });
  expect(theirs.get('HighErrorRate')?.state).toBe('pending');
  for (const rule of ['HighErrorRate', 'HighErrorRateNow']) expect(Math.abs(ms(alertOf(rule)?.startsAt) - ms(theirs.get(rule)?.activeAt)), rule).toBeLessThanOrEqual(INTERVAL_MS);

  await page.goto(`${server.url}rules`);
  const row = (rule: string) => page.locator(`[data-row="api.yml:api:${rule}"]`);
  await expect(row('HighErrorRateNow')).toHaveAttribute('data-state', 'firing');
  await expect(row('HighErrorRate')).toHaveAttribute('data-state', 'pending');
  await expect(row('HighErrorRate')).toContainText('P1 opens an incident');

  write(RULES.replace('[5m]) > 0.1\n        for: 3s', '[5m] > 0.1\n        for: 3s'));
  const said = page.getByRole('alert').filter({ hasText: 'api.yml line 13, rule HighErrorRateNow' });
  await expect(said).toContainText('The rules as they were read before are still in use');
  await expect(row('HighErrorRate')).toBeVisible();
  await expect(row('HighErrorRateNow')).toHaveAttribute('data-state', 'firing');
  const confirmedNow = async (): Promise<number> => ms((await server.api<{ items: Alert[] }>('/alerts')).items.find(({ state }) => state === 'firing')?.confirmedAt);
  const brokenAt = await confirmedNow();
  await expect.poll(confirmedNow).toBeGreaterThan(brokenAt + INTERVAL_MS);

  write(RULES);
  await expect(said).toBeHidden();
  expect((await server.api<{ items: Incident[] }>('/incidents')).items).toHaveLength(1);
});
