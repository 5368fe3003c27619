import { afterEach, describe, expect, it } from 'vitest';
import type { RampProgress, StepProgress } from '../../../../../shared/model/continuity/run.ts';
import { StepConfig } from '../../../../../shared/model/continuity/step-config.ts';
import { GroupId, PersonId, SignalId, StepId } from '../../../../../shared/model/ids.ts';
import { durationMs, epochMs } from '../../../../../shared/model/units.ts';
import { MIGRATIONS } from '../../../../store/migrations/index.ts';
import { openStore } from '../../../../store/open.ts';
import { createManualClock, silentLog } from '../../../testing/manual-clock.ts';
import type { RunMode } from '../../core/state.ts';
import { openSteps } from '../open.ts';
import type { SignalFacts } from '../signals.ts';
import { NOT_HELD, stepKey, type Performed, type RunnableStep, type StepContext } from '../step.ts';
import { stepDeps } from '../testing/deps.ts';
import { backlogOf } from './backlog.ts';
import { createRampDesk } from './desk.ts';
import { CollapsingQueue } from './testing/collapsing-queue.ts';

const [GROUP, STEP, ADA, DEPTH] = [GroupId.parse('jobs'), StepId.parse('raise'), PersonId.parse('ada'), SignalId.parse('waiting')];
/** How far looks are apart; every other timer is a limit of a request. */
const LOOKS_MS = 2_000;
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A ramp over a real server, in a time of its own: each pause of the ramp lets that time pass. */
async function ramping(queue: CollapsingQueue, more: object = {}, mode: RunMode = 'live') {
  const url = await queue.open();
  const clock = createManualClock();
  const store = openStore({ file: ':memory:', clock, log: silentLog, migrations: MIGRATIONS });
  closing.push(() => queue.close(), () => store.close());
  const { write } = store;
  if (write === null) throw new Error('read-only');
  const desk = createRampDesk({ db: { read: store.read, write }, clock, holderOf: () => null });
  let isLive = true;
  const samples: SignalFacts['samples'][number][] = [];
  const facts = (): SignalFacts => ({ source: 'prom', value: queue.waiting, sampleTime: samples.at(-1)?.time ?? null, isLive, targetFailed: false, isIll: false, intervalMs: durationMs(2_000), samples });
  const idle: (() => void)[] = [];
  /** The step sleeps: everything else of this moment is done. */
  const paused = { ...clock, after: (ms: Parameters<typeof clock.after>[0], run: () => void) => {
    const cancel = clock.after(ms, run);
    if (ms === LOOKS_MS) idle.splice(0).forEach((go) => go());
    return cancel;
  } };
  const deps = stepDeps({ clock: paused, ramps: desk, signals: { facts: (id) => (id === DEPTH ? facts() : null), eyes: () => ({ controlsAnswer: true, somethingLives: true }) } });
  const config = StepConfig.parse({ id: STEP, kind: 'ramp', set: { method: 'PUT', url: `${url}/rate`, body: '{{rung}}' }, before: 0, dwell: '20s', while: [{ http: { url: `${url}/health`, expect: { contains: 'well' } } }], integrity: { http: { url: `${url}/integrity` } }, depth: DEPTH, ...more });
  const open = (): RunnableStep => {
    const [step] = openSteps({ steps: [config], values: {}, programs: [], providers: [], tiers: [], confirmed: {} }, mode, deps);
    if (step === undefined) throw new Error('no step');
    return step;
  };
  let told: StepProgress | null = null;
  const end: { given: Performed | null } = { given: null };
  let attempts = 0;
  const begin = (): AbortController => {
    const control = new AbortController();
    end.given = null;
    const context: StepContext = { key: stepKey(GROUP, 1, STEP, 'forward'), attempt: `a${(attempts += 1)}`, abort: control.signal, tell: (progress) => void (told = control.signal.aborted ? told : progress), told: () => told, wants: () => null, held: NOT_HELD };
    void (async () => {
      end.given = await open().perform(context);
      idle.splice(0).forEach((go) => go());
    })();
    return control;
  };
  const rest = (): Promise<void> => new Promise((resolve) => void idle.push(resolve));
  return {
    begin,
    rest,
    open,
    clock,
    store,
    context: (): StepContext => ({ key: 'k', attempt: 'a', abort: new AbortController().signal, tell: (progress) => void (told = progress), told: () => told, wants: () => null, held: NOT_HELD }),
    setLive: (live: boolean) => void (isLive = live),
    act: (action: Parameters<typeof desk.act>[0]['action'], reason: string | null = null) => desk.act({ group: GROUP, run: 1, step: STEP, action, by: ADA, reason }),
    ended: () => end.given,
    progress: (): RampProgress => {
      if (told?.kind !== 'ramp') throw new Error('nothing was told');
      return told;
    },
    /** Two seconds, once the ramp sleeps. */
    pass: async (times = 1, until = () => false) => {
      for (let each = 0; each < times && end.given === null && !until(); each += 1) {
        queue.second();
        queue.second();
        samples.push({ time: epochMs(clock.nowMs() + 2_000), value: queue.waiting });
        if (samples.length > 100) samples.shift();
        const asleep = rest();
        await clock.advance(2_000);
        await asleep;
      }
    },
  };
}

