import type { Locator } from '@playwright/test';
import type { Alert, AlertCounts, Incident } from '../../src/shared/model/incident.ts';
import type { TimelineEvent } from '../../src/shared/model/timeline.ts';
import { startPrometheus, waitUntil, type RunningPrometheus } from '../../src/main/engine/sources/testing/processes.ts';
import { followLive, type Followed } from '../fixtures/live.ts';
import { askPrometheus, findPrometheus } from '../fixtures/prometheus.ts';
import { startTarget, startWay, type Target } from '../fixtures/scripted.ts';
import { pairAs } from '../fixtures/seats.ts';
import { startService, type ScriptedService } from '../fixtures/service.ts';
import { expect, test } from '../fixtures/test.ts';
import { PEOPLE } from '../fixtures/workspace.ts';

const RATE = '[5s]';
const AMBER_S = 7;
const DUE_S = 11;

let service: ScriptedService;
let prometheus: RunningPrometheus;
let way: Target;
let edge: Target;
let control: Target;
test.beforeEach(async () => {
  test.skip((await findPrometheus()) === null, 'no prometheus binary on the PATH');
  service = await startService();
  prometheus = await startPrometheus({ targets: { app: [new URL(service.exporter.url).host] }, scrapeInterval: '1s' });
  await waitUntil('Prometheus has read what traffic is usual', async () => ((await askPrometheus(prometheus.url, 'sum(count_over_time(http_requests_total[10m]))')) ?? 0) > 100);
  way = await startWay(prometheus.url);
  edge = await startTarget();
  control = await startTarget();
});
test.afterEach(async () => {
  if ((await findPrometheus()) === null) return;
  await prometheus.remove();
  await Promise.all([service.exporter, way, edge, control].map((target) => target.stop()));
});

const config = (): string => `version: 1
workspace: { name: Acme Payments, timeZone: Europe/Berlin }
${PEOPLE}sources:
  - { id: prom, type: prometheus, url: "${way.url}", timeout: 2s }
  - { id: edge, type: probe, controls: ["${control.url}"] }
services:
  - { id: checkout, name: Checkout API, tier: 1 }
signals:
  - { id: checkout-p95, service: checkout, kind: latency, source: prom, every: 1s, query: 'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket${RATE})))' }
  - { id: checkout-traffic, service: checkout, kind: traffic, source: prom, every: 1s, query: 'sum(rate(http_requests_total${RATE}))' }
  - { id: edge-p95, service: checkout, kind: latency, source: edge, every: 1s, http: { url: "${edge.url}", timeout: 500ms } }
rules:
  - { id: checkout-slow, signal: checkout-p95, when: { above: 0.8, consecutive: 3 }, severity: P0 }
  - { id: edge-slow, signal: edge-p95, when: { above: 0.8, consecutive: 3 }, severity: P0 }
incidents:
  when: { amber: ${AMBER_S}s, due: ${DUE_S}s }
`;

const RULES = [['checkout-slow', 'checkout-p95'], ['edge-slow', 'edge-p95']] as const;
const ms = (instant: string | null | undefined): number => Date.parse(instant ?? '');

/** Times of the samples that have failed by what the test knows: the probe's target refuses; latency is NaN and traffic below 10 % of 20/s. */
function failedSamples(live: Followed, signal: string, darkAt: number): string[] {
  /** A sample counts once, as it was read first: asked again before a late scrape, its query's window has moved on and may have nothing in it any more. */
  const seen = new Set<string>();
  const readings = live.of('reading').filter(({ signal: of, time }) => ms(time) >= darkAt && !seen.has(`${of} ${time}`) && seen.add(`${of} ${time}`));
  const collapsed = new Set(readings.filter((reading) => reading.signal === 'checkout-traffic' && reading.value !== null && reading.value < 2).map(({ time }) => time));
  const failed = readings.filter((reading) => reading.signal === signal && (signal === 'edge-p95' || (reading.noValue === 'NaN' && collapsed.has(reading.time))));
  return [...new Set(failed.map(({ time }) => time ?? ''))];
}

/** Records every word and tone that an element shows in turn, with figures taken out of the words. */
async function recordWords(element: Locator): Promise<() => Promise<string[]>> {
  await element.evaluate((node) => {
    const seen: string[] = [];
    Object.assign(window, { recordedWords: seen });
    const look = (): void => {
      const fact = node.querySelector('[data-fact="decision"]');
      const now = fact === null ? '' : `${fact.getAttribute('data-tone')}: ${fact.textContent.replaceAll(/[\d:]+/g, '').trim()}`;
      if (seen.at(-1) !== now) seen.push(now);
    };
    look();
    new MutationObserver(look).observe(node, { subtree: true, childList: true, characterData: true, attributes: true });
  });
  return () => element.evaluate(() => (window as unknown as { recordedWords: string[] }).recordedWords);
}

