import type { Incident, IncidentDetail } from '../../src/shared/model/incident.ts';
import { violationsOf } from '../fixtures/axe.ts';
import { callAs, pairAs, PEOPLE_ENV } from '../fixtures/seats.ts';
import { expect, test } from '../fixtures/test.ts';
import { PEOPLE } from '../fixtures/workspace.ts';

const CONFIG = `version: 1
workspace: { name: Acme Payments, timeZone: Europe/Berlin }
${PEOPLE}services:
  - { id: checkout, name: Checkout API, tier: 1 }
# Asked by legal
retention: { rollups: 30d }
`;
const HISTORY = `Key,Summary,Priority,Service,Started at,Resolved at,Notes
OPS-1,Checkout down for everybody,P0,Checkout API,2021-11-01T10:00:00Z,2021-11-01T11:00:00Z,A disk was full
OPS-2,Slow logins,P1,Checkout API,2021-11-02T10:00:00Z,2021-11-02T12:00:00Z,A certificate had expired
`;

test('a change of retention says what it would delete, spares what is on hold, and is written only once somebody agrees', async ({ start, page, expectedConsole }) => {
  expectedConsole.push(/TrustedHTML/);
  const server = await start({ config: CONFIG, env: PEOPLE_ENV });
  await callAs('ada', server, 'POST', '/incidents/import', { format: 'csv', text: HISTORY, commit: true });
  const { items } = await server.api<{ items: Incident[] }>('/incidents');
  const held = items.find(({ title }) => title === 'Slow logins')?.id ?? '';
  const free = items.find(({ title }) => title === 'Checkout down for everybody')?.id ?? '';
  await pairAs(server, page, 'ada');

  await page.goto(`${server.url}incidents/${held}`);
  await page.getByRole('button', { name: 'Legal hold…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('Claim 4711');
  await dialog.getByRole('button', { name: 'Set the hold' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('banner').or(page.locator('header')).getByText('LEGAL HOLD')).toBeVisible();
  await expect(page.getByText('whole: under legal hold')).toBeVisible();
  await page.goto(`${server.url}incidents`);
  await expect(page.locator(`[data-row="${held}"]`)).toContainText('LEGAL HOLD');

  await page.goto(`${server.url}settings/data`);
  const row = page.getByRole('listitem').filter({ hasText: 'What people wrote' });
  await expect(row).toContainText('Nothing is deleted');
  await page.getByLabel('Keep: What people wrote').selectOption({ label: '1 year' });
  await expect(row).toContainText(/\d texts of 1 incident/);
  await expect(row).toContainText('1 incident on hold stays');
  await row.getByText('Which incident', { exact: true }).click();
  await expect(row.getByRole('link', { name: free })).toBeVisible();
  await row.getByText('Which are on hold').click();
  await expect(row.getByRole('link', { name: held })).toBeVisible();
  expect(await violationsOf(page, 'data, dark')).toEqual([]);
  await page.getByRole('button', { name: 'Save…' }).click();
  const confirm = page.getByRole('group', { name: 'Save, and let it be deleted' });
  await expect(confirm).toContainText('cannot be taken back');
  await confirm.getByRole('button', { name: 'Keep everything' }).click();
  expect((await server.api<{ text: string }>('/config')).text).toBe(CONFIG);
  await page.getByRole('button', { name: 'Save…' }).click();
  await confirm.getByRole('button', { name: 'Save, and let it be deleted' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Being deleted' })).toBeVisible();
  await expect.poll(async () => (await server.api<{ text: string }>('/config')).text).toContain('texts: 365d');
  expect((await server.api<{ text: string }>('/config')).text).toContain('# Asked by legal');
  // Ten minutes to notice a slip: nothing has gone yet.
  expect((await server.api<IncidentDetail>(`/incidents/${free}`)).title).toBe('Checkout down for everybody');
});
