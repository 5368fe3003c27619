import { chromium } from '@playwright/test';
import { BROWSER_ARGS, findBrowser } from '../../scripts/lib/browser.ts';
import { configFor, findPrometheus, startScraped } from '../fixtures/prometheus.ts';
import { expect, test } from '../fixtures/test.ts';

const EMPTY = 'version: 1\nworkspace: { name: Acme }\n';

test.describe('a page of somebody else', () => {
  test('reaches nothing through a name that was bound to this machine; a Prometheus gives itself away', async ({ start }) => {
    test.skip((await findPrometheus()) === null, 'no prometheus binary on the PATH');
    const scraped = await startScraped();
    const server = await start({ config: EMPTY });
    const executablePath = findBrowser();
    const browser = await chromium.launch({ ...(executablePath === null ? {} : { executablePath }), args: [...BROWSER_ARGS, '--host-resolver-rules=MAP evil.test 127.0.0.1'] });
    try {
      const page = await browser.newPage();
      const port = new URL(server.url).port;
      for (const path of ['/', '/wall', '/healthz', '/api/v1/signals', '/api/v1/live', '/api/v1/openapi.json', '/metrics', '/icon.svg']) {
        const answer = await page.goto(`http://evil.test:${port}${path}`);
        expect(answer?.status(), path).toBe(421);
        expect(await answer?.text(), path).not.toContain('Acme');
        expect(answer?.headers()['access-control-allow-origin'], path).toBeUndefined();
      }
      /** Control: the same browser does reach a server without the check. */
      const control = await page.goto(`http://evil.test:${scraped.prometheus.port}/api/v1/query?query=1`);
      expect(control?.status()).toBe(200);
    } finally {
      await browser.close();
      await scraped.stop();
    }
  });

  test('cannot write with the cookie of a paired browser', async ({ start, page, context, expectedConsole }) => {
    expectedConsole.push(/Failed to load resource/, /blocked by CORS policy/, /Refused to|violates the following Content Security Policy/);
    const server = await start({ config: null });
    await page.goto(server.pairUrl);
    await expect(page.locator('article[data-service]').first()).toBeVisible();
    const attack = await context.newPage();
    await attack.route('http://attacker.test/', (route) => route.fulfill({ contentType: 'text/html', body: '<p>hello</p>' }));
    await attack.goto('http://attacker.test/');
    const outcome = await attack.evaluate(
      async (url) => {
        try {
          const response = await fetch(url, { method: 'PUT', credentials: 'include', headers: { 'content-type': 'application/json' }, body: '{"active":true}' });
          return String(response.status);
        } catch {
          return 'refused';
        }
      },
      `${server.url}api/v1/demo/faults/blackout`,
    );
    expect(outcome).toBe('refused');
    const { items } = await server.api<{ items: { id: string; active: boolean }[] }>('/demo/faults');
    expect(items.filter((fault) => fault.active)).toEqual([]);
  });
});

test('a wall can look and nothing else, and a revoked one sees nothing within a second', async ({ start, browser, page, expectedConsole }) => {
  test.skip((await findPrometheus()) === null, 'no prometheus binary on the PATH');
  expectedConsole.push(/Failed to load resource/);
  const scraped = await startScraped();
  try {
    const server = await start({ config: configFor(scraped.prometheus.url) });
    const invited = await server.api<{ code: string }>('/seats/invitations', { method: 'POST', body: JSON.stringify({ name: 'Lobby', kind: 'wall', person: null, rights: ['view', 'operate', 'admin'] }) });
    await page.goto(`${server.url}#pair=${invited.code}`);
    await expect(page.locator('article[data-service="checkout"]')).toBeVisible();
    expect(new URL(page.url()).hash).toBe('');
    const write = await page.evaluate(async () => (await fetch('/api/v1/config', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"text":"","revision":""}' })).status);
    expect(write).toBe(403);
    const used = await browser.newContext();
    const second = await used.newPage();
    await second.goto(`${server.url}#pair=${invited.code}`);
    await expect(second.getByRole('textbox')).toBeVisible();
    await used.close();
    const { items } = await server.api<{ items: { id: string; name: string }[] }>('/seats');
    const seat = items.find((one) => one.name === 'Lobby');
    await fetch(`${server.url}api/v1/seats/${seat?.id ?? ''}`, { method: 'DELETE', headers: { authorization: `Bearer ${server.token}` } });
    await expect(page.getByRole('textbox')).toBeVisible({ timeout: 10_000 });
    expect(server.stderr()).not.toContain(invited.code);
  } finally {
    await scraped.stop();
  }
});
