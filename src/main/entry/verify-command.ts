import { counted } from '../../shared/text/counted.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { verifyChain } from '../engine/journal/verify.ts';
import type { Verification } from '../engine/journal/journal.ts';
import { reasonOf, troubleOf } from '../store/errors.ts';
import { inspectFile } from '../store/inspect.ts';
import type { ReadDb } from '../store/sql.ts';
import { EXIT } from './cli.ts';
import { systemClock } from './system.ts';

export interface VerifyOutcome {
  readonly exitCode: (typeof EXIT)['ok' | 'checkFailed' | 'environment'];
  /** For standard output; ends with a line feed. */
  readonly output: string;
}

interface Findings {
  readonly file: string;
  readonly ok: boolean;
  /** What SQLite finds wrong with the file; empty when all is well. */
  readonly database: readonly string[];
  /** Null where a damaged file or the lack of a journal kept it from being read. */
  readonly journal: Verification | null;
}

/** First schema with a journal. */
const JOURNAL_SCHEMA = 30;
const TABLES = ['journal', 'journal_texts', 'journal_head'];
const QUIET = { clock: systemClock, log: { info: () => {}, warn: () => {} } };

/**
 * `holdfast verify`: reads the whole database of a data folder, and its journal from the first row to the head, whether an engine
 * runs there or not. Exit 0 in order, 1 not in order, 3 nothing there to check.
 */
export function verifyCommand(folder: string, { json }: { readonly json: boolean }): VerifyOutcome {
  const file = join(folder, 'holdfast.db');
  const unable = (message: string): VerifyOutcome => ({ exitCode: EXIT.environment, output: json ? toJson({ file, ok: false, error: message }) : `${file}: ${message}\n` });
  if (!existsSync(file)) return unable(existsSync(join(folder, 'demo', 'holdfast.db')) ? 'there is no database; that of the demo is in the folder "demo" beside it' : 'there is no database');
  try {
    const findings = inspectFile(file, QUIET, ({ read, schemaVersion, quickCheck }): Findings | null => {
      if (schemaVersion < JOURNAL_SCHEMA) return null;
      const database = [...quickCheck().map((line) => line.replaceAll('\n', ' ')), ...TABLES.filter((table) => !hasTable(read, table)).map((table) => `the table ${table} is missing`)];
      const journal = database.length > 0 ? null : verifyChain(read);
      return { file, database, journal, ok: database.length === 0 && journal?.ok === true };
    });
    if (findings === null) return unable('it was written by a Holdfast that kept no journal yet; start Holdfast once to bring it up to date');
    return report(findings, json);
  } catch (error) {
    if (troubleOf(error) === 'damaged') return report({ file, ok: false, database: [reasonOf(error)], journal: null }, json);
    return unable(`it cannot be read: ${reasonOf(error)}`);
  }
}

const hasTable = (read: ReadDb, table: string): boolean => read.get(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`, table) !== undefined;

function report(findings: Findings, json: boolean): VerifyOutcome {
  return { exitCode: findings.ok ? EXIT.ok : EXIT.checkFailed, output: json ? toJson(findings) : `${[databaseLine(findings), journalLine(findings)].map((line) => `${findings.file}: ${line}`).join('\n')}\n` };
}

const databaseLine = ({ database }: Findings): string => (database.length === 0 ? 'database ok' : `database damaged: ${database.join('; ')}`);

function journalLine({ journal }: Findings): string {
  if (journal === null) return 'journal not checked';
  if (journal.firstBad !== null) return `journal not in order: ${journal.firstBad.problem}`;
  const redacted = journal.redacted === 0 ? '' : `, ${counted(journal.redacted, 'text')} redacted`;
  return `journal ok: ${counted(journal.rows, 'row')}${redacted}${journal.head === null ? '' : `, head ${journal.head}`}`;
}

const toJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
