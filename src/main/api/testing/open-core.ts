import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileSecretStore } from '../../config/file-secret-store.ts';
import { Redactor } from '../../config/redactor.ts';
import { createSecretResolver } from '../../config/secrets.ts';
import { ConfigService } from '../../config/service.ts';
import type { AskPower } from '../../engine/continuity/triggers/host.ts';
import type { Clock, Log, Random } from '../../engine/ports.ts';
import { openWorkspace } from '../../engine/term/open-workspace.ts';
import type { ConsolePorts } from '../../engine/term/ports.ts';
import type { PresetToken } from '../../engine/seats/preset-tokens.ts';
import { writeOnce } from '../../entry/other-workspace.ts';
import { systemPrograms } from '../../entry/programs.ts';
import { createCore, type Core } from '../core.ts';
import type { EventFrame } from '../engine-port.ts';

export interface OpenCore {
  readonly core: Core;
  /** holdfast.yaml. */
  readonly file: string;
  /** Everything that screens were told, in order. */
  readonly frames: readonly EventFrame[];
  close(): Promise<void>;
}

const shipped = (name: string): string => readFileSync(join(import.meta.dirname, '..', '..', '..', '..', 'resources', name), 'utf8');

export interface CoreOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly presetTokens?: readonly PresetToken[];
  readonly updateTemplates?: string | null;
  readonly keepsSecrets?: boolean;
  /** Where the database is; in memory unless told. */
  readonly database?: string;
  /** 0.5 unless told. */
  readonly random?: Random;
  /** This console among others; alone unless told. */
  readonly consolePorts?: Partial<ConsolePorts>;
  /** Of files that the configuration names. */
  readonly readFile?: (file: string) => Promise<string>;
  /** What the shell says of the machine; nothing is known unless told. */
  readonly hostPower?: AskPower;
}

const ALONE: Omit<ConsolePorts, 'writable'> = {
  mode: 'engine', machine: null, takeOver: null, onStoodDown: () => {}, copies: null,
  others: { meet: async () => null, fetchCopy: async () => false, askTerm: async () => null },
  readOther: () => Promise.reject(new Error('there is no other console')),
};

/** The whole engine as a shell starts it, with a configuration in a folder of its own. */
export async function openCore(text: string, { clock, log, presetTokens = [], updateTemplates = null, keepsSecrets = false, database = ':memory:', random = () => 0.5, readFile = async () => '', hostPower = () => Promise.resolve({ mainsPower: null, sleepBlocked: null }), consolePorts = {} }: CoreOptions): Promise<OpenCore> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-core-'));
  const file = join(folder, 'holdfast.yaml');
  writeFileSync(file, text);
  const redactor = new Redactor();
  const ports: ConsolePorts = { ...ALONE, ...consolePorts, writable: (work) => writeOnce(database, work) };
  const store = openWorkspace(ports.mode, { file: database, clock, log });
  const config = await ConfigService.open(file, { after: (delay, run) => clock.after(delay, run), redactor });
  const keyFile = keepsSecrets ? join(folder, 'key') : null;
  if (keyFile !== null) writeFileSync(keyFile, randomBytes(48).toString('base64'), { mode: 0o600 });
  const secrets = createFileSecretStore({ file: join(folder, 'secrets.json'), keyFile });
  const core = createCore({
    clock, log, redactor, store, config, secrets, presetTokens,
    random,
    randomBytes: (count) => randomBytes(count),
    connectTo: config,
    resolveSecrets: createSecretResolver({ file, env: {}, store: secrets, redactor }),
    readFile,
    keeping: null,
    collections: null,
    hostPower,
    planPrograms: { programs: systemPrograms, folder },
    reportTemplates: { shipped: shipped('report-template.md'), own: null },
    updateTemplates: { shipped: shipped('update-templates.md'), own: updateTemplates },
    demo: null, console: ports, onConnected: () => {}, epoch: 'test', version: '0.0.0',
    process: { lagMs: () => ({ p50: 0, p99: 0, max: 0 }), heapBytes: () => 1, fileBytes: () => 1, sqliteVersion: 'x' },
  });
  const frames: EventFrame[] = [];
  core.onFrame((frame) => void frames.push(frame));
  await core.start();
  return {
    core, file, frames,
    close: async () => {
      await core.close();
      store.close();
      rmSync(folder, { recursive: true });
    },
  };
}
