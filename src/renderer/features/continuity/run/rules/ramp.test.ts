import { describe, expect, it } from 'vitest';
import type { RampProgress } from '../../../../../shared/model/continuity/run.ts';
import { SignalId } from '../../../../../shared/model/ids.ts';
import { epochMs } from '../../../../../shared/model/units.ts';
import { at, clockAt, JON, START } from '../testing/runs.ts';
import { drainText, dwellText, rampActionRefusal, rampMark, rampWindowMs, rungsOf, valuePoints } from './ramp.ts';

const ramp = (fields: Partial<RampProgress> = {}): RampProgress => ({ state: 'holding', ladder: [5, 25, 50, 100], rung: 1, value: 25, heldUntil: at(120), says: '', breaches: [], by: null, conditions: [{ says: 'errors under 1 %', holds: 'yes' }], moves: [], backlog: null, ...fields });
const backlog = { signal: SignalId.parse('jobs'), waiting: 61_240, at: at(0), perSecond: -40, emptyAt: at(1_531) };

describe('how a ramp stands', () => {
  it('counts down to the next value while all conditions hold', () => {
    expect(dwellText(ramp(), clockAt(48))).toBe('Next 50, if everything stays so: 01:12 left.');
    expect(dwellText(ramp({ rung: 3 }), clockAt(48))).toBe('The last value is held, 01:12 left.');
    expect(dwellText(ramp(), clockAt(121))).toBeNull();
    expect(dwellText(ramp({ heldUntil: null }), clockAt(48))).toBeNull();
  });

  it('shows a breach and blindness before anything else, and never as well', () => {
    expect(rampMark(ramp({ conditions: [{ says: 'p95', holds: 'no' }] }))).toEqual({ mark: 'P2', word: 'breach' });
    expect(rampMark(ramp({ state: 'stale' })).mark).toBe('blind');
  });

  it('tells one that a person holds from one that holds itself and asks', () => {
    expect(rampMark(ramp({ state: 'held', by: JON })).word).toBe('HELD');
    expect(rampMark(ramp({ state: 'held' }))).toEqual({ mark: 'asks', word: 'asks a person' });
  });
});

describe('the ladder', () => {
  it('rises with its values, and knows where it stands', () => {
    const rungs = rungsOf(ramp());
    expect(rungs.map((rung) => rung.at)).toEqual(['past', 'here', 'ahead', 'ahead']);
    expect(rungs.at(-1)?.height).toBe(1);
    expect(rungs.every(({ height }, index) => index === 0 || height > (rungs[index - 1]?.height ?? 1))).toBe(true);
  });

  it('stands nowhere before the first value', () => {
    expect(rungsOf(ramp({ rung: -1, value: null })).every((rung) => rung.at === 'ahead')).toBe(true);
  });

  it('names of fifty values only some, the one it stands on always, and none beside that', () => {
    const rungs = rungsOf({ ladder: Array.from({ length: 50 }, (_, index) => index + 1), rung: 23 });
    expect(rungs.filter(({ named }) => named).length).toBeLessThanOrEqual(11);
    expect(rungs[23]?.named).toBe(true);
    expect([rungs[22]?.named, rungs[24]?.named]).toEqual([false, false]);
  });

  it('has a height for a ladder of one, and of zeros', () => {
    expect(rungsOf({ ladder: [0], rung: 0 })[0]?.height).toBeGreaterThan(0);
  });
});

describe('the line of values', () => {
  const moves = [{ at: at(0), value: 5, why: 'raised' as const, says: '' }, { at: at(60), value: 25, why: 'raised' as const, says: '' }, { at: at(90), value: 5, why: 'breach' as const, says: '' }];

  it('holds each value until the next one is set: no slope between them', () => {
    const points = valuePoints(moves, clockAt(100).now);
    expect(points.map(({ time, value }) => [time - START, value])).toEqual([[0, 5], [59_999, 5], [60_000, 25], [89_999, 25], [90_000, 5], [100_000, 5]]);
  });

  it('lies in a window of round minutes that holds all of it', () => {
    expect(rampWindowMs(moves, clockAt(100).now)).toBe(2 * 60_000);
    expect(rampWindowMs(moves, clockAt(3_600).now)).toBe(120 * 60_000);
    expect(rampWindowMs([], epochMs(START))).toBe(60_000);
  });
});

describe('the time to drain', () => {
  it('says when nothing waits any more, as a guess', () => {
    expect(drainText(backlog, clockAt(0))).toBe('Falls by 40 a second: empty at about 14:27 UTC, in 26 min.');
    expect(drainText(backlog, clockAt(0, true))).toContain('when last heard');
  });

  it('promises nothing that is not known', () => {
    expect(drainText({ ...backlog, perSecond: 12.5, emptyAt: null }, clockAt(0))).toBe('Grows by 13 a second: no time can be told.');
    expect(drainText({ ...backlog, perSecond: null, emptyAt: null }, clockAt(0))).toBe('Too little is known yet to say when it is empty.');
    expect(drainText({ ...backlog, waiting: null }, clockAt(0))).toBe('How many wait is not known.');
    expect(drainText({ ...backlog, waiting: 0 }, clockAt(0))).toBe('Nothing waits.');
  });

  it('tells no end that is over already', () => {
    expect(drainText(backlog, clockAt(2_000))).toBe('Falls by 40 a second.');
  });
});

describe('what can be done to a ramp', () => {
  it('is what makes sense where it stands', () => {
    expect(rampActionRefusal(ramp(), 'hold')).toBeNull();
    expect(rampActionRefusal(ramp(), 'go')).toBe('It goes on by itself');
    expect(rampActionRefusal(ramp({ state: 'held' }), 'go')).toBeNull();
    expect(rampActionRefusal(ramp({ state: 'byHand' }), 'giveBack')).toBeNull();
    expect(rampActionRefusal(ramp({ rung: 3 }), 'up')).toBe('This is the last step');
    expect(rampActionRefusal(ramp({ rung: 0 }), 'down')).toBe('This is the first step');
    expect(rampActionRefusal(ramp({ state: 'ended' }), 'hold')).toBe('The ramp has ended');
  });
});
