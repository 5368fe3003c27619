import type { Page } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import type { MadeFile } from '../../src/shared/contract/report-calls.ts';
import type { IncidentDetail } from '../../src/shared/model/incident.ts';
import type { Report } from '../../src/shared/model/report.ts';
import type { Review } from '../../src/shared/model/review.ts';
import type { TimelineEvent } from '../../src/shared/model/timeline.ts';
import { violationsInBoth } from '../fixtures/axe.ts';
import { readPdf } from '../fixtures/pdf.ts';
import { startTarget, type Target } from '../fixtures/scripted.ts';
import { actAs, callAs, pairAs, PEOPLE_ENV, pairWall } from '../fixtures/seats.ts';
import type { RunningServer } from '../fixtures/server.ts';
import { expect, test } from '../fixtures/test.ts';
import { PEOPLE, probedConfig } from '../fixtures/workspace.ts';

const DOWN = '{ id: checkout-down, signal: checkout-up, when: { below: 1, consecutive: 3 }, severity: P1, summary: Checkout cannot be reached }';
const OTHER = `version: 1
workspace: { name: Umbrella Ltd, timeZone: America/New_York }
${PEOPLE}services:
  - { id: other, name: Something else, tier: 2 }
`;
const HOSTILE = '</h1><script>window.pwned = 1</script><img src="http://evil.test/x.png" onerror="window.pwned=1">';

let target: Target;
let control: Target;
test.beforeEach(async () => {
  target = await startTarget();
  control = await startTarget();
});
test.afterEach(async () => {
  await target.stop();
  await control.stop();
});

const whole = (name: string) => ({ name, category: 'change', confidence: 'confirmed' });
const events = async (server: RunningServer, id: string): Promise<TimelineEvent[]> => (await server.api<{ items: TimelineEvent[] }>(`/incidents/${id}/events?order=asc&limit=1000`)).items;

/** A P1 that a probe found, that was resolved, and of which people have written the review. */
async function lived(server: RunningServer, page: Page): Promise<string> {
  await expect(page.locator('[data-engine="live"]')).toBeVisible();
  await target.refuse();
  const open = async () => (await server.api<{ items: IncidentDetail[] }>('/incidents')).items[0];
  await expect.poll(async () => (await open())?.severity, { timeout: 20_000 }).toBe('P1');
  const id = (await open())?.id ?? '';
  const kept = async () => (await server.api<{ items: { samples: number }[] }>(`/incidents/${id}/evidence`)).items[0]?.samples ?? 0;
  await expect.poll(kept).toBeGreaterThan(2);
  await actAs('ada', server, id, { type: 'acknowledge' });
  await actAs('ada', server, id, { type: 'note', text: `Database at 90 %\n${HOSTILE}` });
  await actAs('grace', server, id, { type: 'setImpact', field: 'customers', number: 1200, source: 'Support' });
  await actAs('ada', server, id, { type: 'resolve', how: 'rolled the zone file back' });
  await callAs('ada', server, 'PUT', `/reviews/${id}`, {
    cause: whole('Corrupt zone file'),
    whys: [
      { id: 'w1', question: 'Why did it fail?', answer: 'Names did not resolve', evidence: { kind: 'sample', ref: 'checkout-up', time: null, value: 0 } },
      { id: 'w2', parent: 'w1', question: 'Why not?', answer: 'The file was truncated' },
    ],
    factors: [{ id: 'f1', text: 'Nobody checks it before the reload', category: 'process' }],
  }, 0);
  await callAs('ada', server, 'POST', '/corrective-actions', { incident: id, text: 'Check the zone file in CI', kind: 'automatedTest', owner: 'grace' });
  return id;
}

/** What a button of the export saves. */
async function saved(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: button, exact: true }).click();
  const download = await waiting;
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

