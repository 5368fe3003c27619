import { afterEach, describe, expect, it } from 'vitest';
import type { Run } from '../../shared/model/continuity/run.ts';
import { StepId } from '../../shared/model/ids.ts';
import { isOver, openPlans, type OpenPlans } from './testing/open-plans.ts';

let opened: OpenPlans | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});

const STEP = StepId.parse('raise');
const STEPS = `      - { id: raise, name: Let them in, kind: ramp, set: { url: "URL/rate-{{rung}}" }, ladder: [5, 50, 100], before: 0, dwell: 4s, while: [{ http: { url: "URL/health", expect: { contains: yet } } }] }
      - { id: after, kind: http, request: { url: "URL/after" }, undo: { url: "URL/unafter" } }`;
const progress = ({ steps }: Run) => {
  const told = steps[0]?.progress;
  return told?.kind === 'ramp' ? told : null;
};

describe('a ramp that runs', () => {
  it('is held, set by hand and given back by people; the lever stops it half-way, and resumed it goes on from there', async () => {
    const plans = (opened = await openPlans({ steps: STEPS }));
    const { begin, until, call, ask, called, clock } = plans;
    const { id } = await begin();
    await until(id, (run) => progress(run)?.value === 5);
    await call('runs.ramp', { id, step: STEP, action: 'hold', reason: 'support asks us to' }, 'grace');
    await clock.advance(60_000);
    expect(progress(await call('runs.get', { id }))).toMatchObject({ state: 'held', by: 'grace', value: 5, conditions: [{ holds: 'yes' }] });
    expect(await ask('runs.ramp', { id, step: STEP, action: 'up' }, 'wall')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await ask('runs.ramp', { id, step: STEP, action: 'takeOver' }, 'linus')).toMatchObject({ ok: false, error: { code: 'conflict', message: 'somebody else holds the run: take it over first' } });
    const { epoch } = await call('runs.takeOver', { id, epoch: (await call('runs.get', { id })).epoch, reason: 'Ada has gone home' }, 'linus');
    await call('runs.ramp', { id, step: STEP, action: 'takeOver' }, 'linus');
    expect(await ask('runs.ramp', { id, step: STEP, action: 'down' })).toMatchObject({ ok: false, error: { code: 'conflict', message: 'somebody else sets it by hand: take it over first' } });
    await call('runs.ramp', { id, step: STEP, action: 'up' }, 'linus');
    await until(id, (run) => progress(run)?.value === 50);
    await call('lever.pull', { reason: 'wait' }, 'grace');
    const held = await until(id, ({ state }) => state === 'paused');
    expect(held.steps.map(({ state }) => state)).toEqual(['partly', 'pending']);
    expect(await ask('runs.ramp', { id, step: STEP, action: 'giveBack' }, 'linus')).toMatchObject({ ok: false, error: { code: 'conflict', message: 'no ramp runs in this step now' } });
    await call('lever.release', { reason: 'go on' }, 'grace');
    await call('runs.resume', { id, epoch }, 'linus');
    await until(id, (run) => progress(run)?.state === 'byHand' && called.filter((path) => path === 'rate-50').length === 2);
    await call('runs.ramp', { id, step: STEP, action: 'giveBack' }, 'linus');
    const done = await until(id, isOver);
    expect(called).toEqual(['rate-5', 'rate-50', 'rate-50', 'rate-100', 'after']);
    expect(done).toMatchObject({ state: 'done', steps: [{ state: 'done', outcome: 'at 100, held for 4s with every condition met' }, { state: 'done' }] });
    const { items } = await call('runs.journal', { id });
    expect(items.filter(({ what }) => what.startsWith('Let them in: ')).map(({ what, by }) => [what, by]).toReversed()).toEqual([
      ['Let them in: begins', null],
      ['Let them in: held', 'grace'],
      ['Let them in: set by hand from here', 'linus'],
      ['Let them in: one value up', 'linus'],
      ['Let them in: stopped half-way', null],
      ['Let them in: begins', null],
      ['Let them in: by itself again', 'linus'],
      ['Let them in: done', null],
    ]);
  });

  it('rolled back while it rises, puts back the value of before and nothing else', async () => {
    const plans = (opened = await openPlans({ steps: STEPS }));
    const { begin, until, call, called } = plans;
    const { id, epoch } = await begin();
    await until(id, (run) => progress(run)?.value === 50);
    await call('runs.rollBack', { id, epoch, reason: 'too early' });
    const back = await until(id, isOver);
    expect([back.state, back.steps.map(({ state }) => state)]).toEqual(['rolledBack', ['undone', 'pending']]);
    expect(called).toEqual(['rate-5', 'rate-50', 'rate-0']);
    expect(progress(back)).toMatchObject({ value: 0, says: 'put back to 0' });
  });
});
