import { INSTANT_NAMES } from '../../../../shared/model/incident.ts';
import type { Story } from '../../../../shared/model/story.ts';
import { fromRfc3339 } from '../../../../shared/model/units.ts';
import type { Window } from '../rules/phases.ts';
import type { StackMark } from './Stack.tsx';

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
