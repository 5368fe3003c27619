import type { SignalCondition } from '../../../../../shared/model/continuity/request-config.ts';
import type { EpochMs } from '../../../../../shared/model/units.ts';
import type { SignalFacts } from '../signals.ts';
import type { ToldBack } from '../step.ts';

/** Samples further apart than this many intervals do not stand in a row. */
const GAP_INTERVALS = 3;
/** What is measured has no more digits that mean anything; what is judged is the value itself. */
const SHOWN_DIGITS = 4;
const shown = (value: number): string => String(Number(value.toPrecision(SHOWN_DIGITS)));

/**
 * Whether a signal is within its limit: by samples that are fresh and stand in a row by their own time. One sample beyond it is a no; too
 * few within it, and everything that is late or blind, is unknown. `since`: samples of before say nothing.
 */
export function judgeSignal({ above, below, consecutive, id }: SignalCondition, facts: SignalFacts | null, since: EpochMs | null): ToldBack {
  if (facts === null) return { happened: 'unknown', says: `there is no signal ${id} any more` };
  if (facts.targetFailed && facts.isLive) return { happened: 'unknown', says: `${id}: its target does not answer` };
  if (!facts.isLive) return { happened: 'unknown', says: `${id} is late or blind: its newest value is old` };
  const samples = facts.samples.filter(({ time }) => since === null || time >= since);
  const newest = samples.at(-1);
  if (newest === undefined) return { happened: 'unknown', says: `${id} has no sample yet that counts` };
  const holds = (value: number): boolean => (above === undefined || value > above) && (below === undefined || value < below);
  if (!holds(newest.value)) return { happened: 'no', says: `${id} is ${shown(newest.value)}` };
  let row = 1;
  for (let at = samples.length - 2; at >= 0 && row < consecutive; at -= 1, row += 1) {
    const [sample, next] = [samples[at], samples[at + 1]];
    if (sample === undefined || next === undefined || !holds(sample.value) || next.time - sample.time > GAP_INTERVALS * facts.intervalMs) break;
  }
  const times = consecutive === 1 ? '' : `, ${row} of ${consecutive} times in a row`;
  return { happened: row >= consecutive ? 'yes' : 'unknown', says: `${id} is ${shown(newest.value)}${times}` };
}
