import { describe, expect, it } from 'vitest';
import { PlanId } from '../../../../shared/model/ids.ts';
import { durationMs } from '../../../../shared/model/units.ts';
import { CALL, groupAtWork, kinds, PLAN, type Timeless } from './testing/group.ts';
import { ADA, BO, frozenPlan, frozenStep, TRIGGER } from './testing/plans.ts';

const met = (mode: 'automatic' | 'countdown', plan = PLAN): Timeless => ({ type: 'triggerMet', trigger: TRIGGER, plan, mode, vetoMs: durationMs(120_000), blocked: [] });

describe('a click', () => {
  it('begins one run, however often it comes', () => {
    const { begin, confirm, state } = groupAtWork();
    expect(kinds(begin())).toEqual(['started', 'look']);
    for (let click = 0; click < 49; click += 1) expect(confirm()).toEqual([{ kind: 'already', run: 1 }]);
    expect(state().runs).toBe(1);
  });

  it('needs to be armed by the same person for the same plan, shortly before, and to have been shown what is so now', () => {
    const { send, confirm, pass } = groupAtWork();
    expect(kinds(confirm())).toEqual(['refused:notArmed']);
    send({ type: 'arm', by: BO, plan: PLAN.id, mode: 'live' });
    expect(kinds(confirm())).toEqual(['refused:notArmed']);
    send({ type: 'arm', by: ADA, plan: PLAN.id, mode: 'drill' });
    expect(kinds(confirm())).toEqual(['refused:notArmed']);
    send({ type: 'arm', by: ADA, plan: PLAN.id, mode: 'live' });
    pass(31_000);
    expect(kinds(confirm())).toEqual(['refused:notArmed']);
    send({ type: 'arm', by: ADA, plan: PLAN.id, mode: 'live' });
    expect(kinds(confirm(PLAN, { shown: 'old' }))).toEqual(['refused:stale']);
    expect(kinds(confirm(PLAN, { blocked: ['freeze', 'ttl'], overridden: ['freeze'] }))).toEqual(['refused:blocked']);
    expect(kinds(confirm(PLAN, { blocked: ['freeze'], overridden: ['freeze'] }))).toEqual(['started', 'look']);
  });

  it('of two people in the same second begins one run; the other sees who holds it, and can take over', () => {
    const { send, begin, confirm, state } = groupAtWork();
    begin();
    expect(kinds(confirm(PLAN, { by: BO, intent: 'i2' }))).toEqual(['refused:busy']);
    expect(state().run?.holder).toBe(ADA);
    expect(kinds(send({ type: 'abort', by: BO, epoch: 0 }))).toEqual(['refused:notHolder']);
    send({ type: 'takeOver', by: BO, epoch: 0 });
    expect(kinds(send({ type: 'takeOver', by: ADA, epoch: 0 }))).toEqual(['refused:tookOver']);
    expect(kinds(send({ type: 'abort', by: ADA, epoch: 0 }))).toEqual(['refused:tookOver']);
    expect(state().run?.holder).toBe(BO);
  });
});

