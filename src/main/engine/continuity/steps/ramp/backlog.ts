import type { RampProgress } from '../../../../../shared/model/continuity/run.ts';
import type { SignalId } from '../../../../../shared/model/ids.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../../../shared/model/units.ts';
import type { SignalFacts } from '../signals.ts';

const WINDOW_MS = 600_000;
/** Fewer samples say nothing of a direction. */
const FEWEST = 3;

type Sample = SignalFacts['samples'][number];
type Seen = Pick<SignalFacts, 'value' | 'sampleTime' | 'isLive' | 'samples'>;

/** How much waits, and when nothing will if it goes on as it does at this value. `since`: when this value was set; samples of before say nothing of it. */
export function backlogOf(signal: SignalId, facts: Seen | null, since: EpochMs | null): NonNullable<RampProgress['backlog']> {
  if (facts === null || facts.value === null || facts.sampleTime === null) return { signal, waiting: null, at: null, perSecond: null, emptyAt: null };
  const { value, sampleTime, isLive, samples } = facts;
  const known = { signal, waiting: value, at: toRfc3339(sampleTime) };
  const perSecond = isLive ? slope(samples.filter(({ time }) => time >= (since ?? -Infinity) && time > sampleTime - WINDOW_MS)) : null;
  const falls = perSecond !== null && perSecond < 0 && value > 0;
  return { ...known, perSecond, emptyAt: falls ? toRfc3339(epochMs(sampleTime + Math.round((value / -perSecond) * 1_000))) : null };
}

/** Change for each second, by least squares: one sample that is off moves it little. Null where there are too few. */
function slope(samples: readonly Sample[]): number | null {
  const [first] = samples;
  if (first === undefined || samples.length < FEWEST) return null;
  const points = samples.map(({ time, value }) => [(time - first.time) / 1_000, value] as const);
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [middle, level] = [mean(0), mean(1)];
  const spread = points.reduce((sum, [seconds]) => sum + (seconds - middle) ** 2, 0);
  return spread === 0 ? null : points.reduce((sum, [seconds, value]) => sum + (seconds - middle) * (value - level), 0) / spread;
}
