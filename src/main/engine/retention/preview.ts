import type { IncidentId } from '../../../shared/model/ids.ts';
import type { RetentionEffect, RetentionKind } from '../../../shared/model/retention.ts';
import { epochMs, toRfc3339, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import { formatDuration } from '../../config/duration.ts';
import type { ResolvedRetention } from '../../config/resolved.ts';
import type { ReadDb } from '../../store/sql.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import type { Journal } from '../journal/journal.ts';
import { HOUR_MS, hourOf } from '../series/rollup.ts';
import { removable } from '../messaging/updates/removal.ts';
import { blocksBefore, oldestHour } from '../series/rollup-repo.ts';
import { alertsKept, seriesKept, type Amount } from './repo.ts';
import { cutoffsAt, dueOf, isHeld, latestOf, OF_INCIDENTS, type Cutoffs, type OfIncident } from './rules.ts';
import { closedIncidents } from './walk.ts';

export interface PreviewDeps {
  readonly db: ReadDb;
  readonly journal: Pick<Journal, 'erasable'>;
  readonly record: (id: IncidentId) => IncidentRecord | null;
}

interface Sum {
  count: number;
  bytes: number;
  oldest: EpochMs | null;
  newest: EpochMs | null;
  incidents: number;
  held: number;
  readonly examples: IncidentId[];
  readonly heldExamples: IncidentId[];
}

const EXAMPLES = 50;
const PAUSE_EVERY = 20;
const HOURS_AT_ONCE = 24;

const nothing = (): Sum => ({ count: 0, bytes: 0, oldest: null, newest: null, incidents: 0, held: 0, examples: [], heldExamples: [] });

/** What settings would delete now, worked out a few incidents at a time: `next()` until it is done. Nothing is changed. */
export function* previewSteps({ db, journal, record }: PreviewDeps, keep: ResolvedRetention, now: EpochMs): Generator<void, Readonly<Record<RetentionKind, RetentionEffect>>> {
  const cutoffs = cutoffsAt(now, keep);
  const sums: Record<OfIncident, Sum> = { texts: nothing(), evidence: nothing(), alerts: nothing() };
  const kept = (id: IncidentId, kind: OfIncident): Amount => (kind === 'texts' ? textsKept({ db, journal }, id, cutoffs) : kind === 'evidence' ? seriesKept(db, id) : alertsKept(db, id));

  const latest = latestOf(cutoffs);
  let looked = 0;
  for (const id of latest === null ? [] : closedIncidents(db, latest)) {
    const found = record(id);
    if (found === null) continue;
    const held = isHeld(found, record);
    for (const kind of dueOf(found, cutoffs, false)) add(sums[kind], found, kept(id, kind), held);
    if ((looked += 1) % PAUSE_EVERY === 0) yield;
  }
  const shift = cutoffs.shiftNotes === null ? null : journal.erasable(null, cutoffs.shiftNotes);
  yield;
  const rollups = nothing();
  const end = hourOf(cutoffs.rollups);
  for (let hour = oldestHour(db) ?? end; hour < end; hour += HOURS_AT_ONCE) {
    const { count, bytes } = blocksBefore(db, hour, Math.min(end, hour + HOURS_AT_ONCE));
    rollups.count += count;
    rollups.bytes += bytes;
    if (count > 0) {
      rollups.oldest ??= epochMs(hour * HOUR_MS);
      rollups.newest = epochMs(Math.min(end, hour + HOURS_AT_ONCE) * HOUR_MS);
    }
    yield;
  }
  return {
    ...Object.fromEntries(OF_INCIDENTS.map((kind) => [kind, effectOf(kind, keep[`${kind}Ms`], cutoffs[kind], sums[kind])])) as Record<OfIncident, RetentionEffect>,
    shiftNotes: effectOf('shiftNotes', keep.shiftNotesMs, cutoffs.shiftNotes, shift === null ? nothing() : { ...nothing(), count: shift.texts, bytes: shift.bytes, oldest: shift.oldest, newest: shift.newest }),
    rollups: effectOf('rollups', keep.rollupsMs, cutoffs.rollups, rollups),
  };
}

function textsKept({ db, journal }: Pick<PreviewDeps, 'db' | 'journal'>, id: IncidentId, { texts: before }: Cutoffs): Amount {
  if (before === null) return { count: 0, bytes: 0 };
  const { texts, bytes } = journal.erasable(id, before);
  const updates = removable(db, id, before);
  return { count: texts + updates.count, bytes: bytes + updates.bytes };
}

function add(sum: Sum, { id, closedAt }: IncidentRecord, { count, bytes }: Amount, held: boolean): void {
  if (count === 0) return;
  if (held) {
    sum.held += 1;
    if (sum.heldExamples.length < EXAMPLES) sum.heldExamples.push(id);
    return;
  }
  sum.count += count;
  sum.bytes += bytes;
  sum.incidents += 1;
  sum.oldest ??= closedAt;
  sum.newest = closedAt;
  if (sum.examples.length < EXAMPLES) sum.examples.push(id);
}

const text = (at: EpochMs | null): string | null => (at === null ? null : toRfc3339(at));
const effectOf = (kind: RetentionKind, keptMs: DurationMs | null, before: EpochMs | null, { oldest, newest, ...sum }: Sum): RetentionEffect => ({ kind, keep: keptMs === null ? null : formatDuration(keptMs), before: text(before), ...sum, oldest: text(oldest), newest: text(newest) });
