import fs from 'node:fs';
import path from 'node:path';
import { alarmsOf, RULES, type Rule } from './detection/rules.ts';
import { scoreAlarms, scoredWeeks, type Score } from './detection/score.ts';
import { readFolder, type LabelledSeries } from './detection/series.ts';
import { scoreBurnRates, type BurnScore } from './detection/slo.ts';
import { finish, line, note, table } from './lib/report.ts';
import { median, round } from './lib/stats.ts';

/**
 * What rules would have found in labelled recordings, and how often they would have cried wolf:
 * `node bench/detection.ts [--data DIR] [--json]`. The folder holds CSV files (`timestamp,value`) and `labels.json`; it is
 * `data/nab` of the folder that HOLDFAST_SHARED names, or of `../shared`, unless told. Burn rates, for which there are no
 * recordings, are held against the formula on made-up requests. The same data give the same bytes: no clock is read.
 */
const USAGE = 2;
const ENVIRONMENT = 3;

function folder(): string {
  const at = process.argv.indexOf('--data');
  if (at >= 0) {
    const given = process.argv[at + 1];
    if (given === undefined || !isFolder(given)) end(USAGE, `--data: expected a folder with CSV files and labels.json${given === undefined ? '' : `, and "${given}" is none`}`);
    return given;
  }
  const shared = process.env['HOLDFAST_SHARED'] ?? path.join(import.meta.dirname, '..', '..', 'shared');
  const standard = path.join(shared, 'data', 'nab');
  if (!isFolder(standard)) end(ENVIRONMENT, `${standard} is not there: say where recordings lie with --data DIR (CSV files and labels.json), or set HOLDFAST_SHARED.`);
  return standard;
}

const isFolder = (name: string): boolean => fs.statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;

function end(code: number, message: string): never {
  note(message);
  process.exit(code);
}

function read(name: string): LabelledSeries[] {
  try {
    return readFolder(name);
  } catch (error) {
    return end(USAGE, error instanceof Error ? error.message : String(error));
  }
}

type Scores = Readonly<Record<Rule, Score>>;
const byRule = <T>(make: (rule: Rule) => T): Readonly<Record<Rule, T>> => ({ threshold: make('threshold'), consecutive: make('consecutive'), baseline: make('baseline') });

function totalOf(scores: readonly Score[], weeks: number): Score {
  const sum = (of: (score: Score) => number): number => scores.reduce((total, score) => total + of(score), 0);
  const falseAlarms = sum((score) => score.falseAlarms);
  return {
    windows: sum(({ windows }) => windows),
    found: sum(({ found }) => found),
    falseAlarms,
    falseAlarmsPerWeek: weeks === 0 ? 0 : round(falseAlarms / weeks, 3),
    delaysFromWindowSeconds: scores.flatMap(({ delaysFromWindowSeconds }) => delaysFromWindowSeconds),
    delaysFromLabelSeconds: scores.flatMap(({ delaysFromLabelSeconds }) => delaysFromLabelSeconds),
  };
}

const words = ({ windows, found, falseAlarms, falseAlarmsPerWeek, delaysFromLabelSeconds }: Score): string => {
  const delay = delaysFromLabelSeconds.length === 0 ? '' : `, ${round(median(delaysFromLabelSeconds) / 60, 0)} min`;
  return `${found}/${windows}, ${falseAlarms} false (${round(falseAlarmsPerWeek)}/week)${delay}`;
};
const burnWords = ({ target, factor, longSeconds, shortSeconds, breaches, found, falseAlarms, delaysSeconds }: BurnScore): Record<string, unknown> => ({
  target, factor, 'windows, min': `${longSeconds / 60} + ${round(shortSeconds / 60)}`, found: `${found}/${breaches}`, 'false alarms': falseAlarms, 'worst delay, s': delaysSeconds.length === 0 ? '' : Math.max(...delaysSeconds),
});

const recordings = read(folder());
if (recordings.length === 0) end(USAGE, 'labels.json speaks of no file: there is nothing to score.');
const files: Record<string, Scores> = Object.fromEntries(recordings.map((series) => [series.file, byRule((rule) => scoreAlarms(series, alarmsOf(rule, series)))]));
const weeks = recordings.reduce((sum, series) => sum + scoredWeeks(series), 0);
const totals = byRule((rule) => totalOf(Object.values(files).map((scores) => scores[rule]), weeks));
const burn = scoreBurnRates();

table(Object.fromEntries([...Object.entries(files), ['all', totals] as const].map(([file, scores]) => [file, Object.fromEntries(RULES.map((rule) => [rule, words(scores[rule])]))])));
line('windows found, false alarms outside them, median delay after the label');
table(Object.fromEntries(burn.map((score, index) => [index + 1, burnWords(score)])));
finish({ bench: 'detection', files, totals, burn, met: burn.every(({ breaches, found, falseAlarms }) => found === breaches && falseAlarms === 0) });
