import { describe, expect, it } from 'vitest';
import type { Gate, RunStep } from '../../../../../shared/model/continuity/run.ts';
import { at, JON, run, step } from '../testing/runs.ts';
import { announcement } from './announce.ts';

const nameOf = (person: string) => person;
const gates = (state: Gate['state']): RunStep['progress'] => ({ kind: 'dns', oldAnswersEndAt: at(60), gates: [{ gate: 'accepted', state, says: null, since: at(1), deadline: at(10) }] });

describe('what is said aloud of a run', () => {
  it('is that a step was done, and where the run stands', () => {
    const before = run([step('fence', { state: 'sending' }), step('dns')]);
    expect(announcement(before, run([step('fence', { state: 'done' }), step('dns', { state: 'sending' })]), nameOf)).toBe('Step 1, fence: done. Step 2, dns: under way.');
    expect(announcement(before, { ...before, state: 'stopped' }, nameOf)).toBe('RUN-0042 is now stopped.');
  });

  it('is nothing while only time goes by', () => {
    const before = run([step('dns', { kind: 'dns', state: 'sending', progress: gates('waiting') })]);
    expect(announcement(before, run([step('dns', { kind: 'dns', state: 'sending', outcome: 'still asking', progress: gates('waiting') })]), nameOf)).toBe('');
    expect(announcement(run([step('a')]), run([step('a', { state: 'looking' })]), nameOf)).toBe('');
  });

  it('is that a gate was passed or is late, once', () => {
    const with_ = (state: Gate['state']) => run([step('dns', { kind: 'dns', state: 'sending', progress: gates(state) })]);
    expect(announcement(with_('waiting'), with_('passed'), nameOf)).toBe('Accepted: passed.');
    expect(announcement(with_('passed'), with_('passed'), nameOf)).toBe('');
  });

  it('is who has taken the run over', () => {
    expect(announcement(run([]), run([], { epoch: 2, holder: JON }), nameOf)).toBe('jon has taken the run over.');
  });
});
