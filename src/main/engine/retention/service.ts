import type { IncidentId } from '../../../shared/model/ids.ts';
import { RETENTION_KINDS, type RetentionEffect } from '../../../shared/model/retention.ts';
import type { IncidentFact } from '../../../shared/model/timeline.ts';
import { durationMs, type DurationMs } from '../../../shared/model/units.ts';
import type { ResolvedRetention } from '../../config/resolved.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import { HOLDFAST, type Journal } from '../journal/journal.ts';
import { removeOld } from '../messaging/updates/removal.ts';
import type { Clock, Log } from '../ports.ts';
import { previewSteps } from './preview.ts';
import { forgetAlerts, forgetSeries } from './repo.ts';
import { cutoffsAt, dueOf, isHeld, latestOf, type Cutoffs, type OfIncident } from './rules.ts';
import { closedIncidents } from './walk.ts';

export interface RetentionDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb | null };
  readonly clock: Clock;
  readonly log: Log;
  /** As configured; asked anew each time. */
  readonly keep: () => ResolvedRetention;
  readonly journal: Pick<Journal, 'append' | 'eraseTexts' | 'erasable'>;
  readonly record: (id: IncidentId) => IncidentRecord | null;
  readonly append: (id: IncidentId, fact: IncidentFact) => void;
  /** Adds an incident up anew, after texts of it are gone, and takes its words out of its alerts. */
  readonly forgetWords: (id: IncidentId) => void;
  /** Goes on taking what is gone out of the index of words, a little at a time; true once nothing is left to do. */
  readonly purgeStep: (write: WriteDb, begins: boolean) => boolean;
}

export interface Retention {
  /** What settings would delete now. Nothing is deleted. */
  preview(keep: ResolvedRetention): Promise<RetentionEffect[]>;
  /** To be called once a second: a few milliseconds of work at most. */
  tick(): void;
}

/** Time to notice a slip: nothing is deleted so soon after a start, or after the settings have changed. */
export const GRACE_MS = durationMs(10 * 60_000);
const EVERY_MS = durationMs(24 * 3_600_000);
/** Of a second; and at most so much work, so that a clock that stands still cannot make it long. */
const STEP_MS = 6;
const STEP_UNITS = 50;
const TEXTS_AT_ONCE = 100;
const CHUNKS_AT_ONCE = 100;
const ALERTS_AT_ONCE = 100;
const UPDATES_AT_ONCE = 5;

type Done = { incidents: number; held: number; texts: number; series: number; alerts: number; shiftTexts: number; updates: number };

/**
 * Deletes what the settings no longer keep, a little each second, once a day. Of an incident under legal hold nothing; of every other
 * one the journal says what went, and its chain stays whole.
 */