describe('a backlog of 100,000 jobs, against an API that it could bring down', () => {
  it('with the throttle drains with an error rate under 1 %, and says when it will be empty', async () => {
    const queue = new CollapsingQueue(100_000, 0);
    const ramp = await ramping(queue);
    const asleep = ramp.rest();
    ramp.begin();
    await asleep;
    await ramp.pass(45);
    // 5 % and 25 % hold; 50 % is more than it can take, and was stepped back from at once.
    expect(queue.rates.slice(0, 4)).toEqual([5, 25, 50, 25]);
    await ramp.pass(5);
    const { backlog } = ramp.progress();
    expect(Date.parse(backlog?.emptyAt ?? '')).toBeGreaterThan(ramp.clock.nowMs());
    await ramp.pass(1_000, () => queue.waiting === 0);
    expect(ramp.progress()).toMatchObject({ state: 'held', by: null, value: 25, breaches: [0, 0, 3, 0] });
    expect(ramp.progress().says).toContain('a person decides');
    expect(queue.errorRate).toBeLessThan(0.01);
    ramp.act('go', 'the backlog is gone');
    await ramp.pass(60);
    expect(ramp.ended()).toEqual({ outcome: 'done', says: 'at 100, held for 20s with every condition met' });
    expect(ramp.progress()).toMatchObject({ state: 'ended', value: 100 });
    expect(queue.errorRate).toBeLessThan(0.01);
  });

  it('control arm: released at once, the API collapses again and the backlog stays', () => {
    const queue = new CollapsingQueue(100_000, 100);
    for (let second = 0; second < 2_000; second += 1) queue.second();
    expect(queue.errorRate).toBeGreaterThan(0.5);
    expect(queue.waiting).toBeGreaterThan(90_000);
  });
});

