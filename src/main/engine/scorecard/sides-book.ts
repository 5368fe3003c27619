import type { IncidentOrigin } from '../../../shared/model/incident.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb } from '../../store/sql.ts';
import { addCounts, countAlerts, type RuleCounts } from './alert-quality.ts';
import { piecesOf, type Calendar, type Piece, type Span } from './calendar.ts';
import { keyOf, type Question } from './filter.ts';
import type { Night } from './night.ts';
import { PieceCells } from './piece-cells.ts';
import { boundsOf, countOrigins, firedAlerts, toldUpdates, type AlertFilter } from './sides-repo.ts';
import { addTold, toldCell, type ToldCell } from './updates-standing.ts';

/** What a part of a period adds up to beside the times of its incidents. */
export interface SideCell {
  readonly origins: Readonly<Partial<Record<IncidentOrigin, number>>>;
  /** Incidents that are over and owed the public an update; of imported ones nobody knows what was told. */
  readonly owed: number;
  readonly told: ToldCell;
  readonly alerts: RuleCounts;
}

/** Questions whose sums are kept. */
const QUESTIONS = 16;
/** After so many changes at once, as by an import, everything is read anew. */
const CHANGES = 2_000;

/** What is kept between two looks at the scorecard, and given up as incidents change. */
export interface SidesBook {
  /** The cells of a question with the pieces of a span; `night` decides what is counted as at night. */
  ask(span: Span, question: Question, night: Night, calendar: Calendar, now: EpochMs): { readonly cells: PieceCells<SideCell>; readonly pieces: readonly Piece[] };
  /** After the commit. */
  changed(ats: readonly number[]): void;
  forgetAll(): void;
}

export function createSidesBook(db: ReadDb): SidesBook {
  const kept = new Map<string, PieceCells<SideCell>>();
  let waiting: number[] = [];
  let all = false;

  const catchUp = (): void => {
    if (all) kept.clear();
    else for (const at of waiting) for (const cells of kept.values()) cells.forget(at);
    all = false;
    waiting = [];
  };

  return {
    ask: (span, question, night, calendar, now) => {
      catchUp();
      const key = `${keyOf(question)} ${JSON.stringify(night)} ${calendar.timeZone}`;
      const cells = kept.get(key) ?? new PieceCells(calendar, { read: (part) => readCell(db, part, question, night), add: addCells });
      kept.delete(key);
      kept.set(key, cells);
      const [oldest] = kept.keys();
      if (kept.size > QUESTIONS && oldest !== undefined) kept.delete(oldest);
      return { cells, pieces: piecesWithin(boundsOf(db), span, calendar, now) };
    },
    changed: (ats) => {
      if (all) return;
      waiting.push(...ats);
      if (waiting.length <= CHANGES) return;
      all = true;
      waiting = [];
    },
    forgetAll: () => void (all = true),
  };
}

/** Before the first day and after the last one there is nothing. */
function piecesWithin(bounds: ReturnType<typeof boundsOf>, { from, to }: Span, calendar: Calendar, now: EpochMs): Piece[] {
  if (bounds === null) return [];
  const first = calendar.dayStart(calendar.dayOf(bounds.first));
  const end = calendar.dayStart(calendar.dayOf(bounds.last) + 1);
  return piecesOf(calendar, { from: epochMs(Math.max(from, first)), to: epochMs(Math.min(to, end)) }, now);
}

function readCell(db: ReadDb, span: Span, question: Question, night: Night): SideCell {
  const origins = countOrigins(db, span, question);
  const { alerts, fates } = firedAlerts(db, span, alertFilterOf(question));
  return {
    origins: Object.fromEntries(origins.map(({ origin, n }) => [origin, n])),
    owed: origins.reduce((sum, { origin, owed }) => sum + (origin === 'import' ? 0 : owed), 0),
    told: toldCell(toldUpdates(db, span, question)),
    alerts: countAlerts(alerts, fates, night),
  };
}

function addCells(cells: readonly SideCell[]): SideCell {
  const origins: Partial<Record<IncidentOrigin, number>> = {};
  for (const cell of cells) for (const [origin, n] of Object.entries(cell.origins) as [IncidentOrigin, number][]) origins[origin] = (origins[origin] ?? 0) + n;
  return { origins, owed: cells.reduce((sum, { owed }) => sum + owed, 0), told: addTold(cells.map(({ told }) => told)), alerts: addCounts(cells.map(({ alerts }) => alerts)) };
}

/** Of the service and the tier alone: the severity of an alert is not that of an incident, and it has no cause. */
export function alertFilterOf({ filter, ofTier, seesPrivate }: Question): AlertFilter {
  const services = filter.service === null ? ofTier : ofTier === null || ofTier.includes(filter.service) ? [filter.service] : [];
  return { services, drills: filter.drills, seesPrivate };
}
