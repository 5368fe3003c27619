import { describe, expect, it } from 'vitest';
import { run, step } from '../testing/runs.ts';
import { foldedSteps } from './fold.ts';
import { standsNow, undoing } from './rollback.ts';
import { answersOf, goOnWords } from './settle.ts';

const names = (steps: readonly { readonly name: string }[]) => steps.map(({ name }) => name);

describe('what a rollback would take back', () => {
  const steps = [step('export', { state: 'done', undoable: false }), step('gateway', { state: 'done' }), step('check', { state: 'done', changes: false }), step('dns', { state: 'done' }), step('mail')];

  it('is what was done, the last first; what only looked is not in it', () => {
    expect(names(undoing(run(steps)).back)).toEqual(['dns', 'gateway']);
  });

  it('leaves what has no undo, and says so before anybody presses', () => {
    expect(names(undoing(run(steps)).stays)).toEqual(['export']);
    expect(names(standsNow(run(steps)))).toEqual(['export', 'gateway', 'dns']);
  });

  it('names what is under way: nobody knows yet whether it happened', () => {
    expect(undoing(run([step('gateway', { state: 'done' }), step('dns', { state: 'sending' })])).underWay?.name).toBe('dns');
    expect(undoing(run([step('wait', { state: 'sending', changes: false })])).underWay).toBeNull();
  });

  it('is also what stopped half-way', () => {
    const half = run([step('ramp', { kind: 'ramp', state: 'partly' })]);
    expect(names(undoing(half).back)).toEqual(['ramp']);
    expect(names(standsNow(half))).toEqual(['ramp']);
  });

  it('is nothing after a dry run, and nothing of a step that failed', () => {
    expect(undoing(run(steps, { mode: 'dry-run' }))).toEqual({ back: [], stays: [], underWay: null });
    expect(undoing(run([step('dns', { state: 'failed' })])).back).toEqual([]);
  });
});

describe('the answer to an unknown step', () => {
  const steps = [step('gateway', { state: 'unknown' }), step('dns')];

  it('names the step with which the run would go on', () => {
    expect(answersOf(run(steps), 0).yes.does).toBe('The step counts as done, and the run goes on at once with step 2, dns.');
    expect(answersOf(run([step('gateway', { state: 'unknown' })]), 0).yes.does).toBe('The step counts as done, and the run is done.');
    expect(answersOf(run(steps), 0).no.does).toContain('stays stopped');
  });

  it('is, of what was done and is not seen to work, to go on all the same', () => {
    expect(goOnWords(run([step('dns', { state: 'done' }), step('mail')]), 0)).toBe('The run goes on all the same, with step 2, mail.');
    expect(goOnWords(run([step('dns', { state: 'done' })]), 0)).toBe('The run is done all the same.');
  });

  it('means, on the way back, whether it was taken back', () => {
    expect(answersOf(run(steps, { way: 'back' }), 0).no.does).toContain('stands as it was done');
  });
});

describe('a long list of steps', () => {
  const sixty = Array.from({ length: 60 }, (_, index) => step(`s${index}`, { state: index < 40 ? 'done' : 'pending' }));

  it('folds away what is done before the last two, so that what decides is in sight', () => {
    expect(foldedSteps(run(sixty), 40)).toBe(38);
  });

  it('folds nothing of a short one, nothing on the way back, and nothing that is not done', () => {
    expect(foldedSteps(run(sixty), 8)).toBe(0);
    expect(foldedSteps(run(sixty, { way: 'back' }), 40)).toBe(0);
    expect(foldedSteps(run([step('stays', { state: 'stays' }), ...sixty]), 41)).toBe(0);
  });
});
