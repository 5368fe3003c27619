import { z } from 'zod';
import { ContinuityFace, Lever, Plan, PlanPreview, PlanStep, Trigger } from '../model/continuity/plan.ts';
import { ParameterName, ParameterValue } from '../model/continuity/plan-config.ts';
import { RampAction, Run, RunMode, RunNote } from '../model/continuity/run.ts';
import { IncidentId, PlanId, RunId, StepId, TriggerId } from '../model/ids.ts';
import { call } from './define.ts';
import { list, none, page } from './paging.ts';

const plan = z.object({ id: PlanId });
const run = z.object({ id: RunId });
const reason = z.string().trim().min(3, 'expected a reason').max(500);
/** Of what the person saw: who steers by an older one is refused and told who has taken over. */
const epoch = z.int().min(0);
const parameters = z.record(ParameterName, ParameterValue).default({});

/** Calls about plans, their runs and drills. Part of the contract. */
export const planCalls = {
  'continuity.get': call({ method: 'GET', path: '/continuity', right: 'view', summary: 'The lever, what runs, what triggers are about to do, which plans are unproven.', input: none, output: ContinuityFace }),
  'plans.list': call({ method: 'GET', path: '/plans', right: 'view', summary: 'Plans in the order of the configuration, with their pre-flight and last proof.', input: list, output: page(Plan) }),
  'plans.get': call({ method: 'GET', path: '/plans/{id}', right: 'view', summary: 'One plan.', input: plan, output: Plan }),
  'plans.sketch': call({
    method: 'POST', path: '/plans/{id}/sketch', right: 'admin', summary: 'The steps of a plan as a text of holdfast.yaml that is not saved has them; null where the text is not valid or does not have it. Nothing is asked outside.',
    input: plan.extend({ text: z.string().max(2_000_000) }), output: z.object({ steps: z.array(PlanStep).nullable() }),
  }),
  'plans.preview': call({
    method: 'POST', path: '/plans/{id}/preview', right: 'operate',
    summary: 'What a run would do now: the exact requests, secrets masked, live values now and after, the undo. Changes nothing. Its `hash` is what a run names as confirmed.',
    input: plan.extend({ mode: RunMode, parameters }), output: PlanPreview,
  }),
  'plans.arm': call({ method: 'POST', path: '/plans/{id}/arm', right: 'operate', summary: 'Arms a plan for this person for 30 seconds: a run must be confirmed within them.', input: plan.extend({ mode: RunMode }), output: z.object({ seconds: z.int() }) }),
  'plans.run': call({
    method: 'POST', path: '/plans/{id}/runs', right: 'operate',
    summary: 'Starts a run of exactly what was shown. The same `intent` again answers with the run that it began; 409 where what is there now is not what was shown.',
    input: plan.extend({
      mode: RunMode,
      /** Made once per click by the screen. */
      intent: z.string().min(8).max(80),
      hash: z.string().min(16).max(128),
      parameters,
      incident: IncidentId.optional(),
      overrides: z.array(z.object({ rule: z.string().min(1).max(40), reason })).max(20).default([]),
      /** Of a drill: some steps fail or are slow without a word. */
      surprises: z.boolean().default(false),
    }),
    output: Run,
  }),
  'plans.answerDrill': call({
    method: 'POST', path: '/plans/{id}/drill', right: 'operate',
    summary: 'Says yes to the scheduled drill that asks for it, or puts the next one off to the time after it.',
    input: plan.extend({ answer: z.enum(['yes', 'notThisTime']), reason: reason.optional() }), output: Plan,
  }),
  'runs.list': call({ method: 'GET', path: '/runs', right: 'view', summary: 'Runs, the newest first.', input: list.extend({ plan: PlanId.optional(), mode: RunMode.optional() }), output: page(Run) }),
  'runs.get': call({ method: 'GET', path: '/runs/{id}', right: 'view', summary: 'One run with its steps.', input: run, output: Run }),
  'runs.journal': call({ method: 'GET', path: '/runs/{id}/journal', right: 'view', summary: 'What a run has written down, before and after each step.', input: list.extend({ id: RunId }), output: page(RunNote) }),
  'runs.approve': call({ method: 'POST', path: '/runs/{id}/approve', right: 'approve', summary: 'Approves the step that waits for it; `step` is the one that the person saw. Who started the run says why nobody else does, where the plan lets them at all.', input: run.extend({ step: StepId.optional(), reason: reason.optional() }), output: Run }),
  'runs.pause': call({ method: 'POST', path: '/runs/{id}/pause', right: 'operate', summary: 'Begins no further step.', input: run.extend({ epoch }), output: Run }),
  'runs.resume': call({ method: 'POST', path: '/runs/{id}/resume', right: 'operate', summary: 'Goes on with what was paused.', input: run.extend({ epoch }), output: Run }),
  'runs.retry': call({ method: 'POST', path: '/runs/{id}/retry', right: 'operate', summary: 'Tries the step anew at which the run stopped.', input: run.extend({ epoch }), output: Run }),
  'runs.abort': call({ method: 'POST', path: '/runs/{id}/abort', right: 'operate', summary: 'Ends it where it stands; what was done stays.', input: run.extend({ epoch, reason }), output: Run }),
  'runs.rollBack': call({ method: 'POST', path: '/runs/{id}/roll-back', right: 'operate', summary: 'Takes back what was done, the last step first.', input: run.extend({ epoch, reason }), output: Run }),
  'runs.settle': call({ method: 'POST', path: '/runs/{id}/settle', right: 'operate', summary: 'Says of the step that nobody knows of whether it happened, or of the next one whether the other console has done it; `step` is the one that the person saw.', input: run.extend({ epoch, step: StepId.optional(), happened: z.boolean(), reason }), output: Run }),
  'runs.takeOver': call({ method: 'POST', path: '/runs/{id}/take-over', right: 'operate', summary: 'Takes the run over from whoever holds it.', input: run.extend({ epoch, reason }), output: Run }),
  'runs.ramp': call({ method: 'POST', path: '/runs/{id}/ramp', right: 'operate', summary: 'Holds a ramp, lets it go on, steps it, takes it over or gives it back.', input: run.extend({ step: StepId, action: RampAction, reason: reason.optional() }), output: Run }),
  'lever.pull': call({ method: 'POST', path: '/lever', right: 'operate', summary: 'Stops everything: nothing begins and nothing that runs goes on until it is released.', input: z.object({ reason }), output: Lever }),
  'lever.release': call({ method: 'DELETE', path: '/lever', right: 'operate', summary: 'Lets plans run again.', input: z.object({ reason }), output: z.object({}) }),
  'triggers.list': call({ method: 'GET', path: '/triggers', right: 'view', summary: 'Triggers: how they stand, what they may do, and why that is less than configured.', input: list, output: page(Trigger) }),
  'triggers.veto': call({ method: 'POST', path: '/triggers/{id}/veto', right: 'operate', summary: 'Objects to a countdown, or puts a suggestion aside.', input: z.object({ id: TriggerId, reason }), output: Trigger }),
} as const;
