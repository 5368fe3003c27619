import type { CheckState, Preflight, PreflightCheck } from '../../../../shared/model/continuity/plan.ts';

type Rule = PreflightCheck['rule'];

/** A rule of pre-flight that stands in the way, with all that it found. */
export interface Blocker {
  readonly rule: Rule;
  readonly checks: readonly PreflightCheck[];
  /** One finding that nothing overrides is enough. */
  readonly overridable: boolean;
}

const GRAVITY: Readonly<Record<CheckState, number>> = { blocked: 0, unknown: 1, warning: 2, ok: 3 };

/** The gravest first; equal ones keep their order. */
export const gravestFirst = (checks: readonly PreflightCheck[]): readonly PreflightCheck[] => checks.toSorted((a, b) => GRAVITY[a.state] - GRAVITY[b.state]);

const stands = ({ state }: PreflightCheck): boolean => state === 'blocked' || state === 'unknown';

/** What must be overridden rule by rule before anything is started: unknown is never ok. */
export function blockersOf({ checks }: Preflight): readonly Blocker[] {
  const byRule = new Map<Rule, PreflightCheck[]>();
  for (const check of gravestFirst(checks).filter(stands)) byRule.set(check.rule, [...(byRule.get(check.rule) ?? []), check]);
  return [...byRule].map(([rule, found]) => ({ rule, checks: found, overridable: found.every(({ overridable }) => overridable) }));
}

export type Reasons = Readonly<Partial<Record<Rule, string | undefined>>>;

/** What goes with the run: only rules that still stand in the way, each with its reason. */
export const overridesOf = (blockers: readonly Blocker[], reasons: Reasons): { rule: string; reason: string }[] =>
  blockers.flatMap(({ rule }) => {
    const reason = reasons[rule];
    return reason === undefined ? [] : [{ rule, reason }];
  });

/** Why nothing can be started yet, in a sentence; null where nothing stands in the way any more. */
export function standsInTheWay(blockers: readonly Blocker[], reasons: Reasons, word: (rule: Rule) => string): string | null {
  const never = blockers.filter(({ overridable }) => !overridable);
  if (never.length > 0) return `${never.map(({ rule }) => word(rule)).join(', ')}: nothing overrides this.`;
  const open = blockers.filter(({ rule }) => reasons[rule] === undefined);
  return open.length === 0 ? null : `${open.map(({ rule }) => word(rule)).join(', ')}: solve it, or override it by name.`;
}
