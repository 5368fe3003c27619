import { spawn, type ChildProcess } from 'node:child_process';

/** A polite end may take this long before the program is killed. */
const GRACE_SECONDS = 5;
const CLOSE_DEADLINE_MS = (GRACE_SECONDS + 3) * 1_000;
const KEPT_OUTPUT = 4_000;

/**
 * Runs the program with its life tied to ours: the shell waits at a pipe that only we hold, and when it closes, for whatever
 * reason (`kill -9` included), the program is ended. On Windows libuv puts children into a job that ends with the parent.
 * Elsewhere it gets a session of its own, so that a Ctrl-C in our terminal does not end it before we do.
 */
const TETHER = `
exec 3<&0
"$@" </dev/null 3<&- &
program=$!
{
  while read -r _ <&3; do :; done
  kill -TERM "$program"
  waited=0
  while kill -0 "$program" && [ "$waited" -lt ${GRACE_SECONDS} ]; do sleep 1; waited=$((waited + 1)); done
  kill -KILL "$program"
} >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$program"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"
`;

/** What to spawn in the place of a program, with a pipe to write to as standard input, so that it ends with whoever holds that pipe. */
export const tethered = (file: string, args: readonly string[]): { readonly file: string; readonly args: readonly string[] } =>
  process.platform === 'win32' ? { file, args } : { file: '/bin/sh', args: ['-c', TETHER, 'holdfast-tether', file, ...args] };

export interface Tethered {
  /** Resolves when the program has ended, with the end of what it wrote to standard error. */
  readonly ended: Promise<string>;
  close(): Promise<void>;
}

/** Only these variables pass to the program: it needs no more, and so it can see no secret. */
function bareEnvironment(): NodeJS.ProcessEnv {
  const names = ['PATH', 'SystemRoot', 'TEMP', 'TMPDIR'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}

/** Starts `file` so that it cannot outlive this process. */
export function spawnTethered(file: string, args: readonly string[], cwd: string): Tethered {
  const windows = process.platform === 'win32';
  const options = { detached: !windows, cwd, env: bareEnvironment(), stdio: ['pipe', 'ignore', 'pipe'] as ['pipe', 'ignore', 'pipe'], windowsHide: true };
  const order = tethered(file, args);
  const child = spawn(order.file, order.args, options);
  const ended = watchEnd(child);
  return {
    ended,
    close: async () => {
      if (windows) child.kill();
      else child.stdin.destroy();
      const deadline = setTimeout(() => killGroup(child), CLOSE_DEADLINE_MS);
      await ended;
      clearTimeout(deadline);
    },
  };
}

/** The last resort, should even the tether hang: the shell, its watcher and the program at once. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
}

function watchEnd(child: ChildProcess): Promise<string> {
  let output = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-KEPT_OUTPUT)));
  child.stdin?.on('error', () => undefined);
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    // `exit` may come before the last words have been read; a moment later they are here or never come.
    child.once('exit', () => setImmediate(() => resolve(output)));
  });
}