test('a report is written in its place, printed, and saved as a page, an archive and a file for another Holdfast', async ({ start, page, browser, expectedConsole }) => {
  test.slow();
  expectedConsole.push(/Trusted(HTML|Script)/);
  const server = await start({ config: probedConfig({ target: target.url, control: control.url, rule: DOWN }), env: PEOPLE_ENV });
  await pairAs(server, page, 'ada');
  const id = await lived(server, page);
  await page.goto(`${server.url}incidents/${id}`);
  await page.getByRole('link', { name: 'Report', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Report of ${id}` })).toBeVisible();
  const sheet = page.getByRole('article');
  await expect(sheet).toContainText('P1 incident of Checkout API.');
  await expect(sheet).toContainText('Database at 90 %');
  await expect(sheet).toContainText(HOSTILE);
  await expect(sheet.getByRole('img', { name: /^Checkout API: .*lowest/ })).toBeVisible();

  // By keyboard alone: the part is opened, written, seen as it will read, and saved.
  const lessons = page.getByRole('region', { name: 'Lessons', exact: true });
  await page.getByRole('button', { name: 'Edit Lessons' }).focus();
  await page.keyboard.press('Enter');
  await expect(lessons.getByRole('textbox')).toBeFocused();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(`Zone files are code: they are **checked**.\n\n${HOSTILE}\n\n[no](javascript:window.pwned=1)`);
  const preview = page.getByRole('region', { name: 'Lessons as it will read' });
  await expect(preview.locator('strong')).toHaveText('checked');
  await expect(preview).toContainText(HOSTILE);
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(lessons).toContainText('written by Ada Lovelace');
  await expect(lessons.getByRole('textbox')).toHaveCount(0);
  await expect(lessons.getByRole('link')).toHaveCount(0);
  expect(await page.evaluate(() => (window as { pwned?: number }).pwned)).toBeUndefined();
  expect(await violationsInBoth(page, 'report')).toEqual([]);

  // The facts change under what people wrote: it says so, and what.
  await page.getByRole('button', { name: 'Edit Summary' }).click();
  await page.getByRole('textbox', { name: /^Summary/ }).fill('Nobody could pay for a short while.');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Summary', exact: true })).toContainText('Nobody could pay for a short while.');
  const { version } = await server.api<IncidentDetail>(`/incidents/${id}`);
  await callAs('ada', server, 'PATCH', `/incidents/${id}`, { severity: { to: 'P0', reason: 'Every region after all' } }, version);
  const summary = page.getByRole('region', { name: 'Summary', exact: true });
  await summary.getByText('The facts have changed since this was written').click();
  await expect(summary).toContainText('P0 incident of Checkout API');
  await expect(page.getByRole('navigation', { name: 'Parts of the report' })).toContainText('facts changed');

  // On paper: the sheet alone, with its charts, over pages of A4.
  const asked = await page.evaluate(() => {
    const seen: string[] = [];
    window.print = () => void seen.push(document.title);
    (window as { printed?: string[] }).printed = seen;
    return document.title;
  });
  await page.getByRole('button', { name: /^PDF/ }).click();
  expect(await page.evaluate(() => (window as { printed?: string[] }).printed)).toEqual([`${id} report`]);
  await expect(page).toHaveTitle(asked);
  const pdf = await readPdf(await page.pdf({ preferCSSPageSize: true, printBackground: true }));
  expect(pdf.size).toEqual({ width: 595, height: 842 });
  expect(pdf.pages).toBeGreaterThanOrEqual(2);
  for (const words of [id, 'Post-incident report', 'Nobody could pay for a short while.', 'Database at 90 %', 'Names did not resolve', 'Check the zone file in CI', 'Time to detect', 'Corrupt zone file']) expect(pdf.text).toContain(words);
  for (const screenOnly of ['Export', 'written by Ada', 'The facts have changed', 'Settings']) expect(pdf.text).not.toContain(screenOnly);
  expect(pdf.texts.every((each, index) => each.includes(`${index + 1} / ${pdf.pages}`))).toBe(true);

  const html = await saved(page, 'HTML');
  expect(html.name).toBe(`${id} report.html`);
  const context = await browser.newContext();
  const reader = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  reader.on('request', (request) => void requests.push(request.url()));
  reader.on('console', (message) => void complaints.push(message.text()));
  reader.on('pageerror', (error) => void complaints.push(error.message));
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-report-'));
  writeFileSync(join(folder, 'report.html'), html.bytes);
  await reader.goto(`file://${join(folder, 'report.html')}`);
  await expect(reader.getByRole('heading', { level: 1 })).toContainText(id);
  await expect(reader.locator('body')).toContainText(HOSTILE);
  await expect(reader.locator('body')).toHaveCSS('max-width', '832px');
  expect(await reader.locator('svg path').first().getAttribute('d')).toMatch(/^M/);
  expect(await reader.evaluate(() => (window as { pwned?: number }).pwned)).toBeUndefined();
  expect(await reader.locator('script, img, iframe, link, [onerror], [onclick]').count()).toBe(0);
  expect(requests).toEqual([`file://${join(folder, 'report.html')}`]);
  expect(complaints).toEqual([]);
  await context.close();
  rmSync(folder, { recursive: true });

  const archive = await saved(page, 'Markdown');
  expect(archive.name).toBe(`${id} report.zip`);
  const files = unzipSync(archive.bytes);
  const text = strFromU8(files['report.md'] ?? new Uint8Array());
  expect(text).toContain('Zone files are code: they are **checked**.');
  expect(text).toContain(String.raw`\<script\>`);
  for (const [, image] of text.matchAll(/!\[[^\n]*\]\((images\/[^)]+)\)/g)) expect(Object.keys(files)).toContain(image);

  const json = await saved(page, 'JSON');
  expect(json.name).toBe(`${id} incident.json`);
  expect(json.bytes.toString()).toContain('"holdfast-incident-1"');
});

test('an incident travels to another machine and reads the same there; altered on the way it is refused with its first bad row', async ({ start, page, browser, expectedConsole }) => {
  test.slow();
  expectedConsole.push(/Trusted(HTML|Script)/, /status of 400/);
  const there = await start({ config: probedConfig({ target: target.url, control: control.url, rule: DOWN }), env: PEOPLE_ENV });
  const context = await browser.newContext();
  const first = await context.newPage();
  await pairAs(there, first, 'ada');
  const id = await lived(there, first);
  await callAs('ada', there, 'PUT', `/reviews/${id}`, { sections: { summary: 'Nobody could **pay**.' } }, (await there.api<Review>(`/reviews/${id}`)).version);
  const file = await there.api<MadeFile>(`/reports/${id}/export?format=json`);
  await context.close();

  const here = await start({ config: OTHER, env: PEOPLE_ENV });
  await here.api('/incidents', { method: 'POST', body: JSON.stringify({ title: 'Another one', severity: 'P2' }) });
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-carried-'));
  const path = join(folder, 'incident.json');
  await pairAs(here, page, 'grace');
  await page.goto(`${here.url}import`);
  const row = (JSON.parse(file.data) as { entries: { seq: number; type: string }[] }).entries.find(({ type }) => type === 'note');
  writeFileSync(path, file.data.replace('Database at 90 %', 'Database at 10 %'));
  await page.getByLabel('A CSV or JSON file').setInputFiles(path);
  await expect(page.getByRole('alert')).toContainText(`Row ${row?.seq} was altered: its text "text" does not match its hash. Nothing was imported.`);
  await page.getByRole('button', { name: 'Choose another file' }).click();

  writeFileSync(path, file.data);
  await page.getByLabel('A CSV or JSON file').setInputFiles(path);
  const main = page.getByRole('main');
  await expect(main).toContainText('Acme Payments');
  await expect(main).toContainText('by a key not met before');
  await expect(main).toContainText('Compare its fingerprint');
  expect(await violationsInBoth(page, 'import')).toEqual([]);
  await page.getByRole('button', { name: 'Import this incident' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Imported as INC-' })).toBeVisible();
  await page.getByRole('link', { name: 'Go to its report' }).click();
  const sheet = page.getByRole('article');
  await expect(sheet).toContainText('Nobody could pay.');
  await expect(sheet).toContainText(`Imported from Acme Payments, where it is ${id}`);
  await expect(sheet.getByRole('img').first()).toBeVisible();
  const copy = (await page.locator('[data-report]').getAttribute('data-report')) ?? '';
  expect(copy).not.toBe(id);

  const [a, b] = [await there.api<IncidentDetail>(`/incidents/${id}`), await here.api<IncidentDetail>(`/incidents/${copy}`)];
  for (const name of ['title', 'severity', 'state', 'impactStartedAt', 'detectedAt', 'declaredAt', 'acknowledgedAt', 'resolvedAt', 'impactEndedAt'] as const) expect(b[name], name).toEqual(a[name]);
  const told = (rows: readonly TimelineEvent[]) => rows.filter(({ type }) => type !== 'importedFrom').map(({ at, recordedAt, type, actor, fromMemory }) => ({ at, recordedAt, type, actor: actor.name, fromMemory }));
  // Evidence is recorded for half an hour after the resolution; what came after the file was made is only there.
  const before = told(await events(there, id)).length;
  const hereRows = told(await events(here, copy));
  expect(hereRows.length).toBeLessThanOrEqual(before);
  expect(told(await events(there, id)).slice(0, hereRows.length)).toEqual(hereRows);
  const reviews = [await there.api<Review>(`/reviews/${id}`), await here.api<Review>(`/reviews/${copy}`)].map(({ whys, factors, cause, actions, sections }) => ({
    whys: whys.map(({ question, answer, evidence, parent, at }) => ({ question, answer, evidence, parent, at })),
    factors: factors.map(({ text, category, at }) => ({ text, category, at })),
    cause: cause?.name,
    actions: actions.map(({ text, kind, state, ownerName, madeAt }) => ({ text, kind, state, ownerName, madeAt })),
    summary: sections.summary?.text,
  }));
  expect(reviews[1]).toEqual(reviews[0]);
  const pictures = [await there.api<Report>(`/reports/${id}`), await here.api<Report>(`/reports/${copy}`)].map(({ parts }) => parts.flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'picture' ? [block.picture.line] : []))));
  expect(pictures[1]?.length).toBeGreaterThan(0);
  expect(pictures[1]?.length).toBe(pictures[0]?.length);
  const verified = await here.api<{ ok: boolean }>('/audit/verify', { method: 'POST', body: '{}' });
  expect(verified.ok).toBe(true);

  // Again it is noticed; and nobody who only looks gets a private one.
  await page.goto(`${here.url}import`);
  await page.getByLabel('A CSV or JSON file').setInputFiles(path);
  await expect(page.getByRole('status').filter({ hasText: 'Here already, as' })).toContainText(copy);
  await expect(page.getByRole('button', { name: 'Import this incident' })).toBeDisabled();
  rmSync(folder, { recursive: true });
});

