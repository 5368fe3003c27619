import { describe, expect, it } from 'vitest';
import type { Freshness, NoValue, Reading } from '../../shared/model/entities.ts';
import { epochMs, toRfc3339 } from '../../shared/model/units.ts';
import { oldestTime, shownNumber, type ShownNumber } from './shown-number.ts';

const T0 = Date.UTC(2026, 10, 21, 14, 0, 0);
const at = (seconds: number) => epochMs(T0 + seconds * 1_000);
const latest = (value: number | null, noValue: NoValue | null = value === null ? 'empty' : null): Reading => ({ time: toRfc3339(at(60)), evaluatedAt: toRfc3339(at(60)), receivedAt: toRfc3339(at(60)), value, noValue });
const signal = (freshness: Freshness, reading: Reading | null) => ({ freshness, latest: reading });
const BEFORE = { value: 0.246, time: at(5) };

describe('the number of a signal', () => {
  it('is its newest value with that value’s time, late where it is late', () => {
    expect(shownNumber(signal('live', latest(0.3)), BEFORE, false)).toEqual({ is: 'live', value: 0.3, noValue: null, time: at(60) });
    expect(shownNumber(signal('late', latest(0.3)), undefined, false).is).toBe('late');
  });

  it('is called "was" once its signal is blind or the engine is silent', () => {
    expect(shownNumber(signal('blind', latest(0.3)), undefined, false).is).toBe('was');
    expect(shownNumber(signal('live', latest(0.3)), undefined, true).is).toBe('was');
  });

  it.each(['live', 'late', 'blind'] as const)('is the last one known, as "was" and with its own time, when a %s signal reads no value', (freshness) => {
    for (const noValue of ['empty', 'NaN'] as const) expect(shownNumber(signal(freshness, latest(null, noValue)), BEFORE, false)).toEqual({ is: 'was', value: 0.246, noValue: null, time: at(5) });
  });

  it('is none only where nothing was ever known, and says why', () => {
    expect(shownNumber(signal('blind', null), undefined, false)).toEqual({ is: 'none', value: null, noValue: 'empty', time: null });
    expect(shownNumber(signal('live', latest(null, 'NaN')), undefined, false)).toMatchObject({ is: 'none', noValue: 'NaN' });
  });

  it('beyond what can be measured is an answer, not a missing one', () => {
    expect(shownNumber(signal('live', latest(null, '+Inf')), BEFORE, false)).toMatchObject({ is: 'live', value: null, noValue: '+Inf' });
  });
});

describe('the age of a tile', () => {
  const number = (is: ShownNumber['is'], seconds: number): ShownNumber => ({ is, value: 1, noValue: null, time: at(seconds) });
  it('is that of the oldest number that is called current', () => expect(oldestTime([number('live', 50), number('live', 40), number('was', 5)])).toBe(at(40)));
  it('is that of the oldest number where none is current', () => expect(oldestTime([number('was', 9), number('was', 5)])).toBe(at(5)));
  it('is not known where nothing is', () => expect(oldestTime([])).toBeNull());
});
