import type { ServiceId, SignalId } from '../../../shared/model/ids.ts';
import type { SloSpan, SloStanding } from '../../../shared/model/scorecard-sides.ts';
import { durationMs, epochMs, toRfc3339, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import { DAY_MS } from '../../../shared/time/time-of-day.ts';
import type { ResolvedSignal } from '../../config/resolved.ts';
import type { ResolvedSlo } from '../../config/resolved-rules.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import { errorRatioOf } from '../detection/error-ratio.ts';
import type { Clock } from '../ports.ts';
import { addKnown, quietMinutes, standingOf, sumMinutes, type Known, type Measured, type MinuteValue, type SpanStanding } from './availability.ts';
import { createCalendar, type Span } from './calendar.ts';
import { daysTouching, firstKnownDay, lastDay, saveDay, type SloDay } from './slo-repo.ts';
import { SloTail, type TailStart } from './slo-tail.ts';

const MINUTE_MS = 60_000;
/** A day is summed up so long after its end: what a source still knew of it has been fetched by then. */
const SETTLE_AFTER_MS = DAY_MS;
/** With rollups kept for less than this, days are summed up as soon as samples cannot come late any more. */
const SHORT_RETENTION_MS = 3 * DAY_MS;
const SETTLE_SOON_MS = 10 * MINUTE_MS;
/** Parts of days, of periods that begin or end within one. */
const MOST_CUTS = 500;

export interface SloHistoryDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb | null };
  readonly clock: Clock;
  readonly config: () => { readonly slos: readonly ResolvedSlo[]; readonly signals: readonly ResolvedSignal[]; readonly retention: { readonly rollupsMs: DurationMs } };
  readonly timeZone: () => string;
  /** When a service was under maintenance within a span. */
  readonly maintenance: (service: ServiceId, from: EpochMs, to: EpochMs) => Measured['maintenance'];
  /** One-minute rollups that begin in the span, both ends included, oldest first. */
  readonly minutes: (signal: SignalId, from: EpochMs, to: EpochMs) => readonly { readonly minute: number; readonly rollup: { readonly sum: number; readonly count: number } }[];
  /** Rises whenever the past of a signal was filled in. */
  readonly backfills: (signal: SignalId) => number;
  /** How often samples of a signal come, as far as that has been learned. */
  readonly spacingMs: (signal: SignalId) => DurationMs | null;
}

export interface SloHistory {
  /** Sums up what a look at these objectives needs, in steps between which others may have the thread. */
  prepare(wanted: (slo: ResolvedSlo) => boolean): Generator<void>;
  /** Every objective over the span that was asked for, and over its own window that ends with it. */
  standings(span: Span, wanted: (slo: ResolvedSlo) => boolean): SloStanding[];
  /** Sums up some hours, or keeps a day that is over; true where more waits. */
  step(): boolean;
}

/**
 * The availability of objectives over months: days that are over from the store, what came after them hour by hour, the present minute
 * by minute. A day that the span cuts is read from its minutes where these are still kept, and is unknown otherwise. Of the time before
 * the first day that is kept nothing was ever known.
 */