describe('a run', () => {
  it('goes from step to step and is done; answers to other attempts are of no account', () => {
    const { send, begin, looked, ended, phases, phase } = groupAtWork();
    begin();
    expect(kinds(looked())).toEqual(['perform']);
    expect(send({ type: 'ended', run: 1, attempt: 1, outcome: 'done' })).toEqual([]);
    expect(send({ type: 'ended', run: 7, attempt: 2, outcome: 'done' })).toEqual([]);
    expect(kinds(ended())).toEqual(['perform']);
    expect(phases()).toBe('done sending');
    expect(kinds(ended())).toEqual(['ended']);
    expect(phase()).toBe('done');
  });

  it('begins no step whose target is not positively healthy, or whose record is no longer the confirmed one', () => {
    for (const [ready, asConfirmed, why] of [['no', true, 'notReady'], ['unknown', true, 'notReady'], ['yes', false, 'lost']] as const) {
      const { begin, looked, send, phases } = groupAtWork();
      begin();
      expect(kinds(looked(ready, asConfirmed))).toEqual([`stopped:${why}`]);
      expect(phases()).toBe('failed pending');
      expect(kinds(send({ type: 'retry', by: ADA, epoch: 0 }))).toEqual(why === 'lost' ? ['refused:stale'] : ['look']);
    }
  });

  it('tries again what reached nothing, and no more than three times', () => {
    const { begin, looked, ended } = groupAtWork();
    begin();
    for (let attempt = 0; attempt < 2; attempt += 1) {
      looked();
      expect(kinds(ended('notReached'))).toEqual(['look']);
    }
    looked();
    expect(kinds(ended('notReached'))).toEqual(['stopped:notReached']);
  });

  it('reads back what it does not know, and stops for a person where that does not tell', () => {
    const { begin, looked, ended, readBack, send, phases, pass } = groupAtWork();
    begin();
    looked();
    expect(kinds(ended('unknown'))).toEqual(['readBack']);
    expect(kinds(readBack('no'))).toEqual(['look']);
    looked();
    expect(kinds(pass(61_000))).toEqual(['readBack']);
    expect(kinds(readBack('yes'))).toEqual(['perform']);
    ended('unknown');
    expect(kinds(readBack('unknown'))).toEqual(['stopped:unknown']);
    expect(phases()).toBe('done unknown');
    for (const type of ['rollBack', 'retry', 'abort'] as const) expect(kinds(send({ type, by: ADA, epoch: 0 })), type).toEqual(['refused:unknownFirst']);
    expect(kinds(send({ type: 'settle', by: ADA, epoch: 0, happened: false }))).toEqual(['stopped:notDone']);
    expect(kinds(send({ type: 'retry', by: ADA, epoch: 0 }))).toEqual(['perform']);
  });

  it('of a gradual step: stops half-way when it is told to, goes on from there, and takes it back from there', () => {
    const raised = () => {
      const run = groupAtWork();
      run.begin(frozenPlan([frozenStep('raise', { gradual: true }), CALL]));
      run.send({ type: 'hold', by: BO, reason: 'enough' });
      expect(run.phases()).toBe('sending pending');
      expect(kinds(run.ended('letGo'))).toEqual([]);
      expect([run.phase(), run.phases()]).toEqual(['paused', 'partly pending']);
      run.send({ type: 'release', by: BO });
      return run;
    };
    const on = raised();
    expect(kinds(on.send({ type: 'resume', by: ADA, epoch: 0 }))).toEqual(['perform']);
    expect(kinds(on.ended())).toEqual(['perform']);
    const back = raised();
    expect(kinds(back.send({ type: 'rollBack', by: ADA, epoch: 0 }))).toEqual(['undo']);
    expect(kinds(back.ended())).toEqual(['ended']);
    expect([back.phase(), back.phases()]).toEqual(['rolledBack', 'undone pending']);
    const killed = groupAtWork();
    killed.begin(frozenPlan([frozenStep('raise', { gradual: true })]));
    expect(kinds(killed.send({ type: 'recovered' }))).toEqual(['readBack']);
    expect(kinds(killed.readBack('no'))).toEqual(['perform']);
  });

  it('stops for a person where a step took effect and is not seen to work: looked at again, gone on from by a word, or taken back', () => {
    const stopped = () => {
      const run = groupAtWork();
      run.begin();
      run.looked();
      expect(kinds(run.ended('unproven'))).toEqual(['stopped:unproven']);
      expect(run.phases()).toBe('done pending');
      return run;
    };
    const again = stopped();
    expect(kinds(again.send({ type: 'retry', by: ADA, epoch: 0 }))).toEqual(['readBack']);
    expect(kinds(again.readBack('unproven'))).toEqual(['stopped:unproven']);
    again.send({ type: 'retry', by: ADA, epoch: 0 });
    expect(kinds(again.pass(50_000))).toEqual([]);
    expect(kinds(again.readBack('yes'))).toEqual(['perform']);
    const told = stopped();
    expect(kinds(told.send({ type: 'settle', by: ADA, epoch: 0, happened: false }))).toEqual(['refused:notNow']);
    expect(kinds(told.send({ type: 'settle', by: ADA, epoch: 0, happened: true }))).toEqual(['perform']);
    const back = stopped();
    expect(kinds(back.send({ type: 'rollBack', by: ADA, epoch: 0 }))).toEqual(['undo']);
    expect(kinds(back.ended())).toEqual(['ended']);
    expect(back.phase()).toBe('rolledBack');
    const paused = groupAtWork();
    paused.begin();
    paused.looked();
    paused.send({ type: 'pause', by: ADA, epoch: 0 });
    expect(kinds(paused.ended('unproven'))).toEqual(['stopped:unproven']);
  });

  it('does not send again by itself what could take effect twice', () => {
    const { begin, ended, readBack } = groupAtWork();
    begin(frozenPlan([CALL]));
    ended('unknown');
    expect(kinds(readBack('no'))).toEqual(['stopped:notDone']);
  });

  it('takes back what was done, the last first, and only that', () => {
    const { begin, ended, send, phases } = groupAtWork();
    const plan = frozenPlan([frozenStep('a'), frozenStep('b', { undoable: false }), frozenStep('c', { effect: false }), frozenStep('d'), frozenStep('e')]);
    begin(plan);
    for (let step = 0; step < 4; step += 1) ended();
    expect(kinds(ended('refused'))).toEqual(['stopped:refused']);
    expect(send({ type: 'rollBack', by: ADA, epoch: 0 })).toMatchObject([{ kind: 'undo', step: 3 }]);
    expect(ended()).toMatchObject([{ kind: 'undo', step: 0 }]);
    expect(kinds(ended())).toEqual(['ended']);
    expect(phases()).toBe('undone stays done undone failed');
  });

  it('waits for what is under way before it is paused, taken back or ended', () => {
    const { begin, looked, ended, send, phase } = groupAtWork();
    begin();
    looked();
    expect(send({ type: 'rollBack', by: ADA, epoch: 0 })).toEqual([]);
    expect(ended()).toMatchObject([{ kind: 'undo', step: 0 }]);
    expect(kinds(ended('unknown'))).toEqual(['readBack']);
    send({ type: 'pause', by: BO, epoch: 9 });
    expect(phase()).toBe('running');
  });
});

