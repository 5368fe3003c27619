import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Alert, EvidenceSeries, IncidentDetail } from '../../src/shared/model/incident.ts';
import type { TimelineEvent } from '../../src/shared/model/timeline.ts';
import { startPrometheus, waitUntil, type RunningPrometheus } from '../../src/main/engine/sources/testing/processes.ts';
import { followLive } from '../fixtures/live.ts';
import { findPrometheus } from '../fixtures/prometheus.ts';
import { startTarget, type Target } from '../fixtures/scripted.ts';
import { actAs, pairAs, PEOPLE_ENV } from '../fixtures/seats.ts';
import type { RunningServer } from '../fixtures/server.ts';
import { expect, test } from '../fixtures/test.ts';
import { PEOPLE } from '../fixtures/workspace.ts';

const QUEUE = { calm: 4, jammed: 900 };

let jobs: number;
let exporter: Target;
let prometheus: RunningPrometheus;
let data: string;
test.beforeEach(async () => {
  test.skip((await findPrometheus()) === null, 'no prometheus binary on the PATH');
  jobs = QUEUE.calm;
  exporter = await startTarget(() => `# TYPE jobs_waiting gauge\njobs_waiting ${jobs}\n`);
  prometheus = await startPrometheus({ targets: { app: [new URL(exporter.url).host] }, scrapeInterval: '1s' });
  data = mkdtempSync(join(tmpdir(), 'holdfast-e2e-'));
});
test.afterEach(async () => {
  if ((await findPrometheus()) === null) return;
  await prometheus.remove();
  await exporter.stop();
  rmSync(data, { recursive: true, force: true });
});

const config = (): string => `version: 1
workspace: { name: Acme Payments, timeZone: Europe/Berlin }
${PEOPLE}sources:
  - { id: prom, type: prometheus, url: "${prometheus.url}", timeout: 2s }
services:
  - { id: mail, name: Mail, tier: 2 }
signals:
  - { id: mail-queue, name: Mails waiting, service: mail, kind: saturation, unit: count, source: prom, every: 1s, query: 'max(jobs_waiting)' }
rules:
  - { id: mail-jam, signal: mail-queue, when: { above: 100, consecutive: 3 }, severity: P1, summary: Mails pile up }
`;

test('a power cut in the middle of an incident: it goes on as it was, and its charts outlive Prometheus', async ({ start, page, wall, incident, incidents, expectedConsole }) => {
  test.slow();
  expectedConsole.push(/net::ERR_/, /Failed to load resource/);
  const again = (): Promise<RunningServer> => start({ config: config(), data, env: PEOPLE_ENV });
  const before = await again();
  const alertsOf = async (server: RunningServer): Promise<Alert[]> => (await server.api<{ items: Alert[] }>('/alerts')).items;
  const told = async (server: RunningServer, id: string): Promise<TimelineEvent[]> => (await server.api<{ items: TimelineEvent[] }>(`/incidents/${id}/events?show=all&order=asc&limit=200`)).items;

  await waitUntil('the queue is read', async () => (await before.api<{ latest: { value: number } | null }>('/signals/mail-queue')).latest?.value === QUEUE.calm);
  jobs = QUEUE.jammed;
  const fired = await waitUntil('the alert fires', async () => (await alertsOf(before)).find(({ state }) => state === 'firing'));
  const id = fired.incident ?? '';
  await actAs('ada', before, id, { type: 'acknowledge' });
  await actAs('ada', before, id, { type: 'takeRole', role: 'incidentCommander' });
  const promised = new Date(Date.now() + 900_000).toISOString();
  await actAs('ada', before, id, { type: 'recordUpdate', audience: 'internal', text: 'We look at the mail relay.', nextAt: promised });
  await waitUntil('its evidence is being kept', async () => (await told(before, id)).some(({ type }) => type === 'evidenceFrozen'));
  const known = await before.api<IncidentDetail>(`/incidents/${id}`);

  await before.kill();
  const server = await again();
  const live = await followLive(server);
  const readAgain = await waitUntil('the alert is confirmed anew', async () => (await alertsOf(server)).find(({ confirmed, confirmedAt }) => confirmed && (confirmedAt ?? '') > (fired.confirmedAt ?? '')));
  expect(readAgain).toMatchObject({ id: fired.id, state: 'firing', startsAt: fired.startsAt, firedAt: fired.firedAt, incident: id });
  expect(await server.api<IncidentDetail>(`/incidents/${id}`)).toMatchObject({
    state: 'acknowledged', impactStartedAt: known.impactStartedAt, detectedAt: known.detectedAt, acknowledgedAt: known.acknowledgedAt,
    roles: known.roles, clocks: known.clocks, actions: known.actions, updates: known.updates,
  });
  expect(known.clocks.find((clock) => clock.id === 'update:internal')).toMatchObject({ dueAt: promised, promised: true });
  expect((await told(server, id)).filter(({ type }) => type === 'opened' || type === 'alertFired').map(({ type, count }) => [type, count])).toEqual([['alertFired', 1], ['opened', 1]]);
  expect(live.of('alarm')).toEqual([]);
  live.stop();

  await pairAs(server, page, 'ada');
  await expect(wall.incident(id)).toContainText('Mails pile up');
  await expect(wall.incident(id)).toContainText('commander Ada Lovelace');
  jobs = QUEUE.calm;
  await expect.poll(async () => (await alertsOf(server)).length).toBe(0);
  await actAs('ada', server, id, { type: 'resolve', how: 'Relay restarted' });
  await server.stop();
  await prometheus.remove();

  const last = await again();
  await pairAs(last, page, 'ada');
  await expect(wall.tile('mail')).toBeVisible();
  await incidents.open(last.url);
  await expect(incidents.overRows()).toHaveCount(1);
  await incident.open(last.url, id);
  await expect(incident.charts()).toContainText(/kept with the incident/i);
  const line = incident.charts().getByRole('img', { name: /^Mail/ }).locator('[data-part="tail"]');
  await expect(line).toHaveAttribute('d', /L/);
  const { items: [series] } = await last.api<{ items: EvidenceSeries[] }>(`/incidents/${id}/evidence`);
  expect(series).toMatchObject({ signal: 'mail-queue', query: 'max(jobs_waiting)', source: 'prom' });
  const { items: points } = await last.api<{ items: { time: string; max: number; min: number }[] }>(`/incidents/${id}/evidence/mail-queue`);
  expect(points.find(({ time }) => time === known.impactStartedAt)).toMatchObject({ max: QUEUE.jammed });
  expect(points.at(0)?.max).toBe(QUEUE.calm);
  expect(points.at(-1)?.min).toBe(QUEUE.calm);
});
