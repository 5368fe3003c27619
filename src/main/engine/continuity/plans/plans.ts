import type { Plan, PlanPreview, PlanStep, Preflight } from '../../../../shared/model/continuity/plan.ts';
import type { RunMode } from '../../../../shared/model/continuity/run.ts';
import type { GroupId, PlanId } from '../../../../shared/model/ids.ts';
import type { ResolvedConfig } from '../../../config/resolved.ts';
import type { FrozenPlan } from '../core/state.ts';

/** What of a plan comes from the configuration alone; the rest of it is what runs, triggers and drills know. */
export type PlanFacts = Omit<Plan, 'preflight' | 'proof' | 'nextDrillAt' | 'running' | 'coolDownUntil' | 'triggers'>;

/** A plan as it would be run now, and what is shown of it. */
export interface Prepared {
  readonly preview: PlanPreview;
  readonly frozen: FrozenPlan;
  readonly group: GroupId;
  /** What a run needs to go on after any restart, JSON of `FrozenText`: child plans’ steps in their place, parameters filled in, secrets by reference. */
  readonly text: string;
}

/** The plans of the configuration. Every look of theirs is read-only. */
export interface Plans {
  apply(config: ResolvedConfig): void;
  /** In the order of the configuration. */
  all(): readonly PlanFacts[];
  /** Throws `not_found`. */
  get(id: PlanId): PlanFacts;
  /** The steps that a plan of another configuration has; null where it has no such plan. Nothing is looked at. */
  sketch(config: ResolvedConfig, id: PlanId): PlanStep[] | null;
  /** What was found last; state `unknown` before the first look. */
  preflight(id: PlanId): Preflight;
  /** Looks at everything now. Throws `not_found`, and `invalid` for parameters that the plan does not have. */
  prepare(id: PlanId, mode: RunMode, parameters: Readonly<Record<string, string>>): Promise<Prepared>;
  /** Looks at one plan after the other, each at most once in its time. */
  everySecond(): void;
  close(): Promise<void>;
}
