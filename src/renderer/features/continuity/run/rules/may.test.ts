import { describe, expect, it } from 'vitest';
import { at, clockAt, JON, MIRA, run, step } from '../testing/runs.ts';
import { takenOver } from './announce.ts';
import { approving, rampRefusal, settleRefusal, steeringRefusal, STEERINGS, type Looker } from './may.ts';

const mira: Looker = { known: true, person: MIRA, operate: true, approve: true, holderName: 'Mira' };
const jon: Looker = { ...mira, person: JON };
const going = run([step('dns', { state: 'sending' })]);

describe('who may steer a run', () => {
  it('lets everybody who may operate pause it, and only its holder do what makes something happen', () => {
    expect(steeringRefusal(going, 'pause', jon)).toBeNull();
    expect(steeringRefusal(going, 'rollBack', jon)).toBe('Mira holds the run: take it over first');
    expect(steeringRefusal(going, 'rollBack', mira)).toBeNull();
    expect(steeringRefusal(going, 'takeOver', jon)).toBeNull();
    expect(steeringRefusal(going, 'takeOver', mira)).toBe('You hold it');
    expect(steeringRefusal(run([], { holder: null }), 'abort', jon)).toBeNull();
  });

  it('offers nothing to whoever may only look, and nothing once it is over', () => {
    const viewer: Looker = { ...mira, operate: false };
    for (const what of STEERINGS) {
      expect(steeringRefusal(going, what, viewer)).toContain('the right “operate”');
      expect(steeringRefusal(run([], { state: 'done' }), what, mira)).toBe('The run is over');
    }
  });

  it('wants the answer to an unknown step before anything else', () => {
    const unknown = run([step('dns', { state: 'unknown' })], { state: 'stopped', why: 'unknown' });
    for (const what of ['retry', 'rollBack', 'abort'] as const) expect(steeringRefusal(unknown, what, mira)).toBe('First say whether the unknown step happened');
    expect(settleRefusal(unknown, mira)).toBeNull();
    expect(settleRefusal(unknown, jon)).toContain('take it over first');
  });

  it('never tries again what somebody else has changed', () => {
    const lost = run([step('dns', { state: 'failed' })], { state: 'stopped', why: 'lost' });
    expect(steeringRefusal(lost, 'retry', mira)).toContain('start the plan anew');
    expect(steeringRefusal({ ...lost, why: 'notReached' }, 'retry', mira)).toBeNull();
  });

  it('lets everybody hold a ramp, and its holder move it', () => {
    expect(rampRefusal(going, true, jon)).toBeNull();
    expect(rampRefusal(going, false, jon)).toContain('take it over first');
  });
});

describe('who may approve', () => {
  const approval = { role: null, until: at(900), starterFrom: at(300) };

  it('is another person than the one who started it', () => {
    expect(approving(going, approval, jon, clockAt(1).now)).toEqual({ own: false, refusal: null });
    expect(approving(going, { ...approval, starterFrom: null }, mira, clockAt(899).now)).toEqual({ own: true, refusal: 'You started it: another person must approve' });
  });

  it('is the starter alone from the time on that the plan allows, to the second', () => {
    expect(approving(going, approval, mira, clockAt(299).now).refusal).toContain('another person must approve, or you');
    expect(approving(going, approval, mira, clockAt(300).now)).toEqual({ own: true, refusal: null });
    expect(approving(going, approval, mira, null).refusal).not.toBeNull();
  });

  it('is nobody without the right, and nobody while the run is paused', () => {
    expect(approving(going, approval, { ...jon, approve: false }, clockAt(1).now).refusal).toContain('the right “approve”');
    expect(approving(run([], { state: 'paused' }), approval, jon, clockAt(1).now).refusal).toContain('paused');
  });
});

describe('a take-over', () => {
  it('is told to everybody but the one who did it', () => {
    expect(takenOver(1, run([], { epoch: 2, holder: JON }), MIRA)).toBe(true);
    expect(takenOver(1, run([], { epoch: 2, holder: JON }), JON)).toBe(false);
    expect(takenOver(2, run([], { epoch: 2, holder: JON }), MIRA)).toBe(false);
  });
});
