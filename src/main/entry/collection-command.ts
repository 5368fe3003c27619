import { resolve } from 'node:path';
import { durationMs, type DurationMs } from '../../shared/model/units.ts';
import { counted } from '../../shared/text/counted.ts';
import { plain } from '../../shared/text/plain.ts';
import { formatSpan } from '../../shared/time/format.ts';
import { writeFileAtomic } from '../config/atomic-write.ts';
import { missingName, readCollection } from '../engine/sources/postman/collection.ts';
import { readEnvironment, withSecrets } from '../engine/sources/postman/environment.ts';
import { findRunner } from '../engine/sources/postman/find-runner.ts';
import { junitXml } from '../engine/sources/postman/junit.ts';
import type { RunResults } from '../engine/sources/postman/results.ts';
import { runCollection, type RunOutcome } from '../engine/sources/postman/run.ts';
import type { CommandOutcome } from './records-commands.ts';
import { EXIT } from './cli.ts';
import { newmanReporter } from './newman-reporter.ts';
import { systemPrograms } from './programs.ts';
import { systemClock } from './system.ts';

export interface CheckOptions {
  readonly collection: string;
  readonly environment: string | null;
  /** Only this folder, or request. */
  readonly folder: string | null;
  /** Variable of the collection → environment variable that holds its value. */
  readonly secrets: readonly (readonly [name: string, variable: string])[];
  readonly junit: string | null;
  readonly timeoutMs: number;
  readonly runner: string | null;
  readonly json: boolean;
}

/** `holdfast check`: runs a Postman collection once, as a signal of a postman source does, for CI. `root`: of the app. */
export async function checkCollection(options: CheckOptions, root: string): Promise<CommandOutcome> {
  const abort = new AbortController().signal;
  const [collection, environment] = await Promise.all([readCollection(options.collection), readEnvironment(options.environment)]);
  if (!collection.ok) return refused(collection.message, options);
  if (!environment.ok) return refused(environment.message, options);
  const unnamed = missingName(collection.collection, options.folder ?? undefined, undefined);
  if (unnamed !== null) return refused(unnamed, options);
  const missing = options.secrets.find(([, variable]) => !process.env[variable]);
  if (missing !== undefined) return refused(`--secret ${missing[0]}: the environment variable ${missing[1]} is not set`, options);
  const found = await findRunner(options.runner !== null && /[/\\]/.test(options.runner) ? resolve(options.runner) : options.runner, systemPrograms, abort);
  if (!found.ok) return refused(found.message, options);
  const startedAt = systemClock.nowMs();
  const startedMs = systemClock.monotonicMs();
  const timeLimitMs = durationMs(options.timeoutMs);
  const secrets = new Map(options.secrets.map(([name, variable]) => [name, process.env[variable] ?? '']));
  const order = { collection: collection.collection, environment: withSecrets(environment.environment, secrets), folder: options.folder ?? undefined, timeLimitMs };
  const outcome = await runCollection(found.runner, order, { programs: systemPrograms, reporter: newmanReporter(root) }, abort);
  const tookMs = durationMs(systemClock.monotonicMs() - startedMs);
  const results = outcome.kind === 'ended' ? outcome.results : null;
  if (options.junit !== null) {
    const xml = junitXml({ collection: order.collection.name, startedAt, tookMs, results, broken: results?.complete === true ? null : wordsOf(outcome) });
    try {
      await writeFileAtomic(resolve(options.junit), xml, { mode: 0o644 });
    } catch (error) {
      return refused(`${options.junit} cannot be written: ${error instanceof Error ? error.message : String(error)}`, options);
    }
  }
  const exitCode = outcome.kind === 'unknown' ? EXIT.environment : outcome.failure === null ? EXIT.ok : EXIT.checkFailed;
  const said = { collection: order.collection.name, runner: `${found.runner.kind} ${found.runner.version}`, tookMs };
  return { exitCode, output: options.json ? asJson(outcome, said) : asText(outcome, said) };
}

interface Said {
  readonly collection: string;
  readonly runner: string;
  readonly tookMs: DurationMs;
}

const wordsOf = (outcome: RunOutcome): string => (outcome.kind === 'unknown' ? outcome.message : (outcome.failure ?? 'all passed'));

function asJson(outcome: RunOutcome, { collection, runner, tookMs }: Said): string {
  const { requests = [], tests = [], scriptErrors = [] } = outcome.kind === 'ended' ? outcome.results : {};
  const ok = outcome.kind === 'ended' && outcome.failure === null;
  return `${JSON.stringify({ ok, collection, runner, tookMs: Math.round(tookMs), message: ok ? null : wordsOf(outcome), requests, tests, scriptErrors }, null, 2)}\n`;
}

function asText(outcome: RunOutcome, { collection, runner, tookMs }: Said): string {
  const head = `${collection}, run by ${runner} in ${formatSpan(Math.round(tookMs))}`;
  const lines = outcome.kind === 'ended' ? linesOf(outcome.results) : [];
  const passed = outcome.kind === 'ended' && outcome.failure === null ? passedWords(outcome.results) : null;
  return `${[head, ...lines, passed ?? `Failed: ${wordsOf(outcome)}`].join('\n')}\n`;
}

const passedWords = ({ requests, tests }: RunResults): string =>
  tests.length === 0 ? `Passed: ${counted(requests.length, 'request')} answered; there are no tests.` : `Passed: ${counted(requests.length, 'request')}, ${counted(tests.length, 'test')}.`;

const MARK = { passed: 'ok     ', failed: 'FAILED ', skipped: 'skipped' } as const;

function linesOf({ requests, tests, scriptErrors }: RunResults): string[] {
  return [
    ...requests.filter(({ own }) => own).map(({ name, status, timeMs, error }) => `  ${error === null ? MARK.passed : MARK.failed}  ${plain(name, 120)}: ${error === null ? `${status ?? 'no status'} in ${Math.round(timeMs ?? 0)} ms` : `no answer: ${plain(error)}`}`),
    ...tests.map(({ request, name, state, message }) => `  ${MARK[state]}  ${plain(request, 120)} · ${plain(name, 120)}${message === null ? '' : `: ${plain(message)}`}`),
    ...scriptErrors.map(({ request, message }) => `  ${MARK.failed}  ${plain(request, 120)} · script: ${plain(message)}`),
  ];
}

const refused = (message: string, { json }: CheckOptions): CommandOutcome => ({ exitCode: EXIT.environment, output: json ? `${JSON.stringify({ ok: false, message }, null, 2)}\n` : `${message}\n` });
