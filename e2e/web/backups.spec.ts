import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Incident } from '../../src/shared/model/incident.ts';
import { violationsInBoth } from '../fixtures/axe.ts';
import { callAs, pairAs, PEOPLE_ENV } from '../fixtures/seats.ts';
import { expect, test } from '../fixtures/test.ts';
import { PEOPLE } from '../fixtures/workspace.ts';

const CONFIG = `version: 1
workspace: { name: Acme Payments, timeZone: Europe/Berlin }
${PEOPLE}services:
  - { id: checkout, name: Checkout API, tier: 1 }
sources:
  - { id: prom, type: prometheus, url: "http://127.0.0.1:9", auth: { bearer: "\${env:PROM_TOKEN}" } }
`;
const HISTORY = `Key,Summary,Priority,Service,Started at,Resolved at
OPS-1,Checkout down for everybody,P0,Checkout API,2025-11-01T10:00:00Z,2025-11-01T11:00:00Z
`;
const ROOT = join(import.meta.dirname, '..', '..');
const holdfast = (...args: string[]) => spawnSync(process.execPath, [join(ROOT, 'bin', 'holdfast.cjs'), ...args], { encoding: 'utf8', timeout: 60_000, env: { ...process.env, HOLDFAST_TOKEN: '' } });

test('a backup is made by itself and on demand; on another machine everything is there, and the secret that is wanted is named', async ({ start, page }) => {
  const server = await start({ config: CONFIG, env: { ...PEOPLE_ENV, PROM_TOKEN: 'not-in-any-backup' } });
  await pairAs(server, page, 'ada');
  await page.goto(`${server.url}settings/data`);
  await callAs('ada', server, 'POST', '/incidents/import', { format: 'csv', text: HISTORY, commit: true });
  const backups = page.getByRole('region', { name: 'Backups' });
  await expect(backups.getByText('The newest backup is whole')).toBeVisible({ timeout: 20_000 });
  const rows = backups.getByRole('table', { name: 'Backups' }).getByRole('row');
  const before = await rows.count();
  await backups.getByRole('button', { name: 'Back up now' }).click();
  await expect(rows).toHaveCount(before + 1, { timeout: 20_000 });
  await expect(rows.nth(1)).toContainText('history and configuration');
  expect(await violationsInBoth(page, 'backups')).toEqual([]);

  const elsewhere = mkdtempSync(join(tmpdir(), 'holdfast-elsewhere-'));
  try {
    const made = holdfast('backup', elsewhere, '--data', server.data);
    expect([made.status, made.stderr]).toEqual([0, '']);
    const refused = holdfast('restore', join(elsewhere, readdirSync(elsewhere)[0] ?? ''), '--data', server.data);
    expect([refused.status, refused.stdout]).toEqual([3, expect.stringContaining('Stop it first; nothing was changed')]);
    await page.goto('about:blank');
    await server.kill();
    const data = join(elsewhere, 'data');
    const restored = holdfast('restore', join(elsewhere, readdirSync(elsewhere)[0] ?? ''), '--data', data);
    expect(restored.status, restored.stdout).toBe(0);
    expect(restored.stdout).toContain('${env:PROM_TOKEN}, used by sources[0].auth.bearer');
    expect(holdfast('verify', '--data', data).status).toBe(0);
    const next = await start({ config: null, data, env: PEOPLE_ENV });
    const { items } = await next.api<{ items: Incident[] }>('/incidents');
    expect(items.map(({ title }) => title)).toEqual(['Checkout down for everybody']);
    await next.stop();
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
});
