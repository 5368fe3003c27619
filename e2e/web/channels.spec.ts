import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../fakes/contracts.ts';
import { startSink } from '../fakes/sink.ts';
import { SLACK_CHANNEL, SLACK_TOKEN, startSlack } from '../fakes/slack.ts';
import { violationsOf } from '../fixtures/axe.ts';
import { pairAs, PEOPLE_ENV } from '../fixtures/seats.ts';
import { expect, test } from '../fixtures/test.ts';

const CONFIG = `# Ours.
version: 1
workspace: { name: Acme Payments }
people:
  - { id: ada, name: Ada, rights: [view, publish, operate, approve, admin] }
  - { id: grace, name: Grace, rights: [view] }
services: [{ id: checkout, name: Checkout API, tier: 1 }]
`;

const SIGNING_KEY = 'a key that webhooks are signed with';

test.skip(WITHOUT_CONTRACTS, NEEDS_CONTRACTS);

test('a channel is added in Settings: a wrong token is said at its field, the right one proven and tested, and Compose shows it', async ({ start, page, settings, expectedConsole }) => {
  expectedConsole.push(/TrustedHTML/);
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-key-'));
  const keyFile = join(folder, 'key');
  writeFileSync(keyFile, randomBytes(48).toString('base64'), { mode: 0o600 });
  const slack = await startSlack();
  const sink = await startSink(SIGNING_KEY);
  try {
    const server = await start({ config: CONFIG, env: { ...PEOPLE_ENV, HOLDFAST_SECRET_KEY_FILE: keyFile } });
    await pairAs(server, page, 'ada');
    await settings.open(server.url, '/channels');
    await expect(page.getByRole('heading', { name: 'No channel yet' })).toBeVisible();
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    const field = (label: string) => page.getByLabel(label, { exact: true });

    await button('Add a channel').click();
    await field('Name').fill('War room');
    await field('Id of the channel').fill(SLACK_CHANNEL);
    await field('Bot token').fill('xoxb-wrong');
    await page.getByText('More', { exact: true }).click();
    await field('Address of the API').fill(`${slack.url}/api`);
    await button('Try it').click();
    await expect(page.getByText(/^The bot token is not valid/)).toHaveCount(2);
    expect(await violationsOf(page, 'form, dark')).toEqual([]);
    await field('Bot token').fill(SLACK_TOKEN);
    await button('Try it').click();
    await expect(page.getByText('It works')).toBeVisible();
    expect(slack.standing).toEqual([]);
    await button('Save to holdfast.yaml').click();

    const row = page.locator('[data-channel="slack"]');
    await expect(row).toHaveAttribute('data-state', 'ok');
    const written = readFileSync(join(server.data, 'holdfast.yaml'), 'utf8');
    expect(written).toContain('${secret:channel-slack-token}');
    expect(written).toContain('# Ours.');
    expect(written).not.toContain(SLACK_TOKEN);
    await button('Test… War room').click();
    await field('Your member id in Slack').fill('U0123456780');
    await button('Send a test to myself').click();
    await expect(row.getByRole('status')).toContainText('test accepted');
    expect(slack.standing.map(({ channel, text }) => [channel, text.slice(0, 4)])).toEqual([['D0123456780', 'TEST']]);
    await button('Close').click();

    await button('Add a channel').click();
    await field('Type').selectOption('Webhook');
    await field('Address').fill(sink.url);
    await field('Key for signatures').fill(SIGNING_KEY);
    await field('What goes there').selectOption('factsOnly');
    await button('Save to holdfast.yaml').click();
    const other = page.locator('[data-channel="webhook"]');
    /* It cannot be tried without sending, so that it is never shown as well. */
    await expect(other).toHaveAttribute('data-state', 'late');
    await expect(other).toContainText('nobody has confirmed');
    await other.getByRole('button', { name: /^I have looked/ }).click();
    await expect(other).toContainText('confirmed by Ada');
    await other.getByRole('button', { name: /^Test…/ }).click();
    expect(sink.received).toEqual([]);
    await other.getByRole('button', { name: /^Send a test to all who read/ }).click();
    await expect(other.getByRole('group')).toContainText('test accepted');
    expect(sink.received.map(({ body }) => [body.purpose, body.title.slice(0, 4)])).toEqual([['test', 'TEST']]);
    expect(sink.refused).toEqual([]);
    await expect(other).toHaveAttribute('data-state', 'late');
    await page.getByRole('button', { name: /^Light/ }).click();
    expect(await violationsOf(page, 'list, light')).toEqual([]);

    const { id } = await server.api<{ id: string }>('/incidents', { method: 'POST', body: JSON.stringify({ title: 'Payments fail', severity: 'P1', services: ['checkout'] }) });
    await page.goto(`${server.url}compose/${id}`);
    await expect(page.getByRole('checkbox', { name: /^War room/ })).toBeVisible();
    await expect(page.getByText('works').first()).toBeVisible();
  } finally {
    await Promise.all([slack.stop(), sink.stop()]);
    rmSync(folder, { recursive: true });
  }
});
