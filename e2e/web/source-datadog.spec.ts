import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Alert, Incident } from '../../src/shared/model/incident.ts';
import { WITHOUT_CONTRACTS } from '../fakes/contracts.ts';
import { DATADOG_API_KEY, DATADOG_APP_KEY, startDatadog, type FakeDatadog } from '../fakes/datadog.ts';
import { DATADOG_UNITS } from '../fakes/datadog/series.ts';
import { datadogWebhook } from '../fakes/datadog/webhook.ts';
import { violationsOf } from '../fixtures/axe.ts';
import { pairAs, PEOPLE_ENV, TOKENS } from '../fixtures/seats.ts';
import { expect, test } from '../fixtures/test.ts';
import { PEOPLE } from '../fixtures/workspace.ts';

const QUERY = 'p95:trace.http.request{service:checkout}';
const EMPTY = `version: 1
workspace: { name: Acme Payments, timeZone: UTC }
${PEOPLE}`;
const MONITOR = { query: 'avg(last_5m):p95:trace.http.request{service:checkout} by {zone} > 2', tags: ['service:Checkout'], state: 'Alert' } as const;

let datadog: FakeDatadog;
let keys: string;

test.beforeEach(async () => {
  test.skip(WITHOUT_CONTRACTS, 'no descriptions of vendors');
  datadog = await startDatadog();
  // Those that are to come stay hidden until then.
  const first = Math.floor(Date.now() / 10_000) * 10_000 - 900_000;
  datadog.push(QUERY, Array.from({ length: 180 }, (_, index) => [first + index * 10_000, 0.4] as const), { unit: DATADOG_UNITS.second });
  keys = mkdtempSync(join(tmpdir(), 'holdfast-keys-'));
  writeFileSync(join(keys, 'key'), 'a long and random key of this very test');
});
test.afterEach(async () => {
  if (WITHOUT_CONTRACTS) return;
  await datadog.stop();
  rmSync(keys, { recursive: true });
  expect([...datadog.problems, ...datadog.refused]).toEqual([]);
});