export function createRetention(deps: RetentionDeps): Retention {
  const { db, clock, log, journal, record } = deps;
  let settings = JSON.stringify(deps.keep());
  let dueAtMs: DurationMs = durationMs(clock.monotonicMs() + GRACE_MS);
  let round: Generator<void, void> | null = null;

  /** Deletes what is due of an incident, pausing where it is much. Returns how much of it. */
  const forget: Readonly<Record<OfIncident, (write: WriteDb, id: IncidentId, cutoffs: Cutoffs) => Generator<void, number>>> = {
    texts: function* (_write, id, { texts: before }) {
      if (before === null) return 0;
      for (let total = 0; ; yield) {
        const { texts, more } = journal.eraseTexts(id, before, TEXTS_AT_ONCE);
        total += texts;
        // At once: a stop, or other settings, may come before the rest.
        if (texts > 0) deps.forgetWords(id);
        if (!more) return total;
      }
    },
    evidence: function* (write, id) {
      for (;;) {
        const { count, more } = forgetSeries(write, id, CHUNKS_AT_ONCE);
        if (!more) return told(id, 'evidence', count);
        yield;
      }
    },
    alerts: function* (write, id) {
      let total = 0;
      for (;;) {
        const { count, more } = forgetAlerts(write, id, ALERTS_AT_ONCE);
        total += count;
        if (!more) return told(id, 'alerts', total);
        yield;
      }
    },
  };
  /** Status updates and the messages made of them repeat what the journal has; what still waits for somebody stays. */
  function* forgetUpdates(write: WriteDb, id: IncidentId, { texts: before }: Cutoffs, done: Done): Generator<void, number> {
    if (before === null) return 0;
    for (let total = 0; ; yield) {
      const { count, more } = removeOld(write, id, before, clock.nowMs(), UPDATES_AT_ONCE);
      total += count;
      if (more) continue;
      done.updates += total;
      return told(id, 'updates', total);
    }
  }
  const told = (id: IncidentId, what: 'evidence' | 'alerts' | 'updates', count: number): number => {
    if (count > 0) deps.append(id, { type: 'erased', data: { what, upTo: 0, count }, texts: {} });
    return count;
  };
  const COUNTED = { texts: 'texts', evidence: 'series', alerts: 'alerts' } as const;

  function* roundOf(write: WriteDb): Generator<void, void> {
    const cutoffs = cutoffsAt(clock.nowMs(), deps.keep());
    const done: Done = { incidents: 0, held: 0, texts: 0, series: 0, alerts: 0, shiftTexts: 0, updates: 0 };
    const latest = latestOf(cutoffs);
    for (const id of latest === null ? [] : closedIncidents(db.read, latest)) {
      const found = record(id);
      if (found === null) continue;
      const held = isHeld(found, record);
      if (held && dueOf(found, cutoffs, false).length > 0) done.held += 1;
      let any = 0;
      for (const kind of dueOf(found, cutoffs, held)) {
        // It may have been put on hold while this paused.
        const now = record(id);
        const gone = now === null || isHeld(now, record) ? 0 : yield* forget[kind](write, id, cutoffs);
        done[COUNTED[kind]] += gone;
        any += gone;
        if (kind === 'texts' && now !== null && !isHeld(now, record)) any += yield* forgetUpdates(write, id, cutoffs, done);
      }
      if (any > 0) done.incidents += 1;
      yield;
    }
    if (cutoffs.shiftNotes !== null)
      for (let more = true; more; yield) {
        const erased = journal.eraseTexts(null, cutoffs.shiftNotes, TEXTS_AT_ONCE);
        ({ more } = erased);
        done.shiftTexts += erased.texts;
      }
    const { incidents: _incidents, held: _held, ...counts } = done;
    if (Object.values(counts).every((count) => count === 0)) return;
    journal.append(null, { type: 'retentionApplied', data: done, texts: {} }, { actor: HOLDFAST });
    log.info('retention applied', done);
    for (let begins = true; !deps.purgeStep(write, begins); begins = false) yield;
    write.afterCommit(() => void write.emptyLog());
  }

  /** As much as fits into a step, in one transaction. */
  const step = (write: WriteDb, running: Generator<void, void>): boolean =>
    write.transaction(() => {
      const startedMs = clock.monotonicMs();
      for (let unit = 0; unit < STEP_UNITS; unit += 1) {
        if (running.next().done === true) return true;
        if (clock.monotonicMs() - startedMs >= STEP_MS) return false;
      }
      return false;
    });

  return {
    preview: async (keep) => {
      const steps = previewSteps({ db: db.read, journal, record }, keep, clock.nowMs());
      for (let next = steps.next(); ; next = steps.next()) {
        const { done, value } = next;
        if (done === true) return RETENTION_KINDS.map((kind) => value[kind]);
        await new Promise<void>((resolve) => void clock.after(durationMs(0), resolve));
      }
    },
    tick: () => {
      const { write } = db;
      if (write === null) return;
      const now = JSON.stringify(deps.keep());
      if (now !== settings) {
        settings = now;
        round = null;
        dueAtMs = durationMs(clock.monotonicMs() + GRACE_MS);
      }
      if (round === null) {
        if (clock.monotonicMs() < dueAtMs) return;
        dueAtMs = durationMs(clock.monotonicMs() + EVERY_MS);
        round = roundOf(write);
      }
      try {
        if (step(write, round)) round = null;
      } catch (error) {
        round = null;
        throw error;
      }
    },
  };
}
