import type { ServiceId, SignalId } from '../../../shared/model/ids.ts';
import type { SloSpan, SloStanding } from '../../../shared/model/scorecard-sides.ts';
import { durationMs, epochMs, toRfc3339, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import { DAY_MS } from '../../../shared/time/time-of-day.ts';
import type { ResolvedSignal } from '../../config/resolved.ts';
import type { ResolvedSlo } from '../../config/resolved-rules.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import { errorRatioOf } from '../detection/error-ratio.ts';
import type { Clock } from '../ports.ts';
import { quietMinutes, standingOf, sumMinutes, type Known, type Measured, type MinuteValue, type SpanStanding } from './availability.ts';
import { createCalendar, type Span } from './calendar.ts';
import { daysWithin, firstKnownDay, lastDay, saveDay, type SloDay } from './slo-repo.ts';

const MINUTE_MS = 60_000;
/** A day is summed up so long after its end: what a source still knew of it has been fetched by then. */
const SETTLE_AFTER_MS = DAY_MS;
/** With rollups kept for less than this, days are summed up as soon as samples cannot come late any more. */
const SHORT_RETENTION_MS = 3 * DAY_MS;
const SETTLE_SOON_MS = 10 * MINUTE_MS;

export interface SloHistoryDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb | null };
  readonly clock: Clock;
  readonly config: () => { readonly slos: readonly ResolvedSlo[]; readonly signals: readonly ResolvedSignal[]; readonly retention: { readonly rollupsMs: DurationMs } };
  readonly timeZone: () => string;
  /** When a service was under maintenance within a span. */
  readonly maintenance: (service: ServiceId, from: EpochMs, to: EpochMs) => Measured['maintenance'];
  /** One-minute rollups that begin in the span, both ends included, oldest first. */
  readonly minutes: (signal: SignalId, from: EpochMs, to: EpochMs) => readonly { readonly minute: number; readonly rollup: { readonly sum: number; readonly count: number } }[];
  /** How often samples of a signal come, as far as that has been learned. */
  readonly spacingMs: (signal: SignalId) => DurationMs | null;
}

export interface SloHistory {
  /** Every objective over the span that was asked for, and over its own window that ends with it. */
  standings(span: Span, wanted: (slo: ResolvedSlo) => boolean): SloStanding[];
  /** Sums up at most one day that is over; true where another one waits. */
  settle(): boolean;
}

/**
 * The availability of objectives over months: days that are over from the store, the rest minute by minute from the rollups. A day that
 * the span cuts is read from its minutes where these are still kept, and is unknown otherwise.
 */
