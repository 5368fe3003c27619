import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** One of our own programs beside this file's folder, with a channel; it ends with us. */
export function startChild(file: string, args: readonly string[], execArgv: readonly string[] = []): ChildProcess {
  return fork(join(import.meta.dirname, '..', file), [...args], { execArgv: [...execArgv], stdio: ['ignore', 2, 2, 'ipc'] });
}

/** The next message; rejects when the process ends instead. */
export function nextMessage<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const done = (settle: () => void): void => {
      child.off('exit', onExit).off('message', onMessage);
      settle();
    };
    const onExit = (code: number | null): void => done(() => reject(new Error(`a process of the bench ended with code ${String(code)}`)));
    const onMessage = (message: unknown): void => done(() => resolve(message as T));
    child.on('exit', onExit).on('message', onMessage);
  });
}

export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

export interface FakePrometheus {
  readonly url: string;
  readonly pid: number;
  /** Multiplies all values from now on. */
  multiply(times: number): void;
  stop(): Promise<void>;
}

export async function startFakePrometheus(scrapeSeconds: number): Promise<FakePrometheus> {
  const child = startChild('lib/fake-prometheus.ts', [String(scrapeSeconds)]);
  const { port } = await nextMessage<{ port: number }>(child);
  return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0, multiply: (times) => void child.send({ times }), stop: () => stopChild(child) };
}
