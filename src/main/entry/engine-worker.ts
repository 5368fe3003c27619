import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { DemoFaultId, DemoFault } from '../../shared/model/entities.ts';
import { assertPresent, HoldfastError } from '../../shared/model/result.ts';
import { createCore } from '../api/core.ts';
import type { EngineHello } from '../api/engine-port.ts';
import type { Rpc } from '../api/rpc.ts';
import { hostEngine } from '../api/worker-host.ts';
import { Redactor } from '../config/redactor.ts';
import type { SecretStore } from '../config/secret-store.ts';
import { createSecretResolver } from '../config/secrets.ts';
import { ConfigService } from '../config/service.ts';
import type { HostPower } from '../engine/ports.ts';
import { fewAtOnce } from '../engine/few-at-once.ts';
import { createHistoryKeeper } from '../engine/journal/repair.ts';
import { keptConfiguration } from '../engine/keeping/configuration.ts';
import { readPresetTokens } from '../engine/seats/preset-tokens.ts';
import type { MeetAnswer } from '../engine/term/ports.ts';
import { newestTerm } from '../engine/term/repo.ts';
import { openWorkspace } from '../engine/term/open-workspace.ts';
import { sqliteVersion } from '../store/connection.ts';
import { acquireLock } from '../store/lock.ts';
import { makeBackupApart, makeCopyApart } from './backup-thread.ts';
import type { EngineWorkerData, ShellNotices } from './engine-protocol.ts';
import { openLog } from './log.ts';
import { machineId } from './machine-id.ts';
import { newmanReporter } from './newman-reporter.ts';
import { systemPrograms } from './programs.ts';
import { readOtherWorkspace, writeOnce } from './other-workspace.ts';
import { readBeside } from './read-beside.ts';
import { readAllTemplates } from './template-files.ts';
import { systemClock, watchLag } from './system.ts';

/** The engine's thread: opens what it needs in order, says why when it cannot, and serves the shell until told to stop. */
const port = assertPresent(parentPort, 'the engine runs in a worker thread');
const { dataFolder, configFile, demoConnectsTo, version, adopt, mode, takeOver } = workerData as EngineWorkerData;

/** A run of a Postman collection takes a core of this machine for most of a second. */
const COLLECTIONS_AT_ONCE = 2;
const BACKUP_THREAD = new URL('backup-worker.js', import.meta.url);
const ROOT = join(import.meta.dirname, '..', '..');

