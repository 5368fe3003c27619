import { describe, expect, it } from 'vitest';
import { durationMs } from '../../../../shared/model/units.ts';
import { CALL, groupAtWork, kinds, PLAN, SWITCH } from './testing/group.ts';
import { ADA, BO, frozenPlan, frozenStep, TRIGGER } from './testing/plans.ts';

const TERM = 2;
const NO = { type: 'settle', by: ADA, epoch: 0, happened: false } as const;
const YES = { ...NO, happened: true } as const;
const RESUME = { type: 'resume', by: ADA, epoch: 0 } as const;

/** A copy of a group whose run stood before "call": this console has taken over with it. */
function takenOver(plan = PLAN) {
  const group = groupAtWork();
  group.begin(plan);
  group.looked();
  group.send({ type: 'split', term: TERM });
  group.send({ type: 'recovered' });
  return group;
}

describe('a run that was taken over', () => {
  it('reads back what may have left, and then waits for a person', () => {
    const { readBack, phase, phases, send } = takenOver();
    expect(phases()).toBe('reading pending');
    expect(kinds(readBack('yes'))).toEqual([]);
    expect([phase(), phases()]).toEqual(['paused', 'done pending']);
    // What cannot be done twice goes on at once; the other is asked about.
    expect(kinds(send(RESUME))).toEqual(['stopped:elsewhere']);
  });

  it('performs what the other console has not done, once a person says so', () => {
    const { readBack, send, phases, phase, ended } = takenOver();
    readBack('yes');
    send(RESUME);
    expect(kinds(send(NO))).toEqual(['perform']);
    expect(phases()).toBe('done sending');
    ended();
    expect(phase()).toBe('done');
  });

  it('counts as done what a person says the other console has done, and sends nothing', () => {
    const { readBack, send, phases } = takenOver();
    readBack('yes');
    send(RESUME);
    expect(kinds(send(YES))).toEqual(['ended']);
    expect(phases()).toBe('done done');
  });

  it('asks once for each step and way: what reached nothing is tried again without a new question, what is taken back is asked about', () => {
    const { readBack, send, ended } = takenOver();
    readBack('yes');
    send(RESUME);
    send(NO);
    expect(kinds(ended('notReached'))).toEqual(['perform']);
    expect(kinds(ended('refused'))).toEqual(['stopped:refused']);
    expect(kinds(send({ type: 'retry', by: ADA, epoch: 0 }))).toEqual(['perform']);
    const back = takenOver(frozenPlan([CALL, SWITCH]));
    back.readBack('yes');
    back.send(RESUME);
    back.looked();
    back.ended('refused');
    expect(kinds(back.send({ type: 'rollBack', by: ADA, epoch: 0 }))).toEqual(['stopped:elsewhere']);
    expect(kinds(back.send(NO))).toEqual(['undo']);
    back.ended();
    expect(back.phase()).toBe('rolledBack');
  });

  it('counts as taken back what the other console has taken back', () => {
    const { readBack, send, phases, phase } = takenOver(frozenPlan([CALL, SWITCH]));
    readBack('yes');
    expect(kinds(send({ type: 'rollBack', by: ADA, epoch: 0 }))).toEqual(['stopped:elsewhere']);
    expect(kinds(send(YES))).toEqual(['ended']);
    expect([phases(), phase()]).toEqual(['undone pending', 'rolledBack']);
  });

  it('can be ended or rolled back instead of an answer that would do the step', () => {
    const ended = takenOver();
    ended.readBack('yes');
    ended.send(RESUME);
    expect(kinds(ended.send({ type: 'retry', by: ADA, epoch: 0 }))).toEqual(['refused:unknownFirst']);
    expect(kinds(ended.send({ type: 'resume', by: ADA, epoch: 0 }))).toEqual(['refused:notNow']);
    ended.send({ type: 'abort', by: ADA, epoch: 0 });
    expect([ended.phase(), ended.phases()]).toEqual(['aborted', 'done pending']);
    const back = takenOver();
    back.readBack('yes');
    back.send(RESUME);
    expect(back.send({ type: 'rollBack', by: ADA, epoch: 0 })).toEqual([]);
    expect(back.phase()).toBe('stopped');
    // It is not done any more; what can be done by compare-and-swap is taken back without a question.
    expect(kinds(back.send(NO))).toEqual(['undo']);
    const both = takenOver();
    both.readBack('yes');
    both.send(RESUME);
    both.send({ type: 'rollBack', by: ADA, epoch: 0 });
    // The other console has done it: it is to be taken back like what was done here, and asked about like that.
    expect(kinds(both.send(YES))).toEqual(['stopped:elsewhere']);
    expect(kinds(both.send(NO))).toEqual(['undo']);
  });

  it('begins nothing while the lever is pulled, whatever is answered', () => {
    const { readBack, send } = takenOver();
    readBack('yes');
    send(RESUME);
    send({ type: 'hold', by: BO, reason: 'r' });
    expect(kinds(send(NO))).toEqual(['refused:held']);
    send({ type: 'release', by: BO });
    expect(kinds(send(NO))).toEqual(['perform']);
  });

  it('asks to its end also after the two were merged, over a restart, and anew when it is taken over once more', () => {
    const { readBack, send } = takenOver();
    readBack('yes');
    send(RESUME);
    send({ type: 'merged' });
    expect(kinds(send({ type: 'recovered' }))).toEqual([]);
    expect(kinds(send({ ...NO, type: 'retry' }))).toEqual(['refused:unknownFirst']);
    send(NO);
    send({ type: 'split', term: 3 });
    send({ type: 'recovered' });
    readBack('no');
    expect(kinds(send(RESUME))).toEqual(['stopped:elsewhere']);
  });
});

