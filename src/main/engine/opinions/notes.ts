import type { Signal, Source } from '../../../shared/model/entities.ts';
import type { IncidentId, SignalId } from '../../../shared/model/ids.ts';
import type { FactOf, IncidentFact } from '../../../shared/model/timeline.ts';
import { toRfc3339 } from '../../../shared/model/units.ts';
import { opinionNames } from '../../../shared/text/opinion-words.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import { HOLDFAST, type Note } from '../journal/journal.ts';
import type { Clock } from '../ports.ts';
import type { SignalOpinion } from './service.ts';

export interface OpinionNoteDeps {
  readonly clock: Clock;
  readonly opinions: () => readonly SignalOpinion[];
  readonly signal: (id: SignalId) => Signal | null;
  readonly sources: () => readonly Source[];
  readonly append: (incident: IncidentId, facts: readonly IncidentFact[], note: Note) => void;
}

/** A source that goes and comes back must not fill a timeline: from the fourth row on each waits twice as long as the one before. */
const FREE_ROWS = 4;
const WAIT_MS = 300_000;

const toldState = ({ state }: SignalOpinion['opinion']): FactOf<'opinionsTold'>['data']['state'] | null => (state === 'disagree' || state === 'agree' || state === 'none' ? state : null);

/** Writes into open incidents that two sources disagree on a signal of theirs, and when they no longer do; to be called once a second. */
export function createOpinionNotes({ clock, opinions, signal, sources, append }: OpinionNoteDeps): (open: readonly IncidentRecord[]) => void {
  return (open) => {
    for (const { pair, opinion } of opinions()) {
      const state = toldState(opinion);
      const first = signal(pair.first);
      if (state === null || first === null) continue;
      for (const record of open.filter(({ services }) => services.includes(first.service))) {
        const told = record.opinions[pair.first];
        if ((told?.disagree ?? false) === (state === 'disagree')) continue;
        if (told !== undefined && told.count >= FREE_ROWS && clock.nowMs() - told.at < WAIT_MS * 2 ** Math.min(6, told.count - FREE_ROWS)) continue;
        const [one, other] = opinionNames(first, signal(pair.second) ?? undefined, sources());
        const data = {
          service: first.service, signal: pair.first, other: pair.second, state, first: one, second: other,
          value: opinion.first, otherValue: opinion.second, since: opinion.since === null ? null : toRfc3339(opinion.since),
        };
        const evidence = opinion.time === null ? null : ({ kind: 'sample', ref: pair.first, time: toRfc3339(opinion.time), value: opinion.first } as const);
        append(record.id, [{ type: 'opinionsTold', data, texts: {} }], { actor: HOLDFAST, evidence });
      }
    }
  };
}
