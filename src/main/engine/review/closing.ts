import type { Missing, Used } from '../../../shared/model/review.ts';
import { plain } from '../../../shared/text/plain.ts';
import { INCIDENT_STATE_WORD } from '../../../shared/text/incident-words.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import { isUndone, type CorrectiveRecord } from './record.ts';

/** Something that is there now and served in an incident. */
export type UsedThing = Omit<Used, 'exists' | 'verdict'>;

/** Rules that had a part in an incident. */
export const firedIn = (record: Pick<IncidentRecord, 'rule' | 'alerts'>): ReadonlySet<string> => new Set([...(record.rule === null ? [] : [record.rule]), ...record.alerts.map(({ rule }) => rule)]);

/** Of history nobody remembers what is asked of an incident that was lived through; once people work on it here, it is no history. */
const isHistory = ({ origin, reopened }: IncidentRecord): boolean => origin === 'import' && reopened === 0;

/**
 * What still has to be there before the review can be closed: a cause (or why none was found), a verdict on everything that served and
 * is still there, and of each corrective action that is not done who does it, until when, and what will prove it. A drill has no cause,
 * and of an imported incident only the actions are asked for. Empty where nothing is missing. Pure.
 */
export function missingFor(record: IncidentRecord, used: readonly UsedThing[]): Missing[] {
  const state: Missing[] = record.state === 'resolved' ? [] : [{ what: 'state', ref: null, says: `${record.id} is ${INCIDENT_STATE_WORD[record.state]}; a review is closed once its incident is resolved` }];
  const history = isHistory(record);
  return [...state, ...(history || record.isDrill ? [] : causeOf(record)), ...(history ? [] : verdictsOf(record, used)), ...(record.review?.actions ?? []).flatMap(lacking)];
}

function causeOf({ review }: IncidentRecord): Missing[] {
  const cause = review?.cause ?? null;
  if (cause === null) return [{ what: 'cause', ref: null, says: 'no cause is given; "unknown" with a reason is one' }];
  return cause.confidence === 'unknown' && cause.reason === null ? [{ what: 'cause', ref: null, says: 'the cause is unknown, and no reason is given' }] : [];
}

const verdictsOf = ({ review }: IncidentRecord, used: readonly UsedThing[]): Missing[] =>
  used.filter(({ kind, ref }) => review?.verdicts.some((verdict) => verdict.kind === kind && verdict.ref === ref) !== true).map(({ kind, ref, name }) => ({ what: 'verdict', ref, says: `nobody has said whether ${kind} "${plain(name, 120)}" is still right` }));

function lacking(action: CorrectiveRecord): Missing[] {
  if (!isUndone(action)) return [];
  const parts = [...(action.owner === null ? ['an owner'] : []), ...(action.dueAt === null ? ['a due date'] : []), ...(action.proof === null ? ['a proof'] : [])];
  return parts.length === 0 ? [] : [{ what: 'action', ref: action.id, says: `${action.id} has not ${parts.join(', not ')}` }];
}
