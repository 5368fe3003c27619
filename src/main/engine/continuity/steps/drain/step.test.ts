import { afterEach, describe, expect, it } from 'vitest';
import type { StepProgress } from '../../../../../shared/model/continuity/run.ts';
import { StepConfig } from '../../../../../shared/model/continuity/step-config.ts';
import { epochMs } from '../../../../../shared/model/units.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import type { RunMode } from '../../core/state.ts';
import { openSteps } from '../open.ts';
import { NOT_HELD, type StepContext } from '../step.ts';
import { stepDeps } from '../testing/deps.ts';
import { recordingServer } from '../testing/recording-server.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const KINDS = [
  { kind: 'mail', action: 'run', order: 'newestFirst', expireAfter: '24h', idempotent: true },
  { kind: 'payment', action: 'run', onlyIf: '{{runPayments}}' },
  { kind: 'report', action: 'park' },
];

/** A queue behind HTTP: what waits in it, and every call that reaches it. */
async function draining(waiting: unknown, { mode = 'live', runPayments = 'no', refuses = '', more = {} }: { readonly mode?: RunMode; readonly runPayments?: string; readonly refuses?: string; readonly more?: object } = {}) {
  const server = await recordingServer(({ method, url }) => (method === 'GET' ? { status: 200, text: url === '/kinds' ? JSON.stringify(waiting) : 'diverted' } : { status: url === refuses ? 409 : 204, text: '' }));
  closing.push(server.close);
  const { url } = server;
  let depth = 4_000;
  const facts = { source: 'a', value: depth, sampleTime: epochMs(1_000_000), isLive: true, targetFailed: false, isIll: false, intervalMs: durationMs(10_000), samples: [] };
  const config = StepConfig.parse({
    id: 'hold', kind: 'drain', queue: 'jobs', depth: 'waiting', request: { url: `${url}/divert` }, undo: { url: `${url}/normal` }, readBack: { http: { url: `${url}/state`, expect: { contains: 'diverted' } } },
    jobs: { look: { url: `${url}/kinds` }, request: { method: 'PUT', url: `${url}/kinds/{{kind}}`, body: '{{action}} {{order}} {{expireAfterSeconds}}' }, kinds: KINDS },
    ...more,
  });
  const [step] = openSteps({ steps: [config], values: { runPayments }, programs: [], providers: [], tiers: [], confirmed: {} }, mode, stepDeps({ signals: { facts: () => ({ ...facts, value: (depth -= 1_000) }), eyes: () => ({ controlsAnswer: true, somethingLives: true }) } }));
  if (step === undefined) throw new Error('no step');
  let told: StepProgress | null = null;
  const context: StepContext = { key: 'shop-1-hold-forward', attempt: 'shop-1-1', abort: new AbortController().signal, tell: (progress) => void (told = progress), told: () => told, wants: () => null, held: NOT_HELD };
  return { step, context, seen: () => server.seen.filter(({ method }) => method !== 'GET').map(({ method, url: path, body }) => [method, path, body].filter((part) => part !== '').join(' ')), told: () => told };
}
const WAITING = { kinds: [{ kind: 'mail', waiting: 3_000, oldestSeconds: 7_200 }, { kind: 'payment', waiting: 12, oldestSeconds: 60 }, { kind: 'report', waiting: 0, oldestSeconds: null }] };

describe('a drain', () => {
  it('looks first at what waits, stops the queue, and does with each kind what was decided; a payment is parked until a person says otherwise', async () => {
    const { step, context, seen, told } = await draining(WAITING);
    expect((await step.perform(context)).outcome).toBe('done');
    expect(seen()).toEqual(['POST /divert', 'PUT /kinds/mail run newestFirst 86400', 'PUT /kinds/payment park oldestFirst 0']);
    expect(told()).toMatchObject({ kind: 'drain', queue: 'jobs', before: { waiting: 3_000 }, after: { waiting: 2_000 }, jobs: [{ kind: 'mail', waiting: 3_000, oldestSeconds: 7_200, isDone: true }, { kind: 'payment', says: 'payment: put into the emergency queue; because run again they may do twice what they do, and nobody has said that they may', isDone: true }] });
    expect((await step.undo(context)).outcome).toBe('done');
    expect(seen().at(-1)).toBe('POST /normal');
    const said = await draining(WAITING, { runPayments: 'yes' });
    await said.step.perform(said.context);
    expect(said.seen()).toContain('PUT /kinds/payment run oldestFirst 0');
    expect(said.step.describe().notes).toContain('payment: run, oldest first; a person has said that they may, though they may do twice what they do');
  });

  it('does nothing where a kind waits that nobody has decided on, or what waits cannot be read', async () => {
    const strange = await draining({ kinds: [{ kind: 'refund', waiting: 1_204, oldestSeconds: 5 }] });
    expect(await strange.step.perform(strange.context)).toEqual({ outcome: 'refused', says: 'the plan does not say what becomes of jobs that wait: 1,204 of kind refund' });
    expect(await strange.step.look(strange.context)).toMatchObject({ ready: 'no' });
    for (const text of ['queue is fine', { kinds: [{ kind: 'mail', waiting: -1 }] }, [], null]) {
      const odd = await draining(text);
      const { outcome, says } = await odd.step.perform(odd.context);
      expect([outcome, says.startsWith('what waits cannot be read, and nothing was done: expected JSON such as')]).toEqual(['notReached', true]);
      expect([odd.seen(), (await odd.step.look(odd.context)).ready]).toEqual([[], 'unknown']);
    }
    expect(strange.seen()).toEqual([]);
  });

  it('stopped half-way is neither done nor not done: what was sent on once is not sent on again without a person', async () => {
    const { step, context, seen } = await draining(WAITING, { refuses: '/kinds/payment' });
    expect(await step.perform(context)).toEqual({ outcome: 'unknown', says: 'done for 2 of 3, then: HTTP 409' });
    expect(await step.readBack(context, 'forward')).toEqual({ happened: 'unknown', says: 'nothing tells what became of jobs of kind payment' });
    expect(step.frozen.repeatable).toBe(false);
    expect(seen()).toHaveLength(3);
    const whole = await draining(WAITING);
    await whole.step.perform(whole.context);
    expect((await whole.step.readBack(whole.context, 'forward')).happened).toBe('yes');
  });

  it('shows every call before, and in a drill or a dry run only looks, or calls what belongs to drills', async () => {
    const { step, context } = await draining(WAITING);
    expect(step.describe().actions.map(({ lines }) => lines.at(-1))).toEqual([expect.stringMatching(/^POST http.*\/divert$/), 'run newestFirst 86400', 'park oldestFirst 0', 'park oldestFirst 0']);
    expect(await step.look(context)).toMatchObject({ ready: 'yes', says: expect.stringContaining('3,000 of kind mail, the oldest 7200 s; 12 of kind payment, the oldest 60 s') as string });
    const drill = await draining(WAITING, { mode: 'drill' });
    expect((await drill.step.perform(drill.context)).says).toMatch(/^a drill stops here: nothing was changed; 3,000 of kind mail/);
    expect(drill.seen()).toEqual([]);
    const own = await draining(WAITING, { mode: 'drill', more: { drill: { url: 'http://127.0.0.1:1/' } } });
    expect((await own.step.perform(own.context)).outcome).toBe('notReached');
    expect(own.seen()).toEqual([]);
  });
});
