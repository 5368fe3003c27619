import type { Person } from '../../../../shared/model/entities.ts';
import type { IncidentId, PersonId, RunId } from '../../../../shared/model/ids.ts';
import type { IncidentActor } from '../../../../shared/model/incident.ts';
import type { FactOf, Steered } from '../../../../shared/model/timeline.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../../store/sql.ts';
import type { Incidents } from '../../incidents/service.ts';
import { HOLDFAST, type Journal, type Note } from '../../journal/journal.ts';
import type { Log } from '../../ports.ts';
import type { StepPhase } from '../core/state.ts';
import * as repo from './repo.ts';
import type { NotedRow, RunRow } from './repo.ts';
import { byOfNote, readStepNote, runIdOf, stepName, textOfRun, timesOf, tookSecondsOf } from './view.ts';

type RunFact = FactOf<'runStarted' | 'ruleOverridden' | 'runStep' | 'runSteered' | 'runStopped' | 'runEnded'>;
type ChronicleFact = RunFact | FactOf<'planArmed' | 'triggerTold' | 'drillTold'>;

/** Into the incident, or, where it is for none that is here, into the workspace’s own journal. */
export const appendTo =
  ({ journal, incidents }: { readonly journal: Pick<Journal, 'append'>; readonly incidents: Pick<Incidents, 'record' | 'append'> }) =>
  (incident: IncidentId | null, fact: ChronicleFact, note: Note): void => {
    if (fact.type === 'planArmed' || fact.type === 'drillTold' || incident === null || incidents.record(incident) === null) journal.append(null, fact, note);
    else incidents.append(incident, [fact], note);
  };

export interface ChronicleDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb };
  readonly log: Log;
  readonly people: () => readonly Person[];
  /** Joins the transaction that is open. */
  readonly append: ReturnType<typeof appendTo>;
}

/** Carries what runs have written down into the timelines of their incidents and into the audit. */
export interface Chronicle {
  /** What came since; once each, over any restart. What cannot be written now is written the next time. */
  follow(): void;
}

const ROWS_AT_ONCE = 500;
const STEERED: Readonly<Record<string, Steered>> = { approve: 'approve', pause: 'pause', resume: 'resume', retry: 'retry', abort: 'abort', rollBack: 'rollBack', settle: 'settle', takeOver: 'takeOver', hold: 'lever', split: 'split' };
/** What is told of a step; that it began is told by how long it took. */
const TOLD: ReadonlySet<StepPhase> = new Set<StepPhase>(['approving', 'done', 'failed', 'partly', 'unknown', 'undone', 'stays']);

export function createChronicle({ db, log, people, append }: ChronicleDeps): Chronicle {
  const actorOf = (id: PersonId | null): IncidentActor => (id === null ? HOLDFAST : { kind: 'person', id, name: people().find((person) => person.id === id)?.name ?? id });

  /** `event`: the row of what made the core decide this; `isRefused`: that it came to nothing. */
  function tell(row: NotedRow, event: NotedRow | null, isRefused: boolean): void {
    if (isRefused) return;
    if (row.what === 'arm') {
      const { plan, mode } = JSON.parse(row.says ?? '{}') as FactOf<'planArmed'>['data'];
      append(null, { type: 'planArmed', data: { plan, mode }, texts: {} }, noteOf(row, byOfNote(row)));
      return;
    }
    const run = row.run === null ? undefined : repo.runRow(db.read, row.run);
    if (run !== undefined) for (const { fact, by } of factsOf(row, run, event)) append(run.incident, fact, noteOf(row, by));
  }
  const noteOf = (row: NotedRow, by: PersonId | null): Note => ({ at: epochMs(row.at), actor: actorOf(by), fromMemory: false });

  function factsOf(row: NotedRow, run: RunRow, event: NotedRow | null): { readonly fact: RunFact; readonly by: PersonId | null }[] {
    const id = runIdOf(run.number);
    const of = { run: id, plan: run.plan_id };
    const steered = STEERED[row.what];
    if (steered !== undefined) {
      const { says, reason = says } = JSON.parse(row.says ?? '{}') as { readonly says?: string; readonly reason?: string };
      // Of the lever the workspace’s own journal tells by itself.
      if (steered === 'lever' && run.incident === null) return [];
      return [{ fact: { type: 'runSteered', data: { ...of, what: steered }, texts: reason === undefined ? {} : { reason } }, by: byOfNote(row) }];
    }
    switch (row.what) {
      case 'step':
        return stepFact(row, run, of);
      case '→ started': {
        const by = event?.what === 'confirm' || event?.what === 'drillDue' ? byOfNote(event) : null;
        const overridden = JSON.parse(run.overridden) as readonly { readonly rule: string; readonly reason: string }[];
        return [
          { fact: { type: 'runStarted', data: { ...of, mode: run.mode, trigger: run.trigger_id }, texts: { name: textOfRun(run).plan.name } }, by },
          ...overridden.map(({ rule, reason }) => ({ fact: { type: 'ruleOverridden' as const, data: { ...of, rule }, texts: { reason } }, by })),
        ];
      }
      case '→ stopped':
        return [{ fact: { type: 'runStopped', data: { ...of, why: (JSON.parse(row.says ?? '{}') as { readonly why: FactOf<'runStopped'>['data']['why'] }).why }, texts: {} }, by: null }];
      case '→ ended':
        return [{ fact: { type: 'runEnded', data: { ...of, mode: run.mode, phase: run.phase, seconds: (run.took_ms ?? 0) / 1_000 }, texts: { name: textOfRun(run).plan.name } }, by: null }];
      default:
        return [];
    }
  }

  function stepFact(row: NotedRow, run: RunRow, of: { readonly run: RunId; readonly plan: RunRow['plan_id'] }): { readonly fact: RunFact; readonly by: null }[] {
    const { step, phase, says } = readStepNote(row);
    const config = textOfRun(run).steps[step];
    // A dry run only looks, and who approved has said so already.
    if (config === undefined || !TOLD.has(phase) || run.mode === 'dry-run' || (config.kind === 'approve' && phase === 'done')) return [];
    const time = timesOf(repo.journalOf(db.read, run.number).filter(({ seq }) => seq <= row.seq)).get(step);
    const seconds = time === undefined || phase === 'stays' ? null : tookSecondsOf({ started: time.started, ended: phase === 'approving' ? null : time.ended });
    return [{ fact: { type: 'runStep', data: { ...of, step: config.id, phase, seconds }, texts: { name: stepName(config), ...(says === undefined ? {} : { says }) } }, by: null }];
  }

  return {
    follow: () => {
      try {
        for (;;) {
          const rows = repo.notesAfter(db.read, repo.chronicledUpTo(db.read), ROWS_AT_ONCE);
          const last = rows.at(-1);
          if (last === undefined) return;
          db.write.transaction(() => {
            let event: NotedRow | null = null;
            for (const [index, row] of rows.entries()) {
              const isEvent = row.what !== 'step' && !row.what.startsWith('→');
              if (isEvent) event = row;
              tell(row, event?.group_id === row.group_id ? event : null, isEvent && isRefused(rows, index));
            }
            repo.saveChronicled(db.write, last.seq);
          });
          if (rows.length < ROWS_AT_ONCE) return;
        }
      } catch (error) {
        log.error('what runs have done could not be written into the journal', { error: error instanceof Error ? error.message : String(error) });
      }
    },
  };
}

/** What the core said to an event stands right after it. */
function isRefused(rows: readonly NotedRow[], index: number): boolean {
  const next = rows[index + 1];
  return next?.what === '→ refused' && next.group_id === rows[index]?.group_id;
}
