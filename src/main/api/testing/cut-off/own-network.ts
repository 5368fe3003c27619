import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/** A good part of a short life is reading code. */
const CACHE = path.join(import.meta.dirname, '../../../../../node_modules/.cache/cut-off');
/** What a process finds as its only network: loopback with these addresses and nobody else on it, and a list of resolvers of its own. */
const ENTER = 'ip link set lo up && for each in $2; do ip address add "$each/8" dev lo || exit 1; done; mount --bind "$1" /etc/resolv.conf && shift 2 && exec "$@"';
const NAMESPACE = ['--map-root-user', '--net', '--mount'];

async function run(command: readonly string[], env: NodeJS.ProcessEnv = process.env, timeLimitMs = 10_000): Promise<{ readonly code: number | null; readonly out: string; readonly wrong: string }> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env, timeout: timeLimitMs, killSignal: 'SIGKILL' });
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
    child.once('error', () => resolve(null));
  });
  const [code, out, wrong] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, out, wrong };
}

const entering = (resolvFile: string, addresses: readonly string[], command: readonly string[]): readonly string[] => ['unshare', ...NAMESPACE, 'sh', '-c', ENTER, 'sh', resolvFile, addresses.join(' '), ...command];

/** Why no process can be given a network of its own here; null where it can. */
export async function whyNoOwnNetwork(): Promise<string | null> {
  if (process.platform !== 'linux') return 'network namespaces are Linux’s';
  const { code, wrong } = await run(entering('/dev/null', ['127.0.0.2'], ['true']));
  return code === 0 ? null : wrong.trim() || 'the program "unshare" is not installed';
}

/** Runs a script of ours in a network of its own, in which ports 53 and 443 of loopback are free and no resolver is known. Resolves with what it printed. */
export async function inOwnNetwork(script: string, args: readonly string[], { resolvFile, addresses, env, timeLimitMs }: { readonly resolvFile: string; readonly addresses: readonly string[]; readonly env: NodeJS.ProcessEnv; readonly timeLimitMs: number }): Promise<string> {
  writeFileSync(resolvFile, '');
  const { code, out, wrong } = await run(entering(resolvFile, addresses, [process.execPath, script, ...args]), { ...process.env, NODE_COMPILE_CACHE: CACHE, ...env }, timeLimitMs);
  if (code !== 0) throw new Error(`${script} ended with ${String(code)}: ${wrong}\n${out}`);
  return out;
}
