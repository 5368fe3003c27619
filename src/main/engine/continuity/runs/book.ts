import type { PlanProof } from '../../../../shared/model/continuity/plan.ts';
import type { DegradeProgress, Run, RunMode, RunNote } from '../../../../shared/model/continuity/run.ts';
import type { GroupId, IncidentId, PlanId, RunId } from '../../../../shared/model/ids.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import type { z } from 'zod';
import type { ReadDb } from '../../../store/sql.ts';
import type { Viewer } from '../../incidents/view.ts';
import type { Clock } from '../../ports.ts';
import type { DegradeDone } from '../steps/degrade/switched.ts';
import * as repo from './repo.ts';
import type { RunRow } from './repo.ts';
import type { Runs } from './service.ts';
import { numberOfRun, runIdOf, runView, textOfRun } from './view.ts';
import { NOT_SHOWN, noteInWords } from './words.ts';

interface Page {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Runs as they are read: those of now and those that are over. */
export interface RunBook {
  /** Throws `not_found`. */
  row(id: RunId): RunRow;
  /** Throws `not_found`. Which private incident it is for, only those see who may see that incident. */
  get(id: RunId, viewer: Viewer): Run;
  /** The run of this serial of a group. */
  of(group: GroupId, serial: number, viewer: Viewer): Run;
  /** Newest first. */
  list(page: Page & { readonly plan?: PlanId | undefined; readonly mode?: RunMode | undefined }, viewer: Viewer): { items: Run[]; next: string | null };
  /** What a run has written down, newest first. */
  journal(id: RunId, page: Page): { items: RunNote[]; next: string | null };
  /** The last time that all of a plan was done. */
  proof(plan: PlanId): z.infer<typeof PlanProof> | null;
  /** The last time that all of it was done within its objective. */
  provenAt(plan: PlanId): EpochMs | null;
  /** What plans have done to the modes of services, newest first. */
  degrades(): DegradeDone[];
}

export interface RunBookDeps {
  readonly db: ReadDb;
  readonly clock: Clock;
  readonly runs: Pick<Runs, 'state'>;
  readonly isPrivate: (incident: IncidentId) => boolean;
}

/** Of services that were not switched for longer than these nobody thinks any more. */
const MOST_DEGRADES = 500;

export function createRunBook({ db, clock, runs, isPrivate }: RunBookDeps): RunBook {
  function row(id: RunId): RunRow {
    const found = repo.runRow(db, numberOfRun(id));
    if (found === undefined) throw new HoldfastError('not_found', `There is no run ${id}.`);
    return found;
  }
  function view(of: RunRow, viewer: Viewer): Run {
    const run = runView({ row: of, group: runs.state(of.group_id), notes: repo.journalOf(db, of.number), progress: repo.progressOfRun(db, of.group_id, of.serial), nowMs: clock.nowMs(), monotonicMs: clock.monotonicMs() });
    return run.incident !== null && !viewer.seesPrivate && isPrivate(run.incident) ? { ...run, incident: null } : run;
  }

  return {
    row,
    get: (id, viewer) => view(row(id), viewer),
    of: (group, serial, viewer) => {
      const number = repo.numberOf(db, group, serial);
      const found = number === null ? undefined : repo.runRow(db, number);
      if (found === undefined) throw new HoldfastError('not_found', `There is no run ${serial} of the group "${group}".`);
      return view(found, viewer);
    },
    list: ({ limit, cursor, plan, mode }, viewer) => {
      const { items, next } = paged(repo.runsBefore(db, { before: numberIn(cursor), limit: limit + 1, plan, mode }), limit, ({ number }) => number);
      return { items: items.map((each) => view(each, viewer)), next };
    },
    journal: (id, { limit, cursor }) => {
      const of = row(id);
      const text = textOfRun(of);
      const { items, next } = paged(repo.notesBefore(db, of.number, NOT_SHOWN, numberIn(cursor), limit + 1), limit, ({ seq }) => seq);
      return { items: items.map((note) => noteInWords(note, text)), next };
    },
    provenAt: (plan) => {
      const at = repo.lastInTime(db, plan);
      return at === null ? null : epochMs(at);
    },
    degrades: () =>
      repo.degradesOf(db, MOST_DEGRADES).map(({ number, steps, step, progress, at }) => ({
        run: runIdOf(number),
        at: epochMs(at),
        isUndone: (JSON.parse(steps) as repo.KeptStep[])[step]?.phase === 'undone',
        services: (JSON.parse(progress) as DegradeProgress).services,
      })),
    proof: (plan) => {
      const last = repo.lastProof(db, plan);
      if (last === undefined || last.ended_at === null || last.took_ms === null) return null;
      const tookSeconds = last.took_ms / 1_000;
      return { run: runIdOf(last.number), mode: last.mode === 'live' ? 'live' : 'drill', at: toRfc3339(epochMs(last.ended_at)), tookSeconds, met: tookSeconds <= textOfRun(last).plan.objectiveSeconds };
    },
  };
}

function numberIn(cursor: string | undefined): number | null {
  if (cursor === undefined) return null;
  if (!/^\d{1,15}$/.test(cursor)) throw new HoldfastError('invalid_input', 'cursor: expected the "next" of an earlier page, or nothing for the first one.');
  return Number(cursor);
}

function paged<T>(found: readonly T[], limit: number, numberOf: (item: T) => number): { items: readonly T[]; next: string | null } {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last !== undefined ? String(numberOf(last)) : null };
}
