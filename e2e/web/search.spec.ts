import type { IncidentDetail } from '../../src/shared/model/incident.ts';
import { violationsInBoth } from '../fixtures/axe.ts';
import { actAs, pairAs, pairWall, PEOPLE_ENV } from '../fixtures/seats.ts';
import type { RunningServer } from '../fixtures/server.ts';
import { expect, test, watchConsole } from '../fixtures/test.ts';
import { PEOPLE } from '../fixtures/workspace.ts';
import { SearchPage } from '../pages/search-page.ts';

const CONFIG = `version: 1
workspace: { name: Acme Payments, timeZone: Europe/Berlin }
${PEOPLE}services:
  - { id: checkout, name: Checkout API, tier: 1 }
  - { id: login, name: Login, tier: 1 }
`;

async function declared(server: RunningServer, title: string, more: object = {}): Promise<string> {
  return (await server.api<IncidentDetail>('/incidents', { method: 'POST', body: JSON.stringify({ title, severity: 'P1', services: ['checkout'], ...more }) })).id;
}

test('what was said in an incident is found again by keyboard alone, and leads to the row that says it', async ({ start, page }) => {
  const server = await start({ config: CONFIG, env: PEOPLE_ENV });
  const edge = await declared(server, 'Checkout down for mobile clients');
  await actAs('ada', server, edge, { type: 'note', text: 'The certificate of the edge had expired' });
  for (let number = 0; number < 60; number += 1) await actAs('ada', server, edge, { type: 'note', text: `Looked at host ${number}` });
  await actAs('grace', server, edge, { type: 'resolve', how: 'Issued a new one by hand' });
  const disk = await declared(server, 'Login slow', { services: ['login'], severity: 'P2' });
  await actAs('grace', server, disk, { type: 'note', text: 'No expired certificate this time: <b>the disk is full</b>' });
  await pairAs(server, page, 'ada');
  const search = new SearchPage(page);

  await page.keyboard.press('/');
  await expect(search.field()).toBeFocused();
  await expect(page.getByRole('heading', { name: 'Look for what was written down' })).toBeVisible();
  await page.keyboard.type('certificate mobile');
  await expect(search.hits()).toHaveCount(1);
  await expect(search.hit(edge)).toContainText('The certificate of the edge had expired');
  await expect(search.hit(edge).locator('mark')).toHaveText(['mobile', 'certificate']);
  await expect(search.hit(edge)).toContainText('Issued a new one by hand');
  expect(new URL(page.url()).searchParams.get('q')).toBe('certificate mobile');

  await search.field().fill('"expired certificate"');
  await expect(search.hit(disk)).toContainText('<b>the disk is full</b>');
  await search.field().fill('certif* -disk');
  await expect(search.hit(edge)).toBeVisible();
  await expect(search.hits()).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await expect(search.hit(edge).getByRole('link', { name: 'Checkout down for mobile clients' })).toBeFocused();
  await search.hit(edge).getByRole('link', { name: 'The certificate of the edge had expired' }).press('Enter');
  const row = page.getByRole('region', { name: 'Timeline' }).locator('[aria-current]');
  await expect(row).toContainText('The certificate of the edge had expired');
  await expect(row).toBeInViewport();
});

test('a search is narrowed, stands in the address, says when nothing fits, and is offered by the palette and the list', async ({ start, page, expectedConsole }) => {
  expectedConsole.push(/TrustedHTML/);
  const server = await start({ config: CONFIG, env: PEOPLE_ENV });
  const first = await declared(server, 'Timeout at the gateway');
  await actAs('ada', server, first, { type: 'resolve', how: 'Raised the timeout' });
  const second = await declared(server, 'Timeout of logins', { services: ['login'], severity: 'P2' });
  await pairAs(server, page, 'ada');
  const search = new SearchPage(page);
  await search.open(server.url, '?q=timeout');
  await expect(search.hits()).toHaveCount(2);
  await search.filter('Service').selectOption({ label: 'Login' });
  await expect(search.hits()).toHaveCount(1);
  await expect(search.hit(second)).toBeVisible();
  await search.filter('Where the words stand').selectOption({ label: 'In: how it was fixed' });
  await expect(page.getByRole('heading', { name: 'Nothing was found' })).toBeVisible();
  expect(page.url()).toContain('q=timeout&in=fix&service=login');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Nothing was found' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(search.hits()).toHaveCount(2);

  await page.goto(`${server.url}incidents?q=gateway`);
  await page.getByRole('link', { name: 'Search history for “gateway”' }).click();
  await expect(search.hit(first)).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: 'Go to or do' }).fill('raised');
  await page.getByRole('option', { name: 'Search history for “raised”' }).click();
  await expect(search.field()).toHaveValue('raised');
  await expect(search.hit(first)).toContainText('Raised the timeout');
  expect(await violationsInBoth(page, 'search')).toEqual([]);
});

test('nobody finds a private incident who may not see it', async ({ start, page, browser }) => {
  const server = await start({ config: CONFIG, env: PEOPLE_ENV });
  const id = await declared(server, 'Credentials leaked', { kind: 'security' });
  await actAs('ada', server, id, { type: 'note', text: 'Rotate the signing keys' });
  const shown = await declared(server, 'Keys rejected');
  await pairAs(server, page, 'ada');
  const search = new SearchPage(page);
  await search.open(server.url, '?q=keys');
  await expect(search.hits()).toHaveCount(2);
  const context = await browser.newContext();
  const wall = await context.newPage();
  const said = watchConsole(wall, []);
  await pairWall(server, wall);
  const there = new SearchPage(wall);
  await there.open(server.url, '?q=keys');
  await expect(there.hits()).toHaveCount(1);
  await expect(there.hit(shown)).toBeVisible();
  await expect(wall.getByRole('status').filter({ hasText: '1 incident' })).toBeVisible();
  await there.open(server.url, `?q=${id}`);
  await expect(wall.getByRole('heading', { name: 'Nothing was found' })).toBeVisible();
  expect(said()).toEqual([]);
  await context.close();
});
