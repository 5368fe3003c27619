import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, waitUntil } from '../../src/main/engine/sources/testing/processes.ts';
import { violationsInBoth } from '../fixtures/axe.ts';
import { findPrometheus, startScraped, type Scraped } from '../fixtures/prometheus.ts';
import type { RunningServer } from '../fixtures/server.ts';
import { expect, test, watchConsole } from '../fixtures/test.ts';
import { SettingsPage, type SettingsScreen } from '../pages/settings-page.ts';

const EMPTY = `# The wall of the payments team
version: 1
workspace: { name: Acme Payments, timeZone: Europe/Berlin } # asked for by the board
`;

const fileOf = (server: RunningServer): string => readFileSync(join(server.data, 'holdfast.yaml'), 'utf8');

/** A door before Prometheus that opens for one token only, as an ingress would. */
async function startDoor(token: string | null, behind: string): Promise<{ readonly url: string; readonly stop: () => void }> {
  const server = http.createServer((request, response) => {
    if (token === null || request.headers.authorization !== `Bearer ${token}`) {
      response.writeHead(401, { 'content-type': 'text/plain' }).end('who are you?');
      return;
    }
    const forward = http.request(new URL(request.url ?? '/', behind), { method: request.method, headers: { ...request.headers, host: new URL(behind).host } }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    forward.on('error', () => response.destroy());
    request.pipe(forward);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

test.describe('connecting one’s own Prometheus', () => {
  let scraped: Scraped;
  test.beforeEach(async () => {
    test.skip((await findPrometheus()) === null, 'no prometheus binary on the PATH');
    scraped = await startScraped();
    /** Rates want some samples before there is anything to propose. */
    await waitUntil('eight scrapes', () => scraped.exporter.scrapes() >= 8);
  });
  test.afterEach(async () => {
    if ((await findPrometheus()) !== null) await scraped.stop();
  });

  test('from an empty workspace: wrong port, closed door, the right one, proposals, and the wall', async ({ start, page, settings, wall }) => {
    /** A Prometheus this young has its first points only when the preview is asked for again. */
    test.slow();
    const server = await start({ config: EMPTY });
    const door = await startDoor(null, scraped.prometheus.url);
    await page.goto(server.pairUrl);
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('link', { name: 'Connect a source' }).click();

    const report = await settings.testConnection(`http://127.0.0.1:${await freePort()}`);
    await expect(report).toContainText('refused');
    await expect(report).toContainText('Check the port');
    await settings.testConnection(door.url);
    await expect(report).toHaveAttribute('data-code', 'unauthorized');
    await expect(report).toContainText('Check the user name and password, or the token.');
    await settings.address().fill('prometheus');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Expected an http:// or https:// address')).toBeVisible();
    await settings.testConnection(scraped.prometheus.url);
    await expect(report).toContainText(/Connected: Prometheus \d/);
    door.stop();

    await settings.findSignals();
    const p95 = settings.proposal('checkout/latency/p95');
    await expect(p95.getByRole('checkbox')).toBeChecked();
    await expect(settings.proposal('checkout/latency/p50').getByRole('checkbox')).not.toBeChecked();
    await expect(p95).toContainText(/\d+ ms/, { timeout: 30_000 });
    await expect(p95.getByRole('img')).toHaveAttribute('aria-label', /Last 15 minutes: from \d/, { timeout: 40_000 });
    await p95.getByRole('textbox', { name: /^Name of/ }).fill('Checkout, slowest of twenty');
    await p95.getByRole('textbox', { name: /^Limit of/ }).fill('1.5');
    await settings.proposal('checkout/errorRate').getByRole('textbox', { name: /^Limit of/ }).fill('12');

    await settings.save();
    await expect(page.getByRole('heading', { name: 'Saved' })).toBeVisible();
    await page.getByRole('link', { name: 'Go to the wall' }).click();
    await expect(wall.tile('checkout')).toHaveAttribute('data-kind', 'ok', { timeout: 30_000 });
    await expect(wall.number('checkout-p95')).toHaveText(/\d/);

    const text = fileOf(server);
    for (const kept of EMPTY.trim().split('\n')) expect(text).toContain(kept);
    expect(text).toContain('name: Checkout, slowest of twenty');
    expect(text).toContain('above: 1.5');
    expect(text).toContain('above: 0.12');
  });

  test('a query of one’s own with several series is one number only after a choice', async ({ start, page, settings, wall }) => {
    const server = await start({ config: EMPTY });
    await page.goto(server.pairUrl);
    await expect(page.getByRole('link', { name: 'Settings' })).toBeVisible();
    await settings.open(server.url, '/connect');
    await expect(await settings.testConnection(scraped.prometheus.url)).toContainText('It works');
    await page.getByText('A query of your own').click();
    await page.getByLabel('PromQL').fill('queue_depth');
    await expect(page.getByText('The query gives 2 series.')).toBeVisible({ timeout: 20_000 });
    await page.getByRole('radio', { name: 'service="login"' }).check();
    await page.getByLabel('Name on the screen').fill('Mails waiting');
    await page.getByLabel('Name of the new service').fill('Mail');
    await page.getByLabel('Measures').selectOption('saturation');
    await page.getByLabel('Unit of the number').selectOption('count');
    await page.getByLabel('Asked every, in seconds').fill('1');
    await page.getByRole('button', { name: 'Take this query' }).click();
    await expect(page.getByRole('list', { name: 'Queries of your own' })).toContainText('6');
    await settings.save();
    await page.getByRole('link', { name: 'Go to the wall' }).click();
    await expect(wall.tile('Mail')).toBeVisible();
    expect(fileOf(server)).toMatch(/select:\s*\n\s+labels:\s*\n\s+service: login/);
  });

  test('a token is typed once: stored where it can be, otherwise the way to supply it is said', async ({ start, page, settings }) => {
    const token = 'a-token-that-nobody-may-read-again';
    const door = await startDoor(token, scraped.prometheus.url);
    const keys = mkdtempSync(join(tmpdir(), 'holdfast-keys-'));
    writeFileSync(join(keys, 'key'), 'a long and random key of this very test');
    const typeToken = async (): Promise<void> => {
      await page.getByLabel('Authentication').selectOption('bearer');
      await page.getByLabel('Token', { exact: true }).fill(token);
    };

    const bare = await start({ config: EMPTY });
    await page.goto(bare.pairUrl);
    await expect(page.getByRole('link', { name: 'Settings' })).toBeVisible();
    await settings.open(bare.url, '/connect');
    await typeToken();
    await expect(await settings.testConnection(door.url)).toContainText('It works');
    await settings.save();
    await expect(page.getByRole('alert')).toContainText('HOLDFAST_SECRET_KEY_FILE');
    await expect(page.getByLabel('Token', { exact: true })).toHaveValue(token);
    expect(fileOf(bare)).toBe(EMPTY);

    const server = await start({ config: EMPTY, env: { HOLDFAST_SECRET_KEY_FILE: join(keys, 'key') } });
    await page.goto(server.pairUrl);
    await expect(page.getByRole('link', { name: 'Settings' })).toBeVisible();
    await settings.open(server.url, '/connect');
    await typeToken();
    await expect(await settings.testConnection(door.url)).toContainText('It works');
    await settings.findSignals();
    await settings.save();
    await expect(page.getByRole('heading', { name: 'Saved' })).toBeVisible();
    expect(fileOf(server)).toContain('${secret:prometheus-token}');
    expect(fileOf(server)).not.toContain(token);
    await settings.open(server.url, '');
    await expect(page.locator('[data-source="prometheus"]')).toContainText('answers', { timeout: 20_000 });
    await page.getByRole('link', { name: 'Configuration' }).click();
    await expect(settings.editor()).toHaveValue(/secret:prometheus-token/);
    expect(await page.content()).not.toContain(token);
    door.stop();
    rmSync(keys, { recursive: true, force: true });
  });

  test('from the demo: what was written opens by itself, on the same screen', async ({ start, page, settings, wall, expectedConsole }) => {
    expectedConsole.push(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE|status of 503/);
    const server = await start({ config: null });
    await page.goto(server.pairUrl);
    await page.getByRole('link', { name: 'Connect your own' }).click();
    await expect(await settings.testConnection(scraped.prometheus.url)).toContainText('It works');
    await settings.findSignals();
    await settings.save();
    await expect(wall.tile('checkout')).toHaveAttribute('data-kind', 'ok', { timeout: 40_000 });
    await expect(page.getByText('DEMO', { exact: true })).toBeHidden();
    expect(new URL(page.url()).pathname).toBe('/wall');
    expect(fileOf(server)).toContain(scraped.prometheus.url);
  });

  test('removing a source names what goes, and takes it out of the file', async ({ start, page, settings }) => {
    const server = await start({ config: `${EMPTY}sources:\n  - { id: prom, type: prometheus, url: "${scraped.prometheus.url}" } # ours\nservices:\n  - { id: checkout, name: Checkout API }\nsignals:\n  - { id: queue, name: Mails waiting, service: checkout, kind: custom, source: prom, query: 'max(queue_depth)' }\n` });
    await page.goto(server.pairUrl);
    await expect(page.getByRole('link', { name: 'Settings' })).toBeVisible();
    await settings.open(server.url, '');
    const source = page.locator('[data-source="prom"]');
    await source.getByRole('button', { name: /^Remove/ }).click();
    await expect(source).toContainText('1 signal (Mails waiting)');
    await expect(source.getByRole('button', { name: 'Keep it' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(source.getByRole('button', { name: 'Keep it' })).toBeHidden();
    expect(fileOf(server)).toContain('id: prom');
    await source.getByRole('button', { name: /^Remove/ }).click();
    await source.getByRole('button', { name: /and 1 signal$/ }).click();
    await expect(page.getByRole('heading', { name: 'No source yet' })).toBeVisible();
    expect(fileOf(server)).not.toContain('queue_depth');
    expect(fileOf(server)).toContain('# asked for by the board');
  });
});

test.describe('the configuration as text', () => {
  test('names the line that is wrong, saves what is right, and lets nobody be overwritten unseen', async ({ start, page, settings, expectedConsole }) => {
    expectedConsole.push(/status of 409/);
    const server = await start({ config: EMPTY });
    await page.goto(server.pairUrl);
    await expect(page.getByRole('link', { name: 'Settings' })).toBeVisible();
    await settings.open(server.url, '/configuration');
    await expect(settings.editor()).toHaveValue(EMPTY);

    await settings.editor().fill(`${EMPTY}services:\n  - { id: checkout, name: Checkout API, teer: 1 }\n`);
    const issue = settings.issue('line 5');
    await expect(issue).toContainText('teer');
    await issue.click();
    await expect(settings.editor()).toBeFocused();
    expect(await settings.editor().evaluate((area: HTMLTextAreaElement) => area.value.slice(0, area.selectionStart).split('\n').length)).toBe(5);
    await page.keyboard.press('Control+s');
    expect(fileOf(server)).toBe(EMPTY);

    const good = `${EMPTY}services:\n  - { id: checkout, name: Checkout API, tier: 1 }\n`;
    await settings.editor().fill(good);
    await expect(page.getByText('Nothing wrong with it')).toBeVisible();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Saved and in use')).toBeVisible();
    expect(fileOf(server)).toBe(good);

    const mine = good.replace('Checkout API', 'Checkout of mine');
    const theirs = good.replace('Checkout API', 'Checkout of theirs');
    await settings.editor().fill(mine);
    await expect(page.getByText('Nothing wrong with it')).toBeVisible();
    writeFileSync(join(server.data, 'holdfast.yaml'), theirs);
    /** The page may have heard of it first, and then offers no button any more: the key does what it still can. */
    await page.keyboard.press('Control+s');
    const conflict = page.getByRole('alert', { name: 'Changed on disk' });
    await expect(conflict).toContainText('Checkout of theirs');
    await expect(conflict).toContainText('Checkout of mine');
    expect(fileOf(server)).toBe(theirs);
    await conflict.getByRole('button', { name: 'Keep mine' }).click();
    await expect(conflict).toBeHidden();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Saved and in use')).toBeVisible();
    expect(fileOf(server)).toBe(mine);

    await settings.editor().fill(good);
    writeFileSync(join(server.data, 'holdfast.yaml'), theirs);
    await expect(conflict).toBeVisible();
    await conflict.getByRole('button', { name: 'Take what is on disk' }).click();
    await expect(settings.editor()).toHaveValue(theirs);
  });

  test('a file broken on disk says that the last good one is in use', async ({ start, page, settings }) => {
    const server = await start({ config: EMPTY });
    await page.goto(server.pairUrl);
    await expect(page.getByRole('link', { name: 'Settings' })).toBeVisible();
    writeFileSync(join(server.data, 'holdfast.yaml'), `${EMPTY}services: nothing\n`);
    await settings.open(server.url, '/configuration');
    await expect(page.getByText('goes on with the last version')).toBeVisible();
    await expect(settings.issue('line 4')).toContainText('services');
  });
});

test.describe('seats', () => {
  test('a wall is paired by its code, can look, and is refused any change', async ({ start, page, settings, browser }) => {
    const server = await start({ config: `${EMPTY}services:\n  - { id: checkout, name: Checkout API }\n` });
    await page.goto(server.pairUrl);
    await expect(page.getByRole('link', { name: 'Settings' })).toBeVisible();
    await settings.open(server.url, '/seats');
    const code = await settings.invite('wall', 'Second floor');
    await expect(page.getByText(/works once, for 0?9:\d\d more/)).toBeVisible();

    const context = await browser.newContext();
    const screen = await context.newPage();
    const said = watchConsole(screen, [/status of (401|403)/]);
    const wall = new SettingsPage(screen);
    await wall.pair(server.url, code);
    await expect(screen.locator('article[data-service="checkout"]')).toBeVisible();
    const refused = await screen.evaluate(async () => {
      const response = await fetch('/api/v1/config', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text: 'version: 1', revision: '' }) });
      return response.status;
    });
    expect(refused).toBe(403);
    await wall.open(server.url, '/configuration');
    await expect(screen.getByRole('heading', { name: /needs the right “admin”/ })).toBeVisible();
    await expect(wall.editor()).toHaveCount(0);

    const row = page.getByRole('list', { name: 'Seats' }).getByRole('listitem').filter({ hasText: 'Second floor' });
    await expect(row).toContainText('may look');
    await row.getByRole('button', { name: 'Revoke Second floor' }).click();
    await row.getByRole('button', { name: 'Revoke Second floor', exact: true }).click();
    await expect(row).toHaveCount(0);
    await screen.reload();
    await expect(screen.getByRole('heading', { name: 'Pair this screen' })).toBeVisible();
    expect(said()).toEqual([]);
    await context.close();
  });

  test('a person with a PIN gives it where the work is, on each screen', async ({ start, page, settings, browser }) => {
    const server = await start({ config: EMPTY });
    await page.goto(server.pairUrl);
    await expect(page.getByRole('link', { name: 'Settings' })).toBeVisible();
    await settings.open(server.url, '/seats');
    const code = await settings.invite('browser', 'Laptop');
    await page.getByLabel('New PIN', { exact: true }).fill('4711');
    await page.getByLabel('New PIN again').fill('4711');
    await page.getByRole('button', { name: 'Set the PIN' }).click();
    await expect(page.getByText('Other screens of yours ask for it')).toBeVisible();

    const context = await browser.newContext();
    const laptop = await context.newPage();
    const said = watchConsole(laptop, [/status of (401|403)/]);
    const second = new SettingsPage(laptop);
    await second.pair(server.url, code);
    await second.open(server.url, '/configuration');
    await laptop.getByLabel('Your PIN').fill('0000');
    await laptop.getByRole('button', { name: 'Enter' }).click();
    await expect(laptop.getByText('This PIN is wrong.')).toBeVisible();
    await expect(second.editor()).toHaveCount(0);
    await laptop.getByLabel('Your PIN').fill('4711');
    await laptop.keyboard.press('Enter');
    await expect(second.editor()).toHaveValue(EMPTY);
    expect(said()).toEqual([]);
    await context.close();
  });
});

test('every settings screen passes the accessibility checks, dark and light, and fits a small desk', async ({ start, page, settings }) => {
  test.slow();
  const hostile = '<img src=x onerror=alert(1)> \u202Egnol';
  const server = await start({ config: `${EMPTY}sources:\n  - { id: edge, type: probe, name: ${JSON.stringify(hostile)} }\npeople:\n  - { id: jo, name: ${JSON.stringify(hostile)}, rights: [view, admin] }\n` });
  await page.goto(server.pairUrl);
  await expect(page.getByRole('link', { name: 'Settings' })).toBeVisible();
  await settings.open(server.url, '/screen');
  for (const scheme of ['Light', 'Dark']) {
    await page.getByRole('group', { name: 'Colours' }).getByRole('button', { name: scheme }).click();
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', scheme.toLowerCase());
  }
  for (const screen of ['', '/connect', '/configuration', '/seats', '/screen', '/about'] as const satisfies readonly SettingsScreen[]) {
    await settings.open(server.url, screen);
    await page.setViewportSize({ width: 1280, height: 720 });
    await expect(page.getByRole('status', { name: /^Loading/ })).toHaveCount(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${screen} is no wider than the window`).toBe(true);
    expect(await violationsInBoth(page, `settings${screen}`, { strict: true })).toEqual([]);
  }
  /** Control: what cannot be read in the other scheme alone is found. */
  await page.evaluate(() => document.styleSheets[0]?.insertRule('[data-mantine-color-scheme="light"] h1 { color: #eee !important }'));
  expect(await violationsInBoth(page, 'control')).toEqual([expect.stringContaining('control, light: color-contrast at')]);
  await settings.open(server.url, '');
  await expect(page.getByText('<img src=x onerror=alert(1)>').first()).toBeVisible();
});
