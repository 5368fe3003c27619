import type { z } from 'zod';
import type { scorecardCalls } from '../../../shared/contract/scorecard-calls.ts';
import type { Tier } from '../../../shared/model/config.ts';
import type { IncidentId, ServiceId } from '../../../shared/model/ids.ts';
import { TIME_METRICS, type ScorecardIncident, type ScorecardBlind, type ScorecardInterval, type Scorecard, type ServiceFigure, type TrendMonth } from '../../../shared/model/scorecard.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import { SEVERITIES } from '../../../shared/model/severity.ts';
import { durationMs, epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb } from '../../store/sql.ts';
import type { BlindTimes } from '../blindness/service.ts';
import type { Follower } from '../incidents/follower.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import type { Viewer } from '../incidents/view.ts';
import type { Clock } from '../ports.ts';
import { titleOf } from '../review/view.ts';
import { behind, dotsOf, leftOutOf, minutesOf, timeOf, type After, type Place } from './behind.ts';
import { BLIND_SHOWN, blindItems, blindOfPlaces, sumBlind, sumServices, type BlindSum } from './blind.ts';
import { isDrawn, LEVEL, meanInterval, methodOf, normalInterval, rankInterval } from './bootstrap.ts';
import { monthName, periodBefore, usualMonths, type Piece, type Span } from './calendar.ts';
import { DRILL, incidentOf, MAINTENANCE, PRIVATE, REOPENED, RUNNING, SEVERITY, START_RECORDED } from './columns.ts';
import { createFactBook } from './fact-book.ts';
import { ENOUGH, figuresOf, rateChange, timeChange, valueOfRank } from './figures.ts';
import { mayCountHidden, type Question } from './filter.ts';
import { createFactFollower, type FactFollowerDeps } from './follower.ts';
import { IMPACT_MINUTES } from './impact-minutes.ts';
import { INCIDENT_COUNT } from './incident-count.ts';
import { instantsOf } from './instants.ts';
import { questionOf, spanOf, type ScorecardQuery } from './question.ts';
import { CONFIRMED, RECURRENCE, SUSPECTED } from './recurrence.ts';
import type { Covered, Selection } from './selection.ts';
import { MEDIAN, P90 } from './statistics.ts';
import { TIME_TO_ACKNOWLEDGE } from './time-to-acknowledge.ts';
import { TIME_TO_DETECT } from './time-to-detect.ts';
import { TIME_TO_MITIGATE } from './time-to-mitigate.ts';
import { TIME_TO_RESOLVE } from './time-to-resolve.ts';

type Input<N extends keyof typeof scorecardCalls> = z.output<(typeof scorecardCalls)[N]['input']>;
type Output<N extends keyof typeof scorecardCalls> = z.output<(typeof scorecardCalls)[N]['output']>;

export interface ScorecardDeps {
  readonly db: ReadDb;
  readonly clock: Clock;
  readonly timeZone: () => string;
  /** Of a tier, as configured now. */
  readonly servicesOf: (tier: Tier) => readonly ServiceId[];
  /** All that are configured now. */
  readonly services: () => readonly ServiceId[];
  readonly record: (id: IncidentId) => IncidentRecord | null;
  readonly underMaintenance: FactFollowerDeps['underMaintenance'];
  readonly blindTimes: BlindTimes;
  /** Told, after the commit, of what the follower has changed. */
  readonly onChanged?: FactFollowerDeps['changed'];
}

/** How well incidents went: figures over a period, exact at any number of incidents, and the incidents behind each. */
export interface ScorecardService {
  /** Keeps what is counted; to be told of every incident that is saved. */
  readonly follower: Follower;
  get(query: ScorecardQuery, viewer: Viewer): Promise<Scorecard>;
  trend(query: ScorecardQuery, viewer: Viewer): Promise<Output<'scorecard.trend'>>;
  dots(query: Input<'scorecard.dots'>, viewer: Viewer): Promise<Output<'scorecard.dots'>>;
  incidents(query: Input<'scorecard.incidents'>, viewer: Viewer): Promise<Output<'scorecard.incidents'>>;
  interval(query: Input<'scorecard.interval'>, viewer: Viewer): Promise<ScorecardInterval>;
  /** The footnote of the time to detect: what nobody could see before it. */
  blind(query: ScorecardQuery, viewer: Viewer): Promise<ScorecardBlind>;
}

