import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../../store/migrations/index.ts';
import { openStore } from '../../../store/open.ts';
import { temporaryFolder } from '../../../store/testing/fixtures.ts';
import { createManualClock, silentLog } from '../../testing/manual-clock.ts';
import { journalOf } from './repo.ts';

const RUNNER = path.join(import.meta.dirname, 'testing/runner.ts');
const LIMIT_MS = 120_000;

/** What the plan calls: counts what took effect, and lets the test end the caller at the worst moments. */
class Called {
  readonly effects: string[] = [];
  killAt: { readonly step: string; readonly when: 'before' | 'after' | 'answered' } | null = null;
  victim: ChildProcess | null = null;
  readonly server: Server = createServer((request, response) => {
    const step = (request.url ?? '').slice(1);
    if (request.method === 'GET') response.end(this.effects.includes(step) ? 'done' : 'not yet');
    else this.#act(step, response);
  });

  #act(step: string, response: ServerResponse): void {
    const at = this.killAt?.step === step ? this.killAt.when : null;
    if (at !== null) this.killAt = null;
    if (at === 'before') {
      this.victim?.kill('SIGKILL');
      return;
    }
    this.effects.push(step);
    if (at === 'after') this.victim?.kill('SIGKILL');
    else response.end('ok', () => (at === 'answered' ? this.victim?.kill('SIGKILL') : undefined));
  }
}

const opened: Called[] = [];
afterEach(() => {
  for (const { server } of opened.splice(0)) server.close();
});

async function called(): Promise<{ readonly target: Called; readonly url: string }> {
  const target = new Called();
  opened.push(target);
  target.server.listen(0, '127.0.0.1');
  await once(target.server, 'listening');
  const address = target.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { target, url: `http://127.0.0.1:${address.port}` };
}

/** One life of the engine, to its end or its death. */
async function live(target: Called, file: string, url: string, how: string): Promise<string> {
  const child = spawn(process.execPath, [RUNNER, file, url, how], { stdio: ['ignore', 'pipe', 'inherit'] });
  target.victim = child;
  const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return child.signalCode ?? said.trim();
}

/** Begins a plan, is killed once, and goes on in another process. */
async function killedAt(step: string, when: 'before' | 'after' | 'answered', how = '') {
  using folder = temporaryFolder();
  const { target, url } = await called();
  target.killAt = { step, when };
  const file = folder.file('holdfast.db');
  const first = await live(target, file, url, how);
  const second = await live(target, file, url, how);
  const store = openStore({ file, clock: createManualClock(), log: silentLog, migrations: MIGRATIONS });
  const journal = journalOf(store.read, 1).map(({ what }) => what);
  const rows = store.read.all<{ phase: string; ended_at: number | null }>('SELECT phase, ended_at FROM runs');
  store.close();
  return { first, second, effects: target.effects, journal, rows };
}

describe('a run whose process is killed with -9', () => {
  for (const step of ['one', 'two', 'three'])
    for (const when of ['before', 'after', 'answered'] as const)
      it(`in step ${step}, ${when === 'before' ? 'as the call arrives' : when === 'after' ? 'after its effect and before its answer' : 'with the answer on its way'}, ends done and does nothing twice`, { timeout: LIMIT_MS }, async () => {
        const { first, second, effects, journal, rows } = await killedAt(step, when);
        // A last answer may be written down before the process dies of it.
        if (when !== 'answered') expect(first).toBe('SIGKILL');
        expect(second).toBe('done');
        expect(effects).toEqual(['one', 'two', 'three']);
        expect(rows).toMatchObject([{ phase: 'done' }]);
        expect(rows[0]?.ended_at).not.toBeNull();
        if (when !== 'answered') expect(journal).toContain('→ readBack');
      });

  it('control arm: sent again after a crash without a look, something does happen twice', { timeout: LIMIT_MS }, async () => {
    const { effects } = await killedAt('two', 'after', 'careless');
    expect(effects).toEqual(['one', 'two', 'two', 'three']);
  });
});