export function createSloHistory({ db, clock, config, timeZone, maintenance, minutes, backfills, spacingMs }: SloHistoryDeps): SloHistory {
  const tails = new Map<string, SloTail>();
  /** Objectives of which no day is kept yet → the first day that has not been looked at. */
  const searched = new Map<string, EpochMs>();
  /** Parts of days that are kept whole: they do not change. */
  const cuts = new Map<string, Known>();
  let days = createCalendar(timeZone());

  /** A day has 23 or 25 hours where clocks change. */
  const calendar = () => (days.timeZone === timeZone() ? days : (days = createCalendar(timeZone())));

  const intervalOf = (slo: ResolvedSlo): DurationMs => durationMs(Math.max(config().signals.find(({ id }) => id === slo.signal)?.everyMs ?? 0, spacingMs(slo.signal) ?? 0));
  const measure = (slo: ResolvedSlo, span: Span): Omit<Measured, 'trafficBefore'> => {
    const signal = config().signals.find(({ id }) => id === slo.signal);
    const intervalMs = intervalOf(slo);
    const edgeMs = (quietMinutes(intervalMs) + 1) * MINUTE_MS;
    const valuesOf = (id: SignalId): MinuteValue[] => minutes(id, epochMs(span.from - edgeMs), epochMs(span.to + edgeMs)).map(({ minute, rollup }) => ({ minute, value: rollup.sum / rollup.count }));
    return {
      errors: signal === undefined ? [] : valuesOf(slo.signal).map(({ minute, value }) => ({ minute, value: errorRatioOf(signal, value) })),
      traffic: slo.traffic === null ? null : valuesOf(slo.traffic),
      intervalMs,
      maintenance: maintenance(slo.service, span.from, span.to),
    };
  };

  /** Where the days that are kept of an objective end. */
  const tailStart = (slo: ResolvedSlo): TailStart & { readonly isFirst: boolean } => {
    const last = lastDay(db.read, slo);
    const stamp = JSON.stringify([slo.signal, slo.traffic, intervalOf(slo), backfills(slo.signal), slo.traffic === null ? 0 : backfills(slo.traffic)]);
    if (last !== null) return { from: last.to, traffic: last.trafficAfter, stamp, isFirst: false };
    const oldest = epochMs(clock.nowMs() - config().retention.rollupsMs);
    const from = epochMs(Math.max(searched.get(keyOf(slo)) ?? 0, calendar().dayStart(calendar().dayOf(oldest))));
    return { from, traffic: null, stamp, isFirst: true };
  };
  const tailOf = (slo: ResolvedSlo, start: TailStart): SloTail => {
    const tail = tails.get(keyOf(slo)) ?? new SloTail((span) => measure(config().slos.find((each) => keyOf(each) === keyOf(slo)) ?? slo, span), start);
    tails.set(keyOf(slo), tail);
    tail.begin(start);
    return tail;
  };

  const cutOf = (slo: ResolvedSlo, from: EpochMs, to: EpochMs, trafficBefore: number | null): Known => {
    const key = JSON.stringify([keyOf(slo), slo.signal, slo.traffic, from, to]);
    const known = cuts.get(key) ?? sumMinutes({ from, to }, { ...measure(slo, { from, to }), trafficBefore });
    if (cuts.size >= MOST_CUTS) cuts.clear();
    cuts.set(key, known);
    return known;
  };

  const partsOf = (slo: ResolvedSlo, { from, to }: Span): Known[] => {
    const start = tailStart(slo);
    const parts: Known[] = [];
    let at = from;
    let traffic: number | null = null;
    for (const day of daysTouching(db.read, slo, { from, to })) {
      const isWhole = day.from >= from && day.to <= to;
      parts.push(isWhole ? day : cutOf(slo, epochMs(Math.max(day.from, from)), epochMs(Math.min(day.to, to)), traffic));
      [at, traffic] = [epochMs(Math.min(day.to, to)), day.trafficAfter];
    }
    const end = epochMs(Math.min(to, Math.floor(clock.nowMs() / MINUTE_MS) * MINUTE_MS));
    const tail = { from: epochMs(Math.max(at, start.from)), to: end };
    return tail.from < tail.to ? [...parts, ...tailOf(slo, start).within(tail)] : parts;
  };

  const shown = (span: Span, standing: SpanStanding): SloSpan => ({
    from: toRfc3339(span.from),
    to: toRfc3339(span.to),
    availability: standing.availability,
    met: standing.met,
    coverage: standing.coverage,
    knownSeconds: seconds(standing.knownMs),
    blindSeconds: seconds(standing.blindMs),
    maintenanceSeconds: seconds(standing.maintenanceMs),
    weighed: standing.weighed,
    budget: { totalSeconds: seconds(standing.budgetMs), usedSeconds: secondsOrNull(standing.usedMs), leftSeconds: secondsOrNull(standing.leftMs) },
    notFull: standing.notFull,
    knownFrom: standing.knownFrom === null ? null : toRfc3339(standing.knownFrom),
  });

  const firstKnown = (slo: ResolvedSlo, spans: readonly (readonly Known[])[]): EpochMs | null => {
    const all = [firstKnownDay(db.read, slo), ...spans.flat().map(({ knownFrom }) => knownFrom)].filter((at) => at !== null);
    return all.length === 0 ? null : epochMs(Math.min(...all));
  };

  /** Whole days of the calendar, as many as lie within the window that ends now, or with the period. */
  const windowOf = (slo: ResolvedSlo, end: EpochMs): Span => {
    const first = calendar().dayOf(epochMs(end - slo.windowMs - 1)) + 1;
    return { from: calendar().dayStart(first), to: end };
  };

  const keepDay = (slo: ResolvedSlo, now: EpochMs): boolean => {
    const { write } = db;
    if (write === null) return false;
    const { isFirst, ...start } = tailStart(slo);
    const day: Span = { from: start.from, to: calendar().dayStart(calendar().dayOf(start.from) + 1) };
    if (day.to + settleMs() > now) return false;
    const parts = tailOf(slo, start).within(day);
    const known = addKnown(parts, slo.traffic === null ? 'time' : 'traffic');
    // A past in which nothing was watched yet is no blind time of this objective.
    if (isFirst && known.knownMs === 0) searched.set(keyOf(slo), day.to);
    else write.transaction(() => saveDay(write, slo, { ...known, ...day, trafficAfter: parts.at(-1)?.trafficAfter ?? start.traffic } satisfies SloDay));
    return true;
  };
  const settleMs = (): number => (config().retention.rollupsMs < SHORT_RETENTION_MS ? SETTLE_SOON_MS : SETTLE_AFTER_MS);

  return {
    prepare: function* (wanted) {
      const now = clock.nowMs();
      for (const slo of config().slos.filter(wanted)) while (tailOf(slo, tailStart(slo)).advance(now)) yield;
    },
    standings: (span, wanted) => {
      const now = clock.nowMs();
      return config().slos.filter(wanted).map((slo) => {
        const window = windowOf(slo, epochMs(Math.min(span.to, now)));
        const [inPeriod, inWindow] = [partsOf(slo, span), partsOf(slo, window)];
        const context = { target: slo.target, now, firstKnown: firstKnown(slo, [inPeriod, inWindow]) };
        return {
          slo: slo.id, name: slo.name, service: slo.service, signal: slo.signal, traffic: slo.traffic, target: slo.target, windowSeconds: slo.windowMs / 1_000,
          period: shown(span, standingOf(span, inPeriod, context)),
          window: shown(window, standingOf(window, inWindow, { ...context, promisedMs: slo.windowMs })),
        };
      });
    },
    step: () => {
      const now = clock.nowMs();
      return config().slos.some((slo) => tailOf(slo, tailStart(slo)).advance(now) || keepDay(slo, now));
    },
  };
}

const keyOf = ({ id, service }: Pick<ResolvedSlo, 'id' | 'service'>): string => `${service} ${id}`;
/** To the millisecond: what lies below it is the arithmetic of a computer. */
const seconds = (ms: number): number => Math.round(ms) / 1_000;
const secondsOrNull = (ms: DurationMs | null): number | null => (ms === null ? null : seconds(ms));
