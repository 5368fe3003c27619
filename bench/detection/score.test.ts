import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { epochMs } from '../../src/shared/model/units.ts';
import { alarmsOf } from './rules.ts';
import { probationRows, scoreAlarms, scoredWeeks } from './score.ts';
import { readFolder, type LabelledSeries } from './series.ts';

const STEP = 300_000;
const ROWS = 1_000;
const FROM = Date.parse('2026-01-01T00:00:00Z');
const at = (row: number): number => FROM + row * STEP;
const text = (row: number): string => new Date(at(row)).toISOString().slice(0, 19).replace('T', ' ');

/** A flat line at 10 with what is put into it; two windows of 100 rows, their labels in the middle. */
const SPIKES: Readonly<Record<number, number>> = { 100: 10.5, 300: 40, 305: 40, 310: 40, 555: 50, 556: 50, 557: 50, 850: 13, 990: 12.7 };
let folder = '';
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'holdfast-labelled-'));
  const rows = Array.from({ length: ROWS }, (_, row) => `${text(row)},${SPIKES[row] ?? 10}`);
  fs.writeFileSync(path.join(folder, 'tiny.csv'), `timestamp,value\n${rows.join('\n')}\n`);
  fs.writeFileSync(path.join(folder, 'unlabelled.csv'), 'timestamp,value\n2026-01-01 00:00:00,1\n');
  fs.writeFileSync(path.join(folder, 'labels.json'), JSON.stringify({ 'tiny.csv': { labels: [text(550), text(850)], windows: [[`${text(500)}.000000`, `${text(600)}.000000`], [text(800), text(900)]] } }));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

const tiny = (): LabelledSeries => {
  const [series] = readFolder(folder);
  if (series === undefined) throw new Error('the folder has one labelled file');
  return series;
};
const score = (...rows: number[]) => scoreAlarms(tiny(), rows.map((row) => epochMs(at(row))));

describe('scoring alarms against labels', () => {
  it('reads what is labelled, in time order', () => {
    const series = tiny();
    expect([series.file, series.points.length, series.labels, series.windows]).toEqual(['tiny.csv', ROWS, [at(550), at(850)], [{ start: at(500), end: at(600) }, { start: at(800), end: at(900) }]]);
  });

  it('leaves out probation: 15 % of the rows, 750 at most', () => {
    expect([1_000, 4_032, 18_050, 7].map(probationRows)).toEqual([150, 604, 750, 1]);
    expect(score(0, 149)).toMatchObject({ found: 0, falseAlarms: 0 });
    expect(score(150)).toMatchObject({ falseAlarms: 1, falseAlarmsPerWeek: 2.375 });
    expect(scoredWeeks(tiny())).toBeCloseTo((849 * STEP) / 604_800_000, 10);
  });

  it('finds a window by its first alarm, ends included, and measures both delays', () => {
    expect(score(555, 570, 600, 800)).toEqual({ windows: 2, found: 2, falseAlarms: 0, falseAlarmsPerWeek: 0, delaysFromWindowSeconds: [55 * 300, 0], delaysFromLabelSeconds: [5 * 300, -50 * 300] });
    expect(score(499, 601)).toMatchObject({ found: 0, falseAlarms: 2 });
  });

  it('counts alarms less than an hour apart as one episode, and one that reaches into a window as no false alarm', () => {
    expect(score(200, 211, 222)).toMatchObject({ falseAlarms: 1 });
    expect(score(200, 212, 224)).toMatchObject({ falseAlarms: 3 });
    expect(score(495, 505)).toMatchObject({ found: 1, falseAlarms: 0, delaysFromWindowSeconds: [1_500] });
  });
});

describe('the rules of the bench', () => {
  it('a limit a fifth above the highest of probation, once, and three times in a row', () => {
    expect(alarmsOf('threshold', tiny())).toEqual([300, 305, 310, 555, 850, 990].map(at));
    expect(alarmsOf('consecutive', tiny())).toEqual([557].map(at));
    expect(scoreAlarms(tiny(), alarmsOf('threshold', tiny()))).toMatchObject({ windows: 2, found: 2, falseAlarms: 2 });
  });

  it('a baseline that knows the flat line by the end of probation', () => {
    expect(scoreAlarms(tiny(), alarmsOf('baseline', tiny()))).toMatchObject({ windows: 2, found: 2 });
  });
});

describe('the command', () => {
  const bench = (...args: string[]) =>
    promisify(execFile)(process.execPath, [path.join(import.meta.dirname, '..', 'detection.ts'), ...args], { env: { ...process.env, HOLDFAST_SHARED: '/nowhere' } }).then(
      ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
      (error: { code: number; stdout: string; stderr: string }) => ({ code: error.code, stdout: error.stdout, stderr: error.stderr }),
    );

  it('prints one JSON object, the same bytes again', { timeout: 60_000 }, async () => {
    const [first, second] = await Promise.all([bench('--data', folder, '--json'), bench('--data', folder, '--json')]);
    expect(first.code).toBe(0);
    expect(second.stdout).toBe(first.stdout);
    expect(JSON.parse(first.stdout)).toMatchObject({ bench: 'detection', met: true, files: { 'tiny.csv': { threshold: { windows: 2, found: 2, falseAlarms: 2, delaysFromLabelSeconds: [1_500, 0] } } } });
  });

  it('says what is missing', async () => {
    const [none, odd] = await Promise.all([bench('--json'), bench('--data', path.join(folder, 'tiny.csv'))]);
    expect([none.code, odd.code, none.stdout]).toEqual([3, 2, '']);
    expect(none.stderr).toContain('--data DIR');
    expect(odd.stderr).toContain('expected a folder');
  });
});