export function createSloHistory({ db, clock, config, timeZone, maintenance, minutes, spacingMs }: SloHistoryDeps): SloHistory {
  /** What stands after the last day that is kept, summed up; holds for a minute. */
  let memo = new Map<string, Known>();
  let memoMinute = -1;
  /** Objectives of which no day is kept yet → the first day that has not been looked at. */
  const searched = new Map<string, EpochMs>();

  /** A day has 23 or 25 hours where clocks change. */
  const calendar = () => createCalendar(timeZone());

  const measure = (slo: ResolvedSlo, span: Span, trafficBefore: number | null): ReturnType<typeof sumMinutes> => {
    const signal = config().signals.find(({ id }) => id === slo.signal);
    const intervalMs = durationMs(Math.max(signal?.everyMs ?? 0, spacingMs(slo.signal) ?? 0));
    const edgeMs = (quietMinutes(intervalMs) + 1) * MINUTE_MS;
    const valuesOf = (id: SignalId): MinuteValue[] => minutes(id, epochMs(span.from - edgeMs), epochMs(span.to + edgeMs)).map(({ minute, rollup }) => ({ minute, value: rollup.sum / rollup.count }));
    return sumMinutes(span, {
      errors: signal === undefined ? [] : valuesOf(slo.signal).map(({ minute, value }) => ({ minute, value: errorRatioOf(signal, value) })),
      traffic: slo.traffic === null ? null : valuesOf(slo.traffic),
      trafficBefore, intervalMs,
      maintenance: maintenance(slo.service, span.from, span.to),
    });
  };

  /** A piece of time that no kept day stands for. */
  const pieceOf = (slo: ResolvedSlo, from: EpochMs, to: EpochMs, trafficBefore: number | null): Known | null => {
    const now = clock.nowMs();
    const oldest = epochMs(now - config().retention.rollupsMs - DAY_MS);
    const span = { from: epochMs(Math.max(from, oldest)), to: epochMs(Math.min(to, Math.floor(now / MINUTE_MS) * MINUTE_MS)) };
    if (span.from >= span.to) return null;
    const key = `${slo.id} ${slo.service} ${slo.signal} ${slo.traffic} ${span.from} ${span.to}`;
    const minute = Math.floor(now / MINUTE_MS);
    if (minute !== memoMinute) memo = new Map();
    memoMinute = minute;
    const known = memo.get(key) ?? measure(slo, span, trafficBefore);
    memo.set(key, known);
    return known;
  };

  const partsOf = (slo: ResolvedSlo, { from, to }: Span): Known[] => {
    const days = daysWithin(db.read, slo, { from, to });
    const parts: Known[] = [];
    let at = from;
    let traffic: number | null = null;
    const fill = (until: EpochMs): void => {
      const piece = at < until ? pieceOf(slo, at, until, traffic) : null;
      if (piece !== null) parts.push(piece);
    };
    for (const day of days) {
      fill(day.from);
      parts.push(day);
      [at, traffic] = [day.to, day.trafficAfter];
    }
    fill(to);
    return parts;
  };

  const shown = (span: Span, standing: SpanStanding, target: number): SloSpan => ({
    from: toRfc3339(span.from),
    to: toRfc3339(span.to),
    availability: standing.availability,
    met: standing.availability === null ? null : standing.availability >= target,
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

  /** Where the next day of an objective begins that is not kept yet. */
  const nextFrom = (slo: ResolvedSlo, now: EpochMs): { readonly at: EpochMs; readonly traffic: number | null; readonly isFirst: boolean } => {
    const last = lastDay(db.read, slo);
    if (last !== null) return { at: last.to, traffic: last.trafficAfter, isFirst: false };
    const oldest = epochMs(now - config().retention.rollupsMs);
    return { at: epochMs(Math.max(searched.get(keyOf(slo)) ?? 0, calendar().dayStart(calendar().dayOf(oldest)))), traffic: null, isFirst: true };
  };

  return {
    standings: (span, wanted) => {
      const now = clock.nowMs();
      const end = epochMs(Math.min(span.to, now));
      return config().slos.filter(wanted).map((slo) => {
        const window = { from: epochMs(end - slo.windowMs), to: end };
        const [inPeriod, inWindow] = [partsOf(slo, span), partsOf(slo, window)];
        const context = { target: slo.target, now, firstKnown: firstKnown(slo, [inPeriod, inWindow]) };
        return {
          slo: slo.id, name: slo.name, service: slo.service, signal: slo.signal, traffic: slo.traffic, target: slo.target, windowSeconds: slo.windowMs / 1_000,
          period: shown(span, standingOf(span, inPeriod, context), slo.target),
          window: shown(window, standingOf(window, inWindow, context), slo.target),
        };
      });
    },
    settle: () => {
      const { write } = db;
      if (write === null) return false;
      const now = clock.nowMs();
      const settleMs = config().retention.rollupsMs < SHORT_RETENTION_MS ? SETTLE_SOON_MS : SETTLE_AFTER_MS;
      for (const slo of config().slos) {
        const { at, traffic, isFirst } = nextFrom(slo, now);
        const day: Span = { from: at, to: calendar().dayStart(calendar().dayOf(at) + 1) };
        if (day.to + settleMs > now) continue;
        const measured = measure(slo, day, traffic);
        // A past in which nothing was watched yet is no blind time of this objective.
        if (isFirst && measured.knownMs === 0) searched.set(keyOf(slo), day.to);
        else write.transaction(() => saveDay(write, slo, { ...measured, ...day } satisfies SloDay));
        return true;
      }
      return false;
    },
  };
}

const keyOf = ({ id, service }: ResolvedSlo): string => `${service} ${id}`;
/** To the millisecond: what lies below it is the arithmetic of a computer. */
const seconds = (ms: number): number => Math.round(ms) / 1_000;
const secondsOrNull = (ms: DurationMs | null): number | null => (ms === null ? null : seconds(ms));
