import { expect, test } from '../fixtures/test.ts';

test.describe('the engine behind the wall', () => {
  test('a stopped engine is said within two seconds of its last tick, the picture stays, and it recovers by itself', async ({ start, wall, page }) => {
    const server = await start({ config: null });
    await wall.open(server.pairUrl);
    await expect(wall.tile('checkout')).not.toHaveAttribute('data-kind', 'noData', { timeout: 20_000 });
    await expect(wall.band()).toBeHidden();
    server.process.kill('SIGSTOP');
    try {
      await expect(wall.band()).toContainText('Engine stopped', { timeout: 6_000 });
      await expect(wall.tile('checkout')).toHaveAttribute('data-kind', 'blind');
      await expect(page).toHaveTitle(/blind/);
    } finally {
      server.process.kill('SIGCONT');
    }
    await expect(wall.band()).toBeHidden({ timeout: 15_000 });
    await expect(wall.tile('search')).toHaveAttribute('data-kind', 'ok', { timeout: 30_000 });
  });

  test('a killed server is unreachable, not fine; a new one is joined without touching the screen', async ({ start, wall, page, expectedConsole }) => {
    expectedConsole.push(/net::ERR_/, /Failed to load resource/);
    const server = await start({ config: 'version: 1\nworkspace: { name: Acme }\nservices: [{ id: web, name: Web, tier: 1 }]\nsources: [{ id: edge, type: probe }]\nsignals: [{ id: web-up, service: web, kind: availability, source: edge, every: 1s, tcp: { host: 127.0.0.1, port: 9 } }]\n' });
    await wall.open(server.pairUrl);
    await server.kill();
    await expect(wall.band()).toContainText('Server unreachable', { timeout: 10_000 });
    await expect(page).toHaveTitle(/blind/);
    const again = await start({ config: null, data: server.data, args: ['--port', new URL(server.url).port, '--config', `${server.data}/holdfast.yaml`] });
    expect(again.url).toBe(server.url);
    await expect(wall.band()).toBeHidden({ timeout: 20_000 });
  });

  test('a broken holdfast.yaml keeps the last good one and says where it is wrong', async ({ start, wall, page }) => {
    const { writeFileSync } = await import('node:fs');
    const good = 'version: 1\nworkspace: { name: Acme }\nservices: [{ id: web, name: Web shop, tier: 1 }]\n';
    const server = await start({ config: good });
    await wall.open(server.pairUrl);
    writeFileSync(`${server.data}/holdfast.yaml`, good.replace('tier: 1', 'teir: 1'));
    await expect(page.getByText(/line 3.*teir/)).toBeVisible();
    await expect(wall.tile('web')).toBeVisible();
    writeFileSync(`${server.data}/holdfast.yaml`, good.replace('Web shop', 'Web store'));
    await expect(page.getByRole('heading', { name: 'Web store' })).toBeVisible();
    await expect(page.getByText(/teir/)).toBeHidden();
  });
});
