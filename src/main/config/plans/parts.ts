import type { PlanConfig } from '../../../shared/model/continuity/plan-config.ts';
import type { Command, HttpLook, HttpRequest } from '../../../shared/model/continuity/request-config.ts';
import type { HoldfastConfig } from '../../../shared/model/config.ts';
import type { ConfigPath } from '../config-path.ts';

/** What plans and tiers are made of, with where it stands. Requests are known by their `url`, commands by their `program`. */
export interface Parts {
  readonly requests: readonly (readonly [path: ConfigPath, request: HttpRequest | HttpLook])[];
  readonly commands: readonly (readonly [path: ConfigPath, command: Command])[];
  /** Every text. */
  readonly texts: readonly (readonly [path: ConfigPath, text: string])[];
}

/** A step or a tier, and everything below it. */
export function partsOf(value: unknown, path: ConfigPath): Parts {
  const requests: [ConfigPath, HttpRequest | HttpLook][] = [];
  const commands: [ConfigPath, Command][] = [];
  const texts: [ConfigPath, string][] = [];
  const walk = (inner: unknown, at: ConfigPath): void => {
    if (typeof inner === 'string') texts.push([at, inner]);
    if (typeof inner !== 'object' || inner === null) return;
    if ('url' in inner) requests.push([at, inner as HttpRequest | HttpLook]);
    if ('program' in inner) commands.push([at, inner as Command]);
    for (const [key, item] of Array.isArray(inner) ? inner.entries() : Object.entries(inner)) walk(item, [...at, key]);
  };
  walk(value, path);
  return { requests, commands, texts };
}

const join = (all: readonly Parts[]): Parts => ({ requests: all.flatMap(({ requests }) => requests), commands: all.flatMap(({ commands }) => commands), texts: all.flatMap(({ texts }) => texts) });

export const partsOfPlans = ({ plans, tiers }: Pick<HoldfastConfig, 'plans' | 'tiers'>): Parts =>
  join([
    ...plans.flatMap((plan, index) => [partsOf(plan.steps, ['plans', index, 'steps']), partsOf(plan.lastKnownGood, ['plans', index, 'lastKnownGood'])]),
    ...tiers.map((tier, index) => partsOf(tier, ['tiers', index])),
  ]);

/** A plan and, in the order in which they run, those below it; each once, so that a cycle ends. */
export function withChildren(plan: PlanConfig, plans: readonly PlanConfig[], seen: Set<string> = new Set()): PlanConfig[] {
  if (seen.has(plan.id)) return [];
  seen.add(plan.id);
  return [plan, ...plan.children.flatMap((id) => plans.filter((each) => each.id === id).flatMap((child) => withChildren(child, plans, seen)))];
}

/** True where traffic may move while the other site still takes writes: nothing proves before the change of DNS that it does not. */
export function mayWriteTwice(plan: PlanConfig, plans: readonly PlanConfig[]): boolean {
  const all = withChildren(plan, plans);
  const kinds = all.flatMap(({ steps }) => steps.map(({ kind }) => kind));
  const moves = kinds.indexOf('dns');
  return all.some(({ writes }) => writes) && moves !== -1 && !kinds.slice(0, moves).includes('fence');
}

export const BOTH_WRITE = 'both sites can accept writes';
