import { afterEach, beforeEach } from 'vitest';
import { durationMs, type DurationMs } from '../../../../../shared/model/units.ts';
import { temporaryFolder } from '../../../../store/testing/fixtures.ts';
import { Servers } from '../../probe/testing/servers.ts';
import type { Collection } from '../collection.ts';
import { findRunner, type NewmanRunner, type Runner } from '../find-runner.ts';
import { runCollection, type RunOrder, type RunOutcome } from '../run.ts';
import { NEWMAN, RUN_DEPS } from './collections.ts';

export const never = new AbortController().signal;
export const NO_ENVIRONMENT = { values: [] };

let found: Promise<NewmanRunner> | null = null;

/** The newman that is installed for development. */
export const newman = (): Promise<NewmanRunner> =>
  (found ??= findRunner(NEWMAN, RUN_DEPS.programs, never).then((answer) => {
    if (!answer.ok || answer.runner.kind !== 'newman') throw new Error(answer.ok ? 'no newman' : answer.message);
    return answer.runner;
  }));

export const run = async (collection: Collection, order: Partial<RunOrder> = {}, runner: Runner | null = null): Promise<RunOutcome> =>
  runCollection(runner ?? (await newman()), { collection, environment: NO_ENVIRONMENT, folder: undefined, timeLimitMs: durationMs(15_000), ...order }, RUN_DEPS, never);

/** Runs with more and more time until the run came as far as is wanted: a busy machine takes longer to begin. */
export async function withEnoughTime<T>(once: (timeLimitMs: DurationMs) => Promise<T>, cameSoFar: (outcome: T) => boolean): Promise<T> {
  const outcome = await once(durationMs(3_000));
  if (cameSoFar(outcome)) return outcome;
  const second = await once(durationMs(10_000));
  return cameSoFar(second) ? second : once(durationMs(30_000));
}

/** The outcome of a run that tells of the API. */
export function ended(outcome: RunOutcome): Extract<RunOutcome, { kind: 'ended' }> {
  if (outcome.kind !== 'ended') throw new Error(`unknown: ${outcome.message}`);
  return outcome;
}

export interface Api {
  readonly url: string;
  /** What is answered from now on. */
  readonly next: { status: number; body: string };
  readonly headers: () => Record<string, unknown>;
}

export interface Running {
  api(): Promise<Api>;
  readonly servers: Servers;
  /** Where the runs of this test make their folders, so that it shows what they leave behind. */
  temp(): string;
}

/** For each test of a file: servers that end with it, and a folder for temporary files of its own. */
export function eachWithServers(): Running {
  const servers = new Servers();
  let temp: ReturnType<typeof temporaryFolder> | null = null;
  const before = process.env['TMPDIR'];
  beforeEach(() => {
    temp = temporaryFolder();
    process.env['TMPDIR'] = temp.path;
  });
  afterEach(async () => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    temp?.[Symbol.dispose]();
    await servers.close();
  });
  return {
    servers,
    temp: () => temp?.path ?? '',
    api: async () => {
      const next = { status: 200, body: '{"status":"success"}' };
      let seen: Record<string, unknown> = {};
      const url = await servers.http((asked, response) => {
        seen = asked.headers;
        if (asked.url === '/never') return;
        response.writeHead(next.status, { 'content-type': 'application/json' }).end(asked.url === '/large' ? JSON.stringify({ text: 'x'.repeat(4_000_000) }) : next.body);
      });
      return { url, next, headers: () => seen };
    },
  };
}
