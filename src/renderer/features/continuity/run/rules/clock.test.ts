import { describe, expect, it } from 'vitest';
import { at, clockAt } from '../testing/runs.ts';
import { ageText, countdown, elapsedMs, objectiveBar, tookMs } from './clock.ts';

describe('the time of a run', () => {
  it('counts on the engine’s clock while it runs, and stands still once it is over', () => {
    expect(elapsedMs({ startedAt: at(0), endedAt: null, tookSeconds: null }, clockAt(74))).toBe(74_000);
    expect(elapsedMs({ startedAt: at(0), endedAt: at(7_572), tookSeconds: 372 }, clockAt(9_999))).toBe(372_000);
    expect(elapsedMs({ startedAt: at(0), endedAt: null, tookSeconds: null }, { now: null, silent: false })).toBeNull();
  });

  it('never goes below nothing, whatever clocks say', () => {
    expect(elapsedMs({ startedAt: at(10), endedAt: null, tookSeconds: null }, clockAt(4))).toBe(0);
  });

  it('has none for a step that has not begun', () => {
    expect(tookMs({ startedAt: null, endedAt: null, tookSeconds: null }, clockAt(5))).toBeNull();
    expect(tookMs({ startedAt: at(1), endedAt: at(4), tookSeconds: 3 }, clockAt(50))).toBe(3_000);
  });
});

describe('a countdown', () => {
  it('says what is left, rounded up, and turns over exactly at its end', () => {
    expect(countdown(at(60), clockAt(0))).toEqual({ over: false, text: '01:00 left' });
    expect(countdown(at(60), clockAt(59.2))).toEqual({ over: false, text: '00:01 left' });
    expect(countdown(at(60), clockAt(60))).toEqual({ over: true, text: '00:00 over' });
    expect(countdown(at(60), clockAt(72))).toEqual({ over: true, text: '00:12 over' });
  });

  it('says that it is of the past once the engine is silent', () => {
    expect(countdown(at(60), clockAt(50, true))?.text).toBe('00:10 left when last heard');
    expect(ageText(at(0), clockAt(3, true))).toBe('3 s old when last heard');
    expect(ageText(at(0), clockAt(3))).toBe('3 s ago');
  });

  it('is nothing before the time is known', () => {
    expect(countdown(at(60), { now: null, silent: false })).toBeNull();
    expect(countdown('soon', clockAt(0))).toBeNull();
  });
});

describe('the bar against the objective', () => {
  it('fills up to the objective and not beyond its own end', () => {
    expect(objectiveBar(120, 480)).toEqual({ done: 0.25, objective: 1, over: false });
    expect(objectiveBar(480, 480)).toEqual({ done: 1, objective: 1, over: false });
  });

  it('draws what is too long beyond the mark: twice the objective leaves the mark in the middle', () => {
    expect(objectiveBar(960, 480)).toEqual({ done: 1, objective: 0.5, over: true });
  });

  it('is not drawn without an objective', () => {
    expect(objectiveBar(10, 0)).toBeNull();
    expect(objectiveBar(Number.NaN, 480)).toBeNull();
  });
});
