import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createPaper, OutFile, PrintSheet } from './paper.ts';

interface DialogOptions {
  readonly defaultPath: string;
  readonly filters: unknown;
}
const electron = vi.hoisted(() => ({ answer: { canceled: true, filePath: '' }, asked: [] as unknown[], printed: [] as unknown[], pdf: async (): Promise<Uint8Array> => new Uint8Array([37, 80, 68, 70]) }));
vi.mock('electron', () => ({
  BrowserWindow: { fromWebContents: (contents: object) => ({ contents }) },
  webContents: { fromId: (id: number) => (id === 1 ? { isDestroyed: () => false, printToPDF: (options: unknown) => (electron.printed.push(options), electron.pdf()) } : undefined) },
  dialog: { showSaveDialog: async (_window: object, options: DialogOptions) => (electron.asked.push(options), electron.answer) },
}));

const log = { debug() {}, info() {}, warn() {}, error() {} };
const folder = mkdtempSync(join(tmpdir(), 'holdfast-paper-'));
const bytes = new TextEncoder().encode('a,b\n1,2\n');
afterEach(() => {
  electron.asked.length = 0;
  electron.printed.length = 0;
  electron.answer = { canceled: true, filePath: '' };
});

describe('a file that leaves a window', () => {
  it('goes where a person says, under a name that leads nowhere else', async () => {
    electron.answer = { canceled: false, filePath: join(folder, 'chosen.csv') };
    expect(await createPaper(log).save(1, { name: '../../figures', kind: 'csv', bytes })).toEqual({ ok: true, value: 'saved' });
    expect(electron.asked).toMatchObject([{ defaultPath: 'figures.csv', filters: [{ name: 'CSV table', extensions: ['csv'] }] }]);
    expect(readFileSync(join(folder, 'chosen.csv'), 'utf8')).toBe('a,b\n1,2\n');
  });
  it('goes nowhere when the person thinks better of it, and its window is free again', async () => {
    const paper = createPaper(log);
    for (let i = 0; i < 2; i += 1) expect(await paper.save(1, { name: 'figures', kind: 'csv', bytes })).toEqual({ ok: true, value: 'cancelled' });
  });
  it('is asked for one at a time', async () => {
    const paper = createPaper(log);
    const answers = await Promise.all([paper.save(1, { name: 'a', kind: 'csv', bytes }), paper.save(1, { name: 'b', kind: 'csv', bytes })]);
    expect(answers.map((answer) => answer.ok)).toEqual([true, false]);
    expect(electron.asked).toHaveLength(1);
  });
  it('that cannot be written says why in words, without the path', async () => {
    electron.answer = { canceled: false, filePath: join(folder, 'missing', 'x.csv') };
    const answer = await createPaper(log).save(1, { name: 'x', kind: 'csv', bytes });
    expect(answer).toMatchObject({ ok: false, error: { code: 'unavailable', message: 'The file could not be written: the folder is gone.' } });
  });
  it('is none where the window is gone', async () => {
    expect((await createPaper(log).save(2, { name: 'x', kind: 'csv', bytes })).ok).toBe(false);
    expect((await createPaper(log).print(2, { name: 'x' })).ok).toBe(false);
    rmSync(folder, { recursive: true });
  });
});

describe('a page as a PDF', () => {
  it('is A4 with its backgrounds, by the page’s own style, and only the pages that were asked for', async () => {
    await createPaper(log).print(1, { name: 'Report', pages: '1-2' });
    expect(electron.printed).toMatchObject([{ pageSize: 'A4', preferCSSPageSize: true, printBackground: true, generateTaggedPDF: true, pageRanges: '1-2' }]);
    expect(electron.asked).toMatchObject([{ defaultPath: 'Report.pdf' }]);
  });
  it('that cannot be made asks nobody for a place', async () => {
    electron.pdf = () => Promise.reject(new Error('Page range exceeds page count'));
    expect(await createPaper(log).print(1, { name: 'Report', pages: '90' })).toMatchObject({ ok: false, error: { message: 'No PDF could be made of this page.' } });
    expect(electron.asked).toEqual([]);
  });
});

describe('what a page sends', () => {
  it.each([{ name: 'x' }, { name: 'x', pages: '1' }, { name: 'x', pages: '1-3, 5' }])('%j is a sheet', (sheet) => expect(PrintSheet.safeParse(sheet).success).toBe(true));
  it.each([null, {}, 'x', { name: 7 }, { name: 'x', pages: '1-' }, { name: 'x', pages: 'all' }, { name: 'x', path: '/etc/passwd' }, { name: 'x', headerTemplate: '<b>' }, { name: 'x'.repeat(301) }])('%j is none', (sheet) => expect(PrintSheet.safeParse(sheet).success).toBe(false));
  it.each([
    ['another kind', { name: 'x', kind: 'exe', bytes }],
    ['a path', { name: 'x', kind: 'csv', bytes, path: '/etc/passwd' }],
    ['no bytes', { name: 'x', kind: 'csv', bytes: 'a,b' }],
    ['too many', { name: 'x', kind: 'csv', bytes: new Uint8Array(64 * 1024 * 1024 + 1) }],
  ])('%s makes no file', (_what, file) => expect(OutFile.safeParse(file).success).toBe(false));
});
