import type { DrillNote } from '../../../../shared/model/continuity/plan.ts';
import type { Run } from '../../../../shared/model/continuity/run.ts';
import { fromRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { END_WORDS } from '../../../../shared/text/run-words.ts';
import { spanText } from '../../../../shared/text/span-text.ts';

/** What people must know of a drill that did not go as it should, until one does; one that a real run has ended says nothing of its plan. */
export function failedNote(run: Run | null, name: string, provenAt: EpochMs | null): DrillNote[] {
  if (run?.endedAt == null || run.score === null || run.score.met || run.state === 'interrupted') return [];
  const at = fromRfc3339(run.endedAt);
  if (at === null || (provenAt !== null && provenAt > at)) return [];
  return [{ plan: run.plan, name, mode: 'drill', state: 'failed', at: run.endedAt, until: null, says: saysOf(run, run.score), run: run.id }];
}

function saysOf({ state, steps }: Run, { tookSeconds, objectiveSeconds }: NonNullable<Run['score']>): string {
  if (state === 'done') return `it took ${spanText(tookSeconds)}, objective ${spanText(objectiveSeconds)}`;
  const step = steps.find((each) => each.state === 'failed' || each.state === 'partly' || each.state === 'unknown') ?? steps.find((each) => each.state !== 'done');
  return `${END_WORDS[state]}${step === undefined ? '' : ` at “${step.name}”`}`;
}