test('the report of a private incident is not shown to whoever only looks', async ({ start, page, expectedConsole }) => {
  expectedConsole.push(/status of 403/);
  const server = await start({ config: OTHER, env: PEOPLE_ENV });
  const { id, version } = await server.api<IncidentDetail>('/incidents', { method: 'POST', body: JSON.stringify({ title: 'Keys were leaked', severity: 'P1', services: ['other'] }) });
  await callAs('ada', server, 'PATCH', `/incidents/${id}`, { private: { to: true, reason: 'security' } }, version);
  await pairWall(server, page);
  await page.goto(`${server.url}review/${id}/report`);
  await expect(page.getByRole('heading', { name: 'This incident is private' })).toBeVisible();
  await expect(page.locator('body')).not.toContainText('Keys were leaked');
});

test('the command line exports while Holdfast runs, and imports while it does not', async ({ start, page }) => {
  test.slow();
  const server = await start({ config: probedConfig({ target: target.url, control: control.url, rule: DOWN }), env: PEOPLE_ENV });
  await pairAs(server, page, 'ada');
  const id = await lived(server, page);
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-cli-'));
  const holdfast = (...args: string[]) => spawnSync(process.execPath, [join(import.meta.dirname, '..', '..', 'bin', 'holdfast.cjs'), ...args], { encoding: 'utf8', timeout: 30_000, cwd: folder, env: { ...process.env, HOLDFAST_TOKEN: '' } });
  const exported = holdfast('export', '--incident', id, '--format', 'json', '--data', server.data, '--out', join(folder, 'x.json'));
  expect([exported.status, exported.stderr], exported.stdout).toEqual([0, '']);
  expect(holdfast('export', '--incident', id, '--format', 'html', '--data', server.data, '--out', join(folder, 'x.html')).status).toBe(0);
  expect(readFileSync(join(folder, 'x.html'), 'utf8')).toContain('Database at 90 %');
  expect(holdfast('export', '--incident', id, '--format', 'md', '--data', server.data, '--out', join(folder, 'report')).status).toBe(0);
  expect(readFileSync(join(folder, 'report', 'report.md'), 'utf8')).toContain(`# ${id}`);
  expect(holdfast('export', '--incident', 'INC-2020-0001', '--format', 'json', '--data', server.data).status).toBe(3);
  expect(holdfast('export', '--format', 'json').status).toBe(2);

  // The engine that runs is the one that writes.
  const refused = holdfast('import', join(folder, 'x.json'), '--data', server.data);
  expect(refused.status).toBe(3);
  expect(refused.stdout + refused.stderr).toContain('Holdfast runs');
  const other = join(folder, 'other');
  const imported = holdfast('import', join(folder, 'x.json'), '--data', other, '--json');
  expect(imported.status, imported.stdout + imported.stderr).toBe(0);
  expect(JSON.parse(imported.stdout)).toMatchObject({ ok: true, workspace: 'Acme Payments', imported: expect.stringMatching(/^INC-/) });
  expect(holdfast('verify', '--data', other).status).toBe(0);
  expect(holdfast('import', join(folder, 'x.json'), '--data', other).status).toBe(1);
  writeFileSync(join(folder, 'y.json'), readFileSync(join(folder, 'x.json'), 'utf8').replace('Database at 90 %', 'Database at 10 %'));
  const altered = holdfast('import', join(folder, 'y.json'), '--data', other);
  expect([altered.status, altered.stdout]).toEqual([1, expect.stringMatching(/Row \d+ was altered/)]);
  rmSync(folder, { recursive: true });
});
