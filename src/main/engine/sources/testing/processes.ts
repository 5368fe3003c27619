import { spawn } from 'node:child_process';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** Waits until the question is answered with something else than false, null or undefined; rejects after the time given. */
export async function waitUntil<T>(what: string, ask: () => Promise<T> | T, timeoutMs = 20_000): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== null && answer !== undefined) return answer as NonNullable<Exclude<T, false>>;
    if (performance.now() > deadline) throw new Error(`waited ${String(timeoutMs / 1_000)} s in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Where the `prometheus` program is; null where it is not installed. */
export async function findPrometheus(): Promise<string | null> {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, 'prometheus');
    const found = await access(file).then(() => true, () => false);
    if (found) return file;
  }
  return null;
}

export interface RunningPrometheus {
  readonly url: string;
  readonly port: number;
  /** Ends the process at once, as a crash would, or lets it stop in order; its data stay until `remove`. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port and data. */
  start(): Promise<void>;
  remove(): Promise<void>;
}

export interface PrometheusOptions {
  /** Job name → `host:port` addresses to scrape. */
  readonly targets: Readonly<Record<string, readonly string[]>>;
  readonly scrapeInterval?: string;
  /** A rule file in Prometheus' own format. */
  readonly rules?: string;
  readonly args?: readonly string[];
}

/** A real Prometheus on a free loopback port. Throws where the program is not installed. */
export async function startPrometheus(options: PrometheusOptions): Promise<RunningPrometheus> {
  const binary = await findPrometheus();
  if (binary === null) throw new Error('the program "prometheus" is not installed (Debian: apt-get install prometheus)');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'holdfast-prometheus-'));
  const port = await freePort();
  const interval = options.scrapeInterval ?? '1s';
  const jobs = Object.entries(options.targets).map(([job, targets]) => ({ job_name: job, static_configs: [{ targets }] }));
  const config = { global: { scrape_interval: interval, evaluation_interval: interval }, rule_files: options.rules === undefined ? [] : ['rules.yml'], scrape_configs: jobs };
  /** JSON is YAML. */
  await writeFile(path.join(folder, 'prometheus.yml'), JSON.stringify(config));
  if (options.rules !== undefined) await writeFile(path.join(folder, 'rules.yml'), options.rules);
  const url = `http://127.0.0.1:${String(port)}`;
  const args = [`--config.file=${folder}/prometheus.yml`, `--storage.tsdb.path=${folder}/data`, `--web.listen-address=127.0.0.1:${String(port)}`, '--log.level=error', ...(options.args ?? [])];
  let stopRunning: (signal: NodeJS.Signals) => Promise<void> = () => Promise.resolve();

  const start = async (): Promise<void> => {
    const child = spawn(binary, args, { stdio: 'ignore' });
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const killWithUs = (): void => void child.kill('SIGKILL');
    process.once('exit', killWithUs);
    stopRunning = async (signal) => {
      process.off('exit', killWithUs);
      child.kill(signal);
      await ended;
    };
    await waitUntil('Prometheus is ready', () => child.exitCode !== null || fetch(`${url}/-/ready`).then(({ ok }) => ok, () => false));
    if (child.exitCode !== null) throw new Error(`prometheus ended at once with code ${String(child.exitCode)}`);
  };
  const stop = (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => stopRunning(signal);
  await start();
  return {
    url,
    port,
    start,
    stop,
    remove: async () => {
      await stop('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface RunningExporter {
  /** `host:port`, as a scrape target. */
  readonly target: string;
  readonly scrapes: () => number;
  stop(): Promise<void>;
}

/** A small exporter: serves what `metrics` returns, in Prometheus' text format, anew at each scrape. */
export async function startExporter(metrics: () => string): Promise<RunningExporter> {
  let scrapes = 0;
  const server = http.createServer((_request, response) => {
    scrapes += 1;
    response.setHeader('Content-Type', 'text/plain; version=0.0.4');
    response.end(metrics());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    target: `127.0.0.1:${String(port)}`,
    scrapes: () => scrapes,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Metrics of a few services that grow at known speeds: requests by code, a latency histogram, a queue, `probe_success`. */
export function serviceMetrics(services: readonly string[]): () => string {
  const startedAt = performance.now();
  return () => {
    const seconds = (performance.now() - startedAt) / 1_000;
    const lines = ['# TYPE http_requests_total counter', '# TYPE http_request_duration_seconds histogram', '# TYPE queue_depth gauge', '# TYPE probe_success gauge'];
    for (const [index, service] of services.entries()) {
      const total = Math.floor((seconds + 10) * (10 + index));
      const failed = Math.floor(total * 0.02 * (index + 1));
      for (const [code, count] of [['200', total - failed], ['500', failed]] as const)
        for (const instance of ['a', 'b']) lines.push(`http_requests_total{service="${service}",code="${code}",pod="${instance}"} ${String(count)}`);
      const bounds = [['0.1', 0.5], ['0.25', 0.8], ['0.5', 0.9 + index * 0.01], ['1', 0.99], ['+Inf', 1]] as const;
      for (const [le, share] of bounds) lines.push(`http_request_duration_seconds_bucket{service="${service}",le="${le}"} ${String(Math.floor(total * share))}`);
      lines.push(`http_request_duration_seconds_sum{service="${service}"} ${String(total * 0.2)}`, `http_request_duration_seconds_count{service="${service}"} ${String(total)}`);
      lines.push(`queue_depth{service="${service}",queue="mail"} ${String(5 + index)}`, `probe_success{service="${service}",instance="https://${service}.test/"} 1`);
    }
    return `${lines.join('\n')}\n`;
  };
}