const SERVICES_SHOWN = 200;
const MONTHS_SHOWN = 240;
/** While a view is made that nobody has asked for yet, others get the thread after so long. */
const STEP_MS = 8;

export function createScorecard({ db, clock, timeZone, servicesOf, services, record, underMaintenance, blindTimes, onChanged }: ScorecardDeps): ScorecardService {
  const book = createFactBook(db, timeZone);

  const inSteps = async (steps: Iterable<void>): Promise<void> => {
    let since = clock.monotonicMs();
    for (const step of steps) {
      if (clock.monotonicMs() - since < STEP_MS) continue;
      await new Promise<void>((resolve) => void clock.after(durationMs(0), () => resolve(step)));
      since = clock.monotonicMs();
    }
  };

  /** What a question needs for some spans is made, in steps; then it is asked in one go, so that nothing changes between two figures. */
  const asked = async (question: Question, spans: (now: EpochMs) => readonly Span[]): Promise<{ readonly selection: Selection; readonly pieces: readonly (readonly Piece[])[]; readonly now: EpochMs }> => {
    const first = book.selection(question);
    for (const span of spans(clock.nowMs())) await inSteps(first.prepare(first.pieces(span, clock.nowMs())));
    const now = clock.nowMs();
    const selection = book.selection(question);
    return { selection, pieces: spans(now).map((span) => selection.pieces(span, now)), now };
  };

  const get = async (query: ScorecardQuery, viewer: Viewer): Promise<Scorecard> => {
    const question = questionOf(query, viewer, servicesOf);
    const { calendar } = book;
    const span = spanOf(query, calendar, clock.nowMs());
    const before = periodBefore(calendar, span);
    const { selection, pieces, now } = await asked(question, () => [span, before]);
    const [here, earlier] = [pieces[0] ?? [], pieces[1] ?? []];
    const cells = here.map((piece) => selection.cell(piece));
    const covered = selection.covered(span, here, now);
    const coveredBefore = selection.covered(before, earlier, now);
    const figures = figuresOf(cells, covered);
    const previous = figuresOf(earlier.map((piece) => selection.cell(piece)), coveredBefore);
    const total = (of: (cell: (typeof cells)[number]) => number): number => cells.reduce((sum, cell) => sum + of(cell), 0);
    const since = Math.min(...cells.map(({ runningSince }) => runningSince));
    const services = servicesIn(selection, covered, coveredBefore);
    const definitions = { mttd: TIME_TO_DETECT, mtta: TIME_TO_ACKNOWLEDGE, mttm: TIME_TO_MITIGATE, mttr: TIME_TO_RESOLVE[query.resolveFrom] };
    const time = (metric: (typeof TIME_METRICS)[number]) => ({ ...figures[metric], before: previous[metric], change: timeChange(figures[metric], previous[metric]), definition: definitions[metric] });
    return {
      from: toRfc3339(span.from),
      to: toRfc3339(span.to),
      timeZone: calendar.timeZone,
      madeAt: toRfc3339(now),
      filter: question.filter,
      before: { from: toRfc3339(before.from), to: toRfc3339(before.to) },
      metrics: {
        mttd: time('mttd'), mtta: time('mtta'), mttm: time('mttm'), mttr: time('mttr'),
        recurrence: { ...figures.recurrence, before: previous.recurrence, change: rateChange(figures.recurrence, previous.recurrence), definition: RECURRENCE },
        incidents: { ...figures.incidents, before: previous.incidents, definition: INCIDENT_COUNT },
        impact: { ...figures.impact, before: previous.impact, definition: IMPACT_MINUTES },
      },
      services: services.slice(0, SERVICES_SHOWN),
      moreServices: Math.max(0, services.length - SERVICES_SHOWN),
      running: { count: total(({ running }) => running), longestSeconds: Number.isFinite(since) ? Math.max(0, now - since) / 1_000 : null, since: Number.isFinite(since) ? toRfc3339(epochMs(since)) : null },
      notes: { reopened: total(({ reopened }) => reopened), startNotRecorded: total(({ startNotRecorded }) => startNotRecorded), noEarlierThan: total(({ noEarlierThan }) => noEarlierThan) },
      leftOut: {
        drills: total(({ leftOut }) => leftOut.drills),
        maintenance: total(({ leftOut }) => leftOut.maintenance),
        merged: total(({ leftOut }) => leftOut.merged),
        private: mayCountHidden(question) ? total(({ leftOut }) => leftOut.private) : null,
      },
    };
  };

  const trend: ScorecardService['trend'] = async (query, viewer) => {
    const { calendar } = book;
    const span = spanOf(query, calendar, clock.nowMs(), usualMonths);
    const [first, last] = [calendar.monthOf(calendar.dayOf(span.from)), calendar.monthOf(calendar.dayOf(epochMs(span.to - 1)))];
    if (last - first >= MONTHS_SHOWN) throw new HoldfastError('invalid_input', `from: expected at most ${MONTHS_SHOWN} months before "to".`);
    const months = Array.from({ length: last - first + 1 }, (_, index) => {
      const [from, to] = [calendar.dayStart(calendar.monthDay(first + index)), calendar.dayStart(calendar.monthDay(first + index + 1))];
      return { month: first + index, from: epochMs(Math.max(from, span.from)), to: epochMs(Math.min(to, span.to)), full: from >= span.from && to <= span.to, end: to };
    });
    const { selection, pieces, now } = await asked(questionOf(query, viewer, servicesOf), () => months);
    const items = months.map(({ month, full, end, ...own }, index): TrendMonth => {
      const parts = pieces[index] ?? [];
      return { ...figuresOf(parts.map((piece) => selection.cell(piece)), selection.covered(own, parts, now)), month: monthName(month), from: toRfc3339(own.from), to: toRfc3339(own.to), whole: full && end <= now };
    });
    return { items, timeZone: calendar.timeZone };
  };

  const dots: ScorecardService['dots'] = async ({ metric, max, ...query }, viewer) => {
    const span = spanOf(query, book.calendar, clock.nowMs());
    const { selection, pieces } = await asked(questionOf(query, viewer, servicesOf), () => [span]);
    return dotsOf(selection, pieces[0] ?? [], metric, max);
  };

  const incidents: ScorecardService['incidents'] = async ({ metric, show, limit, cursor, ...query }, viewer) => {
    const after = readCursor(cursor);
    const span = spanOf(query, book.calendar, clock.nowMs());
    const { selection, pieces, now } = await asked(questionOf(query, viewer, servicesOf), () => [span]);
    const found: Place[] = [];
    for (const place of behind(selection, pieces[0] ?? [], span, metric, show, after, now)) if (found.push(place) > limit) break;
    const page = found.slice(0, limit);
    const value = (place: Place): number | null => {
      if (metric === 'impact') return minutesOf(place, span, now);
      if (metric === 'recurrence' || metric === 'incidents') return null;
      const ms = timeOf(selection, metric, place);
      return ms < 0 ? null : ms / 1_000;
    };
    const blind = metric === 'mttd' && show === 'counted' && page.length > 0 ? blindOfPlaces(blindTimes, selection, page) : [];
    const items = page.flatMap((place, index): ScorecardIncident[] => {
      const own = record(incidentOf(place.rows.incident[place.index] ?? 0));
      if (own === null) return [];
      const flags = place.rows.flags[place.index] ?? 0;
      const resolvedAt = instantsOf(own, query.instants).resolvedAt;
      const recurs = (flags >> selection.lens.recursAt) & 3;
      return [{
        incident: own.id, title: titleOf(own), severity: SEVERITIES[flags & SEVERITY] ?? 'P2', services: [...own.services], kind: own.kind, origin: own.origin,
        startedAt: toRfc3339(epochMs(place.rows.start[place.index] ?? 0)), startRecorded: (flags & START_RECORDED) !== 0, resolvedAt: resolvedAt === null ? null : toRfc3339(resolvedAt),
        isDrill: (flags & DRILL) !== 0, maintenance: (flags & MAINTENANCE) !== 0, private: (flags & PRIVATE) !== 0, reopened: (flags & REOPENED) !== 0, running: (flags & RUNNING) !== 0, mergedInto: own.mergedInto,
        value: value(place), recurs: recurs === CONFIRMED ? 'confirmed' : recurs === SUSPECTED ? 'suspected' : null, blind: blind[index] ?? null, leftOut: leftOutOf(selection, metric, place) ?? null,
      }];
    });
    const last = page.at(-1);
    return { items, next: found.length > limit && last !== undefined ? `${last.rows.start[last.index] ?? 0}:${last.rows.incident[last.index] ?? 0}` : null };
  };

  const interval: ScorecardService['interval'] = async ({ metric, ...query }, viewer) => {
    const span = spanOf(query, book.calendar, clock.nowMs());
    const { selection, pieces } = await asked(questionOf(query, viewer, servicesOf), () => [span]);
    const times = (pieces[0] ?? []).flatMap((piece) => selection.cell(piece).times[TIME_METRICS.indexOf(metric)] ?? []);
    const sorted = times.map((each) => each.sorted);
    const n = sorted.reduce((sum, { length }) => sum + length, 0);
    if (n < ENOUGH) return { metric, level: LEVEL, n, mean: null, median: null, p90: null, method: `Fewer than ${ENOUGH} incidents: an interval would say more than they do.` };
    const ranks = (q: number) => {
      const { low, high } = rankInterval(n, q);
      return { low: valueOfRank(sorted, low) / 1_000, high: valueOfRank(sorted, high) / 1_000 };
    };
    const mean = isDrawn(n) ? meanInterval(sorted.flatMap((each) => Array.from(each, (ms) => ms / 1_000))) : normalInterval(n, times.reduce((sum, each) => sum + each.sum, 0) / 1_000, times.reduce((sum, { squares }) => sum + squares, 0));
    return { metric, level: LEVEL, n, mean, median: ranks(MEDIAN), p90: ranks(P90), method: methodOf(n) };
  };

  const blind: ScorecardService['blind'] = async (query, viewer) => {
    const question = questionOf(query, viewer, servicesOf);
    const span = spanOf(query, book.calendar, clock.nowMs());
    const { selection, pieces, now } = await asked(question, () => [span]);
    let sum: BlindSum = { n: 0, blind: 0, unknown: 0, seconds: 0, causes: [], found: [] };
    let each: ScorecardBlind['services'] = [];
    await inSteps(sumBlind(blindTimes, selection, pieces[0] ?? [], (made) => (sum = made)));
    const { service } = question.filter;
    const wanted = services().filter((id) => (service === null || id === service) && (question.ofTier === null || question.ofTier.includes(id)));
    await inSteps(sumServices(blindTimes, wanted, span, now, (made) => (each = made)));
    const { found, ...figures } = sum;
    const since = blindTimes.since();
    return {
      from: toRfc3339(span.from), to: toRfc3339(span.to), madeAt: toRfc3339(now), recordedFrom: since === null ? null : toRfc3339(since),
      ...figures, items: blindItems(sum, record), more: figures.blind - found.length,
      services: each.slice(0, BLIND_SHOWN), moreServices: Math.max(0, each.length - BLIND_SHOWN),
    };
  };

  return {
    follower: createFactFollower({ underMaintenance, changed: (touched) => (book.changed(touched), onChanged?.(touched)), cleared: () => book.forgetAll() }),
    get, trend, dots, incidents, interval, blind,
  };
}

/** Each service with a number of its own in either period, the most minutes first. */
function servicesIn({ lens }: Selection, covered: Covered, before: Covered): ServiceFigure[] {
  const figure = (of: Covered, service: number) => {
    const { count, ms } = of.services.get(service) ?? { count: 0, ms: 0 };
    return { incidents: count, impactMinutes: ms / 60_000 };
  };
  return [...new Set([...covered.services.keys(), ...before.services.keys()])]
    .map((service): ServiceFigure => ({ service: lens.shared.services.text(service) as ServiceId, ...figure(covered, service), before: figure(before, service) }))
    .sort((a, b) => b.impactMinutes - a.impactMinutes || b.incidents - a.incidents || (a.service < b.service ? -1 : 1));
}

function readCursor(cursor: string | undefined): After | null {
  if (cursor === undefined) return null;
  const [, start, incident] = /^(-?\d{1,16}):(\d{1,13})$/.exec(cursor) ?? [];
  if (start === undefined || incident === undefined) throw new HoldfastError('invalid_input', 'cursor: expected the "next" of an earlier page, or nothing for the first one.');
  return { start: Number(start), incident: Number(incident) };
}
