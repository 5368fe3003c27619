import type { CheckState, Preflight, PreflightCheck } from '../../../../shared/model/continuity/plan.ts';
import type { StepId } from '../../../../shared/model/ids.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';

/** One check before it is told. */
export interface Check {
  readonly rule: PreflightCheck['rule'];
  readonly state: CheckState;
  readonly says: string;
  /** When what it rests on was read; null where nothing was. */
  readonly at: EpochMs | null;
  readonly step?: StepId;
  /** Nothing overrides it: there is no reason that would make it right. */
  readonly isFinal?: boolean;
}

const GRAVITY: Readonly<Record<CheckState, number>> = { ok: 0, warning: 1, unknown: 2, blocked: 3 };

/** The gravest counts. Where nothing was checked nothing is known. */
export const worst = (states: readonly CheckState[]): CheckState => states.reduce<CheckState | null>((so, state) => (so === null || GRAVITY[state] > GRAVITY[so] ? state : so), null) ?? 'unknown';

/** Gravest first, and otherwise in their order. */
export const inGravity = (checks: readonly Check[]): Check[] => checks.toSorted((one, other) => GRAVITY[other.state] - GRAVITY[one.state]);

export const told = ({ rule, state, says, at, step, isFinal = false }: Check): PreflightCheck => ({ rule, step: step ?? null, state, says, at: at === null ? null : toRfc3339(at), overridable: !isFinal });

export const preflightOf = (checks: readonly Check[], at: EpochMs): Preflight => ({ state: worst(checks.map(({ state }) => state)), at: toRfc3339(at), checks: inGravity(checks).map(told) });

/** The oldest of what something rests on. */
export const oldest = (times: readonly (EpochMs | null)[]): EpochMs | null => (times.length === 0 || times.includes(null) ? null : epochMs(Math.min(...times.flatMap((time) => time ?? []))));
