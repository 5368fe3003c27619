import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HoldfastError } from '../../shared/model/result.ts';
import { counted } from '../../shared/text/counted.ts';
import { checkFile, type FileFindings } from '../engine/keeping/check-file.ts';
import { openBackup } from '../engine/keeping/container.ts';
import { reasonOf, troubleOf } from '../store/errors.ts';
import { EXIT } from './cli.ts';
import { systemClock } from './system.ts';

export interface VerifyOutcome {
  readonly exitCode: (typeof EXIT)['ok' | 'checkFailed' | 'environment'];
  /** For standard output; ends with a line feed. */
  readonly output: string;
}

type Findings = Pick<FileFindings, 'ok' | 'database' | 'journal'> & { readonly file: string };

/**
 * `holdfast verify`: reads the whole database of a data folder, and its journal from the first row to the head, whether an engine
 * runs there or not. Exit 0 in order, 1 not in order, 3 nothing there to check.
 */
export function verifyCommand(folder: string, { json }: { readonly json: boolean }): VerifyOutcome {
  const file = join(folder, 'holdfast.db');
  if (!existsSync(file)) return unable(file, existsSync(join(folder, 'demo', 'holdfast.db')) ? 'there is no database; that of the demo is in the folder "demo" beside it' : 'there is no database', json);
  return verified(file, file, json);
}

/** `holdfast verify FILE`: the same of a backup, in its one file or as it stands in the folder of backups, against what it says of itself. */
export async function verifyBackupCommand(file: string, { json }: { readonly json: boolean }): Promise<VerifyOutcome> {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return unable(file, 'there is no such file', json);
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-verify-'));
  try {
    const database = join(folder, 'holdfast.db');
    const backup = await openBackup(file);
    await backup.extract(database);
    const outcome = verified(database, file, json);
    const head = backup.manifest?.head?.hash ?? null;
    const found = outcome.exitCode === EXIT.ok ? checkFile(database, systemClock).journal?.head ?? null : head;
    if (backup.manifest !== null && found !== head) return report({ file, ok: false, database: ['its journal does not end as the backup says of itself'], journal: null }, json);
    return outcome;
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'invalid_input') return report({ file, ok: false, database: [error.message], journal: null }, json);
    return unable(file, `it cannot be read: ${reasonOf(error)}`, json);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function verified(database: string, shown: string, json: boolean): VerifyOutcome {
  try {
    const { schemaVersion: _, headSeq: __, ...findings } = checkFile(database, systemClock);
    if (findings.database.length === 0 && findings.journal === null) return unable(shown, 'it was written by a Holdfast that kept no journal yet; start Holdfast once to bring it up to date', json);
    return report({ file: shown, ...findings }, json);
  } catch (error) {
    if (troubleOf(error) === 'damaged') return report({ file: shown, ok: false, database: [reasonOf(error)], journal: null }, json);
    return unable(shown, `it cannot be read: ${reasonOf(error)}`, json);
  }
}

const unable = (file: string, message: string, json: boolean): VerifyOutcome => ({ exitCode: EXIT.environment, output: json ? toJson({ file, ok: false, error: message }) : `${file}: ${message}\n` });

function report({ file, ok, database, journal }: Findings, json: boolean): VerifyOutcome {
  const lines = [databaseLine(database), journalLine(journal)].map((line) => `${file}: ${line}`);
  return { exitCode: ok ? EXIT.ok : EXIT.checkFailed, output: json ? toJson({ file, ok, database, journal }) : `${lines.join('\n')}\n` };
}

const databaseLine = (database: Findings['database']): string => (database.length === 0 ? 'database ok' : `database damaged: ${database.join('; ')}`);

function journalLine(journal: Findings['journal']): string {
  if (journal === null) return 'journal not checked';
  if (journal.firstBad !== null) return `journal not in order: ${journal.firstBad.problem}`;
  const gaps = ([[journal.redacted, 'redacted'], [journal.erased, 'erased by the retention settings']] as const).flatMap(([count, how]) => (count === 0 ? [] : [`, ${counted(count, 'text')} ${how}`]));
  const repaired = ([[journal.lost, 'lost to damage'], [journal.unproven, 'kept unproven after damage']] as const).flatMap(([count, how]) => (count === 0 ? [] : [`, ${counted(count, 'row')} ${how}`]));
  return `journal ok: ${counted(journal.rows, 'row')}${[...gaps, ...repaired].join('')}${journal.head === null ? '' : `, head ${journal.head}`}`;
}

const toJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
