import { ONLY_CONSOLE, type ConsoleView } from '../../../shared/model/console.ts';
import { epochMs, fromRfc3339, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { TermRow } from './repo.ts';

/** What a console says that has taken over. */
export interface Told {
  readonly term: number;
  readonly at: string;
  readonly by: { readonly id: string; readonly name: string };
  readonly reason: string;
  readonly address: string | null;
  readonly head: { readonly seq: number; readonly hash: string } | null;
  readonly mergedAt: string | null;
}

/**
 * What an engine does that is told of a term. goesOn: it is of this term itself, or of a higher one, or has stood down for another
 * console of this very term, which came first. knows: nothing is new.
 */
export type Verdict = 'standsDown' | 'learnsMore' | 'knows' | 'goesOn';

export const termOf = (newest: TermRow | null): number => newest?.term ?? 1;

export function judge(newest: TermRow | null, told: Told): Verdict {
  const mine = termOf(newest);
  if (told.term > mine) return 'standsDown';
  if (told.term < mine || newest === null || newest.kind === 'tookOver') return 'goesOn';
  if (newest.began_at === null) return 'learnsMore';
  if (newest.began_at !== fromRfc3339(told.at)) return 'goesOn';
  return told.mergedAt !== null && newest.merged_at === null ? 'learnsMore' : 'knows';
}

/** The row of a console that stands down; `entries`: what it has and the other one does not. */
export const stoodDownRow = (told: Told, at: EpochMs, entries: number | null): TermRow => ({
  term: told.term,
  kind: 'stoodDown',
  at,
  began_at: fromRfc3339(told.at),
  by_id: told.by.id,
  by_name: told.by.name,
  reason: told.reason,
  address: told.address,
  copy_at: null,
  head_seq: told.head?.seq ?? null,
  head_hash: told.head?.hash ?? null,
  met_at: at,
  entries,
  merged_at: told.mergedAt === null ? null : fromRfc3339(told.mergedAt),
});

const instant = (at: EpochMs | null): string | null => (at === null ? null : toRfc3339(at));

export function viewOf(newest: TermRow | null): ConsoleView {
  if (newest === null) return ONLY_CONSOLE;
  const { term, at, by_id, by_name, reason, address, entries } = newest;
  const by = by_id === null ? null : { id: by_id, name: by_name ?? by_id };
  const mergedAt = instant(newest.merged_at);
  if (newest.kind === 'stoodDown') return { ...ONLY_CONSOLE, role: 'stoodDown', term, stoodDown: { at: toRfc3339(at), term, by, reason, address, entries, mergedAt } };
  return { ...ONLY_CONSOLE, term, tookOver: { at: toRfc3339(at), by: by ?? { id: 'nobody', name: 'Nobody' }, reason: reason ?? '', from: address ?? '', copyAt: toRfc3339(newest.copy_at ?? epochMs(at)), metAt: instant(newest.met_at), entries, mergedAt } };
}
