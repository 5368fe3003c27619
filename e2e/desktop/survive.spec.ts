import { expect, test, type Page } from '@playwright/test';
import { startDesktop, type DesktopApp } from './driver.ts';
import { configFor, startTarget, type Target } from './target.ts';
import { waitFor } from './wait.ts';

let target: Target;
let app: DesktopApp;
/** One window dies in test after test, as it would in one night. */
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  target = await startTarget();
  app = await startDesktop({ config: configFor(target) });
  await alive(await app.page('/wall'));
});
test.afterAll(async () => {
  await app?.stop();
  await target?.stop();
});

const alive = async (page: Page): Promise<void> => {
  await expect(page.getByText('Checkout API').first()).toBeVisible();
  await expect(page.locator('[data-engine="live"]')).toBeVisible();
};
/** The page that has taken the place of `dead`, once it draws live data; how long that took is printed, not judged. */
async function nextAfter(dead: Page, path: string, what: string, sign = '[data-engine="live"]'): Promise<Page> {
  const startedMs = performance.now();
  const page = await waitFor(`another page at ${path}`, async () => {
    const found = await app.page(path);
    return found !== dead && (await found.locator(sign).first().isVisible()) ? found : null;
  });
  console.log(`${what}: live again after ${Math.round(performance.now() - startedMs)} ms`);
  return page;
}
const killRenderer = (): Promise<void> => app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());

test('a renderer that is killed comes back where it was, with what is true now', async () => {
  const first = await app.page('/wall');
  await first.evaluate(() => {
    window.history.pushState(null, '', '/service/checkout');
    window.dispatchEvent(new PopStateEvent('popstate'));
  });
  await waitFor('the app knows where it is', () => app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL() === 'app://ui/service/checkout'));
  await killRenderer();
  const second = await nextAfter(first, '/service/checkout', 'killed renderer', 'text=Checkout API');
  await second.getByRole('link', { name: 'Wall' }).first().click();
  await alive(second);
});

test('a renderer that crashes by itself comes back', async () => {
  test.skip(app.standin === null, 'Playwright cannot follow a page of Electron through its own crash');
  const first = await app.page('/wall');
  await first.goto('chrome://crash').catch(() => undefined);
  await alive(await nextAfter(first, '/wall', 'crashed renderer'));
});

test('a page that hangs is found, ended and loaded again', async () => {
  const first = await app.page('/wall');
  void first.evaluate(() => { for (;;); }).catch(() => undefined);
  await alive(await nextAfter(first, '/wall', 'hung renderer'));
  expect(app.stderr()).toContain('a renderer hung and is ended');
});

test('an engine that dies is said on screen while it is gone, and everything goes on when it is back', async () => {
  test.skip(app.standin === null, 'nothing outside the process can reach the engine’s thread in Electron');
  const page = await app.page('/wall');
  const band = page.getByRole('alert').filter({ hasText: 'Engine stopped' });
  /** It is started again at once, so it must die several times to be missed, and all is read in one moment: it may be back in the next. */
  const seen = await waitFor('the band', async () => {
    app.standin?.engineFault('throw');
    const moment = await page.evaluate(() => ({
      alerts: Array.from(document.querySelectorAll('[role="alert"]'), (alert) => alert.textContent).join('\n'),
      heart: document.querySelector('[data-engine]')?.getAttribute('data-engine'),
      words: document.body.innerText,
    }));
    return moment.alerts.includes('Engine stopped') ? moment : null;
  });
  expect(seen.heart).toBe('stopped');
  expect(seen.words).not.toContain('all well');
  await expect(band).toBeHidden({ timeout: 30_000 });
  await alive(page);
  const answer = await page.evaluate(() => window.holdfast?.call('services.list', {}));
  expect(answer).toMatchObject({ ok: true });
});

test('a page that dies again and again ends in a safe view that says in words what is known, and leads back', async () => {
  target.break();
  await expect((await app.page('/wall')).getByText('P0').first()).toBeVisible();
  await waitFor('the fifth death within a minute', async () => {
    if (app.pages().some((page) => app.pathOf(page) === '/safe')) return true;
    const page = app.pages().at(-1);
    if (page !== undefined && (await page.locator('[data-engine="live"]').isVisible())) await killRenderer();
    return null;
  }, 45_000);
  const safe = await app.page('/safe');
  await expect(safe.getByText('P0: Checkout API')).toBeVisible();
  await expect(safe.getByText('shows words only')).toBeVisible();
  expect(await safe.locator('script').count()).toBe(0);
  await safe.screenshot({ path: 'test-results/desktop-safe-view.png' });
  await safe.getByRole('link', { name: 'Reload the wall' }).click();
  await alive(await app.page('/wall'));
});

test('nothing unexpected was said on the console', () => {
  expect(app.complaints).toEqual([]);
});
