import type { CorrectiveActionId, IncidentId } from '../../../shared/model/ids.ts';
import type { FactOf } from '../../../shared/model/timeline.ts';
import { durationMs, epochMs, type DurationMs } from '../../../shared/model/units.ts';
import type { ReadDb } from '../../store/sql.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import type { Step } from '../incidents/workflow/step.ts';
import { HOLDFAST } from '../journal/journal.ts';
import type { Clock, Log } from '../ports.ts';
import { firedIn } from './closing.ts';
import { judgeProof, stillHolds, type ProofFacts } from './proofs.ts';
import { isUndone, type CorrectiveRecord } from './record.ts';
import { actionsByProof } from './repo.ts';

export interface WatcherDeps {
  readonly db: { readonly read: ReadDb };
  readonly clock: Clock;
  readonly log: Log;
  readonly facts: ProofFacts;
  readonly record: (id: IncidentId) => IncidentRecord | null;
  /** Writes what Holdfast itself has seen. */
  readonly write: (id: IncidentId, work: (record: IncidentRecord) => readonly Step[]) => void;
}

export interface Watcher {
  /** Once a second; looks once a minute. */
  tick(): void;
  /** What there is to write about one action now; empty where nothing has passed. */
  look(action: CorrectiveRecord, record: IncidentRecord): Step[];
}

const EVERY_MS = durationMs(60_000);
const SEEN_BY_HOLDFAST = ['rule', 'probe', 'postman', 'drill'] as const;
const CAN_LAPSE = ['rule', 'probe', 'postman'] as const;
/** What is said of a proof now rests on no check that is older: a probe checks every few seconds, a collection may run once a day. */
const LOOKED_BACK_MS = { rule: 0, probe: 6 * 3_600_000, postman: 7 * 24 * 3_600_000 } as const;

/** Looks after corrective actions whose proof Holdfast can see: closes those whose proof has passed, and says of done ones when it no longer holds. */
export function createWatcher({ db, clock, log, facts, record: recordOf, write }: WatcherDeps): Watcher {
  let lookedAt: DurationMs = clock.monotonicMs();
  /** What seemed to have changed at the last look: only what is so twice is said. */
  let doubts = new Set<string>();

  const proved = (action: CorrectiveRecord, record: IncidentRecord): Step[] => {
    if (!isUndone(action) || action.proof === null || !facts.ready()) return [];
    const judged = judgeProof(action.proof, { since: action.since, fired: firedIn(record) }, facts);
    if (judged.state !== 'passed') return [];
    const fact: FactOf<'correctiveProved'> = { type: 'correctiveProved', data: { action: action.id, proof: action.proof }, texts: { says: judged.says } };
    return [{ fact, note: { actor: HOLDFAST, evidence: judged.evidence } }];
  };

  const lapsed = (action: CorrectiveRecord): Step[] => {
    const kind = CAN_LAPSE.find((each) => each === action.proof?.kind);
    if (action.state !== 'done' || action.proof === null || kind === undefined) return [];
    const seen = stillHolds(action.proof, facts, epochMs(clock.nowMs() - LOOKED_BACK_MS[kind]));
    if (seen === null || seen.holds === (action.lapsedAt === null)) return [];
    return [{ fact: { type: 'correctiveLapsed', data: { action: action.id, holds: seen.holds }, texts: { says: seen.says } }, note: { actor: HOLDFAST } }];
  };

  const each = (actions: readonly { readonly id: CorrectiveActionId; readonly incident: IncidentId }[], look: (action: CorrectiveRecord, record: IncidentRecord) => Step[]): void => {
    for (const { id, incident } of actions) {
      const lookAt = (record: IncidentRecord | null): Step[] => {
        const action = record?.review?.actions.find((one) => one.id === id);
        return record === null || action === undefined ? [] : look(action, record);
      };
      try {
        if (lookAt(recordOf(incident)).length > 0) write(incident, lookAt);
      } catch (error) {
        log.error('the proof of a corrective action could not be looked at', { action: id, error: error instanceof Error ? error.message : String(error) });
      }
    }
  };

  return {
    look: proved,
    tick: () => {
      if (clock.monotonicMs() - lookedAt < EVERY_MS) return;
      lookedAt = clock.monotonicMs();
      each(SEEN_BY_HOLDFAST.flatMap((proof) => actionsByProof(db.read, proof, 'open')), proved);
      const now = new Set<string>();
      const twice = (action: CorrectiveRecord): Step[] => {
        const steps = lapsed(action);
        if (steps.length > 0) now.add(action.id);
        return doubts.has(action.id) ? steps : [];
      };
      each(CAN_LAPSE.flatMap((proof) => actionsByProof(db.read, proof, 'done')), twice);
      doubts = now;
    },
  };
}
