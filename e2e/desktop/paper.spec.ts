import { expect, test } from '@playwright/test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHANNELS } from '../../src/shared/contract/bridge.ts';
import { readPdf } from '../fixtures/pdf.ts';
import { ELECTRON, startDesktop, type DesktopApp } from './driver.ts';
import { configFor, startTarget, type Target } from './target.ts';
import { waitFor } from './wait.ts';

let target: Target;
let app: DesktopApp;
test.beforeAll(async () => {
  target = await startTarget();
  app = await startDesktop({ config: configFor(target) });
  await expect((await app.page('/wall')).locator('[data-engine="live"]')).toBeVisible();
});
test.afterAll(async () => {
  await app?.stop();
  await target?.stop();
});

/** Answers every save dialog from now on, and keeps what was suggested. */
const answerSaves = (filePath: string | null): Promise<void> =>
  app.inMain(({ dialog }, path) => {
    dialog.showSaveDialog = ((_window: object, options: { defaultPath: string }) => {
      (globalThis as { suggested?: string }).suggested = options.defaultPath;
      return Promise.resolve({ canceled: path === null, filePath: path ?? '' });
    }) as never;
  }, filePath);
const suggested = (): Promise<string | undefined> => app.inMain(() => (globalThis as { suggested?: string }).suggested);

test('the sheet of the shift becomes a PDF of itself alone, where a person says', async () => {
  const page = await app.page('/wall');
  await page.keyboard.press('h');
  await expect(page.getByRole('heading', { level: 2, name: 'As it stands now' })).toBeVisible();
  const path = join(app.data, 'hand-over.pdf');
  await answerSaves(path);
  await page.getByRole('button', { name: /^Print/ }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  expect(await suggested()).toBe('Hand-over.pdf');
  const pdf = await readPdf(readFileSync(path));
  expect(pdf).toMatchObject({ pages: 1, size: { width: 595, height: 842 } });
  expect(pdf.text).toContain('Hand-over of Acme Payments');
  expect(pdf.text).toContain('Alerts outside incidents');
  expect(pdf.text).toContain('1 / 1');
  // What stands around the sheet on screen stays there.
  for (const screenOnly of ['Settings', 'Scorecard', 'As it stands now', 'Print']) expect(pdf.text).not.toContain(screenOnly);
});

test('a file that a page made is written as it is; where the person cancels, nothing is', async () => {
  const page = await app.page(/^\/(?:wall|shift)/);
  const path = join(app.data, 'figures.csv');
  const save = (name: string) => page.evaluate((to) => window.holdfast?.shell.saveFile({ name: to, kind: 'csv', bytes: new TextEncoder().encode('a;b\r\n1;ü\r\n') }), name);
  await answerSaves(null);
  expect(await save('figures')).toEqual({ ok: true, value: 'cancelled' });
  expect(existsSync(path)).toBe(false);
  await answerSaves(path);
  expect(await save('../../../etc/figures')).toEqual({ ok: true, value: 'saved' });
  expect(await suggested()).toBe('etc-figures.csv');
  expect(readFileSync(path, 'utf8')).toBe('a;b\r\n1;ü\r\n');
});

test('the report of an incident becomes a PDF over pages of A4, and a file for another Holdfast', async () => {
  const page = await app.page(/^\/(?:wall|shift)/);
  const opened = await page.evaluate(() => window.holdfast?.call('incidents.open', { title: 'Nobody can pay', severity: 'P1', services: ['checkout'] }));
  const { id } = (opened as { value: { id: string } }).value;
  await page.evaluate((incident) => window.holdfast?.call('incidents.act', { id: incident, action: { type: 'note', text: 'Zone file was truncated\n'.repeat(60) } }), id);
  await page.evaluate((to) => window.location.assign(to), `/review/${id}/report`);
  const report = await app.page(`/review/${id}/report`);
  await expect(report.getByRole('article')).toContainText('Nobody can pay');
  const path = join(app.data, 'report.pdf');
  await answerSaves(path);
  await report.getByRole('button', { name: /^PDF/ }).click();
  await expect(report.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  expect(await suggested()).toBe(`${id} report.pdf`);
  const pdf = await readPdf(readFileSync(path));
  expect(pdf.size).toEqual({ width: 595, height: 842 });
  expect(pdf.pages).toBeGreaterThanOrEqual(3);
  expect(pdf.text).toContain('Post-incident report');
  expect(pdf.text.match(/Zone file was truncated/g)).toHaveLength(60);
  const json = join(app.data, 'incident.json');
  await answerSaves(json);
  await report.getByRole('button', { name: 'JSON', exact: true }).click();
  await expect.poll(() => existsSync(json)).toBe(true);
  expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ format: 'holdfast-incident-1', manifest: { incident: id } });
  await page.evaluate((to) => window.location.assign(to), '/shift');
});

test('a page can name neither a folder nor another kind of file, and asks nobody for it', async () => {
  test.skip(ELECTRON !== null, 'the bridge sends nothing else, and there is no way around it in Electron');
  const page = await app.page(/^\/(?:wall|shift)/);
  await app.inMain(({ dialog }) => {
    dialog.showSaveDialog = () => Promise.reject(new Error('nobody was to be asked'));
  });
  const answers = await page.evaluate(async ([print, save]) => {
    const { __electronStandin: raw } = window as unknown as { readonly __electronStandin: (...args: unknown[]) => Promise<{ value: { ok: boolean; error?: { code: string } } }> };
    const bytes = new Uint8Array([1]);
    const tries: readonly (readonly [string, unknown])[] = [
      [print, { name: 'x', path: '/etc/cron.d/x' }], [print, { name: 'x', pages: 'all' }], [print, 'x'], [print, null],
      [save, { name: 'x', kind: 'sh', bytes }], [save, { name: 'x', kind: 'csv', bytes, path: '/etc/cron.d/x' }], [save, { name: 'x', kind: 'csv', bytes: 'text' }], [save, null],
    ];
    return Promise.all(tries.map(async ([channel, payload]) => (await raw('invoke', channel, [payload])).value.error?.code));
  }, [CHANNELS.print, CHANNELS.saveFile] as const);
  expect(answers).toEqual(Array(8).fill('forbidden'));
  await waitFor('the log says so', () => app.stderr().includes('not what this channel carries'));
});

test('nothing unexpected was said on the console', () => expect(app.complaints).toEqual([]));
