import type { IncidentFact } from '../../../shared/model/timeline.ts';
import type { Follower } from '../incidents/follower.ts';
import { startOf } from '../incidents/repo.ts';
import type { Entry } from '../journal/journal.ts';
import { documentOf } from './document.ts';
import { clearIndex, owePurge, saidIn, saveDocument } from './repo.ts';
import { SEARCHED_TYPES, type Said } from './texts.ts';

/** What changes where and how an incident is found, though it says nothing. */
const MOVES: readonly IncidentFact['type'][] = ['servicesChanged', 'kindChanged'];
const MATTERS: ReadonlySet<string> = new Set([...SEARCHED_TYPES, ...MOVES]);

const saidOf = ({ seq, at, actor, fact }: Entry<IncidentFact>): Said => ({ seq, at, actor, type: fact.type, data: fact.data, texts: fact.texts });

/**
 * Keeps the index in step with the incidents, in the transaction that saves them. What an alert storm writes by the thousand
 * (alerts, clocks, escalation, Holdfast's own notes) changes nothing here and costs nothing.
 */
export const searchFollower: Follower = {
  name: 'search',
  version: 1,
  saved: (write, { record, entries, anew }) => {
    if (!anew && !entries.some(({ fact, actor }) => MATTERS.has(fact.type) && (fact.type !== 'note' || actor.kind === 'person'))) return;
    const said = anew ? entries.map(saidOf) : saidIn(write, record.id);
    const replaced = saveDocument(write, record.id, { startedAt: startOf(record), isPrivate: record.private }, documentOf(record, said));
    // A text of it is gone, and its words are still in the index, marked as deleted.
    if (anew && replaced) owePurge(write);
  },
  clear: clearIndex,
};
