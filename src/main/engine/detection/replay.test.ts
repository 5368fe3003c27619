import { describe, expect, it } from 'vitest';
import { durationMs, epochMs } from '../../../shared/model/units.ts';
import { replayRule, type ReplayPoint } from './replay.ts';
import { gaussian, ruleSpec, START_MS } from './testing/rule-samples.ts';
import { seededRandom } from '../../store/testing/random.ts';

const MINUTE = 60_000;

/** One point a minute; `_` is a minute without one. */
const minutes = (...values: (number | '_')[]): ReplayPoint[] => values.flatMap((value, minute) => (value === '_' ? [] : [{ time: epochMs(START_MS + minute * MINUTE), value }]));
const at = (minute: number): number => START_MS + minute * MINUTE;

describe('when a rule would have fired', () => {
  it('is said with onset, end and the worst value', () => {
    const { firings, samples, unknown, intervalMs } = replayRule(ruleSpec(), minutes(0, 1, 3, 2, 5, 0, 0, 2, 2, 2, 4));
    expect(firings).toEqual([
      { since: at(1), noEarlierThan: false, firedAt: at(3), endedAt: at(5), worst: 5 },
      { since: at(7), noEarlierThan: false, firedAt: at(9), endedAt: null, worst: 4 },
    ]);
    expect({ samples, unknown, intervalMs }).toEqual({ samples: 11, unknown: 0, intervalMs: MINUTE });
  });

  it('counts worst towards the side that is bad, and forgets breaches that came to nothing', () => {
    const below = ruleSpec({ condition: { kind: 'threshold', above: null, below: 10 } });
    expect(replayRule(below, minutes(50, 1, 50, 8, 3, 9, 50)).firings).toEqual([{ since: at(3), noEarlierThan: false, firedAt: at(5), endedAt: at(6), worst: 3 }]);
  });

  it('takes NaN for unknown and a hole for a gap', () => {
    expect(replayRule(ruleSpec(), minutes(0, 1, Number.NaN, 1, Number.NaN, Number.NaN, 1)).firings).toHaveLength(1);
    const holes = replayRule(ruleSpec(), minutes(0, 1, 1, '_', '_', '_', 1, 1));
    expect(holes).toMatchObject({ firings: [], intervalMs: MINUTE });
    expect(replayRule(ruleSpec(), minutes(0, 1, 1, '_', '_', '_', 1, 1), { intervalMs: durationMs(2 * MINUTE) }).firings).toHaveLength(1);
  });

  it('learns the spacing as the lower median, which holes and doubles do not move', () => {
    expect(replayRule(ruleSpec(), minutes(0, 0, 0, '_', '_', '_', '_', 0, 0)).intervalMs).toBe(MINUTE);
    expect(replayRule(ruleSpec(), minutes(0, '_', 0, 0)).intervalMs).toBe(MINUTE);
    expect(replayRule(ruleSpec(), [])).toEqual({ firings: [], samples: 0, unknown: 0, intervalMs: MINUTE });
  });

  it('is asked of absence at every minute without a point', () => {
    const absent = ruleSpec({ condition: { kind: 'absence' }, consecutive: 1, forMs: durationMs(2 * MINUTE) });
    expect(replayRule(absent, minutes(1, 1, '_', '_', '_', '_', 1)).firings).toEqual([{ since: at(2), noEarlierThan: false, firedAt: at(4), endedAt: at(6), worst: null }]);
    expect(replayRule(absent, minutes(1, 1, '_', '_', 1)).firings).toEqual([]);
  });

  it('sees the traffic of that time, as long as it is known', () => {
    const points = minutes(0.1, Number.NaN, Number.NaN, Number.NaN, Number.NaN);
    const traffic = [{ time: epochMs(at(0)), now: 900, usual: 1_000 }, { time: epochMs(at(1) + 1), now: 0, usual: 1_000 }];
    expect(replayRule(ruleSpec(), points, { traffic }).firings).toMatchObject([{ since: at(2), firedAt: at(4) }]);
    expect(replayRule(ruleSpec(), points, { traffic: traffic.slice(0, 1) })).toMatchObject({ firings: [], unknown: 4 });
  });

  it('changes nothing when the future does: every prefix has the same firings', () => {
    const random = seededRandom(3);
    const points = Array.from({ length: 1_000 }, (_, index) => ({ time: epochMs(START_MS + index * 5 * MINUTE), value: 100 + 8 * gaussian(random) + (index % 97 === 0 ? 150 : 0) }));
    const spec = ruleSpec({ consecutive: 1, condition: { kind: 'baseline', direction: 'both', sensitivity: 5, season: 'auto' } });
    const whole = replayRule(spec, points).firings;
    expect(whole.length).toBeGreaterThan(0);
    for (const cut of [400, 583, 584, 800]) {
      const until = points[cut - 1]?.time ?? 0;
      expect(replayRule(spec, points.slice(0, cut)).firings.map(({ firedAt }) => firedAt)).toEqual(whole.map(({ firedAt }) => firedAt).filter((firedAt) => firedAt <= until));
    }
  });
});
