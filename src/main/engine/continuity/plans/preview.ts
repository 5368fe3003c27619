import type { PlanPreview, Preflight } from '../../../../shared/model/continuity/plan.ts';
import type { PlanConfig } from '../../../../shared/model/continuity/plan-config.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { readDuration } from '../../../config/duration.ts';
import { BOTH_WRITE, mayWriteTwice } from '../../../config/plans/parts.ts';
import type { RunMode } from '../core/state.ts';
import type { DescribedAction } from '../steps/step.ts';
import { liveTtlSeconds } from '../preflight/dns-rules.ts';
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
  /** The share of resolvers that keeps the old records whatever is changed, because a provider that they ask cannot be reached; null: none, or nobody knows. */
  readonly keepOldShare: number | null;
  readonly versions: PlanPreview['versions'];
}

const instant = (at: EpochMs | null): string | null => (at === null ? null : toRfc3339(at));

/** What the confirm sheet shows. */
export function previewOf({ plan, plans, mode, values, hash, at, steps, preflight, numbers, lag, keepOldShare, versions }: PreviewParts): PlanPreview {
  return {
    plan: plan.id,
    mode,
    hash,
    at: toRfc3339(at),
    parameters: { ...values },
    steps: steps.map(({ description, ...seen }) => ({
      ...planStep(seen),
      actions: description.actions.map(plain),
      undo: description.undo?.map(plain) ?? null,
      live: seen.looked?.live === undefined ? null : { says: seen.looked.live, at: instant(seen.looked.at) },
      after: description.after ?? null,
      notes: [...(seen.cannot === null ? [] : [seen.cannot]), ...(description.notes ?? [])],
    })),
    blastRadius: [...new Set([...plan.services.map((service) => `service ${service}`), ...steps.flatMap(({ description }) => description.touches)])],
    dangers: dangersOf(plan, plans, mode, lag),
    numbers: [...(lag === null ? [] : [lag]), ...numbers].map(({ says, at: when }) => ({ says, at: instant(when) })),
    propagation: propagationOf(steps, keepOldShare, at),
    preflight,
    versions,
  };
}

const plain = ({ to, lines }: DescribedAction) => ({ to, lines: [...lines] });

/** Gravest first. */
function dangersOf(plan: PlanConfig, plans: readonly PlanConfig[], mode: RunMode, lag: ShownNumber | null): string[] {
  if (mode !== 'live' || !mayWriteTwice(plan, plans)) return [];
  return [BOTH_WRITE, lag === null ? 'replication lag unknown' : lag.says];
}

/** Until when resolvers may answer with the old records: the slowest of the records that are changed. */
function propagationOf(steps: readonly SeenStep[], keepOldShare: number | null, at: EpochMs): PlanPreview['propagation'] {
  const ttls = steps.flatMap((seen) => {
    if (seen.step.kind !== 'dns') return [];
    const live = liveTtlSeconds(seen);
    return [live === null ? { seconds: readDuration(seen.step.ttl) / 1_000, at: null } : { seconds: live, at: seen.looked?.at ?? null }];
  });
  const [slowest] = ttls.toSorted((one, other) => other.seconds - one.seconds);
  if (slowest === undefined) return null;
  const { seconds: ttlSeconds, at: readAt } = slowest;
  return { ttlSeconds, at: instant(readAt), oldAnswersEndAt: toRfc3339(epochMs(at + ttlSeconds * 1_000)), keepOldShare };
}
