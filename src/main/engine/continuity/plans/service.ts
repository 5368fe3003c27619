import type { Preflight } from '../../../../shared/model/continuity/plan.ts';
import { groupOf, type PlanConfig } from '../../../../shared/model/continuity/plan-config.ts';
import type { RunMode } from '../../../../shared/model/continuity/run.ts';
import type { PlanId } from '../../../../shared/model/ids.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import type { ResolvedConfig } from '../../../config/resolved.ts';
import { readDuration } from '../../../config/duration.ts';
import type { Clock, Log } from '../../ports.ts';
import { planFacts } from './facts.ts';
import { valuesOf, type Values } from './flatten.ts';
import { freeze } from './freeze.ts';
import { canonical, hashOf } from './hash.ts';
import { frozenOf, lookAtEach, openEach, type OpenSteps } from './opened.ts';
import type { PlanFacts, Plans, Prepared } from './plans.ts';
import { previewOf } from './preview.ts';

export interface PlansDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly open: OpenSteps;
}

const NOT_LOOKED: Preflight = { state: 'unknown', at: null, checks: [] };

export function createPlans({ clock, log, open }: PlansDeps): Plans {
  let config: Pick<ResolvedConfig, 'continuity' | 'objectives'> | null = null;
  let facts: readonly PlanFacts[] | null = null;
  const closing = new AbortController();

  function configOf(id: PlanId): { readonly plan: PlanConfig; readonly config: NonNullable<typeof config> } {
    const plan = config?.continuity.plans.find((each) => each.id === id);
    if (config === null || plan === undefined) throw new HoldfastError('not_found', `there is no plan "${id}"`);
    return { plan, config };
  }

  function all(): readonly PlanFacts[] {
    const now = config;
    if (now === null) return [];
    facts ??= now.continuity.plans.map((plan) => {
      const { text, flat } = freeze(plan, now, valuesOf(plan, {}));
      return planFacts(plan, now, openEach(flat, text, 'live', open, log));
    });
    return facts;
  }

  async function prepare(id: PlanId, mode: RunMode, given: Values): Promise<Prepared> {
    const found = configOf(id);
    const { plan } = found;
    const { plans } = found.config.continuity;
    const values = valuesOf(plan, given);
    const { text: asWritten, flat } = freeze(plan, found.config, values);
    const steps = await lookAtEach(openEach(flat, asWritten, mode, open, log), { clock, log }, closing.signal);
    const text = { ...asWritten, confirmed: Object.fromEntries(steps.flatMap(({ step, looked }) => (looked?.live === undefined ? [] : [[step.id, looked.live]]))) };
    const frozen = steps.map(frozenOf).map((step) => (mode === 'dry-run' ? { ...step, effect: false, undoable: false } : step));
    return {
      preview: previewOf({ plan, plans, mode, values, hash: hashOf(text, mode), at: clock.nowMs(), steps, preflight: NOT_LOOKED, numbers: [], lag: null, versions: null }),
      frozen: { id: plan.id, kind: plan.kind, coolDownMs: readDuration(plan.coolDown), steps: frozen },
      group: groupOf(plan),
      text: canonical(text),
    };
  }

  return {
    apply: (next) => {
      config = next;
      facts = null;
    },
    all,
    get: (id) => {
      configOf(id);
      const found = all().find((each) => each.id === id);
      if (found === undefined) throw new HoldfastError('not_found', `there is no plan "${id}"`);
      return found;
    },
    preflight: () => NOT_LOOKED,
    prepare,
    everySecond: () => {},
    close: async () => {
      closing.abort();
      await Promise.resolve();
    },
  };
}
