import type { Alert, AlertCounts, Incident, IncidentDetail, MaintenanceWindow } from '../../src/shared/model/incident.ts';
import type { TimelineEvent } from '../../src/shared/model/timeline.ts';
import { followLive } from '../fixtures/live.ts';
import { waitUntil } from '../../src/main/engine/sources/testing/processes.ts';
import { startTarget, type Target } from '../fixtures/scripted.ts';
import { pairAs } from '../fixtures/seats.ts';
import type { RunningServer } from '../fixtures/server.ts';
import { expect, test } from '../fixtures/test.ts';
import { probedConfig } from '../fixtures/workspace.ts';

let target: Target;
let control: Target;
test.beforeEach(async () => {
  target = await startTarget();
  control = await startTarget();
});
test.afterEach(async () => {
  await target.stop();
  await control.stop();
});

const incidentsOf = async (server: RunningServer): Promise<Incident[]> => (await server.api<{ items: Incident[] }>('/incidents')).items;
const told = async (server: RunningServer, id: string): Promise<TimelineEvent[]> => (await server.api<{ items: TimelineEvent[] }>(`/incidents/${id}/events?show=all&order=asc&limit=200`)).items;

test('a maintenance window keeps silent and says so; once it is ended, what still fires is an incident', async ({ start, page, wall }) => {
  const at = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
  const server = await start({
    config: probedConfig({
      target: target.url, control: control.url,
      rule: '{ id: checkout-down, signal: checkout-up, when: { below: 1, consecutive: 2 }, severity: P0, summary: Checkout cannot be reached }',
      more: `maintenance:\n  - { id: upgrade, name: Upgrade of the database, services: [checkout], from: ${at(-5)}, to: ${at(60)} }\n`,
    }),
  });
  await pairAs(server, page, 'ada');
  await target.refuse();
  await expect(wall.tile('checkout')).toHaveAttribute('data-kind', 'maintenance');
  await expect(wall.tile('checkout')).toContainText('would be P0');
  await expect(wall.tile('checkout')).toContainText('1 alert kept silent');
  await expect(wall.tile('checkout')).toContainText('Upgrade of the database');
  await expect(page.getByRole('link', { name: '1 kept silent' })).toBeVisible();
  await expect(wall.incident()).toHaveCount(0);
  await expect(page).not.toHaveTitle(/P0/);
  expect(await incidentsOf(server)).toEqual([]);
  const { items: [silent], counts } = await server.api<{ items: Alert[]; counts: AlertCounts }>('/alerts');
  expect(silent).toMatchObject({ state: 'firing', suppressedBy: 'upgrade', incident: null });
  expect(counts).toEqual({ firing: 0, pending: 0, suppressed: 1 });

  await page.goto(`${server.url}maintenance`);
  const window = page.locator('[data-row="upgrade"]');
  await window.getByRole('button', { name: '1 alert kept silent: show what would have fired' }).click();
  await expect(window.getByRole('list', { name: 'Alerts kept silent' })).toContainText('Checkout cannot be reached');
  await window.getByRole('button', { name: 'End now…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End it now' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Ended' })).toBeVisible();
  await page.getByRole('link', { name: 'Wall' }).click();
  await expect(wall.incident()).toContainText('Checkout cannot be reached');
  await expect(wall.tile('checkout')).toHaveAttribute('data-kind', 'P0');
  const [found] = await incidentsOf(server);
  expect(found).toMatchObject({ severity: 'P0', standing: 'declared', impactStartedAt: silent?.startsAt });
  expect((await server.api<{ items: MaintenanceWindow[] }>('/maintenance')).items.filter(({ active }) => active)).toEqual([]);
});

test('a proposal is taken with one key, and what flaps stays one incident', async ({ start, page, incidents, incident }) => {
  test.slow();
  const server = await start({
    config: probedConfig({
      target: target.url, control: control.url,
      rule: '{ id: checkout-flaps, signal: checkout-up, when: { below: 1 }, severity: P2, summary: Checkout flickers }',
    }),
  });
  await pairAs(server, page, 'ada');
  await incidents.open(server.url);
  const live = await followLive(server);
  /** One that fires may be told of again while it does. */
  const flips = (state: Alert['state']): number => new Set(live.of('alert').flatMap((alert) => (alert.state === state ? [alert.id] : []))).size;

  await target.refuse();
  await expect(page.getByRole('heading', { name: '0 open, 1 proposed' })).toBeVisible();
  const [proposed] = await incidentsOf(server);
  expect(proposed).toMatchObject({ standing: 'proposed', severity: 'P2', declaredAt: null });
  const id = proposed?.id ?? '';
  await page.keyboard.press('a');
  await expect(page.getByRole('heading', { name: '1 open' })).toBeVisible();
  expect(await server.api<IncidentDetail>(`/incidents/${id}`)).toMatchObject({ standing: 'declared', roles: [] });
  expect((await told(server, id)).find(({ type }) => type === 'accepted')).toMatchObject({ actor: { id: 'ada' } });

  for (let times = 1; times <= 3; times += 1) {
    await target.accept();
    await waitUntil(`it recovers, ${times}`, () => flips('resolved') >= times);
    await target.refuse();
    await waitUntil(`it fires again, ${times}`, () => flips('firing') > times);
  }
  const all = await incidentsOf(server);
  expect(all.map((each) => each.id)).toEqual([id]);
  await incident.open(server.url, id);
  await incident.timeline().getByRole('button', { name: 'Everything' }).click();
  await expect(incident.rows('alertFired')).toHaveCount(2);
  await expect(incident.rows('alertFired').first()).toContainText('× 3');
  live.stop();
});

test('dismissed with a reason: a false alarm that counts against its rule, and the same alert again is no news', async ({ start, page, wall, incidents, incident }) => {
  const server = await start({
    config: probedConfig({
      target: target.url, control: control.url,
      rule: '{ id: checkout-flaps, signal: checkout-up, when: { below: 1 }, severity: P2, summary: Checkout flickers }',
    }),
  });
  await pairAs(server, page, 'ada');
  await target.refuse();
  await expect(wall.incident()).toContainText('Proposed: Checkout flickers');
  const id = (await wall.incident().getAttribute('data-incident')) ?? '';
  /** The wall asks with the same form as the list; what was begun there is there again here. */
  await wall.incident(id).getByRole('button', { name: `Dismiss ${id}` }).click();
  await incident.field('Why this is no incident').fill('The probe host');
  await page.keyboard.press('Escape');
  await expect(incident.dialog()).toHaveCount(0);
  await page.getByRole('link', { name: /^Incidents/ }).click();
  await expect(incidents.row(id)).toBeVisible();
  await page.keyboard.press('x');
  await expect(incident.field('Why this is no incident')).toHaveValue('The probe host');
  await incident.field('Why this is no incident').fill('');
  await expect(incident.dialog().getByRole('checkbox', { name: 'A false alarm' })).toBeChecked();
  await page.keyboard.press('Control+Enter');
  await expect(incident.dialog()).toContainText('Expected some words');
  await incident.field('Why this is no incident').fill('The probe host was being rebooted');
  await incident.send();
  await expect(incidents.openRows()).toHaveCount(0);
  await expect(incidents.overRows()).toContainText(['dismissed']);
  expect((await told(server, id)).find(({ type }) => type === 'dismissed')).toMatchObject({ actor: { id: 'ada' }, data: { falseAlarm: true, reason: 'The probe host was being rebooted' } });

  await target.accept();
  await expect.poll(async () => (await server.api<{ counts: AlertCounts }>('/alerts')).counts.firing).toBe(0);
  await target.refuse();
  await expect.poll(async () => (await server.api<{ counts: AlertCounts }>('/alerts')).counts.firing).toBe(1);
  expect(await incidentsOf(server)).toMatchObject([{ id, standing: 'dismissed' }]);
});
