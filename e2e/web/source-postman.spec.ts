import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '../fixtures/test.ts';
import { ReviewPage } from '../pages/review-page.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const COLLECTION = 'payments.postman_collection.json';
const NEWMAN = join(ROOT, 'node_modules', '.bin', 'newman');

/** The API that the example collection is for; what it answers is up to the test. */
class PaymentsApi {
  status = 200;
  asked = 0;
  token = '';
  readonly #server: Server = createServer((request, response) => {
    this.asked += 1;
    this.token = request.headers.authorization ?? '';
    response.writeHead(this.status, { 'content-type': 'application/json' }).end(JSON.stringify({ status: this.status === 200 ? 'success' : 'failure' }));
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** A folder with the example collection and an environment for `url`. */
function folderFor(url: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-postman-e2e-'));
  copyFileSync(join(ROOT, 'resources', 'examples', COLLECTION), join(folder, COLLECTION));
  writeFileSync(join(folder, 'environment.json'), JSON.stringify({ name: 'e2e', values: [{ key: 'baseUrl', value: url }] }));
  return folder;
}

const config = (runner: string): string => `version: 1
workspace: { name: Acme }
sources: [{ id: collections, type: postman, name: API tests, runner: ${JSON.stringify(runner)}, timeout: 10s }]
services: [{ id: payments, name: Payments API, tier: 1 }]
signals:
  - id: payments-tests
    service: payments
    kind: availability
    source: collections
    every: 2s
    postman: { collection: ${COLLECTION}, environment: environment.json, secrets: { apiToken: "\${env:PAYMENTS_TOKEN}" } }
  - id: payments-time
    service: payments
    kind: latency
    stat: p95
    source: collections
    every: 2s
    postman: { collection: ${COLLECTION}, environment: environment.json, request: Get status, secrets: { apiToken: "\${env:PAYMENTS_TOKEN}" } }
rules: [{ id: payments-tests-fail, signal: payments-tests, when: { below: 1, consecutive: 2 }, severity: P0 }]
`;

test.describe('a Postman collection', () => {
  let api: PaymentsApi;
  let folder: string;
  test.beforeEach(async () => {
    api = new PaymentsApi();
    folder = folderFor(await api.start());
  });
  test.afterEach(() => {
    api.stop();
    rmSync(folder, { recursive: true });
  });

  test('watches an API: live on the wall, broken with its reason, an incident, and recovered', async ({ start, wall, page }) => {
    const server = await start({ config: config(NEWMAN), data: folder, env: { PAYMENTS_TOKEN: 'tok-4711-secret' } });
    await wall.open(server.pairUrl);
    await expect(wall.tile('payments')).toHaveAttribute('data-kind', 'ok', { timeout: 20_000 });
    await expect(wall.tile('payments')).toContainText(/\d ms/);
    expect(api.token).toBe('Bearer tok-4711-secret');

    api.status = 503;
    await expect(wall.tile('payments')).toHaveAttribute('data-kind', 'P0', { timeout: 20_000 });
    await page.goto(`${server.url}service/payments`);
    await expect(page.getByText('2 of 2 tests failed: Status code is 200: expected response to have status code 200 but got 503').first()).toBeVisible();
    await expect.poll(async () => (await server.api<{ items: { title: string; severity: string; services: string[] }[] }>('/incidents')).items).toMatchObject([{ severity: 'P0', services: ['payments'] }]);

    api.status = 200;
    await page.goto(`${server.url}wall`);
    await expect.poll(async () => (await server.api<{ items: unknown[] }>('/alerts')).items.length, { timeout: 20_000 }).toBe(0);
    await expect(wall.tile('payments')).toHaveAttribute('data-kind', 'ok', { timeout: 10_000 });
    const found = `INC-${new Date().getUTCFullYear()}-0001`;
    const signal = await server.api<{ latest: { value: number }; error: unknown }>('/signals/payments-tests');
    expect([signal.latest.value, signal.error]).toEqual([1, null]);

    /** The same signal proves that what was promised is done. */
    const review = new ReviewPage(page);
    await review.open(server.url, found, 'actions');
    await page.getByRole('button', { name: 'Add an action…' }).click();
    await review.dialog().getByLabel('What is done so that it does not come back').fill('Test the answer in CI and all day long');
    await review.dialog().getByLabel('Proof', { exact: true }).selectOption('postman');
    await review.dialog().getByLabel('Availability signal of a Postman collection').selectOption('payments-tests');
    await review.dialog().getByLabel('Passes in a row').fill('2');
    await page.keyboard.press('Control+Enter');
    await expect(review.action('CA-0001')).toContainText('payments-tests');
    await expect(async () => {
      if ((await review.action('CA-0001').getAttribute('data-state')) === 'done') return;
      await review.action('CA-0001').getByRole('button', { name: /^Look now/ }).click();
      await expect(review.action('CA-0001')).toHaveAttribute('data-state', 'done', { timeout: 1_000 });
    }).toPass({ timeout: 20_000 });
    await expect(review.action('CA-0001')).toContainText('The collection of "payments-tests" passed 2 times in a row');
    expect(JSON.stringify(await server.api('/signals')) + server.stderr() + readFileSync(join(folder, 'holdfast.log'), 'utf8')).not.toContain('tok-4711');
  });

  test('without a runner its source fails with what to do, and never looks well', async ({ start, wall, page }) => {
    const server = await start({ config: config(join(folder, 'newman')), data: folder, env: { PAYMENTS_TOKEN: 'x' } });
    await wall.open(server.pairUrl);
    await expect(wall.tile('payments')).toHaveAttribute('data-kind', 'blind', { timeout: 20_000 });
    await page.goto(`${server.url}settings/sources`);
    await expect(page.locator('[data-source="collections"]')).toContainText('install one with `npm install -g newman`, or name it as the source’s `runner`');
    await expect(page.locator('[data-source="collections"]')).toContainText('Postman');
    expect(api.asked).toBe(0);
  });

  test('checks an API in CI: exit codes, and a JUnit report that a parser of XML reads', async ({ page }) => {
    const junit = join(folder, 'junit.xml');
    const check = (...more: string[]) =>
      new Promise<{ code: number | null; output: string }>((resolve) => {
        const child = spawn(process.execPath, [join(ROOT, 'bin', 'holdfast.cjs'), 'check', '--collection', join(folder, COLLECTION), '--environment', join(folder, 'environment.json'), '--secret', 'apiToken=PAYMENTS_TOKEN', '--runner', NEWMAN, ...more], { env: { ...process.env, PAYMENTS_TOKEN: 'tok-4711-secret' } });
        let output = '';
        for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
        child.once('close', (code) => resolve({ code, output }));
      });
    const passed = await check();
    expect(passed.output).toContain('Passed: 1 request, 2 tests.');
    expect(passed.code).toBe(0);
    api.status = 503;
    const failed = await check('--junit', junit);
    expect(failed.output).toContain('Failed: 2 of 2 tests failed: Status code is 200: expected response to have status code 200 but got 503');
    expect(failed.code).toBe(1);
    const read = await page.evaluate((xml) => {
      const { documentElement: root } = new DOMParser().parseFromString(xml, 'application/xml');
      return { root: root.tagName, cases: [...root.querySelectorAll('testcase')].map((one) => `${one.getAttribute('name')}: ${one.firstElementChild?.getAttribute('message') ?? 'passed'}`) };
    }, readFileSync(junit, 'utf8'));
    expect(read).toEqual({ root: 'testsuites', cases: ['Status code is 200: expected response to have status code 200 but got 503', "Response has success status: expected 'failure' to deeply equal 'success'"] });
    expect((await check('--runner', join(folder, 'none'))).code).toBe(3);
    expect((await check('--timeout', 'soon')).code).toBe(2);
  });
});
