import type { z } from 'zod';
import type { contract } from '../../../shared/contract/contract.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import type { TimelineEvent } from '../../../shared/model/timeline.ts';
import type { Journal } from '../journal/journal.ts';
import { timelineOf, toTimelineEvent } from '../journal/view.ts';
import type { IncidentRecord } from './record.ts';

export type TimelineQuery = z.output<(typeof contract)['incidents.timeline']['input']>;

const CHANGES_TOLD = 50;

/** One page of a timeline as the query asks for it. The cursor is the place of the last row that was shown, which new rows do not move. */
export function timelinePage(journal: Pick<Journal, 'stream'>, { id, show, type, actor, order, cursor, limit }: TimelineQuery): { items: TimelineEvent[]; next: string | null } {
  const rising = timelineOf(journal.stream(id)).filter((event) => (show === 'all' || event.key) && (type === undefined || event.type === type) && (actor === undefined || event.actor.id === actor));
  const after = cursor === undefined ? null : readPlace(cursor);
  const inOrder = order === 'asc' ? rising : rising.toReversed();
  const rest = after === null ? inOrder : inOrder.filter((event) => (order === 'asc' ? compare(placeOf(event), after) > 0 : compare(placeOf(event), after) < 0));
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rest.length > limit && last !== undefined ? `${placeOf(last).at}:${last.seq}` : null };
}

/** What happened to an incident since it was at that version, oldest first, at most the last fifty. */
export function changesSince(journal: Pick<Journal, 'entries'>, record: IncidentRecord, version: number): TimelineEvent[] {
  const limit = Math.min(record.version - version, CHANGES_TOLD);
  return limit <= 0 ? [] : journal.entries({ stream: record.id, order: 'desc', limit }).toReversed().map((entry) => toTimelineEvent(entry));
}

interface Place {
  readonly at: number;
  readonly seq: number;
}

const placeOf = ({ at, seq }: TimelineEvent): Place => ({ at: Date.parse(at), seq });
const compare = (a: Place, b: Place): number => a.at - b.at || a.seq - b.seq;

function readPlace(cursor: string): Place {
  const [, at, seq] = /^(\d{1,16}):(\d{1,16})$/.exec(cursor) ?? [];
  if (at === undefined || seq === undefined) throw new HoldfastError('invalid_input', 'cursor: expected the "next" of an earlier page, or nothing for the first one.');
  return { at: Number(at), seq: Number(seq) };
}