describe('an approval', () => {
  const plan = frozenPlan([frozenStep('agree', { kind: 'approve', effect: false, aloneAfterMs: durationMs(300_000), limitMs: durationMs(900_000) }), CALL]);

  it('is another person’s, until the declared time without one is over', () => {
    const { begin, send, pass } = groupAtWork();
    expect(kinds(begin(plan))).toEqual(['started', 'askApproval']);
    expect(kinds(send({ type: 'approve', by: ADA }))).toEqual(['refused:ownApproval']);
    pass(300_000);
    expect(kinds(send({ type: 'approve', by: ADA }))).toEqual(['perform']);
    const other = groupAtWork();
    other.begin(plan);
    expect(kinds(other.send({ type: 'approve', by: BO }))).toEqual(['perform']);
    expect(kinds(other.send({ type: 'approve', by: BO }))).toEqual(['refused:nothingToApprove']);
  });

  it('that does not come stops the run for a person', () => {
    const { begin, send, pass } = groupAtWork();
    begin(plan);
    expect(kinds(pass(900_000))).toEqual(['stopped:approvalTimedOut']);
    expect(kinds(send({ type: 'retry', by: ADA, epoch: 0 }))).toEqual(['askApproval']);
  });
});

describe('the lever', () => {
  it('lets nothing begin: no run, no step, no way back, nothing counted down', () => {
    const { begin, looked, ended, send, phase, confirm, state } = groupAtWork();
    begin();
    send({ type: 'hold', by: BO, reason: 'wrong zone' });
    expect(looked()).toEqual([]);
    expect(phase()).toBe('paused');
    for (const type of ['resume', 'rollBack', 'retry'] as const) expect(kinds(send({ type, by: ADA, epoch: 0 }))).toEqual(['refused:held']);
    expect(kinds(confirm(PLAN, { intent: 'i2' }))).toEqual(['refused:held']);
    expect(kinds(send({ type: 'arm', by: ADA, plan: PLAN.id, mode: 'live' }))).toEqual(['refused:held']);
    expect(state().lever).toEqual({ owner: BO, reason: 'wrong zone' });
    expect(send({ type: 'release', by: BO })).toEqual([]);
    expect(kinds(send({ type: 'resume', by: ADA, epoch: 0 }))).toEqual(['look']);
    looked();
    send({ type: 'hold', by: BO, reason: 'again' });
    expect(ended()).toEqual([]);
    expect(phase()).toBe('paused');
  });
});

describe('a restart', () => {
  it('reads back what may have left, begins anew what changes nothing, and keeps the cool-down', () => {
    const { begin, looked, readBack, send, state } = groupAtWork();
    begin();
    expect(kinds(send({ type: 'recovered' }))).toEqual(['look']);
    looked();
    expect(kinds(send({ type: 'recovered' }))).toEqual(['readBack']);
    expect(kinds(send({ type: 'recovered' }))).toEqual(['readBack']);
    expect(kinds(readBack('yes'))).toEqual(['perform']);
    expect(state().coolDown).not.toBeNull();
    const reading = groupAtWork();
    reading.begin(frozenPlan([frozenStep('ask', { effect: false })]));
    expect(kinds(reading.send({ type: 'recovered' }))).toEqual(['perform']);
  });
});

