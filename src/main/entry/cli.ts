import { parseArgs } from 'node:util';

/** Exit codes of every command. */
export const EXIT = { ok: 0, checkFailed: 1, usage: 2, environment: 3 } as const;

export interface StartOptions {
  readonly config: string | null;
  readonly data: string | null;
  readonly host: string | null;
  readonly port: number | null;
  readonly demo: boolean;
  readonly open: boolean;
  readonly insecureLan: boolean;
}

export type Command =
  | { readonly name: 'start'; readonly options: StartOptions }
  | { readonly name: 'check-config'; readonly file: string; readonly json: boolean }
  | { readonly name: 'verify'; readonly data: string | null; readonly file: string | null; readonly json: boolean }
  | { readonly name: 'backup'; readonly data: string | null; readonly config: string | null; readonly to: string; readonly json: boolean }
  | { readonly name: 'restore'; readonly data: string | null; readonly config: string | null; readonly file: string; readonly json: boolean }
  | { readonly name: 'export'; readonly data: string | null; readonly config: string | null; readonly incident: string; readonly format: 'md' | 'html' | 'json'; readonly out: string | null }
  | { readonly name: 'import'; readonly data: string | null; readonly config: string | null; readonly file: string; readonly checkOnly: boolean; readonly json: boolean }
  | { readonly name: 'help' }
  | { readonly name: 'version' };

export type CliResult = { readonly ok: true; readonly command: Command } | { readonly ok: false; readonly message: string };

export const HELP = `Usage: holdfast [start] [options]
       holdfast check-config FILE [--json]
       holdfast verify [BACKUP] [--data DIR] [--json]
       holdfast backup DEST [--data DIR] [--config FILE] [--json]
       holdfast restore BACKUP [--data DIR] [--config FILE] [--json]
       holdfast export --incident ID --format md|html|json [--out FILE|DIR] [--data DIR]
       holdfast import FILE [--check] [--data DIR] [--json]

start opens the desktop app, or the wall server where the app cannot run.
  --config FILE    holdfast.yaml to use (default: holdfast.yaml in the data folder)
  --data DIR       data folder (default: the platform's application-data folder)
  --headless       wall server only
  --desktop        desktop app only: fail rather than fall back
  --host ADDRESS   address to listen on (default 127.0.0.1; another one needs TLS)
  --port N         port to listen on, 0 = any free (default 7420)
  --demo           demo workspace, even when a configuration exists
  --no-open        do not open a browser
  --insecure-lan   allow another address without TLS: everything shown, and every session, can be read on that network

check-config says what is wrong in a configuration: exit 0 valid, 1 errors, 2 usage, 3 cannot be read.

verify checks the database and its journal, also while Holdfast runs, and names the first row that was altered, removed or added:
exit 0 in order, 1 not in order, 2 usage, 3 no database. Keep the head that it prints elsewhere: only by that does a journal show
that was made anew as a whole. With BACKUP it checks that file instead.

backup writes database, configuration and rule files into one file, also while Holdfast runs; DEST is the file or a folder. No secret
is in it. Exit 0 done, 1 done, but the journal is not in order, 2 usage, 3 not possible.

restore puts a backup in the place of what the data folder holds, while Holdfast does not run, and says which secrets have to be
entered again. What was there is kept under another name. Exit 0 done, 1 the backup was altered or is damaged, 2 usage, 3 not possible.

export writes the report of an incident, also while Holdfast runs: md a ZIP archive, or into a folder that --out names, of Markdown
and charts; html one page; json the whole incident with its rows of the journal, for import. It prints where the file is.

import brings in an incident that another Holdfast exported as JSON, or past incidents from CSV or JSON, while Holdfast does not run;
--check only says what would become of it. Both: exit 0 done, 1 the file was altered, or rows of it are wrong, 2 usage, 3 not possible.
`;

const OPTIONS = {
  config: { type: 'string' },
  data: { type: 'string' },
  headless: { type: 'boolean' },
  desktop: { type: 'boolean' },
  host: { type: 'string' },
  port: { type: 'string' },
  demo: { type: 'boolean' },
  'no-open': { type: 'boolean' },
  'insecure-lan': { type: 'boolean' },
  incident: { type: 'string' },
  format: { type: 'string' },
  out: { type: 'string' },
  check: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** Reads the command line; a mistake comes back as one sentence, never as a guess. */
export function parseCli(args: readonly string[]): CliResult {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
  const { values, positionals } = parsed;
  if (values.help) return { ok: true, command: { name: 'help' } };
  if (values.version) return { ok: true, command: { name: 'version' } };
  const [name = 'start', ...rest] = positionals;
  if (name === 'check-config') {
    const [file, ...more] = rest;
    if (file === undefined || more.length > 0) return { ok: false, message: 'check-config expects exactly one file' };
    return { ok: true, command: { name, file, json: values.json ?? false } };
  }
  if (name === 'verify') {
    const [file = null, ...more] = rest;
    if (more.length > 0) return { ok: false, message: `verify expects one backup or nothing, got "${rest.join(' ')}"` };
    return { ok: true, command: { name, file, data: values.data ?? null, json: values.json ?? false } };
  }
  if (name === 'backup' || name === 'restore') {
    const [file, ...more] = rest;
    if (file === undefined || more.length > 0) return { ok: false, message: name === 'backup' ? 'backup expects exactly one file or folder to write to' : 'restore expects exactly one backup' };
    const shared = { data: values.data ?? null, config: values.config ?? null, json: values.json ?? false };
    return { ok: true, command: name === 'backup' ? { name, to: file, ...shared } : { name, file, ...shared } };
  }
  if (name === 'export') {
    if (rest.length > 0) return { ok: false, message: `export expects no further words, got "${rest.join(' ')}"` };
    const { incident, format } = values;
    if (incident === undefined) return { ok: false, message: 'export expects --incident, such as INC-2026-0042' };
    if (format !== 'md' && format !== 'html' && format !== 'json') return { ok: false, message: `--format expects md, html or json, got "${format ?? ''}"` };
    return { ok: true, command: { name, incident, format, data: values.data ?? null, config: values.config ?? null, out: values.out ?? null } };
  }
  if (name === 'import') {
    const [file, ...more] = rest;
    if (file === undefined || more.length > 0) return { ok: false, message: 'import expects exactly one file' };
    return { ok: true, command: { name, file, data: values.data ?? null, config: values.config ?? null, checkOnly: values.check ?? false, json: values.json ?? false } };
  }
  if (name !== 'start') return { ok: false, message: `unknown command "${name}": expected start, check-config, verify, backup, restore, export or import` };
  if (rest.length > 0) return { ok: false, message: `start expects no further words, got "${rest.join(' ')}"` };
  if (values.headless && values.desktop) return { ok: false, message: '--headless and --desktop exclude each other' };
  const port = readPort(values.port);
  if (port === 'bad') return { ok: false, message: `--port expects a number from 0 to 65535, got "${values.port}"` };
  return {
    ok: true,
    command: {
      name,
      options: {
        config: values.config ?? null,
        data: values.data ?? null,
        host: values.host ?? null,
        port,
        demo: values.demo ?? false,
        open: !(values['no-open'] ?? false),
        insecureLan: values['insecure-lan'] ?? false,
      },
    },
  };
}

function readPort(text: string | undefined): number | null | 'bad' {
  if (text === undefined) return null;
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port <= 65_535 ? port : 'bad';
}
