import { access, realpath } from 'node:fs/promises';
import path from 'node:path';
import { durationMs } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import type { Programs } from '../../ports.ts';

/** newman, as a script of a Node that keeps it from the files of this machine. */
export interface NewmanRunner {
  readonly kind: 'newman';
  readonly version: string;
  /** The Node that is started, and its options. */
  readonly file: string;
  readonly args: readonly string[];
  readonly script: string;
}

/** The Postman CLI: one program, whose reading cannot be limited. */
export interface PostmanRunner {
  readonly kind: 'postman';
  readonly version: string;
  readonly file: string;
}

export type Runner = NewmanRunner | PostmanRunner;

export type FoundRunner = { readonly ok: true; readonly runner: Runner } | { readonly ok: false; readonly message: string };

const INSTALL = 'install one with `npm install -g newman`, or name it as the source’s `runner`';
const VERSION_LIMIT_MS = durationMs(15_000);

/**
 * The runner that is configured, by its absolute path or by its name on PATH, else the first newman on PATH, else the first Postman CLI. newman is started as a script of a Node
 * that can keep it from files (its own sandbox for scripts is no boundary), so a Node of 22.13 or later is looked for, too: the one
 * that we run in, the one beside newman, the one on PATH.
 */
export async function findRunner(configured: string | null, programs: Programs, abort: AbortSignal): Promise<FoundRunner> {
  const file = configured === null ? ((await programs.find('newman')) ?? (await programs.find('postman'))) : path.isAbsolute(configured) ? configured : await programs.find(configured);
  if (file === null && configured !== null) return { ok: false, message: `there is no program ${plain(configured)} on PATH: ${INSTALL}` };
  if (file === null) return { ok: false, message: `neither newman nor the Postman CLI is on PATH: ${INSTALL}` };
  const real = await realpath(file).catch(() => null);
  if (real === null) return { ok: false, message: `there is no program ${plain(file)}: ${INSTALL}` };
  const script = await newmanScript(file, real);
  if (script !== null) return newmanRunner(script, file, programs, abort);
  if (isNewman(file)) return { ok: false, message: `${plain(file)} starts newman in a way that is not known here: name newman’s own script as the source’s \`runner\`, such as /usr/lib/node_modules/newman/bin/newman.js` };
  return postmanRunner(file, programs, abort);
}

const isNewman = (file: string): boolean => /^newman(?:\.cmd|\.ps1)?$/i.test(path.basename(file));

/** newman's script: the program itself, or what npm's shim on Windows starts; null where the program is no newman. */
async function newmanScript(file: string, real: string): Promise<string | null> {
  if (/\.[cm]?js$/.test(real)) return real;
  if (!isNewman(file)) return null;
  const folder = path.dirname(file);
  for (const beside of ['node_modules/newman/bin/newman.js', '../newman/bin/newman.js']) {
    const script = path.join(folder, beside);
    if (await isThere(script)) return realpath(script);
  }
  return null;
}

const isThere = (file: string): Promise<boolean> => access(file).then(() => true, () => false);

async function newmanRunner(script: string, file: string, programs: Programs, abort: AbortSignal): Promise<FoundRunner> {
  const node = await findNode(path.dirname(file), programs, abort);
  if (node === null) return { ok: false, message: 'newman needs Node 22.13 or later on PATH or beside it: only that can keep the scripts of a collection from the files of this machine' };
  const args = [...permissions(node.version), `--allow-fs-read=${packagesAround(script)}`];
  const version = await versionOf(node.file, [...args, script], programs, abort);
  if (version === null) return { ok: false, message: `${plain(file)} does not tell its version, expected newman or the Postman CLI` };
  return { ok: true, runner: { kind: 'newman', file: node.file, args, script, version } };
}

/** The outermost `node_modules` that a script lies in, for its dependencies may be anywhere in there; else its package's folder. */
function packagesAround(script: string): string {
  const at = script.split(path.sep).indexOf('node_modules');
  return at === -1 ? path.dirname(path.dirname(script)) : script.split(path.sep).slice(0, at + 1).join(path.sep);
}

interface NodeProgram {
  readonly file: string;
  readonly version: readonly [major: number, minor: number];
}

async function findNode(beside: string, programs: Programs, abort: AbortSignal): Promise<NodeProgram | null> {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const own = 'electron' in process.versions ? null : process.execPath;
  for (const file of [own, path.join(beside, name), await programs.find('node')]) {
    if (file === null || !(await isThere(file))) continue;
    const [, major, minor] = /^v?(\d+)\.(\d+)\./.exec((await versionOf(file, [], programs, abort)) ?? '') ?? [];
    const version = [Number(major), Number(minor)] as const;
    if (version[0] > 22 || (version[0] === 22 && version[1] >= 13)) return { file, version };
  }
  return null;
}

/** Node's permission model: no files, programs, threads or native code but those allowed. From 25 on the network must be allowed as well. */
const permissions = ([major]: NodeProgram['version']): string[] => ['--permission', ...(major >= 25 ? ['--allow-net'] : []), '--disable-warning=DEP0176'];

async function postmanRunner(file: string, programs: Programs, abort: AbortSignal): Promise<FoundRunner> {
  const version = await versionOf(file, [], programs, abort);
  if (version === null) return { ok: false, message: `${plain(file)} does not tell its version, expected newman or the Postman CLI` };
  return { ok: true, runner: { kind: 'postman', file, version } };
}

async function versionOf(file: string, args: readonly string[], programs: Programs, abort: AbortSignal): Promise<string | null> {
  try {
    const { exitCode, stdout } = await programs.run({ file, args: [...args, '--version'], cwd: path.dirname(file), env: {}, timeLimitMs: VERSION_LIMIT_MS }, abort);
    return exitCode === 0 ? (/\d+\.\d+\.\d+\S*/.exec(stdout)?.[0].slice(0, 40) ?? null) : null;
  } catch {
    return null;
  }
}
