import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { HoldfastError } from '../../shared/model/result.ts';
import { counted } from '../../shared/text/counted.ts';
import type { WantedSecret } from '../config/portable.ts';
import { keptConfiguration } from '../engine/keeping/configuration.ts';
import { openBackup } from '../engine/keeping/container.ts';
import { makeCopy } from '../engine/keeping/make-copy.ts';
import { restoreBackup, type Restored } from '../engine/keeping/restore.ts';
import { reasonOf } from '../store/errors.ts';
import { acquireLock } from '../store/lock.ts';
import { fileStamp } from '../store/shelf.ts';
import { EXIT } from './cli.ts';
import { readBeside } from './read-beside.ts';
import { SILENT } from './quiet-core.ts';
import type { CommandOutcome, Where } from './records-commands.ts';
import { systemClock } from './system.ts';

/** `holdfast backup DEST`: everything that another machine needs, in one file; also while Holdfast runs. */
export async function backupCommand({ to, json }: { readonly to: string; readonly json: boolean }, where: Omit<Where, 'root'>): Promise<CommandOutcome> {
  const file = join(where.folder, 'holdfast.db');
  if (!existsSync(file)) return failed(EXIT.environment, existsSync(join(where.folder, 'demo', 'holdfast.db')) ? `${file}: there is no database; that of the demo is in the folder "demo" beside it` : `${file}: there is no database`, json);
  const now = systemClock.nowMs();
  const isFolder = statSync(to, { throwIfNoEntry: false })?.isDirectory() === true;
  const target = resolve(isFolder ? join(to, `holdfast-${fileStamp(now)}.tar`) : to);
  if (existsSync(target)) return failed(EXIT.environment, `${target} is there already; nothing was written.`, json);
  if (!existsSync(dirname(target))) return failed(EXIT.environment, `There is no folder ${dirname(target)}.`, json);
  try {
    const text = existsSync(where.configFile) ? readFileSync(where.configFile, 'utf8') : null;
    const configuration = await keptConfiguration(text, (name) => readBeside(where.configFile, name));
    const manifest = await makeCopy({ file, to: target, version: where.version, configuration }, systemClock);
    const left = text !== null && configuration === null ? ['The configuration has errors, so it is not in the backup.'] : [];
    const lines = [target, manifest.head === null ? 'The journal is empty.' : `The journal ends with row ${manifest.head.seq}, head ${manifest.head.hash}. Keep this elsewhere.`, ...(manifest.problem === null ? [] : [`The journal is not in order: ${manifest.problem}.`]), ...left];
    return { exitCode: manifest.problem === null ? EXIT.ok : EXIT.checkFailed, output: json ? toJson({ ok: manifest.problem === null, file: target, ...manifest, configuration: configuration !== null }) : `${lines.join('\n')}\n` };
  } catch (error) {
    return failed(EXIT.environment, reasonOf(error), json);
  }
}

/** `holdfast restore FILE`: puts a backup in the place of what a data folder holds, which is kept under another name. */
export async function restoreCommand({ file, json }: { readonly file: string; readonly json: boolean }, { folder, configFile }: Pick<Where, 'folder' | 'configFile'>): Promise<CommandOutcome> {
  let locked: ReturnType<typeof acquireLock>;
  try {
    locked = acquireLock(folder, process.pid);
  } catch (error) {
    return failed(EXIT.environment, `${folder} cannot be written: ${reasonOf(error)}`, json);
  }
  if (!locked.held) return failed(EXIT.environment, `Holdfast runs for this data folder${locked.holder?.address ? ` at ${locked.holder.address}` : ''}. Stop it first; nothing was changed.`, json);
  try {
    const restored = await restoreBackup({ backup: await openBackup(file), folder, configFile }, { clock: systemClock, log: SILENT, randomBytes: (count) => randomBytes(count) });
    return { exitCode: EXIT.ok, output: json ? toJson({ ok: true, ...restored, findings: undefined, rows: restored.findings.headSeq ?? 0, secrets: restored.secrets.map(({ reference, where }) => ({ reference: reference.written, where, supply: supplyWords(reference) })) }) : `${wordsOf(restored).join('\n')}\n` };
  } catch (error) {
    return failed(error instanceof HoldfastError && error.code === 'invalid_input' ? EXIT.checkFailed : EXIT.environment, reasonOf(error), json);
  } finally {
    locked.lock.release();
  }
}

function wordsOf({ file, findings, setAside, written, missing, secrets }: Restored): string[] {
  return [
    `Restored ${file}: ${counted(findings.headSeq ?? 0, 'row')} of the journal, and one that says so.`,
    ...written.map((path) => `Written: ${path}`),
    ...setAside.map((path) => `What was there is now ${path}`),
    ...missing.map((name) => `Not restored: ${name}, which lies outside the folder of the configuration.`),
    ...(secrets.length === 0 ? [] : ['Secrets are in no backup. These have to be entered again:']),
    ...secrets.map(({ reference, where }) => `  ${reference.written}, used by ${where.join(', ')}: ${supplyWords(reference)}`),
  ];
}

const supplyWords = ({ kind, name }: WantedSecret['reference']): string =>
  ({ env: `set the environment variable ${name} before the start`, file: `put it into the file ${name}`, secret: `enter "${name}" in Settings, Configuration, after the start` })[kind];

const failed = (exitCode: CommandOutcome['exitCode'], message: string, json: boolean): CommandOutcome => ({ exitCode, output: json ? toJson({ ok: false, error: message }) : `${message}\n` });
const toJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
