import { expect, test } from '@playwright/test';
import { findPrometheus, serviceMetrics, startExporter, startPrometheus } from '../../src/main/engine/sources/testing/processes.ts';
import { startDesktop, type DesktopApp } from './driver.ts';
import { configFor, startTarget, type Target } from './target.ts';
import { waitFor } from './wait.ts';

test.describe('a workspace with one probe', () => {
  let target: Target;
  let app: DesktopApp;
  test.beforeAll(async () => {
    target = await startTarget();
    app = await startDesktop({ config: configFor(target), args: ['--port', '0'] });
  });
  test.afterAll(async () => {
    await app?.stop();
    await target?.stop();
  });

  test('the main window shows what the probe measures, live', async () => {
    const page = await app.page('/wall');
    await expect(page.getByText('Checkout API')).toBeVisible();
    await expect(page.locator('[data-engine="live"]')).toBeVisible();
    await expect(page.getByText('up', { exact: true }).first()).toBeVisible();
    await page.screenshot({ path: 'test-results/desktop-wall.png' });
  });

  test('calls are answered through the bridge, and only those of the contract', async () => {
    const page = await app.page('/wall');
    const answers = await page.evaluate(async () => ({
      services: await window.holdfast?.call('services.list', {}),
      unknown: await window.holdfast?.call('process.exit', {}),
      wrong: await window.holdfast?.call('signals.get', { id: 7 }),
      huge: await window.holdfast?.call('config.check', { text: 'x'.repeat(3_000_000) }),
    }));
    expect(answers.services).toMatchObject({ ok: true, value: { items: [{ id: 'checkout', tier: 1 }] } });
    expect(answers.unknown).toMatchObject({ ok: false, error: { code: 'not_found' } });
    expect(answers.wrong).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    expect(answers.huge).toMatchObject({ ok: false, error: { code: 'too_large' } });
  });

  test('the page gets the functions of the bridge and nothing else of Electron or Node', async () => {
    const page = await app.page('/wall');
    const seen = await page.evaluate(() => ({
      bridge: Object.keys(window.holdfast ?? {}).sort(),
      shell: Object.keys(window.holdfast?.shell ?? {}).sort(),
      node: ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in window),
    }));
    expect(seen).toEqual({ bridge: ['call', 'enterPin', 'onFrame', 'onStatus', 'shell', 'startLive', 'stopLive'], shell: ['keepAwake', 'onFullscreen', 'openExternal', 'print', 'saveFile', 'setFullscreen'], node: [] });
  });

  test('kiosk mode takes the whole screen, and leaving full screen by the system’s own means leaves it', async () => {
    const page = await app.page('/wall');
    const isFull = (): Promise<boolean> => app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isFullScreen() ?? false);
    await page.getByRole('button', { name: 'Kiosk' }).click();
    await waitFor('full screen', isFull);
    await waitFor('kiosk mode', () => app.pathOf(page).includes('kiosk=1'));
    await app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setFullScreen(false));
    await waitFor('the page has left it', () => !app.pathOf(page).includes('kiosk'));
  });

  test('with --port the same engine serves browsers too', async () => {
    const [, url = ''] = await waitFor('the ready line', () => /Holdfast is ready: (\S+)/.exec(app.stderr()));
    const response = await fetch(`${url}healthz`);
    expect(response.status).toBe(200);
    await response.body?.cancel();
  });

  test('a failing service becomes a P0 on the wall, in the tray and as one notification, whose click leads to the incident', async () => {
    // A window in front that shows the wall needs no notification beside it.
    await app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur());
    target.break();
    const page = await app.page('/wall');
    await expect(page.getByText('P0').first()).toBeVisible();
    await expect(page.getByText('sound on')).toBeVisible();
    await page.screenshot({ path: 'test-results/desktop-p0.png' });
    const { standin } = app;
    if (standin === null) return;
    const { reports } = standin;
    const notifications = () => reports.filter((report) => report.kind === 'notification');
    await waitFor('the tray shows P0', () => reports.some((report) => report.kind === 'tray' && report.tooltip.includes('1 P0') && report.image.endsWith('tray-P0.png')));
    await waitFor('the notification', () => notifications().length > 0);
    expect(notifications()).toEqual([{ kind: 'notification', title: expect.stringMatching(/^P0 INC-\d{4}-\d{4}: /) as unknown, body: 'New incident', silent: true }]);
    standin.clickNotification(0);
    await app.page(/^\/incidents\/INC-\d{4}-\d{4}/);
  });

  test('nothing unexpected was said on the console', () => {
    expect(app.complaints).toEqual([]);
  });
});

test('without a configuration it is the demo, and without --port nobody else is served', async () => {
  const app = await startDesktop({ config: null });
  try {
    const page = await app.page('/wall');
    await expect(page.locator('[data-engine="live"]')).toBeVisible();
    await expect(page.getByText('DEMO').first()).toBeVisible();
    await expect(page.getByText(/\d+ ms/).first()).toBeVisible();
    expect(app.stderr()).not.toContain('Holdfast is ready');
    expect(app.complaints).toEqual([]);
    await page.screenshot({ path: 'test-results/desktop-demo.png' });
  } finally {
    await app.stop();
  }
});

test('the wall shows the number that Prometheus itself gives', async () => {
  test.skip((await findPrometheus()) === null, 'the program "prometheus" is not installed');
  const exporter = await startExporter(serviceMetrics(['checkout']));
  const prometheus = await startPrometheus({ targets: { api: [exporter.target] } });
  const app = await startDesktop({
    config: JSON.stringify({
      version: 1,
      workspace: { name: 'Acme Payments' },
      sources: [{ id: 'prom', type: 'prometheus', url: prometheus.url }],
      services: [{ id: 'checkout', name: 'Checkout API', tier: 1 }],
      signals: [{ id: 'queue', name: 'Queue', service: 'checkout', kind: 'errorRate', unit: 'percent', source: 'prom', every: '1s', query: 'sum(queue_depth{service="checkout"})' }],
    }),
  });
  try {
    const page = await app.page('/wall');
    const answer = await waitFor('Prometheus has the metric', async () => {
      const response = await fetch(`${prometheus.url}/api/v1/query?query=${encodeURIComponent('sum(queue_depth{service="checkout"})')}`);
      const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
      return data.result[0]?.value[1];
    });
    await expect(page.getByText(new RegExp(`^${Number(answer).toFixed(1)}|^${answer}`)).first()).toBeVisible();
  } finally {
    await app.stop();
    await prometheus.remove();
    await exporter.stop();
  }
});
