import { durationMs, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import type { Judgement } from './judgement.ts';
import type { RuleSample, RuleSpec, RuleStatus, SavedRule } from './spec.ts';

/** What counting needs of a rule and of a sample: triggers of plans count their checks in the same way. */
type Counting = Pick<RuleSpec, 'consecutive' | 'forMs' | 'keepFiringForMs'>;
type Counted = Pick<RuleSample, 'what' | 'time' | 'intervalMs'>;

const UNKNOWNS_UNTIL_RESET = 3;
const GAP_INTERVALS_UNTIL_RESET = 3;

/**
 * A rule that has seen nothing. While nothing is breached `noEarlierThan` says what the next onset will be marked with: true until
 * a pass has shown that all was well, false after it.
 */
const NOTHING_SEEN: RuleStatus = {
  state: 'inactive',
  verdict: null,
  unknownReason: null,
  fails: 0,
  since: null,
  noEarlierThan: true,
  firedAt: null,
  confirmedAt: null,
  endedAt: null,
  value: null,
  limit: null,
};
export const NO_COUNT: SavedRule = { status: NOTHING_SEEN, unknowns: 0, lastSampleTime: null };

/** Whether this sample was counted already: it was seen before, or is older than one that was. */
export const wasCounted = ({ lastSampleTime }: SavedRule, { what, time }: Omit<Counted, 'intervalMs'>): boolean => what !== 'unknown' && time !== null && lastSampleTime !== null && time <= lastSampleTime;

/** Forgets a count that is not firing; a firing goes on. What comes before the next sample is not known. */
function forget(count: SavedRule): SavedRule {
  if (count.status.state === 'firing') return count;
  return { ...count, status: { ...count.status, state: 'inactive', fails: 0, since: null, noEarlierThan: true } };
}

/**
 * A suspend, a stall or a clock step. Sample times before and after it cannot be compared (a clock that stepped back would make
 * every new sample look old), so the newest one is forgotten too.
 */
export const interrupt = (count: SavedRule): SavedRule => ({ ...forget(count), unknowns: 0, lastSampleTime: null });

/**
 * Counts one sample that was not counted before (design, "Rule counting"): a pass sets the count to 0, a fail adds 1, a single
 * unknown leaves it; three unknowns in a row or a gap of more than three intervals set it to 0 and cancel a pending `for`. A firing
 * goes on through unknowns and gaps; a pass ends it, once `keepFiringForMs` of sample time is over since the last failed sample.
 */
export function countSample(spec: Counting, before: SavedRule, sample: Counted, judged: Judgement): SavedRule {
  const time = sample.what === 'unknown' ? null : sample.time;
  const { lastSampleTime } = before;
  const gap = time !== null && lastSampleTime !== null && time - lastSampleTime > GAP_INTERVALS_UNTIL_RESET * sample.intervalMs;
  const count = { ...(gap ? forget(before) : before), lastSampleTime: time ?? lastSampleTime };
  if (judged.verdict === 'unknown') return countUnknown(count, sample, judged);
  const status = { ...count.status, ...judged };
  return { ...count, unknowns: 0, status: judged.verdict === 'pass' ? afterPass(spec, status, time) : afterFail(spec, status, time) };
}

/** A source that fails says nothing of the value: the newest one judged stays, for whoever shows it with its age. */
function countUnknown(count: SavedRule, { what }: Counted, judged: Judgement): SavedRule {
  const { value, limit } = what === 'unknown' ? count.status : judged;
  const unknowns = count.unknowns + 1;
  const { status } = unknowns >= UNKNOWNS_UNTIL_RESET ? forget(count) : count;
  return { ...count, unknowns, status: { ...status, ...judged, value, limit, noEarlierThan: status.noEarlierThan || status.state === 'inactive' } };
}

function afterPass(spec: Counting, status: RuleStatus, time: EpochMs | null): RuleStatus {
  if (status.state !== 'firing') return { ...status, state: 'inactive', fails: 0, since: null, noEarlierThan: false };
  const quietMs = durationBetween(status.confirmedAt, time);
  // A negative span is a clock that stepped back: how long it has been quiet is not known, and a pass is a pass.
  if (quietMs >= 0 && quietMs < spec.keepFiringForMs) return { ...status, fails: 0 };
  return { ...status, state: 'inactive', fails: 0, since: null, noEarlierThan: false, firedAt: null, endedAt: time };
}

function afterFail(spec: Counting, status: RuleStatus, time: EpochMs | null): RuleStatus {
  const since = status.since ?? time;
  const fails = status.fails + 1;
  const breached = { ...status, fails, since, confirmedAt: time };
  if (status.state === 'firing') return breached;
  if (fails < spec.consecutive || durationBetween(since, time) < spec.forMs) return { ...breached, state: 'pending' };
  return { ...breached, state: 'firing', firedAt: time, endedAt: null };
}

const durationBetween = (from: EpochMs | null, to: EpochMs | null): DurationMs => durationMs(from === null || to === null ? 0 : to - from);
