import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Incident } from '../../src/shared/model/incident.ts';
import { violationsOf } from '../fixtures/axe.ts';
import { pairAs, pairWall, PEOPLE_ENV } from '../fixtures/seats.ts';
import { expect, test } from '../fixtures/test.ts';

const CONFIG = `version: 1
workspace: { name: Acme Payments }
people:
  - { id: ada, name: Ada, rights: [view, publish, operate, approve, admin] }
  - { id: grace, name: Grace, rights: [view] }
services: [{ id: checkout, name: Checkout API, tier: 1 }]
`;
const ticket = (id: number, change: object = {}) => ({ ticket: { id, subject: 'Cannot pay by card', status: 'open', priority: 'urgent', product: 'Checkout API', ...change } });
const PATHS = { 'What it is known by': '$.ticket.id', Title: '$.ticket.subject', State: '$.ticket.status', Severity: '$.ticket.priority', Service: '$.ticket.product' } as const;

test('a support desk’s webhook is made with a live preview, its ticket is an incident that customers reported, and what is refused is counted', async ({ start, page, browser, settings, expectedConsole }) => {
  expectedConsole.push(/TrustedHTML/);
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-key-'));
  const keyFile = join(folder, 'key');
  writeFileSync(keyFile, randomBytes(48).toString('base64'), { mode: 0o600 });
  const server = await start({ config: CONFIG, env: { ...PEOPLE_ENV, HOLDFAST_SECRET_KEY_FILE: keyFile } });
  await pairAs(server, page, 'ada');
  await settings.open(server.url, '/webhooks');
  await page.getByRole('button', { name: 'Add a webhook' }).click();

  // What is wrong stands at the field, and nothing that was typed goes.
  const field = (label: string) => page.getByLabel(label, { exact: true });
  await field('Sample of a message').fill(JSON.stringify(ticket(7)));
  await field('Title').fill('$.ticket.*');
  await expect(page.getByText('".*" would find several places')).toBeVisible();
  await field('Title').fill('$.ticket.headline');
  await expect(page.getByText('nothing stands there: the message ends after 1 of 2 steps')).toBeVisible();
  for (const [label, path] of Object.entries(PATHS)) await field(label).fill(path);
  await expect(page.getByText('“urgent” stands for no severity here: P2 is taken')).toBeVisible();
  await field('What their severities mean').fill('urgent = P1');
  const arrives = page.getByRole('region', { name: 'What would arrive' });
  await expect(arrives).toContainText('P1 Cannot pay by card');
  await expect(arrives).toContainText('Checkout API');
  await expect(arrives).toContainText('customers who reported it');
  expect(await violationsOf(page, 'form, dark')).toEqual([]);

  await page.getByRole('button', { name: 'Save to holdfast.yaml' }).click();
  const token = (await page.locator('[data-secret]').textContent()) ?? '';
  expect(token).toMatch(/^[\w-]{43}$/);
  const written = readFileSync(join(server.data, 'holdfast.yaml'), 'utf8');
  expect(written).toContain('${secret:hook-support}');
  expect(written).not.toContain(token);
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText(token)).toHaveCount(0);

  const send = async (body: object, secret = token): Promise<number> =>
    (await fetch(`${server.url}api/v1/hooks/support`, { method: 'POST', headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }, body: JSON.stringify(body) })).status;
  expect(await send(ticket(7))).toBe(202);
  await expect.poll(async () => (await server.api<{ items: Incident[] }>('/incidents?show=open')).items.map(({ title, origin, severity, services }) => ({ title, origin, severity, services }))).toEqual([{ title: 'Cannot pay by card', origin: 'customer', severity: 'P1', services: ['checkout'] }]);
  expect(await send(ticket(8), 'not-the-token')).toBe(401);
  expect(await send(ticket(7))).toBe(202);

  const row = page.locator('[data-hook="support"]');
  const fact = (name: string) => row.locator('dl > div').filter({ hasText: name }).locator('dd');
  await expect(fact('Duplicates')).toHaveText('1');
  await expect(fact('Taken in')).toHaveText('1 alert of 2 messages');
  await expect(fact('Refused')).toHaveText('1');
  await row.getByText('How to send to it').click();
  await expect(row.getByRole('list', { name: 'Refused' })).toContainText('The token or signature is wrong');
  expect(await violationsOf(page, 'list, dark')).toEqual([]);
  await page.getByRole('button', { name: /^Light/ }).click();
  expect(await violationsOf(page, 'list, light')).toEqual([]);

  // Whoever may only look sees how it fares, and neither a secret nor a way to change it.
  const wall = await browser.newPage();
  await pairWall(server, wall);
  await wall.goto(`${server.url}settings/webhooks`);
  await expect(wall.locator('[data-hook="support"]')).toContainText('1 alert of 2 messages');
  await expect(wall.getByRole('button', { name: 'Add a webhook' })).toHaveCount(0);
  await expect(wall.getByText('needs the right “admin”')).toBeVisible();
  expect(await wall.content()).not.toContain('secret:');
  await wall.close();
  rmSync(folder, { recursive: true });
});
