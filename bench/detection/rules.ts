import { RuleId, SignalId } from '../../src/shared/model/ids.ts';
import { durationMs, type EpochMs } from '../../src/shared/model/units.ts';
import { BASELINE_DEFAULTS } from '../../src/main/config/resolve-rules.ts';
import { replayRule } from '../../src/main/engine/detection/replay.ts';
import type { Condition, RuleSpec } from '../../src/main/engine/detection/spec.ts';
import { probationRows } from './score.ts';
import type { LabelledSeries } from './series.ts';

/** What a static limit lies above the highest value of probation: a fifth. */
const HEADROOM = 0.2;
/** "More than two consecutive checks". */
const CONSECUTIVE = 3;

export const RULES = ['threshold', 'consecutive', 'baseline'] as const;
export type Rule = (typeof RULES)[number];

export const benchSpec = (condition: Condition, consecutive: number): RuleSpec => ({
  rule: RuleId.parse('bench'),
  signal: SignalId.parse('bench'),
  condition,
  consecutive,
  forMs: durationMs(0),
  keepFiringForMs: durationMs(0),
  minTraffic: null,
  severity: 'P2',
  mode: 'open',
});

/** Nothing of a file but its probation goes into its rules. A baseline looks to both sides, because nothing says which one is bad. */
function specOf(rule: Rule, { points }: LabelledSeries): RuleSpec {
  if (rule === 'baseline') return benchSpec({ kind: 'baseline', direction: 'both', sensitivity: BASELINE_DEFAULTS.sensitivity, season: 'auto' }, BASELINE_DEFAULTS.consecutive);
  const most = points.slice(0, probationRows(points.length)).reduce((max, { value }) => (value > max ? value : max), -Infinity);
  return benchSpec({ kind: 'threshold', above: most + HEADROOM * Math.abs(most), below: null }, rule === 'consecutive' ? CONSECUTIVE : 1);
}

/** When an incident would have opened. */
export const alarmsOf = (rule: Rule, series: LabelledSeries): readonly EpochMs[] => replayRule(specOf(rule, series), series.points).firings.map(({ firedAt }) => firedAt);
