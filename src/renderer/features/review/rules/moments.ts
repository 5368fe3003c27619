import type { Story } from '../../../../shared/model/story.ts';

const ms = (text: string): number => Date.parse(text);
const sorted = (times: readonly number[]): readonly number[] => [...new Set(times)].toSorted((a, b) => a - b);

const SECOND_MS = 1_000;

/**
 * Instants at which something happened, oldest first: where the arrow keys stop. What happened within one second is one stop, the last
 * of it, because times are told in seconds and an alert brings half a dozen rows at once.
 */
export function eventsOf(story: { readonly startedAt: string; readonly rows: readonly { readonly at: string }[]; readonly changes: readonly Pick<Story['changes'][number], 'from' | 'relation'>[] }): readonly number[] {
  const changed = story.changes.flatMap(({ from, relation }) => (relation.affected === false ? [] : [ms(from)]));
  const last = new Map(sorted([ms(story.startedAt), ...story.rows.map(({ at }) => ms(at)), ...changed]).map((time) => [Math.floor(time / SECOND_MS), time]));
  return [...last.values()];
}

/** Instants at which what is known changes: something happened, was written down, or ended. */
export function changesOf(story: Pick<Story, 'rows' | 'states' | 'severities' | 'alerts' | 'roles' | 'updates' | 'decisions' | 'changes'>): readonly number[] {
  const told = [...story.states, ...story.severities, ...story.updates, ...story.decisions].flatMap(({ at, knownAt }) => [at, knownAt]);
  const lasting = [...story.alerts, ...story.roles, ...story.changes].flatMap(({ from, to, knownAt, endKnownAt }) => [from, knownAt, to, endKnownAt]);
  const rows = story.rows.flatMap(({ at, recordedAt }) => [at, recordedAt]);
  return sorted([...told, ...lasting, ...rows].filter((text) => text !== null).map(ms));
}

/** How many of the times are not after this one. */
export function countUntil(times: readonly number[], time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The next of the times after this one (`by` 1) or the last before it (−1); the time itself where there is none. */
export function stepTo(times: readonly number[], time: number, by: 1 | -1): number {
  const after = countUntil(times, time);
  if (by === 1) return times[after] ?? time;
  return times[times[after - 1] === time ? after - 2 : after - 1] ?? time;
}
