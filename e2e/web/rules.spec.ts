import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleView } from '../../src/shared/model/incident.ts';
import { violationsOf } from '../fixtures/axe.ts';
import { startTarget, type Target } from '../fixtures/scripted.ts';
import { callAs, pairAs, PEOPLE_ENV } from '../fixtures/seats.ts';
import { expect, test, watchConsole } from '../fixtures/test.ts';
import { probedConfig } from '../fixtures/workspace.ts';
import { AuditPage } from '../pages/audit-page.ts';
import { RulesPage } from '../pages/rules-page.ts';

const DOWN = '{ id: checkout-down, signal: checkout-up, when: { below: 1, consecutive: 3 }, severity: P0 } # never lower than P0';

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

test('a rule is written beside what it would have done, saved into the file with its comments kept, and taken out again', async ({ start, page, expectedConsole }) => {
  expectedConsole.push(/Trusted(HTML|Script)/);
  const server = await start({ config: probedConfig({ target: target.url, control: control.url, rule: DOWN }), env: PEOPLE_ENV });
  const file = (): string => readFileSync(join(server.data, 'holdfast.yaml'), 'utf8');
  await pairAs(server, page, 'ada');
  const rules = new RulesPage(page);
  await rules.open(server.url);
  await expect(rules.row('checkout-down')).toHaveAttribute('data-state', 'inactive');

  await page.keyboard.press('n');
  await rules.field('Signal').selectOption('checkout-up');
  await rules.field('Samples in a row').fill('2.5');
  await expect(page.getByText('Expected a whole number from 1 to 100')).toBeVisible();
  await rules.field('Samples in a row').fill('5');
  await expect(page.getByText('Fires on the 5th bad sample in a row: 4 s after the first, at one every 1 s.')).toBeVisible();
  await page.getByRole('button', { name: '1 h', exact: true }).click();
  await expect(async () => {
    await rules.replay().getByRole('button', { name: 'To now' }).click();
    await expect(rules.replay()).toContainText(/Would not have fired|Nothing is known of this signal in that time/, { timeout: 2_000 });
  }).toPass();
  expect(await violationsOf(page, 'a new rule')).toEqual([]);
  await rules.save();
  await expect(page).toHaveURL(/\/rules\/checkout-up-down$/);
  expect(file()).toContain('never lower than P0');
  expect(file()).toMatch(/id: checkout-up-down,? ?\n? *.*consecutive: 5/s);

  /** Somebody else changes it meanwhile: what is typed here stays, and the screen says so. */
  const changed = { id: 'checkout-up-down', signal: 'checkout-up', when: { below: 1, consecutive: 9 }, severity: 'P1' };
  await callAs('grace', server, 'PUT', '/rules/checkout-up-down', { rule: changed });
  await expect(page.getByText('This rule was changed meanwhile')).toBeVisible();
  await expect(rules.field('Samples in a row')).toHaveValue('5');
  await page.getByRole('button', { name: 'Show it as it is now' }).click();
  await expect(rules.field('Samples in a row')).toHaveValue('9');

  await page.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('button', { name: 'Delete it from holdfast.yaml' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Rules' })).toBeVisible();
  await expect(rules.row('checkout-up-down')).toHaveCount(0);
  expect((await server.api<{ items: RuleView[] }>('/rules')).items.map(({ id }) => id)).toEqual(['checkout-down']);
  expect(file()).not.toContain('checkout-up-down');
});

test('the audit shows a change with its difference; two people remove a text, and the chain accounts for it', async ({ start, page, browser }) => {
  const server = await start({ config: probedConfig({ target: target.url, control: control.url, rule: DOWN }), env: PEOPLE_ENV });
  await callAs('ada', server, 'PUT', '/rules/checkout-down', { rule: { id: 'checkout-down', signal: 'checkout-up', when: { below: 1, consecutive: 4 }, severity: 'P0' } });
  await callAs('ada', server, 'POST', '/shift/log', { text: 'Customer 4711 calls from +49 30 555' });
  await pairAs(server, page, 'ada');
  const audit = new AuditPage(page);
  await audit.open(server.url);
  const change = audit.row('configChanged').filter({ hasText: 'checkout-down' }).first();
  await expect(change).toContainText('Ada Lovelace');
  await expect(change).toContainText('when.consecutive 3 → 4');
  await audit.askToRemoveText(audit.row('shiftNote'), 'A telephone number stands in it');
  /** Nobody agrees with oneself. */
  await expect(audit.row('redactionAsked')).toContainText('A telephone number stands in it');
  await expect(page.getByRole('button', { name: /^Agree/ })).toHaveCount(0);

  const context = await browser.newContext();
  const screen = await context.newPage();
  const said = watchConsole(screen, []);
  await pairAs(server, screen, 'grace');
  const second = new AuditPage(screen);
  await second.open(server.url);
  await screen.getByRole('button', { name: /^Agree, and remove the text/ }).click();
  await expect(second.row('redacted')).toContainText('asked by Ada Lovelace');
  await expect(second.row('shiftNote')).toContainText('a text was removed');
  await expect(await second.verify()).toContainText(/rows are as they were written.*1 text was removed by two people/s);
  await second.open(server.url, '?type=shiftNote');
  await expect(second.rows()).toHaveCount(1);
  await expect(screen.getByRole('main')).not.toContainText('4711');
  expect(said()).toEqual([]);
  await context.close();
});
