import { HoldfastError } from '../../../shared/model/result.ts';
import type { Entry, EntryFilter, Journal } from './journal.ts';

/** A list call's page. The cursor is the sequence number of the last entry of the page before. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** One page of entries; `next` is null at the end. Throws `invalid_input` for a cursor that is none. */
export function pageOf(journal: Pick<Journal, 'entries'>, filter: Omit<EntryFilter, 'beyond' | 'limit'>, { limit, cursor }: PageRequest): { items: Entry[]; next: string | null } {
  if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) throw new HoldfastError('invalid_input', 'cursor: expected the "next" of an earlier page, or nothing for the first one.');
  const entries = journal.entries({ ...filter, limit: limit + 1, beyond: cursor === undefined ? undefined : Number(cursor) });
  const items = entries.slice(0, limit);
  return { items, next: entries.length > limit ? String(items.at(-1)?.seq) : null };
}
