import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EngineHello, TakeOver } from '../../api/engine-port.ts';
import { askTerm } from '../../transport/ask-term.ts';
import { startDeadMan } from '../../transport/dead-man.ts';
import { startWorkerPort, type WorkerPort } from '../../transport/worker-port.ts';
import type { EngineWorkerData, ShellMethods } from '../engine-protocol.ts';
import type { ShellPorts } from '../shell.ts';
import { copyPlaces } from './copy-folder.ts';

/** Opens what a seat's console keeps, in a thread of its own. */
export interface LocalOpener {
  /** To be read, or, with an order, as the engine. Rejects with the sentence that says why it cannot be. */
  open(order: TakeOver | null): Promise<WorkerPort>;
  /** Where this console can be reached. */
  tellAddress(address: string): void;
  address(): string | null;
  /** Of what was opened last; null: nothing was. */
  latestHello(): EngineHello | null;
  close(): void;
}

const NO_DEMO = (): Promise<never> => Promise.reject(new Error('there is no demo'));

export function createLocalOpener(data: string, other: Pick<ShellMethods, 'meetOther' | 'fetchOther'>, { log, version, entries, secrets, power }: ShellPorts): LocalOpener {
  const { folder } = copyPlaces(data);
  const store = secrets(data);
  const methods: ShellMethods = {
    ...other,
    readPower: power,
    askTerm: (address) => askTerm(address, fetch),
    setDemoFault: NO_DEMO,
    resetDemo: NO_DEMO,
    getSecret: (name) => store.get(name),
    setSecret: (name, value) => store.set(name, value),
    deleteSecret: (name) => store.delete(name),
    describeSecrets: () => store.describe(),
  };
  let port: WorkerPort | null = null;
  let address: string | null = null;
  let latest: EngineHello | null = null;
  let stopDeadMan = (): void => {};

  const open = async (order: TakeOver | null): Promise<WorkerPort> => {
    const workerData: EngineWorkerData = { dataFolder: folder, configFile: join(folder, 'holdfast.yaml'), demoConnectsTo: null, version, mode: order === null ? 'copy' : 'engine', takeOver: order, adopt: null };
    const opened = startWorkerPort({
      entry: pathToFileURL(join(entries, 'engine-worker.js')),
      workerData,
      shellMethods: methods,
      onCrash: (message) => log.error('the engine failed', { message }),
      onConnected: () => undefined,
      onHello: (hello) => {
        latest = hello;
        if (address !== null) opened.tell('address', address);
        stopDeadMan();
        // Nobody outside is to believe that the engine lives because its copy is read.
        if (order !== null && hello.deadMan !== null) stopDeadMan = startDeadMan({ ...hello.deadMan, engine: opened, fetch, onProblem: (message) => opened.tell('deadMan', message) });
      },
    });
    port = opened;
    try {
      await opened.ready;
      return opened;
    } catch (error) {
      await opened.close();
      throw error;
    }
  };
  return {
    open,
    tellAddress: (next) => {
      address = next;
      port?.tell('address', next);
    },
    address: () => address,
    latestHello: () => latest,
    close: () => stopDeadMan(),
  };
}
