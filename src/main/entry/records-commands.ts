import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { unzipSync } from 'fflate';
import type { MadeFile } from '../../shared/contract/report-calls.ts';
import { IncidentId } from '../../shared/model/ids.ts';
import { safeFileName } from '../../shared/model/out-file.ts';
import { isIncidentFile } from '../../shared/model/report.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import { counted } from '../../shared/text/counted.ts';
import { EXIT } from './cli.ts';
import { COMMAND_LINE, withQuietCore } from './quiet-core.ts';

export interface CommandOutcome {
  readonly exitCode: (typeof EXIT)[keyof typeof EXIT];
  /** For standard output; ends with a line feed. */
  readonly output: string;
}

export interface ExportOptions {
  readonly incident: string;
  readonly format: 'md' | 'html' | 'json';
  /** File, or for `md` a folder; null: a file in this folder, under the name of the incident. */
  readonly out: string | null;
}

export interface ImportOptions {
  readonly file: string;
  /** Only says what would become of it. */
  readonly checkOnly: boolean;
  readonly json: boolean;
}

/** Where the workspace stands, and the app. */
export interface Where {
  readonly folder: string;
  readonly configFile: string;
  readonly version: string;
  readonly root: string;
}

/** `holdfast export`: the report of an incident, or the whole of it as JSON; also while Holdfast runs. */
export async function exportCommand({ incident, format, out }: ExportOptions, where: Where): Promise<CommandOutcome> {
  const id = IncidentId.safeParse(incident);
  if (!id.success) return { exitCode: EXIT.usage, output: `--incident: ${id.error.issues[0]?.message ?? 'expected an incident'}\n` };
  try {
    const file = await withQuietCore({ ...where, writes: false }, (core) => core.records.reports.export(id.data, format, COMMAND_LINE));
    return { exitCode: EXIT.ok, output: `${write(file, out)}\n` };
  } catch (error) {
    return { exitCode: EXIT.environment, output: `${reasonOf(error)}\n` };
  }
}

/** Writes the file and says where; what is there already is overwritten only where its name was given. */
function write(file: MadeFile, out: string | null): string {
  const bytes = file.encoding === 'utf8' ? Buffer.from(file.data, 'utf8') : Buffer.from(file.data, 'base64');
  const path = resolve(out ?? safeFileName(file.name, file.kind));
  if (file.kind === 'zip' && out !== null && !/\.zip$/i.test(out)) {
    for (const [name, content] of Object.entries(unzipSync(bytes))) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), content);
    }
    return join(path, 'report.md');
  }
  if (out === null && existsSync(path)) throw new HoldfastError('conflict', `${path} is there already; name a file with --out.`);
  writeFileSync(path, bytes);
  return path;
}

const MOST_BYTES = 64 * 1024 * 1024;

/** `holdfast import`: an incident that another Holdfast exported, or past incidents from CSV or JSON. */
export async function importCommand({ file, checkOnly, json }: ImportOptions, where: Where): Promise<CommandOutcome> {
  let text: string;
  try {
    if (statSync(file).size > MOST_BYTES) throw new Error(`it is larger than the ${MOST_BYTES / 1_048_576} MiB that are read`);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return failed(EXIT.environment, `${file} cannot be read: ${reasonOf(error)}`, json);
  }
  const name = file.split(/[/\\]/).at(-1)?.slice(0, 200) ?? 'import';
  try {
    return await withQuietCore({ ...where, writes: true }, async ({ records }) => {
      if (isIncidentFile(text)) {
        const outcome = records.reports.import({ text, file: name, commit: !checkOnly }, COMMAND_LINE);
        const what = `${outcome.incident} of ${outcome.workspace}`;
        const done = outcome.imported === null ? `${what} is as it was made${outcome.duplicate === null ? '; nothing was imported' : `, and here already as ${outcome.duplicate}`}.` : `${what} imported as ${outcome.imported}.`;
        return { exitCode: EXIT.ok, output: json ? toJson({ ok: true, ...outcome }) : `${[done, ...outcome.says].join('\n')}\n` };
      }
      const report = await records.importPast({ format: /^\uFEFF?\s*[[{]/.test(text) ? 'json' : 'csv', text, file: name, commit: !checkOnly }, COMMAND_LINE.actor);
      const ok = report.problems.length === 0 && report.wrong === 0;
      const rows = report.rows.filter(({ verdict }) => verdict === 'wrong').map(({ row, problems }) => `row ${row}: ${problems.join('; ')}`);
      const summary = `${counted(report.imported, 'incident')} imported; ${report.ready} ready, ${report.duplicate} here already, ${report.wrong} wrong.`;
      return { exitCode: ok ? EXIT.ok : EXIT.checkFailed, output: json ? toJson({ ok, ...report }) : `${[...report.problems, ...rows, summary].join('\n')}\n` };
    });
  } catch (error) {
    // What is wrong with the file is found by the check; anything else is the fault of where it should go.
    const refused = error instanceof HoldfastError && (error.code === 'invalid_input' || error.code === 'conflict');
    return failed(refused ? EXIT.checkFailed : EXIT.environment, reasonOf(error), json);
  }
}

const failed = (exitCode: CommandOutcome['exitCode'], message: string, json: boolean): CommandOutcome => ({ exitCode, output: json ? toJson({ ok: false, error: message }) : `${message}\n` });
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const toJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
