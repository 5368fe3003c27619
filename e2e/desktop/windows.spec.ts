import { expect, test } from '@playwright/test';
import { rmSync } from 'node:fs';
import { newDataFolder, startAgain, startDesktop, type DesktopApp } from './driver.ts';
import { configFor, startTarget, type Target } from './target.ts';
import { waitFor } from './wait.ts';

let target: Target;
let data: string;
let app: DesktopApp | null = null;
test.beforeEach(async () => {
  target = await startTarget();
  data = newDataFolder();
});
test.afterEach(async () => {
  await app?.stop();
  app = null;
  await target.stop();
  rmSync(data, { recursive: true, force: true, maxRetries: 3 });
});

const start = async (more: object = {}): Promise<DesktopApp> => {
  app = await startDesktop({ config: configFor(target, more), data });
  await expect((await app.page('/wall')).locator('[data-engine="live"]')).toBeVisible();
  return app;
};

/** Answers every question of the app with the button of this number, and notes what was asked. */
const answerWith = (running: DesktopApp, button: number): Promise<void> =>
  running.inMain(({ dialog }, response) => {
    const state = globalThis as { asked?: string[] };
    state.asked ??= [];
    dialog.showMessageBox = ((options: { message: string; detail?: string }) => {
      state.asked?.push(`${options.message} ${options.detail ?? ''}`);
      return Promise.resolve({ response, checkboxChecked: false });
    }) as typeof dialog.showMessageBox;
  }, button);
const asked = (running: DesktopApp): Promise<string[]> => running.inMain(() => (globalThis as { asked?: string[] }).asked ?? []);
const windows = (running: DesktopApp) =>
  running.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => ({ url: window.webContents.getURL(), bounds: window.getBounds(), kiosk: window.isKiosk() })));
/** How many windows keep their display awake. */
const awake = (running: DesktopApp): Promise<number> => running.inMain(({ powerSaveBlocker }) => Array.from({ length: 20 }, (_, id) => id).filter((id) => powerSaveBlocker.isStarted(id)).length);
const chooseInMenu = (running: DesktopApp, label: string): Promise<void> =>
  running.inMain(({ Menu }, wanted) => {
    const items = Menu.getApplicationMenu()?.items.flatMap((item) => item.submenu?.items ?? []) ?? [];
    const item = items.find((one) => one.label === wanted);
    if (item === undefined) throw new Error(`no menu item ${wanted}`);
    (item.click as () => void)();
  }, label);

test('quitting is held while a service is in P0, says what would stop, and is the person’s to decide; a second start meanwhile only brings the window back', async () => {
  const running = await start();
  await answerWith(running, 0);
  await running.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
  expect(await startAgain(data)).toBe(0);
  await waitFor('the window is restored', () => running.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized() === false));
  expect(await asked(running)).toEqual([]);
  expect(await startAgain(data, ['--demo'])).toBe(0);
  await waitFor('it is said', async () => (await asked(running)).some((text) => text.includes('To open the demo beside it')));
  expect(await windows(running)).toHaveLength(1);

  target.break();
  await expect((await running.page('/wall')).getByText('P0').first()).toBeVisible();
  // The app looks at the engine every two seconds, so the first moments of a P0 are not held.
  await waitFor('the app knows of it', () => running.standin === null || running.standin.reports.some((report) => report.kind === 'tray' && report.tooltip.includes('P0')));
  // The incident is open before the next sample has judged the service again: until then the question names the incident alone.
  await waitFor('a question that names the service', async () => {
    const before = (await asked(running)).length;
    await running.inMain(({ app: electron }) => electron.quit());
    await waitFor('the question', async () => (await asked(running)).length > before);
    return (await asked(running)).at(-1)?.includes('watching Checkout API, which is in P0');
  });
  await expect((await running.page('/wall')).locator('[data-engine="live"]')).toBeVisible();

  /** The end of the session asks in the same way. */
  const soFar = (await asked(running)).length;
  const held = await running.inMain(({ powerMonitor }) => {
    let prevented = false;
    (powerMonitor as unknown as { emit(name: string, event: object): void }).emit('shutdown', { preventDefault: () => (prevented = true) });
    return prevented;
  });
  expect(held).toBe(true);
  await waitFor('the second question', async () => (await asked(running)).length === soFar + 1);

  await answerWith(running, 1);
  void running.inMain(({ app: electron }) => electron.quit()).catch(() => undefined);
  expect(await running.exited).toBe(0);
});

test('windows are remembered: the main window where it was left, and a wall per display that keeps it awake', async () => {
  const first = await start();
  await first.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setBounds({ x: 140, y: 60, width: 1210, height: 760 }));
  const displays = await first.inMain(({ screen }) => screen.getAllDisplays().map(({ bounds }) => bounds));
  await chooseInMenu(first, 'Open a wall on every display');
  const walls = (await windows(first)).filter(({ kiosk }) => kiosk);
  expect(walls.map(({ bounds }) => bounds)).toEqual(displays);
  for (const number of displays.keys()) {
    const page = await first.page(new RegExp(`^/wall\\?display=${number + 1}&displays=${displays.length}&kiosk=1`));
    await expect(page.locator('[data-engine="live"]')).toBeVisible();
    await page.screenshot({ path: `test-results/desktop-wall-display-${number + 1}.png` });
  }
  expect(await awake(first)).toBeGreaterThanOrEqual(displays.length);
  void first.inMain(({ app: electron }) => electron.quit()).catch(() => undefined);
  expect(await first.exited).toBe(0);

  const second = await start();
  expect((await windows(second)).find(({ kiosk }) => !kiosk)?.bounds).toEqual({ x: 140, y: 60, width: 1210, height: 760 });
  await waitFor('the walls are back', async () => (await windows(second)).filter(({ kiosk }) => kiosk).length === displays.length);
  await chooseInMenu(second, 'Close the walls');
  await waitFor('the walls are gone', async () => (await windows(second)).length === 1);
  // The main window shows the wall too; it is the only one left that asks for it.
  await waitFor('the other displays may sleep', async () => (await awake(second)) === 1);
  expect(second.complaints).toEqual([]);
});

test('a kiosk of the configuration opens on its display, alone', async () => {
  const running = await start({ desktop: { kiosk: { display: 1, atLogin: false } } });
  const bounds = await running.inMain(({ screen }) => (screen.getAllDisplays()[1] ?? screen.getAllDisplays()[0])?.bounds);
  expect(await windows(running)).toEqual([expect.objectContaining({ kiosk: true, bounds })]);
});