async function start(): Promise<void> {
  const redactor = new Redactor();
  const log = openLog({ folder: dataFolder, redact: (line) => redactor.mask(line), component: 'engine' });
  const locked = acquireLock(dataFolder, process.pid);
  if (!locked.held) throw new HoldfastError('conflict', locked.holder?.address ? `Holdfast already runs for this data folder: ${locked.holder.address}` : 'Holdfast already runs for this data folder.', { address: locked.holder?.address ?? null });
  const store = openWorkspace(mode, { file: join(dataFolder, 'holdfast.db'), clock: systemClock, log, history: createHistoryKeeper({ clock: systemClock, randomBytes: (count) => randomBytes(count) }) });
  const config = await ConfigService.open(configFile, { after: (delay, run) => systemClock.after(delay, run), redactor });
  const connectTo = demoConnectsTo === null ? config : await ConfigService.open(demoConnectsTo, { after: (delay, run) => systemClock.after(delay, run), redactor });
  const presets = readPresetTokens(process.env, config.current?.people ?? []);
  if (!presets.ok) throw new HoldfastError('invalid_input', presets.message);

  let rpc: Rpc | null = null;
  const ask = <T>(method: string, ...args: readonly unknown[]): Promise<T> => assertPresent(rpc, 'nothing is asked of the shell before it listens').request<T>(method, ...args);
  const secrets: SecretStore = {
    get: (name) => ask('getSecret', name),
    set: (name, value) => ask('setSecret', name, value),
    delete: (name) => ask('deleteSecret', name),
    describe: () => ask('describeSecrets'),
  };
  const configuration = () => keptConfiguration(existsSync(configFile) ? readFileSync(configFile, 'utf8') : null, (file) => readBeside(configFile, file));
  const lagMs = watchLag();
  const core = createCore({
    clock: systemClock, random: Math.random, randomBytes: (count) => randomBytes(count), log, redactor, store, config, connectTo, secrets, version,
    resolveSecrets: createSecretResolver({ file: configFile, env: process.env, store: secrets, redactor }),
    readFile: (file) => readBeside(configFile, file),
    collections: { programs: systemPrograms, reporter: newmanReporter(ROOT), resolvePath: (file) => resolve(dirname(configFile), file), inTurn: fewAtOnce(COLLECTIONS_AT_ONCE) },
    planPrograms: { programs: systemPrograms, folder: emptyFolder(join(dataFolder, 'programs')) },
    ...(await readAllTemplates(ROOT, configFile)),
    keeping: {
      file: store.file, version,
      folderOf: (configured) => resolve(dirname(configFile), configured),
      configuration,
      make: (order) => makeBackupApart(BACKUP_THREAD, order),
    },
    hostPower: (isWanted) => ask<HostPower>('readPower', isWanted),
    presetTokens: presets.tokens,
    demo: demoConnectsTo === null ? null : { setFault: (id: DemoFaultId, active: boolean) => ask<DemoFault>('setDemoFault', id, active), reset: () => ask<DemoFault[]>('resetDemo') },
    console: {
      mode, takeOver,
      machine: machineId(),
      onStoodDown: () => rpc?.notify('reopen', null),
      writable: (work) => writeOnce(store.file, work),
      others: { meet: (told) => ask<MeetAnswer | null>('meetOther', told), fetchCopy: (to) => ask<boolean>('fetchOther', to), askTerm: (address) => ask<number | null>('askTerm', address) },
      copies: { file: store.file, folder: join(dataFolder, 'copies'), version, configuration, make: (order) => makeCopyApart(BACKUP_THREAD, order) },
      readOther: (container, work) => readOtherWorkspace(container, { configFile, version, root: ROOT }, work),
    },
    onConnected: (carried) => rpc?.notify('connected', carried),
    epoch: randomUUID().slice(0, 8),
    process: { lagMs, heapBytes: () => process.memoryUsage().heapUsed, fileBytes: sizeWithLog, sqliteVersion: sqliteVersion() },
  });
  rpc = hostEngine(port, core);
  const on = <N extends keyof ShellNotices>(name: N, listener: (data: ShellNotices[N]) => void): void => rpc?.onNotice(name, listener as (data: unknown) => void);
  on('demo', ({ faults, problems }) => core.tellDemo(faults, problems));
  on('address', (address) => {
    locked.lock.announce(address);
    core.tellAddress(address);
  });
  on('deadMan', (message) => {
    core.tellProblem('dead-man', message);
    core.tellWatcher(message);
  });
  on('wake', () => core.wake());
  on('stop', () => {
    void core.close().finally(() => {
      store.close();
      locked.lock.release();
      process.exit(0);
    });
  });
  if (adopt !== null) core.adopt(adopt);
  await core.start();
  rpc.notify('ready', {
    epoch: core.epoch,
    workspaceName: config.current?.workspace.name ?? 'Holdfast',
    startupCode: core.issueStartupCode(),
    server: config.current?.server ?? null,
    // Nobody outside is to believe that an engine that has stood down lives.
    deadMan: mode === 'copy' || newestTerm(store.read)?.kind === 'stoodDown' ? null : (config.current?.deadMan ?? null),
    kiosk: config.current?.desktop.kiosk ?? null,
  } satisfies EngineHello);
}

/** Where programs of plans are run: they find nothing of ours there. */
function emptyFolder(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return folder;
}

const sizeWithLog = (file: string): number => [file, `${file}-wal`].reduce((sum, one) => sum + (statSync(one, { throwIfNoEntry: false })?.size ?? 0), 0);

start().catch((error: unknown) => {
  const known = error instanceof HoldfastError;
  port.postMessage({ kind: 'notice', name: 'refused', data: { code: known ? error.code : 'internal', message: error instanceof Error ? error.message : String(error), details: known ? error.details : undefined } });
  setTimeout(() => process.exit(1), 50);
});
