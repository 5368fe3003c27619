import type { Run, RunStep } from '../../../../../shared/model/continuity/run.ts';
import { GroupId, PersonId, PlanId, RunId, StepId } from '../../../../../shared/model/ids.ts';
import { epochMs, toRfc3339 } from '../../../../../shared/model/units.ts';

/** The story of every test here begins then. */
export const START = epochMs(Date.UTC(2026, 10, 21, 14, 2, 11));
export const at = (seconds: number): string => toRfc3339(epochMs(START + seconds * 1_000));
export const clockAt = (seconds: number, silent = false) => ({ now: epochMs(START + seconds * 1_000), silent });

export const MIRA = PersonId.parse('mira');
export const JON = PersonId.parse('jon');

/** What the engine measured; here the clock was never set. */
const secondsBetween = (from: string | null, to: string | null): number | null => (from === null || to === null ? null : Math.max(0, Date.parse(to) - Date.parse(from)) / 1_000);

export const step = (id: string, fields: Partial<RunStep> = {}): RunStep => ({ id: StepId.parse(id), name: id, kind: 'http', plan: null, state: 'pending', startedAt: null, endedAt: null, tookSeconds: secondsBetween(fields.startedAt ?? null, fields.endedAt ?? null), outcome: null, found: null, attempts: 0, changes: true, undoable: true, progress: null, approval: null, ...fields });

export const run = (steps: readonly RunStep[], fields: Partial<Run> = {}): Run => ({
  id: RunId.parse('RUN-0042'), plan: PlanId.parse('west'), name: 'To the second site', kind: 'failover', group: GroupId.parse('payments'), mode: 'live', state: 'running', way: 'forward', wants: null, why: null,
  starter: MIRA, trigger: null, holder: MIRA, epoch: 1, incident: null, overridden: [], startedAt: at(0), endedAt: null, tookSeconds: secondsBetween(fields.startedAt ?? at(0), fields.endedAt ?? null), objectiveSeconds: 480, steps: [...steps], score: null, ...fields,
});
