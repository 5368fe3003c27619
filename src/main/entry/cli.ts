import { parseArgs } from 'node:util';
import { parseDuration } from '../../shared/model/units.ts';
import type { CheckOptions } from './collection-command.ts';
import type { DrillOptions } from './drill-command.ts';

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
  /** The engine whose seat this console is; null: it is one of its own, or was connected before. */
  readonly connect: ConnectOptions | null;
}

export interface ConnectOptions {
  /** Such as `https://ops-1:7420`. */
  readonly origin: string;
  /** A pairing code that was given out there; needed once. */
  readonly code: string | null;
  /** SHA-256 of the certificate that is trusted there: `AA:BB:…`. */
  readonly fingerprint: string | null;
}

export type Command =
  | { readonly name: 'start'; readonly options: StartOptions }
  | { readonly name: 'check-config'; readonly file: string; readonly json: boolean }
  | { readonly name: 'verify'; readonly data: string | null; readonly file: string | null; readonly json: boolean }
  | { readonly name: 'backup'; readonly data: string | null; readonly config: string | null; readonly to: string; readonly json: boolean }
  | { readonly name: 'restore'; readonly data: string | null; readonly config: string | null; readonly file: string; readonly json: boolean }
  | { readonly name: 'export'; readonly data: string | null; readonly config: string | null; readonly incident: string; readonly format: 'md' | 'html' | 'json'; readonly out: string | null }
  | { readonly name: 'import'; readonly data: string | null; readonly config: string | null; readonly file: string; readonly checkOnly: boolean; readonly json: boolean }
  | { readonly name: 'run-due'; readonly data: string | null; readonly config: string | null; readonly json: boolean }
  | { readonly name: 'check'; readonly options: CheckOptions }
  | { readonly name: 'drill'; readonly options: DrillOptions }
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
       holdfast check --collection FILE [--environment FILE] [--folder NAME] [--secret NAME=VARIABLE] [--junit OUT] [--timeout 60s]
                      [--runner PATH] [--json]
       holdfast drill PLAN [--dry-run] [--surprises] [--url ADDRESS] [--timeout 30m] [--json]
       holdfast run-due [--data DIR] [--config FILE] [--json]

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
  --connect URL    be a second console of the engine that runs at URL: keep a copy of it, and take over when it is lost; remembered
  --code CODE      with --connect, at the first start: a pairing code that was made there (or set HOLDFAST_TOKEN)
  --fingerprint F  with --connect: trust the certificate with this SHA-256 fingerprint, which the other Holdfast prints at its start

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

check runs a Postman collection (v2.1) through the newman or Postman CLI that is installed, as a signal of a postman source does: for
CI. --secret hands the value of an environment variable to the collection under NAME; nothing else of the environment is passed on.
Exit 0 all passed, 1 something failed, 2 usage, 3 it could not be run.

drill asks the wall server that runs at --url (default http://127.0.0.1:7420/) for one drill of a plan, with the token in HOLDFAST_TOKEN,
and waits for its end: for a scheduler. --dry-run only looks; --surprises puts something in the way. Exit 0 the objective was met, 1 it
was not, 2 usage, 3 no Holdfast answers.

run-due does each health check of the triggers once that is due, for a scheduler where no Holdfast runs, and counts failed checks in a
row from call to call; where one runs, it is asked with HOLDFAST_TOKEN. It suggests plans and never begins one. Exit 0 ok, 1 more than
two checks in a row have failed, 2 usage, 3 it cannot be known.
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
  connect: { type: 'string' },
  code: { type: 'string' },
  fingerprint: { type: 'string' },
  incident: { type: 'string' },
  format: { type: 'string' },
  out: { type: 'string' },
  check: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  surprises: { type: 'boolean' },
  url: { type: 'string' },
  collection: { type: 'string' },
  environment: { type: 'string' },
  folder: { type: 'string' },
  secret: { type: 'string', multiple: true },
  junit: { type: 'string' },
  timeout: { type: 'string' },
  runner: { type: 'string' },
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
  if (name === 'run-due') {
    if (rest.length > 0) return { ok: false, message: `run-due expects no further words, got "${rest.join(' ')}"` };
    return { ok: true, command: { name, data: values.data ?? null, config: values.config ?? null, json: values.json ?? false } };
  }
  if (name === 'drill') return readDrill(rest, values);
  if (name === 'check') return rest.length > 0 ? { ok: false, message: `check expects no further words, got "${rest.join(' ')}"` } : readCheck(values);
  if (name !== 'start') return { ok: false, message: `unknown command "${name}": expected start, check, check-config, verify, backup, restore, export, import, drill or run-due` };
  if (rest.length > 0) return { ok: false, message: `start expects no further words, got "${rest.join(' ')}"` };
  if (values.headless && values.desktop) return { ok: false, message: '--headless and --desktop exclude each other' };
  const connect = readConnect(values);
  if (typeof connect === 'string') return { ok: false, message: connect };
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
        connect,
      },
    },
  };
}

