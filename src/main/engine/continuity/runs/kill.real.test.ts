import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../../store/migrations/index.ts';
import { openStore } from '../../../store/open.ts';
import { createManualClock, silentLog } from '../../testing/manual-clock.ts';
import { StepConfig } from '../../../../shared/model/continuity/step-config.ts';
import type { StepsText } from '../steps/open.ts';
import { journalOf } from './repo.ts';
import { Lives } from './testing/lives.ts';

const LIMIT_MS = 120_000;

/** What the plan calls: counts what took effect, and lets the test end the caller at the worst moments. */
class Called {
  readonly effects: string[] = [];
  killAt: { readonly step: string; readonly when: 'before' | 'after' | 'answered' } | null = null;
  victim: Lives | null = null;
  readonly server: Server = createServer((request, response) => {
    const step = (request.url ?? '').slice(1);
    if (request.method === 'GET') response.end(this.effects.includes(step) ? 'done' : 'not yet');
    else this.#act(step, response);
  });

  #act(step: string, response: ServerResponse): void {
    const at = this.killAt?.step === step ? this.killAt.when : null;
    if (at !== null) this.killAt = null;
    if (at === 'before') {
      this.victim?.kill();
      return;
    }
    this.effects.push(step);
    if (at === 'after') this.victim?.kill();
    else response.end('ok', () => (at === 'answered' ? this.victim?.kill() : undefined));
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

/** Three calls, each of which can be asked whether it was done. */
const planOf = (url: string): StepsText => ({
  steps: ['one', 'two', 'three'].map((id) => StepConfig.parse({ id, kind: 'http', timeout: '5s', request: { url: `${url}/${id}` }, readBack: { http: { url: `${url}/${id}`, expect: { contains: 'done' } } } })),
  values: {},
  programs: [],
  providers: [],
  tiers: [],
  confirmed: {},
});

/** Begins a plan, is killed once, and goes on in another process. */
async function killedAt(step: string, when: 'before' | 'after' | 'answered', careless = false) {
  const { target, url } = await called();
  using lives = new Lives({ text: planOf(url), careless, unguarded: false });
  target.victim = lives;
  target.killAt = { step, when };
  const first = await lives.live();
  const second = await lives.live();
  const store = openStore({ file: lives.file, clock: createManualClock(), log: silentLog, migrations: MIGRATIONS });
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
    const { effects } = await killedAt('two', 'after', true);
    expect(effects).toEqual(['one', 'two', 'two', 'three']);
  });
});
