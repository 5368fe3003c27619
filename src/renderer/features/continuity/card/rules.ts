import type { Plan } from '../../../../shared/model/continuity/plan.ts';
import { plain } from '../../../../shared/text/plain.ts';

export interface CardContact {
  readonly name: string;
  readonly reach: string;
  /** What for, and of which plans; null where it is for nothing in particular. */
  readonly for: string | null;
}

/** Everybody that plans name, each once, however many plans name them; in the order of the plans. */
export function contactsOf(plans: readonly Pick<Plan, 'contacts'>[]): readonly CardContact[] {
  const found = new Map<string, { readonly name: string; readonly reach: string; readonly why: Set<string> }>();
  for (const { contacts } of plans)
    for (const { name, reach, for: why } of contacts) {
      const key = `${name}\n${reach}`;
      const contact = found.get(key) ?? { name, reach, why: new Set<string>() };
      if (why !== null) contact.why.add(why);
      found.set(key, contact);
    }
  return [...found.values()].map(({ name, reach, why }) => ({ name: plain(name, 80), reach: plain(reach, 200), for: why.size === 0 ? null : plain([...why].join('; '), 240) }));
}

export interface CardStep {
  /** Number of the step in its plan; of a child plan the first and the last. */
  readonly place: string;
  readonly name: string;
  /** What it does; null where that is what it is called. */
  readonly says: string | null;
}

/** A plan’s steps in words. Those of a child plan that is on the card itself stand there, and are only named here. */
export function stepsOf(plan: Pick<Plan, 'steps'>, onCard: ReadonlyMap<string, string>): readonly CardStep[] {
  const steps: CardStep[] = [];
  for (let at = 0; at < plan.steps.length; at += 1) {
    const step = plan.steps[at];
    if (step === undefined) break;
    const child = step.plan === null ? undefined : onCard.get(step.plan);
    if (child === undefined) {
      const [name, says] = [plain(step.name, 120), plain(step.says, 300)];
      steps.push({ place: String(at + 1), name, says: says === name || says === '' ? null : says });
      continue;
    }
    const first = at;
    while (plan.steps[at + 1]?.plan === step.plan) at += 1;
    steps.push({ place: first === at ? String(first + 1) : `${first + 1}–${at + 1}`, name: `All of “${plain(child, 120)}”`, says: null });
  }
  return steps;
}
