import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { nowMs } from './folder.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const TOKEN = 'bench-token-that-is-long-enough-0123456789';

export interface RunningHoldfast {
  readonly url: string;
  /** With the one-time pairing code in its fragment. */
  readonly pairUrl: string;
  /** The process that was started; with `npm` the server is another one below it. */
  readonly pid: number;
  /** From the start of the process to its ready line. */
  readonly readyMs: number;
  readonly startedAtMs: number;
  readonly headers: Readonly<Record<string, string>>;
  api<T>(path: string): Promise<T>;
  stop(): Promise<void>;
}

export interface HoldfastOptions {
  /** A folder of its own, made anew. */
  readonly folder: string;
  /** Text of holdfast.yaml; null = the demo. */
  readonly config: string | null;
  /** `npm` goes through `npm start`, as a person does; `node` starts the built server. */
  readonly via?: 'npm' | 'node';
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the built wall server on a free port; resolves when its ready line and its pairing code have been printed. */
export async function startHoldfast({ folder, config, via = 'node', env = {} }: HoldfastOptions): Promise<RunningHoldfast> {
  mkdirSync(folder, { recursive: true });
  if (config !== null) writeFileSync(join(folder, 'holdfast.yaml'), config);
  const args = ['--headless', '--no-open', '--port', '0', '--data', folder];
  const [command, ...before] = via === 'npm' ? ['npm', 'start', '--silent', '--'] : [process.execPath, join(ROOT, 'out', 'main', 'server.js'), 'start'];
  const startedAtMs = nowMs();
  // A group of its own: npm does not hand every signal on.
  const child = spawn(command ?? '', [...before, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HOLDFAST_TOKEN: TOKEN, ...env }, detached: true });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const killWithUs = (): void => signal(child.pid, 'SIGKILL');
  process.once('exit', killWithUs);
  const { url, code, readyMs } = await new Promise<{ url: string; code: string; readyMs: number }>((resolve, reject) => {
    let found: { url: string; readyMs: number } | null = null;
    child.once('exit', (exit) => reject(new Error(`the server ended with ${String(exit)} before it was ready:\n${stderr}`)));
    child.once('error', reject);
    createInterface({ input: child.stdout }).on('line', (text) => {
      const ready = /^Holdfast is ready: (\S+)$/.exec(text)?.[1];
      if (ready !== undefined) found = { url: ready, readyMs: nowMs() - startedAtMs };
      const code = /^Pairing code: (\S+)/.exec(text)?.[1];
      if (found && code !== undefined) resolve({ ...found, code });
    });
  });
  const headers = { authorization: `Bearer ${TOKEN}` };
  return {
    url, readyMs, startedAtMs, headers,
    pid: child.pid ?? 0,
    pairUrl: `${url}#pair=${code}`,
    api: async <T>(path: string) => {
      const response = await fetch(`${url}api/v1${path}`, { headers });
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
      return (await response.json()) as T;
    },
    stop: async () => {
      process.off('exit', killWithUs);
      signal(child.pid, 'SIGTERM');
      await exited;
    },
  };
}

function signal(pid: number | undefined, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, name);
  } catch {
    // It has ended already.
  }
}