interface CheckValues {
  readonly collection?: string | undefined;
  readonly environment?: string | undefined;
  readonly folder?: string | undefined;
  readonly secret?: readonly string[] | undefined;
  readonly junit?: string | undefined;
  readonly timeout?: string | undefined;
  readonly runner?: string | undefined;
  readonly json?: boolean | undefined;
}

/** As a source may be configured. */
const CHECK_TIMEOUT_MS = { least: 1_000, most: 600_000 } as const;

function readCheck({ collection, environment, folder, secret = [], junit, timeout = '60s', runner, json = false }: CheckValues): CliResult {
  if (collection === undefined) return { ok: false, message: 'check expects --collection with the file of a Postman collection' };
  const timeoutMs = parseDuration(timeout);
  if (timeoutMs === null || timeoutMs < CHECK_TIMEOUT_MS.least || timeoutMs > CHECK_TIMEOUT_MS.most) return { ok: false, message: `--timeout expects a duration from 1s to 10m, got "${timeout}"` };
  const secrets = secret.map((text) => /^([^=]+)=([A-Za-z_][A-Za-z0-9_]*)$/.exec(text));
  const wrong = secrets.indexOf(null);
  if (wrong !== -1) return { ok: false, message: '--secret expects NAME=VARIABLE: a variable of the collection, and the environment variable that holds its value' };
  const named = secrets.map((found) => [found?.[1] ?? '', found?.[2] ?? ''] as const);
  return { ok: true, command: { name: 'check', options: { collection, environment: environment ?? null, folder: folder ?? null, secrets: named, junit: junit ?? null, timeoutMs, runner: runner ?? null, json } } };
}

interface DrillValues {
  readonly 'dry-run'?: boolean | undefined;
  readonly surprises?: boolean | undefined;
  readonly url?: string | undefined;
  readonly timeout?: string | undefined;
  readonly json?: boolean | undefined;
}

const DRILL_TIMEOUT_MS = { least: 1_000, most: 86_400_000 } as const;

function readDrill([plan, ...more]: readonly string[], { url = 'http://127.0.0.1:7420/', timeout = '30m', json = false, surprises = false, 'dry-run': dryRun = false }: DrillValues): CliResult {
  if (plan === undefined || more.length > 0) return { ok: false, message: 'drill expects exactly one id of a plan' };
  if (dryRun && surprises) return { ok: false, message: '--dry-run and --surprises exclude each other: a dry run changes nothing that could fail' };
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url)) return { ok: false, message: `--url expects an http:// or https:// address, got "${url}"` };
  const timeoutMs = parseDuration(timeout);
  if (timeoutMs === null || timeoutMs < DRILL_TIMEOUT_MS.least || timeoutMs > DRILL_TIMEOUT_MS.most) return { ok: false, message: `--timeout expects a duration from 1s to 1d, got "${timeout}"` };
  return { ok: true, command: { name: 'drill', options: { plan, mode: dryRun ? 'dry-run' : 'drill', surprises, url, timeoutMs, json } } };
}

interface ConnectValues {
  readonly connect?: string | undefined;
  readonly code?: string | undefined;
  readonly fingerprint?: string | undefined;
  readonly demo?: boolean | undefined;
}

/** A sentence where it makes no sense. */
function readConnect({ connect, code, fingerprint, demo }: ConnectValues): ConnectOptions | string | null {
  if (connect === undefined) return code === undefined && fingerprint === undefined ? null : '--code and --fingerprint belong to --connect';
  if (demo) return '--connect and --demo exclude each other';
  const url = URL.parse(connect);
  if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.username !== '') return `--connect expects an address such as https://ops-1:7420, got "${connect}"`;
  const shown = fingerprint?.toUpperCase() ?? null;
  if (shown !== null && !/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/.test(shown)) return '--fingerprint expects 32 pairs of hexadecimal digits with colons, as Holdfast prints them';
  return { origin: url.origin, code: code ?? null, fingerprint: shown };
}

function readPort(text: string | undefined): number | null | 'bad' {
  if (text === undefined) return null;
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port <= 65_535 ? port : 'bad';
}
