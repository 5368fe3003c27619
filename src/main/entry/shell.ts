import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EngineHello, EnginePort, Log } from '../api/engine-port.ts';
import type { SecretStore } from '../config/secret-store.ts';
import type { CarriedSeat } from '../engine/seats/repo.ts';
import { startDemo, type Demo } from '../demo/start-demo.ts';
import { startDeadMan } from '../transport/dead-man.ts';
import { startWorkerPort, type WorkerPort } from '../transport/worker-port.ts';
import { askTerm } from '../transport/ask-term.ts';
import type { StartOptions } from './cli.ts';
import type { EngineWorkerData, ShellMethods } from './engine-protocol.ts';
import { dataFolder } from './paths.ts';
import { seatOf, startSeatShell } from './seat/seat-shell.ts';

export interface ShellPorts {
  readonly options: StartOptions;
  readonly log: Log;
  readonly version: string;
  /** The folder of the built entries. */
  readonly entries: string;
  readonly secrets: (dataFolder: string) => SecretStore;
  readonly timeZone: string;
  readonly power: ShellMethods['readPower'];
}

/** What both shells, the desktop app and the wall server, run: an engine in its thread and, without a configuration, the demo. */
export interface Shell {
  readonly engine: EnginePort & Pick<WorkerPort, 'tell'>;
  readonly hello: EngineHello;
  /** Of the engine that runs now; another one than `hello` after a restart, or once the demo was left. */
  latestHello(): EngineHello;
  readonly dataFolder: string;
  readonly demo: boolean;
  close(): Promise<void>;
}

/** Where a start finds its configuration and keeps its data; without a configuration it is the demo, in a folder of its own. */
export function chooseWorkspace(options: StartOptions): { readonly folder: string; readonly configFile: string; readonly demo: boolean } {
  const folder = dataFolder(options.data);
  const configFile = options.config ?? join(folder, 'holdfast.yaml');
  const demo = options.demo || (options.config === null && !existsSync(configFile));
  return { folder, configFile, demo };
}

/** Starts the engine, or connects to one; rejects with the sentence that says why it cannot. */
export async function startShell(ports: ShellPorts): Promise<Shell> {
  const connect = seatOf(ports.options);
  return connect === null ? startOwnShell(ports) : startSeatShell(connect, ports);
}

async function startOwnShell({ options, log, version, entries, secrets, timeZone, power }: ShellPorts): Promise<Shell> {
  const chosen = chooseWorkspace(options);
  const demoFolder = join(chosen.folder, 'demo');
  const demo = chosen.demo ? await startDemo({ workerUrl: pathToFileURL(join(entries, 'demo-worker.js')), dataDir: demoFolder, searchPath: process.env['PATH'] ?? '', timeZone }) : null;
  const folder = demo ? demoFolder : chosen.folder;
  const store = secrets(chosen.folder);
  let stopDeadMan: (() => void) | null = null;
  let latestHello: EngineHello | null = null;

  const real: EngineWorkerData = { dataFolder: chosen.folder, configFile: chosen.configFile, demoConnectsTo: null, version, mode: 'engine', takeOver: null, adopt: null };
  const data = demo ? { ...real, dataFolder: demoFolder, configFile: demo.configFile, demoConnectsTo: chosen.configFile } : real;
  let inDemo = demo !== null;
  const methods: ShellMethods = {
    readPower: power,
    meetOther: () => Promise.resolve(null),
    fetchOther: () => Promise.resolve(false),
    askTerm: (address) => askTerm(address, fetch),
    setDemoFault: (id, active) => (demo && inDemo ? demo.setFault(id, active) : Promise.reject(new Error('there is no demo'))),
    resetDemo: () => (demo && inDemo ? demo.reset() : Promise.reject(new Error('there is no demo'))),
    /** The demo sees no secret of a real workspace; what is typed when connecting one's own is kept for that one. */
    getSecret: (name) => (inDemo ? Promise.resolve(null) : store.get(name)),
    setSecret: (name, value) => store.set(name, value),
    deleteSecret: (name) => store.delete(name),
    describeSecrets: () => store.describe(),
  };
  const engine = startWorkerPort({
    entry: pathToFileURL(join(entries, 'engine-worker.js')),
    workerData: data,
    shellMethods: methods,
    onCrash: (message) => log.error('the engine failed', { message }),
    onConnected: (carried) => void openReal(carried as CarriedSeat | null),
    onHello: (hello) => {
      latestHello = hello;
      if (demo && inDemo) tellDemo(engine, demo);
      stopDeadMan?.();
      stopDeadMan = hello.deadMan === null ? null : startDeadMan({ ...hello.deadMan, engine, fetch, onProblem: (message) => engine.tell('deadMan', message) });
    },
  });
  /** From the demo to the workspace that was just connected, without a restart: the screen that did it stays signed in. */
  const openReal = async (adopt: CarriedSeat | null): Promise<void> => {
    inDemo = false;
    await engine.restartWith({ ...real, adopt });
    await demo?.close();
  };
  demo?.onFaults(() => tellDemo(engine, demo));
  demo?.onProblems(() => tellDemo(engine, demo));
  const close = async (): Promise<void> => {
    stopDeadMan?.();
    await engine.close();
    await demo?.close();
  };
  try {
    const hello = await engine.ready;
    return { engine, hello, latestHello: () => latestHello ?? hello, dataFolder: folder, demo: demo !== null, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const tellDemo = (engine: WorkerPort, demo: Demo): void => engine.tell('demo', { faults: demo.faults(), problems: demo.problems() });