describe('a ramp as a step', () => {
  it('stops half-way when it is told to, at once, and goes on at the value that it had set', async () => {
    const queue = new CollapsingQueue(1_000_000, 0);
    const ramp = await ramping(queue);
    let asleep = ramp.rest();
    const control = ramp.begin();
    await asleep;
    await ramp.pass(15);
    expect([queue.percent, ramp.progress().rung]).toEqual([25, 1]);
    asleep = ramp.rest();
    control.abort();
    await asleep;
    expect(ramp.ended()).toEqual({ outcome: 'letGo', says: 'stopped at 25' });
    expect(() => ramp.act('go')).toThrow('no ramp runs in this step now');
    expect(await ramp.open().readBack(ramp.context(), 'forward')).toEqual({ happened: 'no', says: 'it stood at 25' });
    asleep = ramp.rest();
    ramp.begin();
    await asleep;
    expect(queue.rates).toEqual([5, 25, 25]);
    await ramp.pass(8);
    expect(queue.rates).toEqual([5, 25, 25]);
    await ramp.pass(2);
    expect(queue.rates).toEqual([5, 25, 25, 50]);
    expect(await ramp.open().undo(ramp.context())).toEqual({ outcome: 'done', says: 'put back to 0' });
    expect(queue.percent).toBe(0);
  });

  it('raises nothing while a signal is late, and says so; a person steps it, takes it over and gives it back, and what was said is written down', async () => {
    const queue = new CollapsingQueue(1_000_000, 0);
    const ramp = await ramping(queue, { while: [{ signal: { id: DEPTH, above: 0, consecutive: 1 } }] });
    ramp.setLive(false);
    const asleep = ramp.rest();
    ramp.begin();
    await asleep;
    await ramp.pass(20);
    expect(queue.rates).toEqual([]);
    expect(ramp.progress()).toMatchObject({ state: 'stale', value: null, rung: -1, conditions: [{ holds: 'unknown' }] });
    expect(ramp.progress().says).toContain('waiting is late or blind');
    expect(() => ramp.act('up')).toThrow('not every condition can be seen: take it over to set it all the same');
    ramp.act('takeOver', 'I see it myself');
    ramp.act('up');
    await ramp.pass(2);
    expect([queue.rates, ramp.progress().state, ramp.progress().by]).toEqual([[5], 'byHand', ADA]);
    ramp.setLive(true);
    await ramp.pass(30);
    expect(queue.rates).toEqual([5]);
    ramp.act('giveBack');
    await ramp.pass(13);
    expect(queue.rates).toEqual([5, 25]);
    expect(ramp.progress().moves.map(({ value, why }) => [value, why])).toEqual([[5, 'byHand'], [25, 'raised']]);
    const said = ramp.store.read.all<{ what: string; says: string }>('SELECT what, says FROM run_journal ORDER BY seq').map(({ what, says }) => [what, JSON.parse(says)]);
    expect(said).toEqual([
      ['ramp', { step: STEP, action: 'takeOver', by: ADA, reason: 'I see it myself' }],
      ['ramp', { step: STEP, action: 'up', by: ADA }],
      ['ramp', { step: STEP, action: 'giveBack', by: ADA }],
    ]);
  });

  it('where the value cannot be set asks a person; in a dry run and a drill it only looks', async () => {
    const queue = new CollapsingQueue(1_000, 0);
    const ramp = await ramping(queue, { set: { method: 'PUT', url: 'http://127.0.0.1:1/{{rung}}' } });
    const asleep = ramp.rest();
    ramp.begin();
    await asleep;
    await ramp.pass(8);
    expect(ramp.progress()).toMatchObject({ state: 'held', by: null });
    expect(ramp.progress().says).toContain('a value could not be set: a person decides');
    const drill = await ramping(new CollapsingQueue(1_000, 0), {}, 'drill');
    const step = drill.open();
    expect(step.frozen).toMatchObject({ effect: false, undoable: false });
    expect((await step.perform(drill.context())).says).toMatch(/^a drill stops here: nothing was changed; .*answers with "well": HTTP 200, as expected/);
    expect(await step.look(drill.context())).toMatchObject({ ready: 'yes' });
    const live = await ramping(new CollapsingQueue(1_000, 0));
    expect(live.open().describe()).toMatchObject({ actions: [{ lines: [expect.stringMatching(/^PUT http/), '', '5'] }, { lines: ['the same with 25, then 50, then 100 in its place, each after 20s'] }], undo: [{ lines: [expect.stringMatching(/^PUT http/), '', '0'] }], after: '100' });
    // Nothing was ever set: there is nothing to put back.
    expect(await live.open().undo(live.context())).toEqual({ outcome: 'done', says: 'no value was set' });
  });
});

describe('the time until a backlog is empty', () => {
  const facts = (values: readonly number[], isLive = true) => ({ value: values.at(-1) ?? null, sampleTime: epochMs(1_000_000 + (values.length - 1) * 10_000), isLive, samples: values.map((value, index) => ({ time: epochMs(1_000_000 + index * 10_000), value })) });
  it('is where its line meets nothing, and is not told while it does not fall, is old, or too little is known', () => {
    expect(backlogOf(DEPTH, facts([1_000, 900, 800, 700]), null)).toEqual({ signal: DEPTH, waiting: 700, at: '1970-01-01T00:17:10.000Z', perSecond: -10, emptyAt: '1970-01-01T00:18:20.000Z' });
    for (const rising of [[700, 800, 900], [500, 500, 500]]) expect(backlogOf(DEPTH, facts(rising), null).emptyAt).toBeNull();
    expect(backlogOf(DEPTH, facts([1_000, 900, 800], false), null)).toMatchObject({ waiting: 800, perSecond: null, emptyAt: null });
    expect(backlogOf(DEPTH, facts([1_000, 900, 800, 700]), epochMs(1_015_000))).toMatchObject({ perSecond: null, emptyAt: null });
    expect(backlogOf(DEPTH, null, null)).toMatchObject({ waiting: null, at: null });
    expect(backlogOf(DEPTH, facts([200, 100, 0]), null)).toMatchObject({ waiting: 0, emptyAt: null });
  });
});
