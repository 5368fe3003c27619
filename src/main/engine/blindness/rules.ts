import type { BlindBefore, BlindCause, BlindWhy } from '../../../shared/model/blind.ts';
import type { ServiceId, SourceId } from '../../../shared/model/ids.ts';

/** From the first instant (included) to the second (excluded); ms. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A time in which a service was not seen, and what took the sight. */
export interface BlindSpan extends Stretch {
  /** Null: every service. */
  readonly service: ServiceId | null;
  readonly why: BlindWhy;
  readonly source: SourceId | null;
  readonly name: string | null;
}

/** Stretches without overlaps or gaps of nothing between them, rising. Empty ones are left out. */
export function union(stretches: readonly Stretch[]): Stretch[] {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of stretches.filter((each) => each.to > each.from).sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

export const cutTo = (stretches: readonly Stretch[], { from, to }: Stretch): Stretch[] =>
  stretches.flatMap((each) => (each.to <= from || each.from >= to ? [] : [{ from: Math.max(each.from, from), to: Math.min(each.to, to) }]));

/** Time that at least one of them covers. ms. */
export const covered = (stretches: readonly Stretch[]): number => union(stretches).reduce((sum, { from, to }) => sum + to - from, 0);

/** Whether any of some stretches, as `union` gives them, has time in common with another. */
export function touches(merged: readonly Stretch[], from: number, to: number): boolean {
  let [low, high] = [0, merged.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((merged[middle]?.to ?? 0) <= from) low = middle + 1;
    else high = middle;
  }
  const found = merged[low];
  return from < to && found !== undefined && found.from < to;
}

/** What took the sight within a stretch, the longest first; a cause that comes again counts once, with the time of both. */
export function causesOf(spans: readonly BlindSpan[], within: Stretch): BlindCause[] {
  return [...Map.groupBy(spans, ({ why, source }) => `${why} ${source ?? ''}`).values()]
    .map((each): BlindCause & { readonly from: number } => {
      const own = cutTo(each, within);
      return { why: each[0]?.why ?? 'stopped', source: each[0]?.source ?? null, name: each.at(-1)?.name ?? null, seconds: covered(own) / 1_000, from: Math.min(...own.map(({ from }) => from)) };
    })
    .filter(({ seconds }) => seconds > 0)
    .sort((a, b) => b.seconds - a.seconds || a.from - b.from)
    .map(({ from: _from, ...cause }) => cause);
}

/**
 * How much of the time before a detection was blind. `spans`: those of the services of the incident, and those of every service;
 * `recordedFrom`: before it nothing was recorded of one of them, null = never. One of several services that was not seen is enough:
 * nobody knows which of them would have told.
 */
export function blindBefore(window: Stretch, spans: readonly BlindSpan[], recordedFrom: number | null): BlindBefore {
  const blind = cutTo(spans, window);
  const ms = covered(blind);
  const unrecorded = cutTo([{ from: window.from, to: recordedFrom ?? Infinity }], window);
  const unknownMs = covered([...blind, ...unrecorded]) - ms;
  return {
    standing: ms > 0 ? 'blind' : unknownMs > 0 ? 'unknown' : 'seen',
    seconds: ms / 1_000,
    ofSeconds: Math.max(0, window.to - window.from) / 1_000,
    unknownSeconds: unknownMs / 1_000,
    causes: causesOf(spans, window),
  };
}
