import type { HttpRequest } from '../../../../../shared/model/continuity/request-config.ts';
import type { DrainProgress } from '../../../../../shared/model/continuity/run.ts';
import type { StepConfigOf } from '../../../../../shared/model/continuity/step-config.ts';
import type { SignalId } from '../../../../../shared/model/ids.ts';
import { durationMs, toRfc3339 } from '../../../../../shared/model/units.ts';
import { readDuration } from '../../../../config/duration.ts';
import type { RunMode } from '../../core/state.ts';
import { filled } from '../filled.ts';
import { call, describeRequest, read, type HttpStepDeps } from '../http/call.ts';
import type { Signals } from '../signals.ts';
import { CANNOT_BE_READ, NO_WAY_BACK, NOT_IN_A_DRILL, together, type Looked, type Performed, type RunnableStep, type StepContext, type ToldBack } from '../step.ts';
import { allHappened, type Judge } from '../verify/judge.ts';
import { decide, decideAll, readWaiting, waitingWords, type JobDecision, type WaitingKind } from './jobs.ts';

const GRACE_MS = 1_000;

interface DrainStepDeps extends HttpStepDeps {
  readonly judge: Judge;
  readonly signals: Pick<Signals, 'facts'>;
}

/** Stops or caps a queue, or sends new jobs elsewhere; and before that decides about what waits, kind by kind. */
export function createDrainStep(given: StepConfigOf<'drain'>, mode: RunMode, values: Readonly<Record<string, string>>, deps: DrainStepDeps): RunnableStep {
  const step = filled(given, values);
  const { jobs } = step;
  const isDrill = mode === 'drill';
  const request = isDrill ? step.drill : step.request;
  const undo = isDrill ? undefined : step.undo;
  const timeoutMs = readDuration(step.timeout);
  const most = 2 + (jobs?.kinds.length ?? 0);

  const depthOf = (id: SignalId | undefined): DrainProgress['before'] => {
    const facts = id === undefined ? null : deps.signals.facts(id);
    return facts === null || facts.value === null || facts.sampleTime === null ? null : { waiting: facts.value, at: toRfc3339(facts.sampleTime) };
  };
  const lookAtJobs = async (abort: AbortSignal): Promise<readonly WaitingKind[] | { readonly reason: string }> => {
    if (jobs === undefined) return [];
    const { whole, says } = await read({ ...jobs.look, expect: {} }, timeoutMs, deps, abort);
    if (whole === undefined) return { reason: says };
    return readWaiting(whole) ?? { reason: 'expected JSON such as {"kinds": [{"kind": "mail", "waiting": 3, "oldestSeconds": 60}]}, found something else' };
  };
  const requestFor = ({ kind, action, order, expireAfterSeconds }: Pick<JobDecision, 'kind' | 'action' | 'order' | 'expireAfterSeconds'>): HttpRequest | null =>
    jobs === undefined ? null : filled(jobs.request, { kind, action, order, expireAfterSeconds: String(expireAfterSeconds) });

  const look = async ({ abort }: Pick<StepContext, 'abort'>): Promise<Looked> => {
    const depth = depthOf(step.depth);
    const before = depth === null ? [] : [`${depth.waiting ?? 'nobody knows how many'} wait`];
    const waiting = await lookAtJobs(abort);
    if ('reason' in waiting) return { ready: 'unknown', asConfirmed: true, says: `what waits cannot be read: ${waiting.reason}` };
    const decided = jobs === undefined ? { decisions: [] } : decideAll(jobs, waiting);
    if ('refused' in decided) return { ready: 'no', asConfirmed: true, says: decided.refused };
    const says = [...before, ...(jobs === undefined ? [] : [waitingWords(waiting)]), ...decided.decisions.map((each) => each.says)].join('; ');
    return { ready: 'yes', asConfirmed: true, says: says === '' ? 'nothing to look at' : says };
  };

  const perform = async (context: StepContext): Promise<Performed> => {
    const { key, abort, tell } = context;
    // What waits is looked at before anything is done: what cannot be read, or decided, is left as it is.
    const waiting = await lookAtJobs(abort);
    if ('reason' in waiting) return { outcome: 'notReached', says: `what waits cannot be read, and nothing was done: ${waiting.reason}` };
    const decided = jobs === undefined ? { decisions: [] } : decideAll(jobs, waiting);
    if ('refused' in decided) return { outcome: 'refused', says: decided.refused };
    const { decisions } = decided;
    const before = depthOf(step.depth);
    const told = (done: number, after: DrainProgress['after'] = null): void =>
      tell({ kind: 'drain', queue: step.queue, before, after, jobs: decisions.map(({ kind, waiting: many, oldestSeconds, says }, index) => ({ kind, waiting: many, oldestSeconds, says, isDone: index < done })) });
    told(0);
    if (request === undefined) return { ...NOT_IN_A_DRILL, says: `${NOT_IN_A_DRILL.says}; ${waitingWords(waiting)}` };
    const stopped = await call(request, key, timeoutMs, deps, context);
    const parts: Performed[] = [stopped];
    for (const [index, decision] of isDrill ? [] : decisions.entries()) {
      if (parts.at(-1)?.outcome !== 'done') break;
      const each = requestFor(decision);
      if (each === null) break;
      parts.push(await call(each, `${key}.${decision.kind}`, timeoutMs, deps, context));
      if (parts.at(-1)?.outcome === 'done') told(index + 1);
    }
    const given = together(parts, isDrill ? 1 : decisions.length + 1);
    if (given.outcome !== 'done') return given;
    told(decisions.length, depthOf(step.depth));
    return { outcome: 'done', says: [stopped.says, ...(isDrill ? [waitingWords(waiting)] : decisions.map(({ says }) => says))].join('; ') };
  };

  const readBack = async (context: StepContext, way: 'forward' | 'back'): Promise<ToldBack> => {
    const told = context.told();
    const open = told?.kind === 'drain' ? told.jobs.filter(({ isDone }) => !isDone) : [];
    // Jobs that were sent on once must not be sent on again: a person looks.
    if (way === 'forward' && jobs !== undefined && open.length > 0) return { happened: 'unknown', says: `nothing tells what became of jobs of kind ${open.map(({ kind }) => kind).join(', ')}` };
    return step.readBack === undefined || isDrill ? CANNOT_BE_READ : allHappened([await deps.judge(step.readBack, context.abort)], way);
  };

  return {
    frozen: { id: step.id, kind: 'act', effect: request !== undefined, guarded: false, undoable: undo !== undefined, repeatable: false, limitMs: durationMs(timeoutMs * most + GRACE_MS), aloneAfterMs: null },
    describe: () => ({
      actions: request === undefined ? [] : [describeRequest(request), ...(isDrill ? [] : (jobs?.kinds ?? []).flatMap((kind) => requestFor({ kind: kind.kind, ...decide(kind) }) ?? []).map(describeRequest))],
      touches: request === undefined ? [] : [`queue ${step.queue}`],
      undo: undo === undefined ? null : [describeRequest(undo)],
      notes: [...(jobs?.kinds ?? []).map((kind) => decide(kind).says), ...(jobs === undefined || undo === undefined ? [] : ['what was done with waiting jobs is not taken back'])],
    }),
    look,
    perform,
    readBack,
    undo: ({ key, ...stop }) => (undo === undefined ? Promise.resolve(NO_WAY_BACK) : call(undo, key, timeoutMs, deps, stop)),
  };
}
