import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { findOnPath } from '../demo/find-on-path.ts';
import { tethered } from '../demo/tethered-process.ts';
import type { ProgramEnd, Programs } from '../engine/ports.ts';

const KEPT_OUTPUT = 16_384;
/** Between the request to end and the end. */
const GRACE_MS = 1_000;
/** Where programs are that the PATH of a desktop session may lack. */
const USUAL_FOLDERS = process.platform === 'win32' ? [] : ['/usr/local/bin', '/opt/homebrew/bin'];

/** No program can do without these; nothing else of our environment passes. */
const WHERE_PROGRAMS_ARE = Object.fromEntries(['PATH', 'SystemRoot'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));

/** The programs that the user has installed, as children of this process. */
export const systemPrograms: Programs = {
  find: (name) => findOnPath(name, [process.env['PATH'] ?? '', ...USUAL_FOLDERS].join(path.delimiter), ['.exe', '.cmd']),
  run: (order, abort) =>
    new Promise((resolve, reject) => {
      const { file, args } = tethered(order.file, order.args);
      const startedMs = performance.now();
      const child = spawn(file, args, { cwd: order.cwd, env: { ...WHERE_PROGRAMS_ARE, ...order.env }, detached: process.platform !== 'win32', stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
      const timers: NodeJS.Timeout[] = [];
      let stopped: ProgramEnd['stopped'] = null;
      let lateMs = 0;
      const stop = (why: NonNullable<ProgramEnd['stopped']>): void => {
        if (stopped !== null) return;
        stopped = why;
        lateMs = why === 'time' ? Math.max(0, performance.now() - startedMs - order.timeLimitMs) : 0;
        endGroup(child, 'SIGTERM');
        timers.push(setTimeout(() => endGroup(child, 'SIGKILL'), GRACE_MS));
      };
      const onAbort = (): void => stop('abort');
      const release = (): void => {
        for (const timer of timers) clearTimeout(timer);
        abort.removeEventListener('abort', onAbort);
      };
      const [stdout, stderr] = [keepBeginning(child.stdout), keepBeginning(child.stderr)];
      child.stdin.on('error', () => undefined);
      child.once('error', (error) => {
        release();
        reject(error);
      });
      // What a program leaves behind in its group goes with it, and with that the pipes close.
      child.once('exit', () => (stopped === null ? endGroup(child, 'SIGKILL') : undefined));
      child.once('close', (exitCode) => {
        release();
        endGroup(child, 'SIGKILL');
        resolve({ exitCode, stopped, lateMs, stdout: stdout(), stderr: stderr() });
      });
      timers.push(setTimeout(() => stop('time'), order.timeLimitMs));
      abort.addEventListener('abort', onAbort);
      if (abort.aborted) onAbort();
    }),
};

/** The first characters of a stream, which is read to its end, so that its writer is never held up. */
function keepBeginning(stream: NodeJS.ReadableStream): () => string {
  let kept = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    if (kept.length < KEPT_OUTPUT) kept = (kept + text).slice(0, KEPT_OUTPUT);
  });
  return () => kept;
}

function endGroup({ pid }: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/PID', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on('error', () => undefined);
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody of it is left.
  }
}
