import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configFor, findPrometheus, startScraped } from '../fixtures/prometheus.ts';
import { expect, test } from '../fixtures/test.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const holdfast = (...args: string[]) => spawnSync(process.execPath, [join(ROOT, 'bin', 'holdfast.cjs'), ...args], { encoding: 'utf8', timeout: 30_000, env: { ...process.env, HOLDFAST_TOKEN: '' } });
const EMPTY = 'version: 1\nworkspace: { name: Acme }\n';

test.describe('starting', () => {
  test('a second start for the same data says where the first one runs', async ({ start }) => {
    const server = await start({ config: EMPTY });
    const second = spawnSync(process.execPath, [join(ROOT, 'out', 'main', 'server.js'), 'start', '--headless', '--no-open', '--port', '0', '--data', server.data], { encoding: 'utf8', timeout: 30_000 });
    expect(second.status).toBe(3);
    expect(second.stderr).toContain(server.url);
  });

  test('a port in use is said with what to do, and nothing is left running', async ({ start }) => {
    const server = await start({ config: EMPTY });
    const data = mkdtempSync(join(tmpdir(), 'holdfast-port-'));
    writeFileSync(join(data, 'holdfast.yaml'), EMPTY);
    const second = spawnSync(process.execPath, [join(ROOT, 'out', 'main', 'server.js'), 'start', '--headless', '--no-open', '--port', new URL(server.url).port, '--data', data], { encoding: 'utf8', timeout: 30_000 });
    expect(second.status).toBe(3);
    expect(second.stderr).toContain('is in use by another program');
  });

  test('another address without TLS is refused with a sentence', () => {
    const data = mkdtempSync(join(tmpdir(), 'holdfast-lan-'));
    writeFileSync(join(data, 'holdfast.yaml'), EMPTY);
    const run = spawnSync(process.execPath, [join(ROOT, 'out', 'main', 'server.js'), 'start', '--headless', '--no-open', '--host', '0.0.0.0', '--port', '0', '--data', data], { encoding: 'utf8', timeout: 30_000 });
    expect(run.status).toBe(3);
    expect(run.stderr).toContain('without encryption');
  });

  test('check-config: valid, wrong with its line, unreadable', () => {
    expect(holdfast('check-config', join(ROOT, 'resources', 'examples', 'holdfast.yaml')).status).toBe(0);
    const broken = join(mkdtempSync(join(tmpdir(), 'holdfast-check-')), 'holdfast.yaml');
    writeFileSync(broken, EMPTY.replace('name', 'nmae'));
    const wrong = holdfast('check-config', broken, '--json');
    expect(wrong.status).toBe(1);
    expect(JSON.stringify(JSON.parse(wrong.stdout))).toContain('"line":2');
    expect(holdfast('check-config', '/does/not/exist.yaml').status).toBe(3);
    expect(holdfast('check-config').status).toBe(2);
    expect(holdfast('frobnicate').status).toBe(2);
  });

  test('verify: in order while Holdfast runs, nothing there, called wrongly', async ({ start }) => {
    const server = await start({ config: EMPTY });
    const sound = holdfast('verify', '--data', server.data);
    expect(sound.stdout).toContain('database ok');
    expect(sound.stdout).toContain('journal ok');
    expect(sound.status).toBe(0);
    const none = holdfast('verify', '--data', mkdtempSync(join(tmpdir(), 'holdfast-verify-')), '--json');
    expect([none.status, (JSON.parse(none.stdout) as { error: string }).error]).toEqual([3, 'there is no database']);
    expect(holdfast('verify', 'no-such-backup.tar').status).toBe(3);
    expect(holdfast('verify', 'one', 'two').status).toBe(2);
  });

  test('what happened before the start is on the charts, and what is kept survives a kill', async ({ start }) => {
    test.skip((await findPrometheus()) === null, 'no prometheus binary on the PATH');
    const scraped = await startScraped();
    try {
      await expect.poll(() => scraped.value('count_over_time(up[1m])', Date.now() / 1_000), { timeout: 20_000 }).toBeGreaterThan(6);
      const startedAt = Date.now();
      const first = await start({ config: configFor(scraped.prometheus.url) });
      const points = async (server: typeof first): Promise<number> => {
        const from = new Date(startedAt - 60_000).toISOString();
        const { items } = await server.api<{ items: { time: string }[] }>(`/signals/checkout-queue/points?from=${from}&to=${new Date().toISOString()}`);
        return items.filter((point) => Date.parse(point.time) < startedAt).length;
      };
      await expect.poll(() => points(first), { timeout: 20_000 }).toBeGreaterThan(0);
      await first.kill();
      await scraped.prometheus.stop('SIGKILL');
      const again = await start({ config: null, data: first.data, args: ['--config', join(first.data, 'holdfast.yaml')] });
      const { store } = await again.api<{ store: { synchronous: number } }>('/diagnostics');
      expect(store.synchronous).toBe(2);
    } finally {
      await scraped.stop();
    }
  });
});