describe('while two consoles are not merged', () => {
  const met = (plan = PLAN, mode: 'automatic' | 'countdown' = 'automatic') => ({ type: 'triggerMet', trigger: TRIGGER, plan, mode, vetoMs: durationMs(60_000), blocked: [] }) as const;

  it('nothing begins by itself: what counted down and what is met is suggested', () => {
    const { send, begin } = groupAtWork();
    send(met(PLAN, 'countdown'));
    expect(kinds(send({ type: 'split', term: TERM }))).toEqual(['suggest:split']);
    expect(kinds(send(met()))).toEqual(['suggest:split']);
    expect(kinds(send(met(PLAN, 'countdown')))).toEqual(['suggest:split']);
    expect(kinds(send({ type: 'drillDue', by: null, plan: PLAN, mode: 'drill', blocked: [] }))).toEqual(['refused:split']);
    expect(kinds(begin())).toEqual(['started', 'look']);
  });

  it('nothing begins by itself for the cool-down after they were merged, for the other may just have tried', () => {
    const { send, pass } = groupAtWork();
    send({ type: 'split', term: TERM });
    send({ type: 'merged' });
    expect(kinds(send(met()))).toEqual(['suggest:coolDown']);
    pass(1_800_000);
    expect(kinds(send(met()))).toEqual(['started', 'look']);
  });

  it('a new run asks, too, and its serial is none of the other console’s', () => {
    const { send, begin, looked, ended, state } = groupAtWork();
    begin();
    looked();
    ended();
    ended();
    send({ type: 'split', term: TERM });
    begin(PLAN, { intent: 'i2' });
    expect(state().run?.serial).toBe(2_000_001);
    looked();
    expect(kinds(ended())).toEqual(['stopped:elsewhere']);
  });

  it('what changes nothing is not asked about: a dry run, and steps that only look', () => {
    const { send, begin, ended, phase } = groupAtWork();
    send({ type: 'split', term: TERM });
    begin(frozenPlan([frozenStep('call', { effect: false, undoable: false }), frozenStep('verify', { effect: false, undoable: false })]), { mode: 'dry-run' });
    ended();
    ended();
    expect(phase()).toBe('done');
  });
});
