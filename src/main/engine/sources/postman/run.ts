import { mkdir, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { plain } from '../../../../shared/text/plain.ts';
import { formatSpan } from '../../../../shared/time/format.ts';
import type { DurationMs } from '../../../../shared/model/units.ts';
import { Redactor } from '../../../config/redactor.ts';
import type { ProgramEnd, Programs } from '../../ports.ts';
import type { Collection } from './collection.ts';
import { secretValues, type Environment } from './environment.ts';
import type { NewmanRunner, Runner } from './find-runner.ts';
import { readNewmanLines } from './newman-lines.ts';
import { readNewmanReport } from './newman-report.ts';
import { cleaned, failureOf, type RunResults } from './results.ts';

export interface RunOrder {
  readonly collection: Collection;
  /** With secrets in place. */
  readonly environment: Environment;
  /** Only this folder, or request. */
  readonly folder: string | undefined;
  readonly timeLimitMs: DurationMs;
}

export interface RunDeps {
  readonly programs: Programs;
  /** Text of `resources/newman/newman-reporter-holdfast.cjs`. */
  readonly reporter: string;
}

/**
 * How a run ended. `ended`: it tells of the API; `failure` says why it failed, null where all passed. `unknown`: it says nothing
 * about the API, for the runner itself failed or this machine did. Secrets of the environment are masked in every text.
 */
export type RunOutcome =
  | { readonly kind: 'ended'; readonly results: RunResults; readonly failure: string | null }
  | { readonly kind: 'unknown'; readonly message: string };

/** What newman and the scripts of a collection may take of this machine's memory. */
const MEMORY_MIB = 256;
const MAX_REPORT_BYTES = { newman: 5 * 1024 * 1024, postman: 64 * 1024 * 1024 } as const;
/** How long one request may take: less than the run, by what newman needs to start, so that one that hangs is named in the report and not only seen as a killed run. */
const requestLimitMs = (timeLimitMs: DurationMs): number => Math.round(Math.max(timeLimitMs / 2, Math.min(timeLimitMs * 0.8, timeLimitMs - 3_000)));
/** A time limit that was noticed this late was missed by us: the process was stopped or starved. */
const OUR_LATENESS_MS = 1_000;

/** The files of one run, each with its path. */
interface Files {
  readonly root: string;
  readonly collection: string;
  readonly environment: string;
  readonly report: string;
  readonly reporters: string;
  /** Empty: where the runner starts, and all that a collection may upload files from. */
  readonly work: string;
  readonly home: string;
}

/**
 * Runs a collection once, in a folder of its own that is removed afterwards. Nothing of our environment passes but PATH; secrets go in
 * by a file that only this user may read, never by the command line.
 */
export async function runCollection(runner: Runner, order: RunOrder, { programs, reporter }: RunDeps, abort: AbortSignal): Promise<RunOutcome> {
  const root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'holdfast-postman-')));
  try {
    const files = await writeFiles(root, order, reporter);
    const { args, env } = runner.kind === 'newman' ? newmanOrder(runner, files, order) : postmanOrder(files, order);
    const ended = await programs.run({ file: runner.file, args, cwd: files.work, env, timeLimitMs: order.timeLimitMs }, abort);
    abort.throwIfAborted();
    const redactor = new Redactor();
    for (const value of secretValues(order.environment)) redactor.add(value);
    return judge(runner, ended, await readReport(files.report, MAX_REPORT_BYTES[runner.kind]), order.timeLimitMs, (text) => redactor.mask(text));
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function writeFiles(root: string, { collection, environment }: RunOrder, reporter: string): Promise<Files> {
  const at = (name: string): string => path.join(root, name);
  const files: Files = { root, collection: at('collection.json'), environment: at('environment.json'), report: at('report'), reporters: at('reporters'), work: at('work'), home: at('home') };
  for (const folder of [files.reporters, files.work, files.home]) await mkdir(folder, { mode: 0o700 });
  // The text that was checked is what runs, whatever becomes of its file meanwhile.
  await writeFile(files.collection, collection.text, { mode: 0o600 });
  await writeFile(files.environment, JSON.stringify(environment), { mode: 0o600 });
  await writeFile(path.join(files.reporters, 'newman-reporter-holdfast.js'), reporter, { mode: 0o600 });
  return files;
}

interface Started {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const homeOf = ({ home }: Files): Record<string, string> => ({ HOME: home, USERPROFILE: home, TMPDIR: home, TEMP: home });

function newmanOrder({ args, script }: NewmanRunner, files: Files, { folder, timeLimitMs }: RunOrder): Started {
  const node = [...args, `--allow-fs-read=${files.root}`, `--allow-fs-write=${files.root}`, `--max-old-space-size=${MEMORY_MIB}`, script];
  const newman = ['run', files.collection, '--environment', files.environment, '--reporters', 'holdfast', '--reporter-holdfast-export', files.report, ...shared(files, timeLimitMs)];
  return { args: [...node, ...newman, ...(folder === undefined ? [] : ['--folder', folder])], env: { ...homeOf(files), NODE_PATH: files.reporters } };
}

function postmanOrder(files: Files, { folder, timeLimitMs }: RunOrder): Started {
  const report = ['--reporters', 'json', '--reporter-json-export', files.report, '--reporter-json-structure', 'newman', '--reporter-json-omitAllHeadersAndBody'];
  const postman = ['collection', 'run', files.collection, '--environment', files.environment, ...report, ...shared(files, timeLimitMs)];
  return { args: [...postman, ...(folder === undefined ? [] : ['-i', folder])], env: { ...homeOf(files), NODE_OPTIONS: `--max-old-space-size=${MEMORY_MIB}` } };
}

/** Options that both runners know. */
const shared = ({ work }: Files, timeLimitMs: DurationMs): string[] => ['--working-dir', work, '--no-insecure-file-read', '--timeout-request', String(requestLimitMs(timeLimitMs))];

interface Report {
  /** Null where there is none, or it is too large. */
  readonly text: string | null;
  readonly tooLarge: boolean;
}

async function readReport(file: string, maxBytes: number): Promise<Report> {
  const found = await stat(file).catch(() => null);
  const tooLarge = found !== null && found.size > maxBytes;
  return { text: found === null || tooLarge || !found.isFile() ? null : await readFile(file, 'utf8'), tooLarge };
}

function judge(runner: Runner, ended: ProgramEnd, report: Report, timeLimitMs: DurationMs, mask: (text: string) => string): RunOutcome {
  const limit = formatSpan(timeLimitMs);
  if (ended.stopped === 'time' && ended.lateMs > OUR_LATENESS_MS) return unknown(`Holdfast itself stood still for ${formatSpan(Math.round(ended.lateMs))} during the run`);
  if (report.tooLarge) return unknown('the report of the run is too large to be read');
  const read = report.text === null ? null : runner.kind === 'newman' ? readNewmanLines(report.text) : wholeReport(report.text);
  if (read?.ok === false) return unknown(read.reason === 'cut' ? 'the run brought more results than are read (4 MiB)' : 'the report of the run cannot be read');
  const results = read === null ? NOTHING : cleaned(read.results, mask);
  if (ended.stopped === 'time') return { kind: 'ended', results, failure: [`it did not end within ${limit} and was stopped${results.lastItem === null ? '' : `, while at "${plain(results.lastItem, 80)}"`}`, ...said(failureOf(results))].join('; ') };
  if (read === null || !results.complete) return unknown(`${runner.kind === 'newman' ? 'newman' : 'the Postman CLI'} broke off: ${brokenWords(ended, read?.error ?? null, mask)}`);
  if (results.requests.length === 0) return unknown('the run sent no request');
  return { kind: 'ended', results, failure: failureOf(results) };
}

const NOTHING: RunResults = { requests: [], tests: [], scriptErrors: [], lastItem: null, complete: false };
const unknown = (message: string): RunOutcome => ({ kind: 'unknown', message });
const said = (text: string | null): string[] => (text === null ? [] : [text]);

function wholeReport(text: string): ReturnType<typeof readNewmanLines> {
  const results = readNewmanReport(text);
  return results === null ? { ok: false, reason: 'unreadable' } : { ok: true, results, error: null };
}

function brokenWords({ exitCode, stdout, stderr }: ProgramEnd, error: string | null, mask: (text: string) => string): string {
  if (/heap out of memory|heap limit/i.test(stderr)) return `the collection needs more than the ${MEMORY_MIB} MiB of memory that it may have`;
  const line = error ?? [stderr, stdout].flatMap((text) => text.split('\n')).find((candidate) => candidate.trim() !== '');
  return line === undefined ? `it ended with code ${exitCode ?? 'unknown'} and said nothing` : plain(mask(line), 200);
}