test('a total blackout fires on its third failed sample, a cut of our own network never, and the decision is asked for in time', async ({ start, page, wall, incident }) => {
  test.slow();
  const server = await start({ config: config() });
  await pairAs(server, page, 'ada');
  await expect(wall.tile('checkout')).toHaveAttribute('data-kind', 'ok', { timeout: 30_000 });
  const live = await followLive(server);
  /** As in a console that has run for a while: what comes between two samples is known before the first cut makes a gap. */
  await waitUntil('the spacing of samples is known', () => new Set(live.of('reading').filter(({ signal }) => signal === 'checkout-p95').map(({ time }) => time)).size >= 5, 30_000);

  await test.step('control: our own network is cut, so nothing is known and nothing fires', async () => {
    await Promise.all([way, edge, control].map((target) => target.refuse()));
    await expect(wall.tile('checkout')).toHaveAttribute('data-kind', 'blind');
    await waitUntil('every signal is blind', () => RULES.every(([, signal]) => live.of('freshness').some((each) => each.signal === signal && each.freshness === 'blind')));
    expect(live.of('freshness').some(({ error }) => error?.message.includes('our own network: 1 of 1 control probes fail too'))).toBe(true);
    const { items, counts } = await server.api<{ items: Alert[]; counts: AlertCounts }>('/alerts');
    expect({ items, counts }).toEqual({ items: [], counts: { firing: 0, pending: 0, suppressed: 0 } });
    expect((await server.api<{ items: Incident[] }>('/incidents')).items).toEqual([]);
    /** The control was asked up to a second before the cut: one sample may have counted, never a second one. */
    expect(live.of('alert').filter(({ state }) => state === 'firing')).toEqual([]);
    expect(live.of('reading').every(({ breach }) => breach.count <= 1)).toBe(true);
    await Promise.all([way, edge, control].map((target) => target.accept()));
    await expect(wall.tile('checkout')).toHaveAttribute('data-kind', 'ok', { timeout: 30_000 });
  });

  service.blackOut();
  await edge.refuse();
  const darkAt = Date.now();
  await expect(wall.incident()).toBeVisible();
  await expect(wall.tile('checkout')).toHaveAttribute('data-kind', 'P0');
  await expect(page).toHaveTitle(/P0/);
  const words = await recordWords(wall.incident());
  const firing = async (): Promise<Alert[]> => (await server.api<{ items: Alert[] }>('/alerts')).items.filter(({ state }) => state === 'firing');
  await waitUntil('both rules fire', async () => (await firing()).length === RULES.length);
  await waitUntil('the samples that it fired on are heard of here too', () => RULES.every(([, signal]) => failedSamples(live, signal, darkAt).length >= 3));

  const alerts = await firing();
  for (const [rule, signal] of RULES) {
    const [first, second, third] = failedSamples(live, signal, darkAt);
    expect(alerts.find((alert) => alert.rule === rule), rule).toMatchObject({ startsAt: first, firedAt: third, value: null, noEarlierThan: false });
    const firedAfter = live.of('reading').filter((reading) => reading.signal === signal && reading.breach.state === 'firing');
    expect(ms(firedAfter[0]?.time), `${rule} does not fire at ${second}`).toBe(ms(third));
  }
  const { items: opened } = await server.api<{ items: Incident[] }>('/incidents');
  expect(opened).toHaveLength(1);
  const [found] = opened;
  const onset = Math.min(...alerts.map(({ startsAt }) => ms(startsAt)));
  expect(found).toMatchObject({ severity: 'P0', standing: 'declared', origin: 'rule', firingAlerts: 2, services: ['checkout'] });
  expect(ms(found?.impactStartedAt)).toBe(onset);
  expect(ms(found?.detectedAt)).toBe(Math.min(...alerts.map(({ firedAt }) => ms(firedAt))));

  await test.step('the When clock: amber, due, overdue, decided with the numbers on screen', async () => {
    await expect(wall.incident()).toContainText(/DECISION OVERDUE/, { timeout: 20_000 });
    const seen = await words();
    expect(seen.filter((word, index) => word !== '' && word !== seen[index - 1]).map((word) => word.replace('DECISION OVERDUE', 'DECISION DUE NOW'))).toEqual(
      expect.arrayContaining(['quiet: DECISION DUE IN', 'warn: DECISION DUE IN', 'alert: DECISION DUE NOW']),
    );
    await page.keyboard.press('i');
    await expect(page.getByRole('region', { name: 'Decision' })).toContainText(/Decision \d+:\d+ overdue/);
    await incident.press('d');
    await expect(incident.dialog()).toContainText('p95 latency');
    await incident.dialog().getByRole('radio', { name: /^Execute the plan/ }).check();
    await incident.field('Reason').fill('Nothing else brings it back');
    await incident.send();
    await expect(page.getByRole('list', { name: 'Decisions' })).toContainText('execute the plan');
    await expect(incident.clock('when')).toHaveCount(0);
    const { items } = await server.api<{ items: TimelineEvent[] }>(`/incidents/${found?.id}/events?show=all&order=asc&limit=200`);
    const dueAt = new Date(onset + DUE_S * 1_000).toISOString();
    const turned = items.filter(({ type, data }) => type === 'clockTurned' && data['clock'] === 'when');
    expect(turned.map(({ data }) => [data['stage'], data['dueAt']])).toEqual([['amber', dueAt], ['due', dueAt], ...turned.slice(2).map(() => ['overdue', dueAt])]);
    expect(ms(turned[0]?.at)).toBeGreaterThanOrEqual(onset + AMBER_S * 1_000);
    expect(ms(turned[1]?.at)).toBeGreaterThanOrEqual(onset + DUE_S * 1_000);
    const decided = items.find(({ type }) => type === 'decided');
    expect(decided).toMatchObject({ actor: { kind: 'person', id: 'ada', name: 'Ada Lovelace' }, data: { choice: 'execute', confirmed: true } });
    expect(decided?.data['numbers']).toEqual(expect.arrayContaining([expect.objectContaining({ signal: 'checkout-p95', value: null }), expect.objectContaining({ signal: 'checkout-traffic', value: 0 })]));
  });
  live.stop();
});
