import { mkdir, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { LOOPBACK, pickFreePort } from './loopback-port.ts';
import { spawnTethered, type Tethered } from './tethered-process.ts';

const PORT_ATTEMPTS = 5;
const READY_POLL_MS = 25;
/** A machine that has much else to do takes its time; one on which Prometheus cannot start says so at once. */
const READY_DEADLINE_MS = 30_000;
const FIRST_RESTART_MS = 1_000;
const LONGEST_RESTART_MS = 30_000;

export interface DemoPrometheus {
  readonly url: string;
  /** Why it does not run at the moment; null while it does. */
  problem(): string | null;
  close(): Promise<void>;
}

interface Options {
  readonly binary: string;
  /** Must be new: a Prometheus of an earlier run may still be writing its last block. */
  readonly folder: string;
  /** `address:port` of each target, and what it is called. */
  readonly targets: readonly { readonly address: string; readonly instance: string }[];
  readonly onProblem: () => void;
}

/** Targets are addresses, not names: metrics must survive the demo's DNS fault. `instance` stays the same over restarts. */
const configuration = (targets: Options['targets']): string =>
  stringify({
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    scrape_configs: [{ job_name: 'demo', static_configs: targets.map(({ address, instance }) => ({ targets: [address], labels: { instance } })) }],
  });

/** Starts Prometheus on a free loopback port, scraping the demo; it is started again on that port should it end by itself. */
export async function startPrometheus({ binary, folder, targets, onProblem }: Options): Promise<DemoPrometheus> {
  await mkdir(folder);
  const configFile = path.join(folder, 'prometheus.yml');
  await writeFile(configFile, configuration(targets));

  const run = (port: number): Tethered =>
    spawnTethered(
      binary,
      [
        `--config.file=${configFile}`,
        `--storage.tsdb.path=${path.join(folder, 'data')}`,
        '--storage.tsdb.retention.time=2h',
        `--web.listen-address=${LOOPBACK}:${port}`,
        '--log.level=warn',
      ],
      folder,
    );

  const { port, program } = await firstStart(run);
  let current = program;
  let closing = false;
  let problem: string | null = null;
  const abort = new AbortController();
  const say = (text: string | null): void => {
    if (problem === text) return;
    problem = text;
    onProblem();
  };
  const keepRunning = async (): Promise<void> => {
    let pauseMs = FIRST_RESTART_MS;
    for (;;) {
      const output = await current.ended;
      if (closing) return;
      say(`The demo’s Prometheus has ended (${reason(output)}). It is being started again.`);
      await sleep(pauseMs, undefined, { signal: abort.signal, ref: false });
      if (closing) return;
      pauseMs = Math.min(pauseMs * 2, LONGEST_RESTART_MS);
      current = run(port);
      if (!(await becomesReady(port, current))) continue;
      say(null);
      pauseMs = FIRST_RESTART_MS;
    }
  };
  // The pause rejects when the demo closes, which is the end of this loop.
  const kept = keepRunning().catch(() => undefined);
  return {
    url: `http://${LOOPBACK}:${port}`,
    problem: () => problem,
    close: async () => {
      closing = true;
      abort.abort();
      await current.close();
      await kept;
    },
  };
}

async function firstStart(run: (port: number) => Tethered): Promise<{ port: number; program: Tethered }> {
  let output = '';
  for (let attempt = 1; attempt <= PORT_ATTEMPTS; attempt++) {
    const port = await pickFreePort();
    const program = run(port);
    if (await becomesReady(port, program)) return { port, program };
    await program.close();
    output = await program.ended;
    if (!output.includes('address already in use')) break;
  }
  throw new Error(`Prometheus did not start (${reason(output)})`);
}

async function becomesReady(port: number, program: Tethered): Promise<boolean> {
  const deadline = performance.now() + READY_DEADLINE_MS;
  while (performance.now() < deadline) {
    if (await answersReady(port)) return true;
    const ended = await Promise.race([program.ended.then(() => true), sleep(READY_POLL_MS, false)]);
    if (ended) return false;
  }
  return false;
}

function answersReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: LOOPBACK, port, path: '/-/ready', agent: false, timeout: 1_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy()).on('error', () => resolve(false));
  });
}

/** The last error that Prometheus wrote, short enough for a sentence. */
function reason(output: string): string {
  const last = output.trim().split('\n').at(-1) ?? '';
  const text = /err="((?:[^"\\]|\\.)*)"/.exec(last)?.[1] ?? last;
  return text.slice(0, 200) || 'it gave no reason';
}
