import type { ChainLink, Signal } from './entities.ts';
import type { SignalId } from './ids.ts';
import { fromRfc3339, type EpochMs } from './units.ts';

/** Why a link is as it is; the words for it are made where it is shown. */
export type LinkCause =
  | 'answers'
  /** Something of it answers no more: a check that failed, an availability of 0. */
  | 'down'
  | 'ruleFires'
  /** Not current: too old, or its source does not answer. */
  | 'stale'
  | 'waiting'
  | 'noValue'
  /** An earlier part of the same check failed. */
  | 'notReached'
  | 'notWatched'
  /** Nothing on this screen is current. */
  | 'notHeard';

/** `unknown` is never shown as ok. */
export type LinkState = 'ok' | 'broken' | 'unknown';

/** One link as it stands now. */
export interface JudgedLink {
  readonly link: string;
  readonly id: SignalId;
  /** Null where its signal is not watched. */
  readonly signal: Signal | null;
  readonly state: LinkState;
  readonly cause: LinkCause;
  /** Since when it is so, as far as that is known. */
  readonly since: EpochMs | null;
}

/**
 * Where a chain breaks. `broken`: the first link that is known to be broken, with those before it that could not be checked, one of
 * which may be broken too. `whole`: every link holds. `unbroken`: none is known to be broken, and some could not be checked.
 */
export type ChainFinding =
  | { readonly kind: 'broken'; readonly link: JudgedLink; readonly unchecked: readonly JudgedLink[] }
  | { readonly kind: 'whole'; readonly links: readonly JudgedLink[] }
  | { readonly kind: 'unbroken'; readonly unchecked: readonly JudgedLink[] }
  | { readonly kind: 'unknown' };

const since = (text: string | null | undefined): EpochMs | null => (text === null || text === undefined ? null : fromRfc3339(text));

/** Judges one link by what its signal says now; `heard` is whether the engine is. */
export function judgeLink({ link, signal: id, own }: ChainLink, signal: Signal | undefined, heard = true): JudgedLink {
  const judged = (state: LinkState, cause: LinkCause, from: EpochMs | null = null): JudgedLink => ({ link, id, signal: signal ?? null, state, cause, since: from });
  if (!heard) return judged('unknown', 'notHeard');
  if (signal === undefined) return judged('unknown', 'notWatched');
  const { latest, freshness, error, breach } = signal;
  if (latest === null && error === null) return judged('unknown', 'waiting');
  if (latest === null || latest.time === null || freshness !== 'live') return judged('unknown', 'stale', since(signal.freshnessSince));
  if (error?.kind === 'target' || (signal.kind === 'availability' && latest.value === 0)) return judged('broken', 'down', since(error?.since ?? breach.since));
  if (breach.state === 'firing') return judged('broken', 'ruleFires', since(breach.since));
  if (latest.value === null) return judged('unknown', own ? 'notReached' : 'noValue');
  // A rule that cannot be judged says nothing good of a signal that has nothing else to break.
  if (signal.kind !== 'availability' && signal.thresholds.length > 0 && breach.state === 'unknown') return judged('unknown', 'noValue');
  return judged('ok', 'answers');
}

/** Judges a chain, from the outside in. */
export const judgeChain = (chain: readonly ChainLink[], signal: (id: SignalId) => Signal | undefined, heard = true): readonly JudgedLink[] => chain.map((link) => judgeLink(link, signal(link.signal), heard));

/** The first broken link, whatever the links behind it say: those can fail because of it. */
export function findBreak(links: readonly JudgedLink[]): ChainFinding {
  const first = links.findIndex(({ state }) => state === 'broken');
  const link = links[first];
  if (link !== undefined) return { kind: 'broken', link, unchecked: links.slice(0, first).filter(({ state }) => state === 'unknown') };
  const unchecked = links.filter(({ state }) => state === 'unknown');
  if (unchecked.length === links.length) return { kind: 'unknown' };
  return unchecked.length === 0 ? { kind: 'whole', links } : { kind: 'unbroken', unchecked };
}