describe('a trigger', () => {
  it('begins once in a cool-down, never the way back, and nothing that pre-flight blocks', () => {
    const { send, looked, ended, pass } = groupAtWork();
    expect(kinds(send(met('automatic', frozenPlan([CALL], { kind: 'failBack' }))))).toEqual(['suggest:neverAutomatic']);
    expect(kinds(send({ ...met('automatic'), blocked: ['freeze'] } as Timeless))).toEqual(['suggest:blocked']);
    expect(kinds(send(met('automatic')))).toEqual(['started', 'look']);
    expect(kinds(send(met('automatic')))).toEqual(['suggest:busy']);
    looked();
    ended();
    ended();
    expect(kinds(send(met('automatic')))).toEqual(['suggest:coolDown']);
    pass(1_790_000);
    expect(kinds(send(met('automatic')))).toEqual(['suggest:coolDown']);
    pass(10_000);
    expect(kinds(send(met('automatic')))).toEqual(['started', 'look']);
  });

  it('counts down only once somebody can object, and begins nothing after a veto', () => {
    const { send, pass, state } = groupAtWork();
    expect(kinds(send(met('countdown')))).toEqual(['notice']);
    expect(send(met('countdown'))).toEqual([]);
    expect(pass(3_600_000)).toEqual([]);
    send({ type: 'heard' });
    expect(pass(110_000)).toEqual([]);
    send({ type: 'heard' });
    expect(kinds(pass(10_000))).toEqual(['started', 'look']);
    expect(state().run?.starter).toBeNull();
    const other = groupAtWork();
    other.send(met('countdown'));
    other.send({ type: 'heard' });
    other.send({ type: 'veto', by: ADA });
    expect(other.pass(600_000)).toEqual([]);
    other.send(met('countdown'));
    other.send({ type: 'heard' });
    expect(kinds(other.send({ type: 'recovered' }))).toEqual(['suggest:restarted']);
    expect(other.pass(600_000)).toEqual([]);
  });

  it('does not wait for a drill, and no drill for it: what is real comes first', () => {
    const { send, begin, state } = groupAtWork();
    begin(PLAN, { mode: 'drill' });
    expect(kinds(send(met('automatic')))).toEqual(['ended', 'started', 'look']);
    expect(state().run?.mode).toBe('live');
    send({ type: 'arm', by: ADA, plan: PlanId.parse('to-b'), mode: 'drill' });
    expect(state().armed).toBeNull();
  });
});

describe('a drill that is due', () => {
  const due = { type: 'drillDue', by: null, plan: PLAN, mode: 'drill', blocked: [] } as const;

  it('begins by itself, for nobody, and leaves the cool-down as it is', () => {
    const { send, state } = groupAtWork();
    expect(kinds(send(due))).toEqual(['started', 'look']);
    expect(state()).toMatchObject({ coolDown: null, run: { mode: 'drill', starter: null, holder: null } });
    expect(kinds(send(met('automatic')))).toEqual(['ended', 'started', 'look']);
  });

  it('waits for a run, a countdown, what is armed, the lever and pre-flight, and takes the place of none of them', () => {
    const refused = (before: (of: ReturnType<typeof groupAtWork>) => void, event: Parameters<ReturnType<typeof groupAtWork>['send']>[0] = due) => {
      const each = groupAtWork();
      before(each);
      const [was, effects] = [each.state(), each.send(event)];
      expect(each.state()).toEqual(was);
      return kinds(effects);
    };
    expect(refused(({ begin }) => void begin(PLAN, { mode: 'drill' }))).toEqual(['refused:busy']);
    expect(refused(({ send }) => void send(met('countdown')))).toEqual(['refused:busy']);
    expect(refused(({ send }) => void send({ type: 'arm', by: ADA, plan: PlanId.parse('to-b'), mode: 'live' }))).toEqual(['refused:busy']);
    expect(refused(({ send }) => void send({ type: 'hold', by: ADA, reason: 'storm' }))).toEqual(['refused:held']);
    expect(refused(() => {}, { ...due, blocked: ['freeze'] })).toEqual(['refused:blocked']);
  });
});
