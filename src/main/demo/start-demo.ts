import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { DEMO_FAULTS, type DemoFault, type DemoFaultId } from '../../shared/model/entities.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import { demoConfig } from './demo-config.ts';
import { SECRET_FILES } from './demo-plans.ts';
import { FAULT_TEXTS } from './faults.ts';
import { findOnPath } from './find-on-path.ts';
import { type DemoPrometheus, startPrometheus } from './prometheus.ts';
import { openRunFolder } from './run-folder.ts';
import { LOOPBACK } from './loopback-port.ts';
import { REGIONS } from './regions.ts';
import type { DemoWorkerData, FromDemoWorker, OtherNameServers, ToDemoWorker, WorldPorts } from './worker-messages.ts';

interface DemoOptions {
  /** The built `demo-worker`, or its source under Node's type stripping. */
  readonly workerUrl: URL;
  /** The demo's own folder; made when missing. Nothing outside it is written. */
  readonly dataDir: string;
  /** Where a `prometheus` binary is looked for: the text of PATH. */
  readonly searchPath: string;
  readonly timeZone: string;
  /** Name servers in the place of the demo's own. */
  readonly nameServers?: OtherNameServers;
  /** How many jobs the backlog fault adds. */
  readonly pileJobs?: number;
}

export interface Demo {
  /** The workspace's `holdfast.yaml`, also written to `configFile`, which is new at every start. */
  readonly configText: string;
  readonly configFile: string;
  /** Null = no Prometheus runs, and `problems` says why. */
  readonly prometheus: { readonly url: string } | null;
  faults(): DemoFault[];
  /** Resolves once the fault is in force, or over; rejects with a HoldfastError `unavailable` when it cannot be set. */
  setFault(id: DemoFaultId, active: boolean): Promise<DemoFault>;
  /** Ends every fault and puts name, queue and regions back as they were at the start. */
  reset(): Promise<DemoFault[]>;
  onFaults(listener: (faults: DemoFault[]) => void): () => void;
  /** Sentences on what the demo lacks at the moment. */
  problems(): string[];
  onProblems(listener: (problems: string[]) => void): () => void;
  /** Ends everything the demo started. */
  close(): Promise<void>;
}

const NO_SECOND_REGION = `This system has one address of loopback only, so the demo has one region and nothing to fail over to. Add ${REGIONS.second.address} to its loopback device and start again.`;

const targetsOf = ({ apiPort, controlPort, hasSecondRegion }: WorldPorts): readonly { readonly address: string; readonly instance: string }[] => [
  { address: `${REGIONS.first.address}:${apiPort}`, instance: 'first' },
  ...(hasSecondRegion ? [{ address: `${REGIONS.second.address}:${apiPort}`, instance: 'second' }] : []),
  { address: `${LOOPBACK}:${controlPort}`, instance: 'outside' },
];

/**
 * Starts the demo: the API, its traffic and its name server in a thread of their own, and a Prometheus where one is installed.
 * Everything listens on free loopback ports and ends with this process, however that ends.
 */
