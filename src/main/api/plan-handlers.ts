import { NO_CONTINUITY } from '../../shared/model/continuity/plan.ts';
import { parseConfig } from '../config/load.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import { personOf } from '../engine/continuity/runs/desk.ts';
import { byOf, viewerOf } from '../engine/incidents/view.ts';
import type { Continuity } from './continuity-core.ts';
import type { Handlers } from './engine-port.ts';
import { cutPage } from './page.ts';

type PlanCall = Extract<keyof Handlers, `plans.${string}` | `runs.${string}` | `lever.${string}` | `triggers.${string}` | `continuity.${string}`>;

/** The calls of the contract about plans and their runs. `parts` is null where nothing can be written, and so nothing be run. */
export function createPlanHandlers(parts: Continuity | null): Pick<Handlers, PlanCall> {
  const now = (): Continuity => {
    if (parts === null) throw new HoldfastError('unavailable', 'Nothing can be written now, so that no plan can be run.');
    return parts;
  };
  return {
    'continuity.get': (_, actor) => parts?.face(viewerOf(actor)) ?? NO_CONTINUITY,
    'plans.list': (page) => cutPage(now().allPlans(), page),
    'plans.get': ({ id }) => now().plan(id),
    'plans.sketch': ({ id, text }) => {
      const { config } = parseConfig(text, { file: 'holdfast.yaml' });
      return { steps: config === null ? null : now().plans.sketch(config, id) };
    },
    'plans.preview': async ({ id, mode, parameters }) => (await now().plans.prepare(id, mode, parameters)).preview,
    'plans.arm': ({ id, mode }, actor) => ({ seconds: now().desk.arm(id, mode, byOf(actor)) }),
    'plans.run': (order, actor) => now().desk.begin(order, byOf(actor)),
    'plans.answerDrill': ({ id, answer, reason }, actor) => {
      const continuity = now();
      continuity.drills.answer(id, answer, reason, personOf(byOf(actor)));
      return continuity.plan(id);
    },
    'runs.list': (page, actor) => now().book.list(page, viewerOf(actor)),
    'runs.get': ({ id }, actor) => now().book.get(id, viewerOf(actor)),
    'runs.journal': ({ id, ...page }) => now().book.journal(id, page),
    'runs.approve': ({ id, step, reason }, actor) => now().desk.approve(id, step, reason, byOf(actor)),
    'runs.pause': ({ id, epoch }, actor) => now().desk.steer(id, { type: 'pause', epoch }, undefined, byOf(actor)),
    'runs.resume': ({ id, epoch }, actor) => now().desk.steer(id, { type: 'resume', epoch }, undefined, byOf(actor)),
    'runs.retry': ({ id, epoch }, actor) => now().desk.steer(id, { type: 'retry', epoch }, undefined, byOf(actor)),
    'runs.abort': ({ id, epoch, reason }, actor) => now().desk.steer(id, { type: 'abort', epoch }, reason, byOf(actor)),
    'runs.rollBack': ({ id, epoch, reason }, actor) => now().desk.steer(id, { type: 'rollBack', epoch }, reason, byOf(actor)),
    'runs.settle': ({ id, epoch, step, happened, reason }, actor) => now().desk.steer(id, { type: 'settle', epoch, step, happened }, reason, byOf(actor)),
    'runs.takeOver': ({ id, epoch, reason }, actor) => now().desk.steer(id, { type: 'takeOver', epoch }, reason, byOf(actor)),
    'runs.ramp': ({ id, step, action, reason }, actor) => {
      const { book, ramps } = now();
      const { group_id: group, serial } = book.row(id);
      ramps.act({ group, run: serial, step, action, by: personOf(byOf(actor)), reason: reason ?? null });
      return book.get(id, viewerOf(actor));
    },
    'lever.pull': ({ reason }, actor) => now().pull(reason, byOf(actor)),
    'lever.release': ({ reason }, actor) => {
      now().release(reason, byOf(actor));
      return {};
    },
    'triggers.list': (page) => cutPage(now().triggers.list(), page),
    'triggers.veto': ({ id, reason }, actor) => now().triggers.veto(id, personOf(byOf(actor)), reason),
  };
}
