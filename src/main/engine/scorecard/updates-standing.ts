import type { IncidentId } from '../../../shared/model/ids.ts';
import { AUDIENCES, type Audience } from '../../../shared/model/policy-config.ts';
import type { AudienceUpdates, UpdatesStanding } from '../../../shared/model/scorecard-sides.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { shareOf } from './share.ts';
import { INVALID, type Spent } from './span.ts';
import { MEDIAN, P90, rankOf } from './statistics.ts';
import { standingAt, type UpdateTally } from './update-tally.ts';

/** What one audience of one incident was owed and given. */
export interface ToldUpdates {
  readonly incident: IncidentId;
  readonly audience: Audience;
  readonly tally: UpdateTally;
  /** From detection to the first update. */
  readonly firstMs: Spent;
  /** Whether the incident is over and owed the public an update. */
  readonly owed: boolean;
}

interface Counts {
  onTime: number;
  late: number;
  missed: number;
  kept: number;
  broken: number;
}

/** What was told in a span, added up as far as the present does not decide it. */
export interface ToldCell {
  readonly counts: Readonly<Record<Audience, Readonly<Counts>>>;
  /** With a promise that nothing has answered yet; not among `counts`. */
  readonly open: readonly ToldUpdates[];
  /** With something that was late, missing or broken, the newest first; the last 200. */
  readonly late: readonly ToldUpdates[];
  readonly first: {
    /** In ascending order, ms. */
    readonly sorted: Float64Array;
    readonly sum: number;
    /** Incidents that gave the public an update without having owed one. */
    readonly unowed: number;
    /** The newest first; the last 500. */
    readonly dots: readonly { readonly incident: IncidentId; readonly ms: number }[];
  };
}

const MOST_LATE = 200;
const MOST_DOTS = 500;

const nothing = (): Record<Audience, Counts> => {
  const counts = (): Counts => ({ onTime: 0, late: 0, missed: 0, kept: 0, broken: 0 });
  return { internal: counts(), executive: counts(), public: counts() };
};
const addTo = (counts: Counts, tally: Readonly<Counts>): void => {
  for (const key of ['onTime', 'late', 'missed', 'kept', 'broken'] as const) counts[key] += tally[key];
};
const isLate = ({ late, missed, broken }: UpdateTally): boolean => late + missed + broken > 0;

/** `told`: the newest incident first. */
export function toldCell(told: readonly ToldUpdates[]): ToldCell {
  const counts = nothing();
  const open: ToldUpdates[] = [];
  const late: ToldUpdates[] = [];
  const dots: { incident: IncidentId; ms: number }[] = [];
  const firsts: number[] = [];
  let [sum, unowed] = [0, 0];
  for (const each of told) {
    const { audience, tally, incident, firstMs } = each;
    if (tally.promisedAt !== null) open.push(each);
    else {
      addTo(counts[audience], tally);
      if (isLate(tally) && late.length < MOST_LATE) late.push(each);
    }
    if (audience !== 'public' || tally.onTime + tally.late === 0) continue;
    if (!each.owed) unowed += 1;
    if (firstMs === null || firstMs === INVALID) continue;
    firsts.push(firstMs);
    sum += firstMs;
    if (dots.length < MOST_DOTS) dots.push({ incident, ms: firstMs });
  }
  return { counts, open, late, first: { sorted: Float64Array.from(firsts).sort(), sum, unowed, dots } };
}

/** Cells of spans that follow each other, oldest first. */
export function addTold(cells: readonly ToldCell[]): ToldCell {
  const counts = nothing();
  for (const cell of cells) for (const audience of AUDIENCES) addTo(counts[audience], cell.counts[audience]);
  const newest = cells.toReversed();
  const sorted = new Float64Array(cells.reduce((n, { first }) => n + first.sorted.length, 0));
  let at = 0;
  for (const { first } of cells) {
    sorted.set(first.sorted, at);
    at += first.sorted.length;
  }
  const total = (of: (cell: ToldCell) => number): number => cells.reduce((sum, cell) => sum + of(cell), 0);
  return {
    counts,
    open: newest.flatMap(({ open }) => open),
    late: newest.flatMap(({ late }) => late).slice(0, MOST_LATE),
    first: { sorted: sorted.sort(), sum: total(({ first }) => first.sum), unowed: total(({ first }) => first.unowed), dots: newest.flatMap(({ first }) => first.dots).slice(0, MOST_DOTS) },
  };
}

/**
 * Updates on time and promises kept over incidents, by audience and together. Unit: shares.
 *
 * On time: updates sent no later than they were due / updates that were due (sent, and the last one where it was never sent). Kept:
 * promises of a next update that a message answered in time / promises whose time has come. What is not due yet stands in `of` alone.
 *
 * `owed`: incidents that are over and owed the public an update.
 */
export function updatesStanding(cell: ToldCell, owed: number, now: EpochMs): UpdatesStanding {
  const counts = nothing();
  for (const audience of AUDIENCES) addTo(counts[audience], cell.counts[audience]);
  const promised = { internal: 0, executive: 0, public: 0 };
  const broken: ToldUpdates[] = [];
  for (const each of cell.open) {
    const tally = standingAt(each.tally, now);
    addTo(counts[each.audience], tally);
    if (tally.promisedAt !== null) promised[each.audience] += 1;
    if (isLate(tally)) broken.push({ ...each, tally });
  }
  const all = { onTime: 0, late: 0, missed: 0, kept: 0, broken: 0 };
  for (const audience of AUDIENCES) addTo(all, counts[audience]);
  const waiting = promised.internal + promised.executive + promised.public;
  return {
    audiences: AUDIENCES.map((audience): AudienceUpdates => ({ audience, onTime: onTime(counts[audience], promised[audience]), sentLate: counts[audience].late, missed: counts[audience].missed, promises: kept(counts[audience], promised[audience]) })),
    onTime: onTime(all, waiting),
    promises: kept(all, waiting),
    firstPublic: firstPublic(cell.first, owed),
    // Those that are broken by now are the newest there are, and people can do something about them.
    late: [...broken, ...cell.late].slice(0, MOST_LATE).map(({ incident, audience, tally }) => ({ incident, audience, late: tally.late, missed: tally.missed, broken: tally.broken })),
  };
}

function onTime(counts: Readonly<Counts>, promised: number): AudienceUpdates['onTime'] {
  const due = counts.onTime + counts.late + counts.missed;
  return shareOf(counts.onTime, due, due + promised);
}

const kept = (counts: Readonly<Counts>, promised: number): AudienceUpdates['promises'] => shareOf(counts.kept, counts.kept + counts.broken, counts.kept + counts.broken + promised);

/**
 * Time to the first public update: first update to the public − detected. Unit: s; mean, nearest-rank median and 90th percentile. Left
 * out: incidents without a public update, and those detected after it. Source: the first `updateSent` to the public, by when it went out.
 */
function firstPublic({ sorted, sum, unowed, dots }: ToldCell['first'], owed: number): UpdatesStanding['firstPublic'] {
  const n = sorted.length;
  const at = (q: number): number | null => (n === 0 ? null : (sorted[rankOf(n, q)] ?? 0) / 1_000);
  return { mean: n === 0 ? null : sum / n / 1_000, median: at(MEDIAN), p90: at(P90), n, of: owed + unowed, unit: 's', dots: dots.map(({ incident, ms }) => ({ incident, seconds: ms / 1_000 })) };
}
