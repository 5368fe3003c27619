import { durationMs, epochMs, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import type { Span } from './calendar.ts';

const MINUTE_MS = 60_000;

/** What one signal said in one minute, since 1970: the mean of its samples. */
export interface MinuteValue {
  readonly minute: number;
  readonly value: number;
}

/** What is known of an objective in a span. Sums, so that spans can be added to each other. */
export interface Known {
  readonly knownMs: number;
  readonly maintenanceMs: number;
  /** `traffic`: `bad` of `total` requests; `time`: milliseconds. */
  readonly weighed: 'traffic' | 'time';
  readonly bad: number;
  readonly total: number;
  /** Where what is known begins; null where nothing is. */
  readonly knownFrom: EpochMs | null;
}

export interface Measured {
  /** Share of bad requests, 0 to 1, by minute, rising; a little before and after the span as well, so that its edges are judged rightly. */
  readonly errors: readonly MinuteValue[];
  /** Requests per second by minute, rising; null where the objective is weighed by time. */
  readonly traffic: readonly MinuteValue[] | null;
  /** The last traffic known before all that. */
  readonly trafficBefore: number | null;
  readonly maintenance: readonly { readonly startsAt: EpochMs; readonly endsAt: EpochMs }[];
  readonly intervalMs: DurationMs;
}

/**
 * How many minutes without a sample between two with one are known all the same: a signal is late once its newest sample is older
 * than two intervals.
 */
export const quietMinutes = (intervalMs: DurationMs): number => Math.max(0, Math.ceil((2 * intervalMs) / MINUTE_MS) - 1);

/**
 * Availability of an objective over a span, minute by minute (a minute belongs to the span in which it begins).
 *
 * A minute is known when it has a sample, or stands in a gap no longer than two intervals, which tells as much as the sample that ends
 * it. Minutes that are not known are neither up nor down; minutes of maintenance are left out. A minute weighs its requests where the
 * objective names a traffic signal, else 1: an outage that silences the traffic as well weighs as much as the traffic known before it.
 * Source: one-minute rollups of the objective's signals. Unit: shares, milliseconds.
 */
export function sumMinutes({ from, to }: Span, { errors, traffic, trafficBefore, maintenance, intervalMs }: Measured): Known & { readonly trafficAfter: number | null } {
  const first = Math.ceil(from / MINUTE_MS);
  const end = Math.ceil(to / MINUTE_MS);
  const longest = quietMinutes(intervalMs);
  const isMaintained = maintained(maintenance);
  const perSecond = traffic === null ? null : trafficAt(traffic, trafficBefore);
  let [knownMinutes, maintenanceMinutes, bad, total] = [0, 0, 0, 0];
  let knownFrom: EpochMs | null = null;
  const take = (minute: number, share: number): void => {
    if (minute < first || minute >= end || isMaintained(minute)) return;
    const rate = perSecond === null ? 1_000 : perSecond(minute);
    if (rate === null) return;
    knownMinutes += 1;
    knownFrom ??= epochMs(minute * MINUTE_MS);
    total += rate * 60;
    bad += share * rate * 60;
  };
  let last: number | null = null;
  for (const { minute, value } of errors) {
    if (last !== null && minute - last - 1 <= longest) for (let quiet = last + 1; quiet < minute; quiet += 1) take(quiet, value);
    take(minute, value);
    last = minute;
  }
  if (maintenance.length > 0) for (let minute = first; minute < end; minute += 1) if (isMaintained(minute)) maintenanceMinutes += 1;
  const trafficAfter = traffic?.findLast(({ minute }) => minute < end)?.value ?? trafficBefore;
  return { knownMs: knownMinutes * MINUTE_MS, maintenanceMs: maintenanceMinutes * MINUTE_MS, weighed: traffic === null ? 'time' : 'traffic', bad, total, knownFrom, trafficAfter };
}

function maintained(windows: Measured['maintenance']): (minute: number) => boolean {
  if (windows.length === 0) return () => false;
  return (minute) => windows.some(({ startsAt, endsAt }) => minute * MINUTE_MS >= startsAt && minute * MINUTE_MS < endsAt);
}

/** Traffic of a minute: its own, else the last one before it, else the first one after it. Asked for in rising order. */
function trafficAt(traffic: readonly MinuteValue[], before: number | null): (minute: number) => number | null {
  let next = 0;
  let known = before;
  return (minute) => {
    for (; next < traffic.length; next += 1) {
      const each = traffic[next];
      if (each === undefined || each.minute > minute) break;
      known = Math.max(0, each.value);
    }
    return known ?? (traffic[next] === undefined ? null : Math.max(0, traffic[next]?.value ?? 0));
  };
}

export interface SpanStanding {
  readonly availability: number | null;
  readonly met: boolean | null;
  readonly knownMs: DurationMs;
  readonly blindMs: DurationMs;
  readonly maintenanceMs: DurationMs;
  readonly coverage: number;
  readonly weighed: 'traffic' | 'time' | 'mixed';
  readonly knownFrom: EpochMs | null;
  readonly budgetMs: DurationMs;
  readonly usedMs: DurationMs | null;
  readonly leftMs: DurationMs | null;
  readonly notFull: 'running' | 'young' | null;
}

export interface SpanContext {
  readonly target: number;
  readonly now: EpochMs;
  /** Where all that was ever known of the objective begins; null = nothing is. */
  readonly firstKnown: EpochMs | null;
  /** What the budget is promised over; the span unless told. */
  readonly promisedMs?: DurationMs;
}

/** An objective is judged where at least this share of the time that has passed is known: beside a larger part that is blind, the rest says little of the whole. */
const JUDGED_FROM = 0.5;
/** What lies below it is the arithmetic of a computer. */
const SPENT_BEYOND_MS = 1;

/** Spans that follow each other and are weighed alike, as one. */
export const addKnown = (parts: readonly Known[], weighed: Known['weighed']): Known => ({
  knownMs: sum(parts, (part) => part.knownMs),
  maintenanceMs: sum(parts, (part) => part.maintenanceMs),
  weighed,
  bad: sum(parts, (part) => part.bad),
  total: sum(parts, (part) => part.total),
  knownFrom: parts.find(({ knownFrom }) => knownFrom !== null)?.knownFrom ?? null,
});

/**
 * The error budget of a span: (1 − target) × the whole of it, also of the part that is still to come. Used: (1 − availability) × known
 * time. What is left has a sign: −40 min is forty minutes too many. A span is `young` where all that is known begins after it did.
 *
 * Met: availability ≥ target. Null, which is unknown and never met, where less than half of the time that has passed is known; but a
 * budget that is used up is missed: whatever the time that is not known was like, nothing of it comes back (weighed by traffic, only
 * by many more requests than were seen).
 */
export function standingOf(span: Span, parts: readonly Known[], { target, now, firstKnown, promisedMs = durationMs(span.to - span.from) }: SpanContext): SpanStanding {
  const known = parts.filter(({ knownMs }) => knownMs > 0);
  const knownMs = sum(known, (part) => part.knownMs);
  const maintenanceMs = sum(parts, (part) => part.maintenanceMs);
  const passedMs = Math.max(0, Math.min(span.to, now) - span.from) - maintenanceMs;
  const availability = availabilityOf(known);
  const budgetMs = (1 - target) * promisedMs;
  // Known time without a request: nothing has failed.
  const usedMs = knownMs === 0 ? null : (1 - (availability ?? 1)) * knownMs;
  const coverage = passedMs <= 0 ? 0 : Math.min(1, knownMs / passedMs);
  const isSpent = usedMs !== null && usedMs - budgetMs > SPENT_BEYOND_MS;
  return {
    availability,
    met: availability === null ? null : coverage >= JUDGED_FROM ? availability >= target : isSpent ? false : null,
    knownMs: durationMs(knownMs),
    blindMs: durationMs(Math.max(0, passedMs - knownMs)),
    maintenanceMs: durationMs(maintenanceMs),
    coverage,
    weighed: weighing(known.length > 0 ? known : parts),
    knownFrom: known[0]?.knownFrom ?? null,
    budgetMs: durationMs(budgetMs),
    usedMs: usedMs === null ? null : durationMs(usedMs),
    leftMs: usedMs === null ? null : durationMs(budgetMs - usedMs),
    notFull: firstKnown === null || firstKnown - MINUTE_MS >= span.from ? 'young' : span.to > now ? 'running' : null,
  };
}

const sum = <T>(items: readonly T[], of: (item: T) => number): number => items.reduce((total, item) => total + of(item), 0);

function weighing(parts: readonly Known[]): SpanStanding['weighed'] {
  const kinds = new Set(parts.map(({ weighed }) => weighed));
  return kinds.size > 1 ? 'mixed' : ([...kinds][0] ?? 'time');
}

/** Requests and minutes cannot be added: where days of both kinds meet, each counts by its known time. */
function availabilityOf(parts: readonly Known[]): number | null {
  const asked = parts.filter(({ total }) => total > 0);
  if (asked.length === 0) return null;
  const bad = weighing(asked) === 'mixed' ? sum(asked, (part) => (part.bad / part.total) * part.knownMs) / sum(asked, (part) => part.knownMs) : sum(asked, (part) => part.bad) / sum(asked, (part) => part.total);
  return Math.min(1, Math.max(0, 1 - bad));
}
