import { INSTANT_NAMES } from '../../../../shared/model/incident.ts';
import type { Story } from '../../../../shared/model/story.ts';
import { fromRfc3339 } from '../../../../shared/model/units.ts';
import { shownSpan } from '../../incidents/index.ts';
import { lengthOf, type Window } from '../rules/phases.ts';
import type { StackMark } from './Stack.tsx';
import type { KeptAnswer } from './use-kept.ts';

/** Instants as lines through lanes and charts. */
export function stackMarks(story: Story): readonly StackMark[] {
  return INSTANT_NAMES.flatMap((name) => {
    const text = story.instants[name] ?? null;
    return text === null ? [] : [{ at: Date.parse(text), strong: name === 'impactStartedAt' || name === 'impactEndedAt' }];
  });
}

/** From the start of the impact to its end, where both are known. */
export function impactOf(story: Story): Window | null {
  const [from, until] = [story.instants.impactStartedAt ?? null, story.instants.impactEndedAt ?? story.instants.resolvedAt ?? null].map((text) => (text === null ? null : fromRfc3339(text)));
  return from == null || until == null || until <= from ? null : { from, until };
}

/** What is shown of what was kept: as much around the impact as it lasted. */
export function keptWindow(story: Story, { kept }: Pick<KeptAnswer, 'kept'>): Window | null {
  if (kept?.span == null) return null;
  const { from, until } = lengthOf(story);
  return shownSpan(kept.span, from, until);
}