export async function startDemo({ workerUrl, dataDir, searchPath, timeZone, nameServers, pileJobs }: DemoOptions): Promise<Demo> {
  const run = await openRunFolder(dataDir);
  const problemListeners = new Set<(problems: string[]) => void>();
  const tellProblems = (): void => problemListeners.forEach((listener) => listener(problems()));
  const tsigSecret = nameServers?.primary.key.secret ?? randomBytes(32);
  const token = randomBytes(24).toString('base64url');
  const worker = await startWorker(workerUrl, { tsigSecret, token, nameServers: nameServers ?? null, pileJobs: pileJobs ?? null }, tellProblems);
  const { ports } = worker;
  let prometheus: DemoPrometheus | null = null;
  let noPrometheus: string | null = null;
  const problems = (): string[] => [worker.problem(), noPrometheus, prometheus?.problem() ?? null, ports.hasSecondRegion ? null : NO_SECOND_REGION].filter((text) => text !== null);
  try {
    const binary = await findOnPath('prometheus', searchPath);
    if (binary) prometheus = await startPrometheus({ binary, folder: path.join(run.folder, 'prometheus'), targets: targetsOf(ports), onProblem: tellProblems });
    else noPrometheus = 'No Prometheus is installed here, so the demo is watched by probes alone. Install Prometheus and start again to see its metrics.';
  } catch (error) {
    noPrometheus = `${error instanceof Error ? error.message : String(error)}, so the demo is watched by probes alone.`;
  }
  const configText = demoConfig({ ports, prometheusUrl: prometheus?.url ?? null, timeZone });
  const configFile = path.join(run.folder, 'holdfast.yaml');
  const close = async (): Promise<void> => {
    await Promise.all([prometheus?.close(), worker.close()]);
    await run.remove();
  };
  try {
    const secretFiles: Readonly<Record<string, string>> = { [SECRET_FILES.tsig]: tsigSecret.toString('base64'), [SECRET_FILES.token]: token };
    for (const [name, text] of Object.entries(secretFiles)) await writeFile(path.join(run.folder, name), text, { mode: 0o600 });
    await writeFile(configFile, configText);
  } catch (error) {
    await close();
    throw error;
  }

  const since = new Map<DemoFaultId, string>();
  const faultListeners = new Set<(faults: DemoFault[]) => void>();
  const fault = (id: DemoFaultId): DemoFault => ({ id, ...FAULT_TEXTS[id], active: since.has(id), since: since.get(id) ?? null });
  const faults = (): DemoFault[] => DEMO_FAULTS.map(fault);
  return {
    configText,
    configFile,
    prometheus: prometheus ? { url: prometheus.url } : null,
    faults,
    setFault: async (id, active) => {
      await worker.setFault(id, active);
      if (active && !since.has(id)) since.set(id, new Date().toISOString());
      if (!active) since.delete(id);
      faultListeners.forEach((listener) => listener(faults()));
      return fault(id);
    },
    reset: async () => {
      await worker.reset();
      since.clear();
      faultListeners.forEach((listener) => listener(faults()));
      return faults();
    },
    onFaults: (listener) => subscribe(faultListeners, listener),
    problems,
    onProblems: (listener) => subscribe(problemListeners, listener),
    close,
  };
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

interface DemoWorker {
  readonly ports: WorldPorts;
  reset(): Promise<void>;
  setFault(id: DemoFaultId, active: boolean): Promise<void>;
  problem(): string | null;
  close(): Promise<void>;
}

interface Pending {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The thread sees no environment: the demo needs none, and so it can hold no secret of a real workspace. */
async function startWorker(url: URL, workerData: DemoWorkerData, onProblem: () => void): Promise<DemoWorker> {
  const worker = new Worker(url, { name: 'demo', env: {}, workerData });
  const pending = new Map<number, Pending>();
  let seq = 0;
  let problem: string | null = null;
  let closing = false;
  const take = (of: number): Pending | undefined => {
    const waiting = pending.get(of);
    pending.delete(of);
    return waiting;
  };
  const ready = Promise.withResolvers<Extract<FromDemoWorker, { kind: 'ready' }>>();
  worker.on('message', (message: FromDemoWorker) => {
    if (message.kind === 'ready') ready.resolve(message);
    else if (message.kind === 'done') take(message.seq)?.resolve();
    else take(message.seq)?.reject(new HoldfastError('unavailable', `The demo could not do this: ${message.message}`));
  });
  let cause = 'it gave no reason';
  worker.on('error', (error) => (cause = error instanceof Error ? error.message : String(error)));
  worker.on('exit', () => {
    const text = `The demo API has ended (${cause}). Start Holdfast again to go on.`;
    ready.reject(new Error(text));
    for (const waiting of pending.values()) waiting.reject(new HoldfastError('unavailable', text));
    pending.clear();
    if (closing) return;
    problem = text;
    onProblem();
  });
  const { ports } = await ready.promise;
  const tell = (what: ({ kind: 'fault'; fault: DemoFaultId; active: boolean } | { kind: 'reset' })): Promise<void> => {
    if (problem !== null || closing) return Promise.reject(new HoldfastError('unavailable', problem ?? 'The demo is closing.'));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    pending.set((seq += 1), { resolve, reject });
    worker.postMessage({ seq, ...what } satisfies ToDemoWorker);
    return promise;
  };
  return {
    ports,
    problem: () => problem,
    reset: () => tell({ kind: 'reset' }),
    setFault: (fault, active) => tell({ kind: 'fault', fault, active }),
    close: async () => {
      closing = true;
      await worker.terminate();
    },
  };
}
