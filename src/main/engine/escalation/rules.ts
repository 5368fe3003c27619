import { maySound } from '../../../shared/model/severity.ts';
import { epochMs, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ResolvedPolicy, ResolvedStep } from '../../config/resolved-policy.ts';
import type { DueClock } from '../clocks/due-clock.ts';
import { isQuiet } from '../clocks/quiet.ts';
import { dueToldAt, MINUTE_MS } from '../clocks/stage.ts';
import { escalationKey, isOpen, type IncidentRecord } from '../incidents/record.ts';

/** One thing that is done: a step of the policy with a sound and a webhook has two rungs. */
export interface Rung {
  /** Its place in the ladder, from 0. */
  readonly step: number;
  readonly afterMs: DurationMs;
  /** Null = sound on every screen. */
  readonly webhook: { readonly url: string; readonly headers: Readonly<Record<string, string>> } | null;
}

/** A rung that has to be taken now. */
export interface DueStep {
  readonly rung: Rung;
  readonly clock: DueClock;
  /** The due time that it is taken for; of an undecided decision each further minute is one. */
  readonly dueAt: EpochMs;
}

const ladderOf = (steps: readonly ResolvedStep[]): Rung[] =>
  steps
    .flatMap(({ afterMs, sound, webhook, headers }) => [...(sound ? [{ afterMs, webhook: null }] : []), ...(webhook === null ? [] : [{ afterMs, webhook: { url: webhook, headers } }])])
    .map((rung, step) => ({ ...rung, step }));

/**
 * Rungs of the ladder that are to be taken now and have not been. Time on the ladder counts from when people were told that
 * something is due: after a time in which Holdfast did not run they get the same chance to act before the next rung. An undecided
 * decision takes every rung that it has reached once more in each further minute. In quiet hours a sound waits until they end.
 */
export function stepsDue(record: IncidentRecord, clocks: readonly DueClock[], policy: ResolvedPolicy, now: EpochMs): DueStep[] {
  if (policy.steps.length === 0 || !isOpen(record)) return [];
  const overdue = clocks.filter((clock) => now >= clock.dueAt && climbs(clock));
  if (overdue.length === 0) return [];
  const ladder = ladderOf(policy.steps);
  return overdue.flatMap((clock) =>
    ladder.flatMap((rung) => {
      const dueAt = dueTimeOf(record, clock, rung, now);
      if (dueAt === null || record.escalated[escalationKey(clock.id, dueAt, rung.step)] !== undefined) return [];
      if (rung.webhook === null && !maySound(record.severity, isQuiet(policy.quietHours, now))) return [];
      return [{ rung, clock, dueAt }];
    }),
  );
}

/** A cadence that was missed is shown; a promise that was broken is said aloud. Obligations are watched by people, for days. */
const climbs = ({ kind, promised }: DueClock): boolean => kind === 'acknowledge' || kind === 'commander' || kind === 'when' || (kind === 'update' && promised);

/** Null before the rung is reached. */
function dueTimeOf(record: IncidentRecord, clock: DueClock, { afterMs }: Rung, now: EpochMs): EpochMs | null {
  const toldAt = dueToldAt(record, clock) ?? now;
  const onRungMs = now - toldAt - afterMs;
  if (onRungMs < 0) return null;
  const minutes = clock.kind === 'when' ? Math.floor(onRungMs / MINUTE_MS) : 0;
  return minutes === 0 ? clock.dueAt : epochMs(toldAt + minutes * MINUTE_MS);
}
