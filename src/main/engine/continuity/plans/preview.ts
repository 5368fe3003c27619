import type { PlanPreview, Preflight } from '../../../../shared/model/continuity/plan.ts';
import type { PlanConfig } from '../../../../shared/model/continuity/plan-config.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { readDuration } from '../../../config/duration.ts';
import { BOTH_WRITE, mayWriteTwice } from '../../../config/plans/parts.ts';
import type { RunMode } from '../core/state.ts';
import type { StepDescription } from '../steps/step.ts';
import type { Values } from './flatten.ts';
import { planStep, type SeenStep } from './opened.ts';

/** A number of a signal, for people, with when it was so. */
export interface ShownNumber {
  readonly says: string;
  readonly at: EpochMs | null;
}

export interface PreviewParts {
  readonly plan: PlanConfig;
  readonly plans: readonly PlanConfig[];
  readonly mode: RunMode;
  readonly values: Values;
  readonly hash: string;
  readonly at: EpochMs;
  readonly steps: readonly SeenStep[];
  readonly preflight: Preflight;
  readonly numbers: readonly ShownNumber[];
  /** How far the other site is behind, in words; null where nothing tells. */
  readonly lag: ShownNumber | null;
  readonly versions: PlanPreview['versions'];
}

const instant = (at: EpochMs | null): string | null => (at === null ? null : toRfc3339(at));

/** What the confirm sheet shows. */
export function previewOf({ plan, plans, mode, values, hash, at, steps, preflight, numbers, lag, versions }: PreviewParts): PlanPreview {
  const shown = steps.map((seen) => ({ seen, description: describe(seen) }));
  return {
    plan: plan.id,
    mode,
    hash,
    at: toRfc3339(at),
    parameters: { ...values },
    steps: shown.map(({ seen, description }) => ({
      ...planStep(seen),
      actions: description.actions.map(plain),
      undo: description.undo?.map(plain) ?? null,
      live: seen.looked?.live === undefined ? null : { says: seen.looked.live, at: instant(seen.looked.at) },
      after: description.after ?? null,
      notes: [...(seen.cannot === null ? [] : [seen.cannot]), ...(description.notes ?? [])],
    })),
    blastRadius: [...new Set([...plan.services.map((service) => `service ${service}`), ...shown.flatMap(({ description }) => description.touches)])],
    dangers: dangersOf(plan, plans, mode, lag),
    numbers: [...(lag === null ? [] : [lag]), ...numbers].map(({ says, at: when }) => ({ says, at: instant(when) })),
    propagation: propagationOf(steps, at),
    preflight,
    versions,
  };
}

const plain = ({ to, lines }: StepDescription['actions'][number]) => ({ to, lines: [...lines] });

function describe({ runnable, cannot }: SeenStep): StepDescription {
  return runnable?.describe() ?? { actions: [{ to: 'nothing', lines: [cannot ?? 'this step cannot be run'] }], touches: [], undo: null };
}

/** Gravest first. */
function dangersOf(plan: PlanConfig, plans: readonly PlanConfig[], mode: RunMode, lag: ShownNumber | null): string[] {
  if (mode !== 'live' || !mayWriteTwice(plan, plans)) return [];
  return [BOTH_WRITE, lag === null ? 'replication lag unknown' : lag.says];
}

/** Until when resolvers may answer with the old records: the slowest of the records that are changed. */
function propagationOf(steps: readonly SeenStep[], at: EpochMs): PlanPreview['propagation'] {
  const known = steps.flatMap(({ step, looked }) => (step.kind === 'dns' ? [{ ttlSeconds: looked?.ttlSeconds ?? readDuration(step.ttl) / 1_000, keepOldShare: looked?.keepOldShare ?? null }] : []));
  if (known.length === 0) return null;
  const ttlSeconds = Math.max(...known.map((each) => each.ttlSeconds));
  const shares = known.flatMap(({ keepOldShare }) => keepOldShare ?? []);
  return { ttlSeconds, oldAnswersEndAt: toRfc3339(epochMs(at + ttlSeconds * 1_000)), keepOldShare: shares.length === 0 ? null : Math.max(...shares) };
}