test('a Datadog from its connection in the form to its chart, a monitor as an incident, a downtime, a spent limit, a revoked key, and back', async ({ start, page, settings, wall, incident, expectedConsole }) => {
  test.setTimeout(90_000);
  expectedConsole.push(/TrustedHTML/);
  const server = await start({ config: EMPTY, env: { ...PEOPLE_ENV, HOLDFAST_SECRET_KEY_FILE: join(keys, 'key') } });
  await pairAs(server, page, 'ada');

  await settings.open(server.url, '/connect');
  await page.getByLabel('Source', { exact: true }).selectOption('datadog');
  await page.getByLabel('Site').selectOption('custom');
  await page.getByLabel('Address of the API').fill(datadog.url);
  await page.getByRole('textbox', { name: 'API key' }).fill('f'.repeat(32));
  await page.getByRole('textbox', { name: 'Application key' }).fill(DATADOG_APP_KEY);
  await page.getByLabel('Read its monitors').selectOption('yes');
  const report = page.locator('[data-code]');
  const tryIt = () => page.getByRole('button', { name: 'Test the connection' }).click();
  await tryIt();
  await expect(report).toContainText('does not know the API key');
  await page.getByRole('textbox', { name: 'API key' }).fill(DATADOG_API_KEY);
  datadog.permissions.delete('monitors_read');
  await tryIt();
  await expect(report).toContainText('Its monitors cannot be read: the application key has not the scope monitors_read');
  datadog.permissions.add('monitors_read');
  await tryIt();
  await expect(report).not.toContainText('cannot be read');
  await page.getByLabel('Datadog query').fill(QUERY);
  await page.getByLabel('Name on the screen').fill('Checkout p95');
  await page.getByLabel('Name of the new service').fill('Checkout');
  await page.getByLabel('Measures').selectOption('latency');
  await page.getByLabel('Asked every, in seconds').fill('2');
  await page.getByRole('button', { name: 'Take this query' }).click();
  await settings.save();
  await expect(page.getByRole('heading', { name: 'Saved' })).toBeVisible();
  const written = readFileSync(join(server.data, 'holdfast.yaml'), 'utf8');
  expect([written.includes(DATADOG_API_KEY), written.includes(DATADOG_APP_KEY), /alerts: true/.test(written)]).toEqual([false, false, true]);

  const { revision } = await server.api<{ revision: string }>('/config');
  await server.api('/config', { method: 'PUT', body: JSON.stringify({ text: written.replace(/^( *)every: 1m$/m, '$1every: 1s').replace(/^( *)alerts: true$(?![^]*every: 1s)/m, '$&\n$1every: 1s'), revision }) });
  await page.getByRole('link', { name: 'Go to the wall' }).click();
  await expect(wall.tile('Checkout')).toHaveAttribute('data-kind', 'ok', { timeout: 30_000 });
  await expect(wall.tile('Checkout')).toContainText('400');

  // Two groups of a monitor are not well, one of them in a downtime: one incident, of the other.
  datadog.monitors.set(42, { id: 42, name: 'Checkout is slow in {{zone.name}}', ...MONITOR, priority: 1, groups: { 'zone:a': { state: 'Alert', triggeredAt: Math.floor(Date.now() / 1_000) - 30 }, 'zone:b': { state: 'Alert' } } });
  datadog.downtimes.set('move', { id: 'move', numericId: 7, scope: 'zone:b', message: 'Zone b moves', monitor: { id: 42 }, startMs: Date.now() - 60_000, endMs: Date.now() + 3_600_000, isOfV2: true });
  const all = async () => (await server.api<{ items: Incident[] }>('/incidents')).items;
  await expect.poll(all, { timeout: 15_000 }).toMatchObject([{ severity: 'P0', title: 'Checkout is slow in a', services: ['Checkout'], origin: 'alert', firingAlerts: 1 }]);
  const id = (await all())[0]?.id ?? '';
  // The webhook tells the same.
  const told = await fetch(`${server.url}api/v1/hooks/datadog`, { method: 'POST', headers: { authorization: `Bearer ${TOKENS.ada}`, 'content-type': 'application/json' }, body: datadogWebhook({ eventId: '1', monitorId: 42, monitorName: 'Checkout is slow in a', transition: 'Triggered', scope: 'zone:a', priority: 'P1', tags: ['service:Checkout'], atMs: Date.now() }) });
  expect(told.status).toBe(202);
  await incident.open(server.url, id);
  await expect(incident.panel('Alerts')).toContainText('1 firing');
  const alerts = async () => (await server.api<{ items: Alert[] }>('/alerts')).items.map(({ name, muted }) => [name, muted?.by ?? null] as const).toSorted(([a], [b]) => a.localeCompare(b));
  expect(await alerts()).toEqual([['Checkout is slow in a', null], ['Checkout is slow in b', 'downtime']]);
  await page.goto(`${server.url}service/Checkout`);
  await expect(page.getByRole('region', { name: 'Announced at sources' })).toContainText(/Datadog downtime until .+ UTC \(scope zone:b\).*Zone b moves/);
  await expect(page.getByRole('region', { name: 'Alerts' })).toContainText(/in a downtime there until .+ UTC/);
  await expect(page.locator('path[data-part="tail"]').first()).toHaveAttribute('d', /M/);
  expect(await violationsOf(page, 'service with a downtime of Datadog')).toEqual([]);
  await page.goto(`${server.url}maintenance`);
  await expect(page.getByRole('region', { name: 'Announced at sources' })).toContainText('Zone b moves');
  expect(await violationsOf(page, 'maintenance with a downtime of Datadog')).toEqual([]);

  // Its limit is spent: that is said, nothing is asked meanwhile, and what it told is not called over.
  await settings.open(server.url, '');
  const source = page.locator('[data-source="datadog"]');
  datadog.fail({ kind: 'limited', resetSeconds: 4 });
  await expect(source).toContainText(/the limit of Datadog is spent: it allows 100 requests a minute/, { timeout: 20_000 });
  await expect(source).toContainText('100 of 100 used');
  datadog.mend();
  // It stays there as the last error, and is none any more.
  await expect(source).toHaveAttribute('data-grade', 'well', { timeout: 30_000 });
  expect((await alerts()).length).toBe(2);

  // A scope is taken away, then the key revoked: both are named; with them all is back, and the alert of the monitor over.
  datadog.permissions.delete('monitors_read');
  await expect(source).toContainText('Its monitors cannot be read: the application key has not the scope monitors_read', { timeout: 20_000 });
  datadog.permissions.add('monitors_read');
  datadog.apiKey = 'a'.repeat(32);
  await expect(source).toContainText('does not know the API key', { timeout: 30_000 });
  datadog.apiKey = DATADOG_API_KEY;
  datadog.monitors.clear();
  await expect.poll(alerts, { timeout: 40_000 }).toEqual([]);
  await page.getByRole('link', { name: 'Wall' }).first().click();
  await expect(wall.tile('Checkout')).toHaveAttribute('data-kind', 'ok', { timeout: 40_000 });
  const log = server.stderr() + readFileSync(join(server.data, 'holdfast.log'), 'utf8');
  expect([log.includes(DATADOG_API_KEY), log.includes(DATADOG_APP_KEY)]).toEqual([false, false]);
});
