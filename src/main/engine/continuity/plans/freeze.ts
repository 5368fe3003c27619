import { groupOf, type PlanConfig } from '../../../../shared/model/continuity/plan-config.ts';
import type { ResolvedConfig } from '../../../config/resolved.ts';
import { readDuration } from '../../../config/duration.ts';
import { partsOf } from '../../../config/plans/parts.ts';
import type { TierConfig } from '../../../../shared/model/continuity/step-config.ts';
import type { FrozenText } from '../steps/open.ts';
import { flatten, type FlatStep, type Values } from './flatten.ts';

export const objectiveMs = (plan: PlanConfig, { objectives }: Pick<ResolvedConfig, 'objectives'>): number => (plan.objective === undefined ? objectives.failoverMs : readDuration(plan.objective));

/** What customers are to be told of services that were switched is told by the next update that has no words of its own. */
function withCustomerTexts(flat: readonly FlatStep[], tiers: readonly TierConfig[]): FlatStep[] {
  let texts: string[] = [];
  return flat.map((each) => {
    const { step } = each;
    if (step.kind === 'degrade') texts.push(...step.services.flatMap((service) => tiers.find((tier) => tier.service === service && tier.mode === step.to)?.text ?? []));
    if (step.kind !== 'notify' || step.text !== undefined || texts.length === 0) return each;
    const text = [...new Set(texts)].join('\n');
    texts = [];
    return { ...each, step: { ...step, text } };
  });
}

/** Everything that a run of this plan needs, and nothing else: what is written elsewhere in the configuration does not change it. */
export function freeze(plan: PlanConfig, config: Pick<ResolvedConfig, 'continuity' | 'objectives'>, values: Values): { readonly text: FrozenText; readonly flat: readonly FlatStep[] } {
  const { continuity } = config;
  const flat = withCustomerTexts(flatten(plan, continuity.plans, values), continuity.tiers);
  const steps = flat.map(({ step }) => step);
  const switched = new Set(steps.flatMap((step) => (step.kind === 'degrade' ? step.services : [])));
  const tiers = continuity.tiers.filter(({ service }) => switched.has(service));
  const named = new Set(partsOf([...steps, ...tiers], []).commands.map(([, { program }]) => program));
  const asked = new Set(steps.flatMap((step) => (step.kind === 'dns' ? step.providers : [])));
  return {
    flat,
    text: {
      plan: { id: plan.id, name: plan.name, kind: plan.kind, group: groupOf(plan), objectiveSeconds: objectiveMs(plan, config) / 1_000 },
      steps,
      childOf: Object.fromEntries(flat.flatMap(({ step, child }) => (child === null ? [] : [[step.id, child]]))),
      values,
      programs: continuity.programs.filter(({ id }) => named.has(id)),
      providers: continuity.dnsProviders.filter(({ id }) => asked.has(id)),
      tiers,
      healthy: plan.target?.healthy ?? [],
      confirmed: {},
    },
  };
}
