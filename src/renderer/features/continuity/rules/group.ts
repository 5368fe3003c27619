import type { Plan } from '../../../../shared/model/continuity/plan.ts';
import type { GroupId } from '../../../../shared/model/ids.ts';

export interface PlanGroup {
  /** Null: plans that share theirs with no other. */
  readonly group: GroupId | null;
  readonly plans: readonly Plan[];
}

/** Plans that share a lock stand together, in the order of the configuration: a list that sorts itself anew puts another button under the hand. */
export function groupPlans(plans: readonly Plan[]): readonly PlanGroup[] {
  const groups = new Map<GroupId, Plan[]>();
  for (const plan of plans) groups.set(plan.group, [...(groups.get(plan.group) ?? []), plan]);
  const parts: { group: GroupId | null; plans: Plan[] }[] = [];
  for (const [group, members] of groups) {
    const last = parts.at(-1);
    if (members.length > 1) parts.push({ group, plans: members });
    else if (last?.group === null) last.plans.push(...members);
    else parts.push({ group: null, plans: members });
  }
  return parts;
}

const fold = (text: string): string => text.toLocaleLowerCase('en').normalize('NFKD').replace(/\p{M}/gu, '');

/** Plans that every typed word is found in: name, id, kind, group or what it is for. */
export function findPlans(plans: readonly Plan[], typed: string, wordsOf: (plan: Plan) => string): readonly Plan[] {
  const words = fold(typed).split(/\s+/).filter((word) => word !== '');
  return words.length === 0 ? plans : plans.filter((plan) => words.every((word) => fold(`${plan.name} ${plan.id} ${plan.group} ${wordsOf(plan)}`).includes(word)));
}
