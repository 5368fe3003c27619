import type { CauseId, CorrectiveActionId } from '../../../../shared/model/ids.ts';
import type { IncidentActor } from '../../../../shared/model/incident.ts';
import type { FactOf, IncidentFact } from '../../../../shared/model/timeline.ts';
import type { Entry } from '../../journal/journal.ts';
import type { Step } from '../../incidents/workflow/step.ts';
import type { FileRow } from './file.ts';

/** What things of the other workspace are called here. */
export interface Renaming {
  /** Of the other workspace, short: stands behind the ids of its people, who are not those of the same name here. */
  readonly origin: string;
  readonly workspace: string;
  /** A corrective action's number here; a new one when it is first met. */
  readonly action: (there: CorrectiveActionId) => CorrectiveActionId;
  /** The cause of this name here; null where it has no name any more. */
  readonly cause: (fact: FactOf<'causeSet'>) => CauseId | null;
}

/** A person or Holdfast of the other workspace: by the same name, and never taken for somebody here. */
export const actorThere = ({ kind, id, name }: IncidentActor, origin: string): IncidentActor => ({ kind, id: `${id}@${origin}`, name });

/** An entry of another workspace as a step of the incident here; instants, words and people as they were. */
export function stepHere(entry: Entry<IncidentFact>, { texts }: FileRow, renaming: Renaming, here: ReadonlyMap<number, number>): Step {
  const gone = texts.filter(({ text }) => text === null).map(({ field, commitment }) => ({ field, commitment: Buffer.from(commitment, 'hex') }));
  return {
    fact: factHere(entry.fact, renaming, here),
    note: { at: entry.at, actor: actorThere(entry.actor, renaming.origin), evidence: entry.evidence, fromMemory: entry.fromMemory, elsewhere: { recordedAt: entry.recordedAt, gone } },
  };
}

function factHere(fact: IncidentFact, renaming: Renaming, here: ReadonlyMap<number, number>): IncidentFact {
  const { workspace } = renaming;
  if (fact.type === 'redactionAsked') return { ...fact, data: { ...fact.data, seq: here.get(fact.data.seq) ?? fact.data.seq } };
  if (fact.type === 'redacted') return { ...fact, data: { ...fact.data, seq: here.get(fact.data.seq) ?? fact.data.seq, askedBy: actorThere(fact.data.askedBy, renaming.origin) } };
  if (fact.type === 'erased') return { ...fact, data: { ...fact.data, upTo: lastUpTo(here, fact.data.upTo) } };
  // Updates and their deliveries stay in the other workspace.
  if (fact.type === 'updateSent') return { ...fact, data: { audience: fact.data.audience, nextAt: fact.data.nextAt } };
  if (fact.type === 'updateCorrected') return { ...fact, data: { audience: fact.data.audience } };
  if (fact.type === 'causeSet') return { ...fact, data: { ...fact.data, cause: fact.data.cause === null ? null : renaming.cause(fact) } };
  if (fact.type === 'sameAs') return note(fact.data.incident === null ? 'Said there: not the same as an earlier incident.' : `Said there: the same as ${fact.data.incident} of ${workspace}.`);
  if (fact.type === 'absorbed') return note(`There, ${fact.data.from} of ${workspace} was merged into it.`);
  if (fact.type === 'importedFrom') return note(`${workspace} had imported it from ${fact.data.workspace}, where it is ${fact.data.incident}.`);
  // Each kind of corrective entry keeps its own shape: only the number in it is another one, which the compiler cannot follow.
  return 'action' in fact.data ? ({ ...fact, data: { ...fact.data, action: renaming.action(fact.data.action) } } as IncidentFact) : fact;
}

/** The number here of the last row up to that one there. */
const lastUpTo = (here: ReadonlyMap<number, number>, there: number): number => [...here].reduce((last, [theirs, ours]) => (theirs <= there ? Math.max(last, ours) : last), 0);

/** What names other incidents of that workspace would name strangers here, so it is said in words. */
const note = (text: string): FactOf<'note'> => ({ type: 'note', data: {}, texts: { text } });
