import type { Freshness } from '../../../shared/model/entities.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ResolvedTolerance } from '../../config/second-opinion.ts';

/** One sample in the unit of the first opinion; NaN = the source had no value. */
export interface OpinionSample {
  readonly time: EpochMs;
  readonly value: number;
}

/** One of the two sources, as far as comparing needs it: samples around the moment that is compared, oldest first. */
export interface Sight {
  readonly freshness: Freshness;
  /** Null while it never had one. */
  readonly newest: OpinionSample | null;
  readonly samples: readonly OpinionSample[];
}

/**
 * How two sources stand to each other. `differ`: beyond the tolerance, not yet for long enough; `none`: one of them tells nothing now;
 * `waiting`: nothing was compared yet.
 */
export interface OpinionState {
  readonly state: 'waiting' | 'none' | 'agree' | 'differ' | 'disagree';
  /** Which one tells nothing. */
  readonly missing: 'first' | 'second' | null;
  /** Of `differ` and `disagree`, the first moment compared that was beyond the tolerance, without one within it since. */
  readonly since: EpochMs | null;
  /** The moment that was compared last, and what both said then. */
  readonly time: EpochMs | null;
  readonly first: number | null;
  readonly second: number | null;
}

export const NOTHING_COMPARED: OpinionState = { state: 'waiting', missing: null, since: null, time: null, first: null, second: null };

/** A span around a moment in which both sources had their say: the coarser one at least once, before it and perhaps after. */
const BEFORE = 1.5;
const AFTER = 0.5;
/** Two comparisons further apart than this are not of one stretch. */
const HOLE = 5;

/** The newest moment that both have reached; null while one has not. */
export const commonMoment = (first: OpinionSample | null, second: OpinionSample | null): EpochMs | null => (first === null || second === null ? null : epochMs(Math.min(first.time, second.time)));

/** What must be known of either source to compare that moment. */
export const windowAt = (time: EpochMs, spacingMs: number): { readonly from: EpochMs; readonly to: EpochMs } => ({ from: epochMs(time - BEFORE * spacingMs), to: epochMs(time + AFTER * spacingMs) });

interface Said {
  readonly low: number;
  readonly high: number;
  /** At the moment, or the last before it. */
  readonly at: number;
}

function saidAround(samples: readonly OpinionSample[], time: EpochMs, spacingMs: number): Said | null {
  const { from, to } = windowAt(time, spacingMs);
  const around = samples.filter((sample) => sample.time > from && sample.time <= to && Number.isFinite(sample.value));
  if (around.length === 0) return null;
  const values = around.map(({ value }) => value);
  return { low: Math.min(...values), high: Math.max(...values), at: (around.findLast((sample) => sample.time <= time) ?? around[0])?.value ?? Number.NaN };
}

/**
 * How far apart two sources are around a moment: the distance of the spans that each went through, zero where they touch. A step that
 * one shows a sample later, or a spike that only one has caught, is no distance.
 */
const distance = (a: Said, b: Said): number => Math.max(0, a.low - b.high, b.low - a.high);

/** Relative to the larger of the two; differences below the floor never count. */
function isBeyond(a: Said, b: Said, { relative, absolute }: ResolvedTolerance): boolean {
  const apart = distance(a, b);
  // What both say at the moment is what people read beside "20 %".
  const allowed = relative === null ? absolute : Math.max(absolute, relative * Math.max(Math.abs(a.at), Math.abs(b.at)));
  // What binary fractions add must not decide at the very edge.
  return apart > allowed * (1 + 1e-9);
}

const tellsNothing = ({ freshness, newest }: Sight): boolean => freshness === 'blind' || (newest !== null && !Number.isFinite(newest.value));

export interface OpinionTerms {
  readonly tolerance: ResolvedTolerance;
  /** How long they must differ, in sample time. */
  readonly forMs: number;
  /** The coarser spacing of the two. */
  readonly spacingMs: number;
}

/** What comparing the two now makes of how they stood. A moment counts once; one that only one source has reached is not compared. */
export function judgeOpinions(before: OpinionState, first: Sight, second: Sight, { tolerance, forMs, spacingMs }: OpinionTerms): OpinionState {
  const missing = tellsNothing(first) ? 'first' : tellsNothing(second) ? 'second' : null;
  if (missing !== null) return before.state === 'none' && before.missing === missing ? before : { ...NOTHING_COMPARED, state: 'none', missing };
  const time = commonMoment(first.newest, second.newest);
  if (time === null || (before.time !== null && time <= before.time)) return before;
  const [a, b] = [saidAround(first.samples, time, spacingMs), saidAround(second.samples, time, spacingMs)];
  if (a === null || b === null) return before.state === 'none' ? { ...NOTHING_COMPARED } : before;
  const compared = { missing: null, time, first: a.at, second: b.at };
  if (!isBeyond(a, b, tolerance)) return { ...compared, state: 'agree', since: null };
  const goesOn = before.since !== null && before.time !== null && time - before.time <= HOLE * spacingMs;
  const since = goesOn ? before.since : time;
  return { ...compared, since, state: time - since >= forMs ? 'disagree' : 'differ' };
}
