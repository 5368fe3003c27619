import { expect, test, type Page } from '@playwright/test';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CHANNELS } from '../../src/shared/contract/bridge.ts';
import { APP, ELECTRON, startDesktop, type DesktopApp } from './driver.ts';
import { configFor, startTarget, type Target } from './target.ts';
import { waitFor } from './wait.ts';

const TO_PAGES: ReadonlySet<string> = new Set([CHANNELS.frames, CHANNELS.status, CHANNELS.fullscreen]);
/** Every channel that a page can send on; a new one is tried without a word here. */
const FROM_PAGES = Object.values(CHANNELS).filter((channel) => !TO_PAGES.has(channel));
/** How the app's log names a refusal. */
const refusals = (app: DesktopApp, reason: string): string[] =>
  app.stderr().split('\n').filter((line) => line.includes('a message of a window was refused') && line.includes(reason)).map((line) => (JSON.parse(line) as { channel: string }).channel);

/** Around the bridge, which only the stand-in allows: as invoke and as send, from the page or from a frame in it. */
const sendOnAll = (page: Page, channels: readonly string[], fromFrame = false): Promise<void> =>
  page.evaluate(
    async ([all, framed]) => {
      const frame = framed ? document.body.appendChild(document.createElement('iframe')) : null;
      const sender = (frame?.contentWindow ?? window) as unknown as { __electronStandin?(...args: unknown[]): Promise<unknown> };
      while (sender.__electronStandin === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
      for (const channel of all) for (const kind of ['invoke', 'send']) await sender.__electronStandin(kind, channel, ['services.list', {}]);
      frame?.remove();
    },
    [channels, fromFrame] as const,
  );

let target: Target;
let foreign: Server;
let foreignUrl = '';
let foreignRequests = 0;
let app: DesktopApp;
test.beforeAll(async () => {
  target = await startTarget();
  foreign = createServer((_request, response) => {
    foreignRequests += 1;
    response.end('<title>foreign</title>');
  });
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
  foreignUrl = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`;
  const sources = [{ id: 'edge', type: 'probe', timeout: '900ms' }, { id: 'prom', type: 'prometheus', url: 'http://prometheus.acme.test:9090', timeout: '1s' }];
  app = await startDesktop({ config: configFor(target, { sources }) });
  await expect((await app.page('/wall')).locator('[data-engine="live"]')).toBeVisible();
});
test.afterAll(async () => {
  await app?.stop();
  await target?.stop();
  foreign?.close();
});

test('a window that the app did not open is refused on every channel, also with our page and our preload in it', async () => {
  const known = new Set(app.pages());
  await app.inMain(async ({ BrowserWindow }, preload) => {
    await new BrowserWindow({ show: false, webPreferences: { preload } }).loadURL('app://ui/wall?foreign=1');
  }, join(APP, 'out', 'preload', 'index.cjs'));
  const page = await waitFor('the foreign window', () => app.pages().find((one) => !known.has(one)));
  const answer = await page.evaluate(() => window.holdfast?.call('services.list', {}));
  expect(answer).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  await expect(page.evaluate(() => window.holdfast?.shell.setFullscreen(true))).rejects.toThrow('may not change its window');
  await page.evaluate((url) => {
    window.holdfast?.startLive();
    window.holdfast?.stopLive();
    window.holdfast?.shell.openExternal(url);
    window.holdfast?.shell.keepAwake(true);
  }, 'http://prometheus.acme.test:9090/');
  if (app.standin !== null) await sendOnAll(page, FROM_PAGES);
  const expected = FROM_PAGES.filter((channel) => app.standin !== null || channel !== CHANNELS.framesTaken);
  await waitFor('every channel refused', () => expected.every((channel) => refusals(app, 'not one of our windows').includes(channel)));
  await expect(page.getByText('Checkout API')).toHaveCount(0);
  await app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().find((window) => window.webContents.getURL().includes('foreign'))?.destroy());
  await waitFor('the foreign window gone', () => !app.pages().includes(page));
});

test('a frame inside our page is refused on every channel', async () => {
  test.skip(ELECTRON !== null, 'a frame has no preload in Electron, so it has no way to send at all');
  const page = await app.page('/wall');
  await sendOnAll(page, FROM_PAGES, true);
  await waitFor('every channel refused', () => FROM_PAGES.every((channel) => refusals(app, 'not the top frame').includes(channel)));
  // The window itself was not touched by it.
  await expect(page.locator('[data-engine="live"]')).toBeVisible();
});

test('no window loads another address, even when the app itself is made to ask for it', async () => {
  const refused = await app.inMain(async ({ BrowserWindow }, url) => {
    const window = new BrowserWindow({ show: false });
    const answer = await window.loadURL(url).then(() => 'loaded', () => 'refused');
    window.destroy();
    return answer;
  }, foreignUrl);
  expect(refused).toBe('refused');
  expect(foreignRequests).toBe(0);
});

test('a payload that is not what a channel carries does nothing', async () => {
  test.skip(ELECTRON !== null, 'the bridge sends nothing else, and there is no way around it in Electron');
  const page = await app.page('/wall');
  const before = refusals(app, 'not what this channel carries').length;
  await page.evaluate(async ([open, awake]) => {
    const { __electronStandin: raw } = window as unknown as { readonly __electronStandin: (...args: unknown[]) => Promise<unknown> };
    for (const payload of [null, 7, {}, [], 'x'.repeat(9_000)]) await raw('send', open, [payload]);
    for (const payload of [null, 1, 'true', {}]) await raw('send', awake, [payload]);
  }, [CHANNELS.openExternal, CHANNELS.keepAwake] as const);
  await waitFor('all refused', () => refusals(app, 'not what this channel carries').length === before + 9);
});

test('only an address of a configured source is opened outside, and only right after a person touched the window', async () => {
  const page = await app.page('/wall');
  await app.inMain(({ shell }) => {
    const opened: string[] = [];
    (globalThis as { opened?: string[] }).opened = opened;
    shell.openExternal = (url) => Promise.resolve(void opened.push(url));
  });
  const opened = (): Promise<string[]> => app.inMain(() => (globalThis as { opened?: string[] }).opened ?? []);
  const ask = (urls: readonly string[]): Promise<void> => page.evaluate((all) => all.forEach((url) => window.holdfast?.shell.openExternal(url)), urls);
  const good = 'http://prometheus.acme.test:9090/graph?g0.expr=up';
  // The app looks for the hosts of the sources every two seconds.
  await waitFor('an address is opened after a click', async () => {
    await page.keyboard.press('Shift');
    await ask([good]);
    return (await opened()).length > 0;
  });
  await page.keyboard.press('Shift');
  await ask([
    'https://evil.test/', 'http://prometheus.acme.test/', 'https://prometheus.acme.test:9091/', 'http://prometheus.acme.test:9090@evil.test/', 'http://user:pw@prometheus.acme.test:9090/',
    'file:///etc/passwd', 'javascript:alert(1)', 'ms-msdt:/id', '\\\\prometheus.acme.test\\share', 'smb://prometheus.acme.test:9090/', 'http://prometheus.acme.test:9090.evil.test/', 'ftp://prometheus.acme.test:9090/',
    'http://prometheus.acme.test:9090%00.evil.test/', 'http://ｅvil.test/', 'data:text/html,x', 'about:blank', 'app://ui/wall', '', ' ', 'x'.repeat(9_000),
  ]);
  await page.keyboard.press('Shift');
  await ask([good]);
  await waitFor('the good one came through after the bad ones', async () => (await opened()).length >= 2);
  expect(new Set(await opened())).toEqual(new Set([good]));
  const before = (await opened()).length;
  // Two seconds after the last touch, no script may open anything any more.
  await waitFor('the touch is over', async () => {
    const had = (await opened()).length;
    await ask([good]);
    await page.evaluate(() => window.holdfast?.call('session.get', {}));
    return (await opened()).length === had;
  });
  await ask([good]);
  await page.evaluate(() => window.holdfast?.call('session.get', {}));
  expect((await opened()).length).toBeGreaterThanOrEqual(before);
  expect(app.stderr()).toContain('an address was not opened');
});

test('the document carries its policy, with a nonce of its own each time, and a path out of the folder leads nowhere', async () => {
  const page = await app.page('/wall');
  const answers = await page.evaluate(async () => {
    const get = async (path: string) => {
      const response = await fetch(path);
      return { status: response.status, policy: response.headers.get('content-security-policy'), type: response.headers.get('content-type'), text: (await response.text()).slice(0, 400) };
    };
    return { first: await get('/wall'), second: await get('/service/checkout'), outside: await get('/..%2f..%2fpackage.json'), dots: await get('/assets/../../package.json'), source: await get('/desktop.ts') };
  });
  expect(answers.first).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
  expect(answers.first.policy).toContain("script-src 'self'");
  expect(answers.first.policy).not.toContain('unsafe');
  expect(answers.first.policy).not.toBe(answers.second.policy);
  for (const answer of [answers.outside, answers.dots, answers.source]) expect(answer).toMatchObject({ status: 404, text: '' });
});

test('nothing navigates, opens a window or reaches another address by itself', async () => {
  const page = await app.page('/wall');
  const complaintsBefore = app.complaints.length;
  const windowsBefore = await app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  const addresses = [foreignUrl, `${foreignUrl}wall`, 'https://evil.test/', 'https://ui.evil.test/', 'file:///etc/passwd', 'data:text/html,x', `//${new URL(foreignUrl).host}/`, 'ms-msdt:/id', 'smb://evil.test/x', 'vbscript:x', 'view-source:https://evil.test', 'chrome://settings', 'blob:https://evil.test/x'];
  for (const address of addresses) {
    await page.evaluate((to) => {
      window.location.href = to;
    }, address).catch(() => undefined);
    await page.evaluate((to) => {
      window.open(to);
      window.open(to, '_blank', 'noopener');
      const link = document.body.appendChild(document.createElement('a'));
      link.href = to;
      link.target = '_blank';
      link.click();
      link.remove();
    }, address).catch(() => undefined);
  }
  await page.evaluate(async (to) => {
    await fetch(to).catch(() => undefined);
    await fetch(to, { mode: 'no-cors' }).catch(() => undefined);
    navigator.sendBeacon(to);
    new Image().src = to;
    const frame = document.body.appendChild(document.createElement('iframe'));
    frame.src = to;
    const form = document.body.appendChild(document.createElement('form'));
    form.action = to;
    form.method = 'post';
    form.submit();
    await new Promise((resolve) => setTimeout(resolve, 200));
    frame.remove();
    form.remove();
  }, foreignUrl);
  expect(foreignRequests).toBe(0);
  await waitFor('no window more than before', () => app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().length).then((count) => count === windowsBefore));
  expect(app.pages()).toHaveLength(1);
  expect(app.pathOf(page)).toBe('/wall');
  // Playwright still waits for some of these navigations, so the page is asked without it.
  expect(await page.evaluate(() => document.querySelector('[data-engine="live"]') !== null)).toBe(true);
  // What the browser itself says about these attempts is what was wanted.
  app.complaints.splice(complaintsBefore);
});

test('nothing unexpected was said on the console', () => {
  expect(app.complaints.filter((line) => !line.includes('404'))).toEqual([]);
});
