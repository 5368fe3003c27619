import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HoldfastError } from '../../shared/model/result.ts';
import { RIGHTS } from '../../shared/model/rights.ts';
import { createCore, type Core } from '../api/core.ts';
import type { SecretStore } from '../config/secret-store.ts';
import { ConfigService } from '../config/service.ts';
import { Redactor } from '../config/redactor.ts';
import type { By } from '../engine/incidents/view.ts';
import type { Log } from '../engine/ports.ts';
import type { OtherConsoles } from '../engine/term/ports.ts';
import { acquireLock } from '../store/lock.ts';
import { openStore } from '../store/open.ts';
import { openReadOnly } from '../store/read-only.ts';
import type { Store } from '../store/store.ts';
import { readAllTemplates } from './template-files.ts';
import { systemClock } from './system.ts';

/** Whoever has the files of a workspace in their hands; the journal calls them so. */
export const COMMAND_LINE: By = { seesPrivate: true, mayOperate: true, rights: RIGHTS, actor: { kind: 'person', id: 'command-line', name: 'Command line' } };

export interface QuietOptions {
  /** Data folder. */
  readonly folder: string;
  readonly configFile: string;
  /** False: reads beside an engine that may run. True: wants the folder for itself. */
  readonly writes: boolean;
  readonly version: string;
  /** Of the app, where its resources stand. */
  readonly root: string;
}

/** For one command: only what went wrong is said. */
export const SILENT: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: (message, fields) => void process.stderr.write(`${message} ${JSON.stringify(fields ?? {})}\n`) };
/** No secret is needed for what is stored already. */
const NO_SECRETS: SecretStore = {
  get: async () => null,
  set: () => Promise.reject(new Error('nothing is kept here')),
  delete: () => Promise.reject(new Error('nothing is kept here')),
  describe: async () => ({ canStore: false, how: '', names: [] }),
};

/** One command speaks with no other console. */
const NOBODY: OtherConsoles = { meet: async () => null, fetchCopy: async () => false, askTerm: async () => null };

/** The engine over a workspace's files without watching anything: for one command. Rejects with the sentence that says why it cannot be had. */
export async function withQuietCore<T>({ folder, configFile, writes, version, root }: QuietOptions, work: (core: Core) => Promise<T>): Promise<T> {
  const file = join(folder, 'holdfast.db');
  if (!writes && !existsSync(file)) throw new HoldfastError('not_found', existsSync(join(folder, 'demo', 'holdfast.db')) ? `${file}: there is no database; that of the demo is in the folder "demo" beside it` : `${file}: there is no database`);
  const locked = writes ? acquireLock(folder, process.pid) : null;
  if (locked?.held === false) throw new HoldfastError('unavailable', `Holdfast runs for this data folder${locked.holder?.address ? ` at ${locked.holder.address}` : ''}. Import the file there (Settings, Import), or stop it first.`);
  const release = (): void => (locked?.held === true ? locked.lock.release() : undefined);
  let store: Store | null = null;
  try {
    store = writes ? openStore({ file, clock: systemClock, log: SILENT }) : openReadOnly(file, { clock: systemClock, log: SILENT });
    const redactor = new Redactor();
    const config = await ConfigService.open(configFile, { after: (delay, run) => systemClock.after(delay, run), redactor });
    const core = createCore({
      clock: systemClock, random: Math.random, randomBytes: (count) => randomBytes(count), log: SILENT, redactor, store, config, connectTo: config, secrets: NO_SECRETS, version,
      resolveSecrets: () => Promise.reject(new Error('nothing is asked of a source here')),
      readFile: () => Promise.reject(new Error('nothing is evaluated here')),
      ...(await readAllTemplates(root, configFile)),
      keeping: null,
      collections: null,
      hostPower: () => Promise.resolve({ mainsPower: null, sleepBlocked: null }),
      planPrograms: null,
      presetTokens: [],
      demo: null,
      console: { mode: 'engine', machine: null, takeOver: null, onStoodDown: () => {}, writable: () => Promise.reject(new Error('nothing is written here')) as never, others: NOBODY, copies: null, readOther: () => Promise.reject(new Error('there is no other console here')) },
      onConnected: () => {},
      epoch: 'command',
      process: { lagMs: () => ({ p50: 0, p99: 0, max: 0 }), heapBytes: () => 0, fileBytes: () => 0, sqliteVersion: '' },
    });
    try {
      return await work(core);
    } finally {
      await core.close();
    }
  } finally {
    store?.close();
    release();
  }
}
