import fs from 'node:fs';
import path from 'node:path';
import { epochMs, type EpochMs } from '../../src/shared/model/units.ts';
import type { ReplayPoint } from '../../src/main/engine/detection/replay.ts';

/** A recorded series with what people marked in it. */
export interface LabelledSeries {
  readonly file: string;
  /** In time order. */
  readonly points: readonly ReplayPoint[];
  /** Onsets of anomalies. */
  readonly labels: readonly EpochMs[];
  /** Spans within which an alarm is right, both ends included. */
  readonly windows: readonly { readonly start: EpochMs; readonly end: EpochMs }[];
}

interface Marks {
  readonly labels: readonly string[];
  readonly windows: readonly (readonly [start: string, end: string])[];
}

/**
 * Every CSV file (`timestamp,value`; times without a zone are UTC) that `labels.json` of the same folder speaks of, by name. Throws
 * with one sentence where something is not as expected.
 */
export function readFolder(folder: string): LabelledSeries[] {
  const marks = readMarks(path.join(folder, 'labels.json'));
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.csv'));
  const missing = Object.keys(marks).find((file) => !files.includes(file));
  if (missing !== undefined) throw new Error(`labels.json speaks of ${missing}, which is not in ${folder}`);
  return files
    .filter((file) => file in marks)
    .sort()
    .map((file) => {
      const { labels, windows } = marks[file] ?? { labels: [], windows: [] };
      return {
        file,
        points: readCsv(path.join(folder, file)),
        labels: labels.map((label) => readTime(label, 'labels.json')).sort((a, b) => a - b),
        windows: windows.map(([start, end]) => ({ start: readTime(start, 'labels.json'), end: readTime(end, 'labels.json') })),
      };
    });
}

function readMarks(file: string): Readonly<Record<string, Marks>> {
  if (!fs.existsSync(file)) throw new Error(`${file} is missing: expected {"FILE.csv": {"labels": [TIME, …], "windows": [[START, END], …]}, …}`);
  const marks = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, Partial<Marks>>;
  const odd = Object.entries(marks).find(([, { labels, windows }]) => !Array.isArray(labels) || !Array.isArray(windows));
  if (odd !== undefined) throw new Error(`labels.json: expected "labels" and "windows" of ${odd[0]} to be lists`);
  return marks as Record<string, Marks>;
}

function readCsv(file: string): ReplayPoint[] {
  const [head = '', ...rows] = fs.readFileSync(file, 'utf8').trimEnd().split(/\r?\n/);
  const columns = head.split(',').map((column) => column.trim());
  const [time, value] = [columns.indexOf('timestamp'), columns.indexOf('value')];
  if (time < 0 || value < 0) throw new Error(`${file}: expected the columns "timestamp" and "value", found "${head.slice(0, 80)}"`);
  return rows
    .map((row, index) => {
      const cells = row.split(',');
      const text = cells[value]?.trim() ?? '';
      return { time: readTime(cells[time] ?? '', `${file}, line ${index + 2}`), value: text === '' ? Number.NaN : Number(text) };
    })
    .sort((a, b) => a.time - b.time);
}

function readTime(text: string, where: string): EpochMs {
  const [, day, clock, zone] = /^\s*(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:\d\d)?\s*$/.exec(text) ?? [];
  const time = Date.parse(`${day}T${clock}${zone ?? 'Z'}`);
  if (Number.isNaN(time)) throw new Error(`${where}: expected a time such as "2014-04-10 00:04:00", found "${text.slice(0, 40)}"`);
  return epochMs(time);
}
