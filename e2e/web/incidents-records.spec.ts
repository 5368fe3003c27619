import Database from 'better-sqlite3';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Incident, IncidentDetail } from '../../src/shared/model/incident.ts';
import type { HandoverRecord } from '../../src/shared/model/shift.ts';
import { actAs, callAs, pairAs, PEOPLE_ENV } from '../fixtures/seats.ts';
import { expect, test, watchConsole } from '../fixtures/test.ts';
import { PEOPLE } from '../fixtures/workspace.ts';

const CONFIG = `version: 1
workspace: { name: Acme Payments, timeZone: Europe/Berlin }
${PEOPLE}services:
  - { id: checkout, name: Checkout API, tier: 1 }
  - { id: login, name: Login, tier: 1 }
`;
const ROOT = join(import.meta.dirname, '..', '..');

test('a shift is handed over by one person and taken by another; the journal proves it, and names the row that somebody altered', async ({ start, page, browser }) => {
  const data = mkdtempSync(join(tmpdir(), 'holdfast-e2e-'));
  const verify = () => spawnSync(process.execPath, [join(ROOT, 'bin', 'holdfast.cjs'), 'verify', '--data', data, '--json'], { encoding: 'utf8', timeout: 30_000, env: { ...process.env, HOLDFAST_TOKEN: '' } });
  const server = await start({ config: CONFIG, data, env: PEOPLE_ENV });
  const { id } = await server.api<IncidentDetail>('/incidents', { method: 'POST', body: JSON.stringify({ title: 'Payments are slow', severity: 'P1', services: ['checkout'] }) });
  await actAs('ada', server, id, { type: 'note', text: 'Database at 90 %' });
  await callAs('ada', server, 'POST', '/shift/log', { text: 'Vendor calls back at nine' });
  await pairAs(server, page, 'ada');
  await page.keyboard.press('h');
  await expect(page.getByRole('heading', { level: 1, name: 'Shift' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Payments are slow');
  await page.getByRole('region', { name: 'Hand over', exact: true }).getByRole('textbox').fill('Watch the database of payments.');
  await page.getByRole('button', { name: 'Hand over as Ada Lovelace' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'somebody else takes it by name' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Hand-over to take' })).toContainText('It waits for somebody else to take it.');

  const context = await browser.newContext();
  const screen = await context.newPage();
  const said = watchConsole(screen, []);
  await pairAs(server, screen, 'grace');
  await screen.goto(`${server.url}shift`);
  const waiting = screen.getByRole('region', { name: 'Hand-over to take' });
  await expect(waiting).toContainText('Watch the database of payments.');
  await waiting.getByText(/^As it stood then/).click();
  await expect(waiting).toContainText('Payments are slow');
  await expect(waiting).toContainText('Vendor calls back at nine');
  await waiting.getByRole('button', { name: 'Take it over as Grace Hopper' }).click();
  await expect(screen.getByRole('region', { name: 'Hand-overs' })).toContainText(/Ada Lovelace.*Grace Hopper/s);
  expect(said()).toEqual([]);
  await context.close();
  const [record] = (await server.api<{ items: HandoverRecord[] }>('/shift/handovers')).items;
  expect(record).toMatchObject({ by: { id: 'ada' }, acceptedBy: { id: 'grace' }, text: 'Watch the database of payments.', draft: { incidents: [{ id, title: 'Payments are slow', severity: 'P1' }], notes: [{ by: 'Ada Lovelace', text: 'Vendor calls back at nine' }] } });

  const sound = verify();
  expect([sound.status, (JSON.parse(sound.stdout) as { ok: boolean }).ok], sound.stdout).toEqual([0, true]);
  await page.goto('about:blank');
  await server.stop();
  const db = new Database(join(data, 'holdfast.db'));
  const { seq } = db.prepare(`SELECT seq FROM journal WHERE type = 'handoverAccepted'`).get() as { seq: number };
  expect(() => db.prepare(`UPDATE journal SET actor_name = 'Ada Lovelace' WHERE seq = ?`).run(seq)).toThrow('the journal is only added to');
  /** Whoever owns the file can take the guard away; the chain still tells. */
  db.exec('DROP TRIGGER journal_no_update');
  expect(db.prepare(`UPDATE journal SET actor_name = 'Ada Lovelace' WHERE seq = ?`).run(seq).changes).toBe(1);
  db.close();
  const altered = verify();
  const found = JSON.parse(altered.stdout) as { ok: boolean; journal: { firstBad: { seq: number; problem: string } } };
  expect([altered.status, found.ok, found.journal.firstBad.seq]).toEqual([1, false, seq]);
  expect(found.journal.firstBad.problem).toContain(`row ${seq} was altered`);
  rmSync(data, { recursive: true, force: true });
});

/** Row by row: good; good with an offset and a service that nobody knows; four that cannot be; the first one again. */
const CSV = `Key,Summary,Priority,Service,Started at,Resolved at
OPS-1,Checkout down for everybody,P0,Checkout API,2025-11-01T10:00:00Z,2025-11-01T11:00:00Z
OPS-2,"Slow logins, EU only",High,Login;Warehouse,2025-11-02T10:00:00+05:30,2025-11-02T12:00:00+05:30
OPS-3,Wrong kind of time,P1,Login,01.03.2026 14:02,2026-03-01T15:00:00Z
OPS-4,Resolved before it began,P1,Login,2025-11-03T10:00:00Z,2025-11-03T09:00:00Z
OPS-5,Not yet,P1,Login,2099-01-01T00:00:00Z,
OPS-6,In the hour that came twice,P2,Login,2025-10-26 02:30,2025-10-26 05:00
OPS-1,Checkout down for everybody,P0,Checkout API,2025-11-01T10:00:00Z,2025-11-01T11:00:00Z
`;

test('past incidents come from a CSV with wrong rows: each row is judged, nothing is stored before it is asked for', async ({ start, page, incidents }) => {
  const server = await start({ config: CONFIG });
  await pairAs(server, page, 'ada');
  await page.goto(`${server.url}import`);
  await page.getByLabel('A CSV or JSON file').setInputFiles({ name: 'ops.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
  const rows = page.getByRole('region', { name: 'Rows' }).locator('[data-verdict]');
  await expect(rows).toHaveCount(7);
  await page.getByLabel('Times that name no zone are').selectOption('Europe/Berlin');
  await expect(rows.filter({ hasText: 'In the hour that came twice' })).toHaveAttribute('data-verdict', 'wrong');
  const verdicts = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-verdict')));
  expect(verdicts).toEqual(['ready', 'ready', 'wrong', 'wrong', 'wrong', 'wrong', 'duplicate']);
  await expect(rows.nth(1)).toContainText('no service is called "Warehouse"; imported without it');
  await expect(rows.nth(2)).toContainText('found "01.03.2026 14:02"');
  await expect(rows.nth(3)).toContainText('expected impact start before resolution, found it 3600 s after');
  await expect(rows.nth(4)).toContainText('expected a time in the past');
  await expect(rows.nth(5)).toContainText('came twice in Europe/Berlin when clocks went back: write it with its offset');
  expect((await server.api<{ items: Incident[] }>('/incidents')).items).toEqual([]);

  await page.getByRole('button', { name: /^Import 2/ }).click();
  await expect(page.getByRole('status').filter({ hasText: '2 incidents imported' })).toBeVisible();
  await page.getByRole('link', { name: 'Go to the incidents' }).click();
  await expect(incidents.overRows()).toHaveCount(2);
  const items = (await server.api<{ items: Incident[] }>('/incidents')).items.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  expect(items).toMatchObject([
    { title: 'Checkout down for everybody', severity: 'P0', services: ['checkout'], origin: 'import', state: 'resolved', impactStartedAt: '2025-11-01T10:00:00.000Z', resolvedAt: '2025-11-01T11:00:00.000Z' },
    { title: 'Slow logins, EU only', severity: 'P1', services: ['login'], origin: 'import', impactStartedAt: '2025-11-02T04:30:00.000Z' },
  ]);
  await page.goto(`${server.url}import`);
  await page.getByLabel('Or paste it').fill(CSV);
  await page.getByRole('button', { name: 'Read what was pasted' }).click();
  await expect(page.getByRole('button', { name: /^3 duplicate/ })).toBeVisible();
  await page.getByLabel('Times that name no zone are').selectOption('Europe/Berlin');
  await expect(page.getByRole('button', { name: 'Import 0 incidents' })).toBeDisabled();
});
