import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { temporaryFolder } from '../../../../store/testing/fixtures.ts';
import type { RunnerOrder } from './runner.ts';

const RUNNER = path.join(import.meta.dirname, 'runner.ts');
/** Two of three parts of a short life are reading code. */
const CACHE = path.join(import.meta.dirname, '../../../../../../node_modules/.cache/runner');

/** The lives of one engine that runs a plan: each is a process, to its end or its death. */
export class Lives implements Disposable {
  readonly #folder = temporaryFolder();
  readonly file = this.#folder.file('holdfast.db');
  readonly #order = this.#folder.file('order.json');
  #victim: ChildProcess | null = null;

  constructor(order: RunnerOrder) {
    writeFileSync(this.#order, JSON.stringify(order));
  }

  /** How it ended: what it said, or the signal that ended it. */
  async live(): Promise<string> {
    const child = spawn(process.execPath, [RUNNER, this.file, this.#order], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_COMPILE_CACHE: CACHE } });
    this.#victim = child;
    const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    return child.signalCode ?? said.trim();
  }

  kill(): void {
    this.#victim?.kill('SIGKILL');
  }

  [Symbol.dispose](): void {
    this.kill();
    this.#folder[Symbol.dispose]();
  }
}
