import { describe, expect, it } from 'vitest';
import { RunPhase, StepPhase } from '../../../../../shared/model/continuity/run.ts';
import { at, run, step } from '../testing/runs.ts';
import { elsewhereAnswers } from './settle.ts';
import { asKnown, currentStep, elsewhereStep, gateMark, MODE_WORD, ruleWord, runMark, standing, stepMark, surpriseText } from './words.ts';

describe('how a run stands, in words', () => {
  it('names the step that is under way, and what a person wants after it', () => {
    const steps = [step('fence', { state: 'done' }), step('dns', { kind: 'dns', state: 'sending' })];
    expect(standing(run(steps))).toBe('Step 2 of 2, dns: under way.');
    expect(standing(run(steps, { wants: 'abort' }))).toBe('Step 2 of 2, dns: under way. It ends as soon as this step has ended.');
    expect(standing(run(steps, { way: 'back' }))).toBe('Step 2 of 2, dns: being taken back.');
  });

  it('says why it stopped, and that it waits for a person', () => {
    const stopped = run([step('dns', { state: 'failed' })], { state: 'stopped', why: 'lost' });
    expect(standing(stopped)).toBe('Step 1 of 1, dns: somebody else had changed it, so that it is not as it was confirmed. It waits for a person.');
    expect(standing(run([step('dns', { state: 'unknown' })], { state: 'stopped', why: 'unknown' }))).toBe('Step 1 of 1, dns: nobody knows whether it happened. It waits for a person.');
  });

  it('asks of the step that is next whether the other console has done it, or of the last one whether it has taken it back', () => {
    const steps = [step('dns', { state: 'done' }), step('call'), step('tell')];
    const asked = run(steps, { state: 'stopped', why: 'elsewhere' });
    expect([elsewhereStep(asked), currentStep(asked), standing(asked)]).toEqual([1, 1, 'Step 2 of 3, call: the other console may have done it. It waits for a person.']);
    expect(standing({ ...asked, wants: 'rollBack' })).toBe('Step 2 of 3, call: the other console may have done it. It waits for a person. Then it is rolled back.');
    const back = run(steps, { state: 'stopped', why: 'elsewhere', way: 'back' });
    expect([elsewhereStep(back), standing(back)]).toEqual([0, 'Step 1 of 3, dns: the other console may have taken it back. It waits for a person.']);
    expect(elsewhereStep(run(steps, { state: 'aborted', why: 'elsewhere' }))).toBe(-1);
    expect(elsewhereAnswers(asked, 1)).toEqual({ yes: { button: 'Yes, it has…', does: 'The step counts as done, and the run goes on with step 3, tell.' }, no: { button: 'No, and will not…', does: 'It is done now.' } });
    expect(elsewhereAnswers({ ...asked, wants: 'rollBack' }, 1).no.does).toBe('It is not done, and the rollback begins.');
  });

  it('says of a dry run what was not so, or not known', () => {
    const looked = run([step('a', { state: 'done', found: 'yes' }), step('b', { state: 'done', found: 'no' }), step('c', { state: 'done', found: 'unknown' })], { mode: 'dry-run', state: 'done' });
    expect(standing(looked)).toBe('Every step was looked at; nothing was changed. 1 step found what is not so now. Of 1 step it is not known.');
    expect(looked.steps.map((each) => stepMark(each, looked).word)).toEqual(['looked at', 'looked at: not so now', 'looked at: not known']);
  });

  it('says after a rollback how much stays as it was done', () => {
    const ended = { state: 'rolledBack' } as const;
    expect(standing(run([step('a', { state: 'undone' })], ended))).toBe('What was done was taken back.');
    expect(standing(run([step('a', { state: 'stays' }), step('b', { state: 'undone' })], ended))).toBe('What could be taken back was taken back; 1 step stays as done.');
  });

  it('never says of a dry run that something was done', () => {
    expect(standing(run([step('dns', { state: 'done' })], { state: 'done', mode: 'dry-run' }))).toBe('Every step was looked at; nothing was changed.');
    expect(stepMark({ state: 'done', kind: 'dns' }, { way: 'forward', mode: 'dry-run' }).word).toBe('looked at');
    expect(MODE_WORD['dry-run']).toBe('DRY RUN');
  });

  it('has a word of its own for every state of a run and of a step', () => {
    const runs = RunPhase.options.map((state) => runMark({ state, way: 'forward' }).word);
    expect(new Set(runs).size).toBe(runs.length);
    const steps = StepPhase.options.map((state) => stepMark({ state, kind: 'http' }).word);
    expect(new Set(steps).size).toBe(steps.length);
  });

  it('says of what was under way only that it was, while the engine is silent', () => {
    expect(asKnown(runMark({ state: 'running', way: 'forward' }), true)).toEqual({ mark: 'late', word: 'was running' });
    expect(asKnown(runMark({ state: 'running', way: 'forward' }), false)).toEqual({ mark: 'going', word: 'running' });
    expect(asKnown(stepMark({ state: 'done', kind: 'http' }), true)).toEqual({ mark: 'ok', word: 'done' });
  });

  it('shows what nobody knows like nothing that is well', () => {
    const unknown = stepMark({ state: 'unknown', kind: 'http' }).mark;
    for (const state of StepPhase.options) if (state !== 'unknown' && state !== 'approving') expect(stepMark({ state, kind: 'http' }).mark).not.toBe(unknown);
  });
});

describe('the step that decides now', () => {
  it('is what is under way, else what failed, else what is next', () => {
    const [done, failed, next] = [step('a', { state: 'done' }), step('b', { state: 'failed' }), step('c')];
    expect(currentStep(run([done, step('b', { state: 'approving' }), next]))).toBe(1);
    expect(currentStep(run([done, failed, next], { state: 'stopped' }))).toBe(1);
    expect(currentStep(run([done, step('b'), next], { state: 'paused' }))).toBe(1);
  });

  it('is, on the way back, the last that is still done', () => {
    expect(currentStep(run([step('a', { state: 'done' }), step('b', { state: 'done', changes: false }), step('c', { state: 'undone' })], { way: 'back' }))).toBe(0);
  });

  it('is the one that was done and is not seen to work, where the run stopped behind it', () => {
    const steps = [step('a', { state: 'done' }), step('dns', { state: 'done' }), step('c')];
    expect(currentStep(run(steps, { state: 'stopped', why: 'unproven' }))).toBe(1);
    expect(currentStep(run(steps, { state: 'paused' }))).toBe(2);
  });

  it('is none once the run is over', () => {
    expect(currentStep(run([step('a', { state: 'failed' })], { state: 'aborted' }))).toBe(-1);
  });
});

describe('gates, rules and surprises', () => {
  it('tells a gate that is not looked at yet from one that is waited for', () => {
    expect(gateMark({ state: 'waiting', since: null }).word).toBe('not yet');
    expect(gateMark({ state: 'waiting', since: at(3) }).word).toBe('waiting');
    expect(gateMark({ state: 'late', since: at(3) }).mark).toBe('P2');
  });

  it('names a rule that it does not know by the rule’s own name', () => {
    expect(ruleWord('targetHealthy')).toBe('Target healthy');
    expect(ruleWord('from-another-version')).toBe('from-another-version');
  });

  it('says of a surprise whether the plan coped', () => {
    expect(surpriseText({ step: step('dns').id, what: 'noAnswer', coped: false }, 'Step 3, dns,')).toBe('Step 3, dns, gave no answer, on purpose and without a word: did not cope');
  });
});
