import { describe, expect, it } from 'vitest';
import type { Replay } from '../../../../shared/model/incident.ts';
import { chartSpanMs, constantLimit, gapMsOf, lastedMs, replaySentence } from './replay-words.ts';

const T = (minutes: number): string => new Date(Date.UTC(2026, 10, 14) + minutes * 60_000).toISOString();
const firing = (from: number, to: number | null) => ({ since: T(from - 1), firedAt: T(from), endedAt: to === null ? null : T(to), worst: 1.4 });
const replay = (change: Partial<Replay>): Replay => ({ from: T(0), to: T(10 * 24 * 60), firings: [], perWeek: 0, samples: 2_400, unknown: 0, unknownReason: null, stepMs: 60_000, points: [], notes: [], ...change });
const say = (change: Partial<Replay>) => replaySentence(replay(change), (instant) => instant.slice(11, 16));

describe('what a replay found', () => {
  it('is one sentence: how often, when first, how long, what could not be judged', () => {
    expect(say({ firings: [firing(62, 70), firing(600, 612), firing(900, 903)], perWeek: 2.1, unknown: 96, unknownReason: 'too little traffic' })).toBe('Would have fired 3 times (2.1 a week), the first at 01:02, the longest for 12 min; 4 % of samples could not be judged (too little traffic)');
    expect(say({ firings: [firing(62, 70)], perWeek: 0.7 })).toBe('Would have fired once (0.7 a week), at 01:02, for 8 min');
    expect(say({})).toBe('Would not have fired');
  });

  it('draws no rate per week from an hour, and says what goes on', () => {
    expect(say({ to: T(60), firings: [firing(50, null), firing(10, 12)], perWeek: 336 })).toBe('Would have fired twice, the first at 00:50, the longest for 10 min, and would be firing now');
  });

  it('never says that it would have been quiet where nothing could be judged', () => {
    expect(say({ unknown: 2_400, unknownReason: 'still learning what is usual' })).toBe('Could not have been judged at all: still learning what is usual');
    expect(say({ samples: 0 })).toBeNull();
    expect(say({ unknown: 1 })).toBe('Would not have fired; under 1 % of samples could not be judged');
    expect(say({ unknown: 2_399 })).toContain('over 99 % of samples');
  });

  it('counts what still fires up to the end of the replay', () => {
    expect(lastedMs(firing(10, null), T(25))).toBe(15 * 60_000);
  });

  it('shows the time that is known, not the empty one before it', () => {
    const minutes = (span: number) => span * 60_000;
    const point = (time: string) => ({ time, value: 1, limit: 2 });
    expect(chartSpanMs(replay({ to: T(60), points: [point(T(50)), point(T(60))] }))).toBe(minutes(11));
    expect(chartSpanMs(replay({ to: T(60), points: [point(T(0)), point(T(60))] }))).toBe(minutes(60));
    expect(chartSpanMs(replay({ to: T(60), points: [point(T(60))], stepMs: 1_000 }))).toBe(minutes(1));
    expect(chartSpanMs(replay({ to: T(60) }))).toBe(minutes(60));
  });

  it('takes a spacing for a gap only where no sample was left out of the picture', () => {
    const points = Array.from({ length: 600 }, (_, index) => ({ time: T(index), value: 1, limit: 2 }));
    expect(gapMsOf(replay({ samples: 600, points }))).toBe(180_000);
    expect(gapMsOf(replay({ samples: 14_400, points }))).toBe(4.5 * 24 * 60_000);
    expect(constantLimit({ points })).toBe(2);
    expect(constantLimit({ points: [...points, { time: T(0), value: 1, limit: 3 }] })).toBeNull();
  });
});
