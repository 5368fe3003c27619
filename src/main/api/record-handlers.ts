import { HoldfastError } from '../../shared/model/result.ts';
import type { IncidentId } from '../../shared/model/ids.ts';
import { fromRfc3339, type EpochMs } from '../../shared/model/units.ts';
import { breathe } from '../engine/breathe.ts';
import type { Evidence } from '../engine/evidence/service.ts';
import type { Importer } from '../engine/importing/service.ts';
import { byOf } from '../engine/incidents/view.ts';
import type { Journal } from '../engine/journal/journal.ts';
import { pageOf } from '../engine/journal/paging.ts';
import { toTimelineEvent } from '../engine/journal/view.ts';
import type { Clock } from '../engine/ports.ts';
import type { Shift } from '../engine/shift/service.ts';
import type { Actor, Handlers } from './engine-port.ts';

type RecordCall =
  | 'shift.log' | 'shift.note' | 'shift.draft' | 'shift.list' | 'shift.write' | 'shift.accept'
  | 'audit.list' | 'audit.verify' | 'audit.redact'
  | 'incidents.evidence' | 'incidents.evidencePoints' | 'incidents.import';

export interface RecordSubject {
  readonly clock: Clock;
  readonly shift: Shift;
  readonly journal: Journal;
  readonly evidence: Evidence;
  readonly importPast: Importer;
  /** Throws `not_found`, or `forbidden` where only the face of the incident may be shown. */
  readonly mustSee: (incident: IncidentId, actor: Actor) => void;
}

const instant = (text: string | undefined, name: string): EpochMs | null => {
  if (text === undefined) return null;
  const at = fromRfc3339(text);
  if (at === null) throw new HoldfastError('invalid_input', `${name}: expected an RFC 3339 instant such as 2026-01-15T12:00:00.000Z`);
  return at;
};

/** The calls of the contract about what was written down: shift log and hand-over, the audit, evidence, history from elsewhere. */
export const createRecordHandlers = ({ clock, shift, journal, evidence, importPast, mustSee }: RecordSubject): Pick<Handlers, RecordCall> => ({
  'shift.log': (page) => shift.log(page),
  'shift.note': ({ text, at }, actor) => shift.note(text, instant(at, 'at') ?? undefined, byOf(actor).actor),
  'shift.draft': () => shift.draft(),
  'shift.list': (page) => shift.list(page),
  'shift.write': ({ text }, actor) => shift.write(text, byOf(actor).actor),
  'shift.accept': ({ seq, text }, actor) => shift.accept(seq, text, byOf(actor).actor),

  'audit.list': ({ type, actor, incident, ...page }) => {
    const { items, next } = pageOf(journal, { order: 'desc', type, actor, stream: incident }, page);
    return { items: items.map((entry) => toTimelineEvent(entry)), next };
  },
  'audit.verify': async () => {
    // A thousand rows at a time: a long chain must not hold up a wall.
    const steps = journal.verifySteps();
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done === true) return step.value;
      await breathe(clock);
    }
  },
  'audit.redact': ({ seq, field, reason }, actor) => {
    const entry = journal.entry(seq);
    if (entry === null) throw new HoldfastError('not_found', `There is no row ${seq} in the journal.`);
    if (entry.stream !== null) throw new HoldfastError('invalid_input', `seq: row ${seq} belongs to ${entry.stream}; ask for its redaction there`);
    const by = byOf(actor).actor;
    const asked = journal.about(seq).some(({ fact, actor: asker }) => fact.type === 'redactionAsked' && fact.data.field === field && asker.id !== by.id);
    if (asked) journal.redact(seq, field, by);
    else journal.askRedaction(seq, field, reason, by);
    return { state: asked ? 'redacted' : 'asked' };
  },

  'incidents.evidence': ({ id }, actor) => {
    mustSee(id, actor);
    return { items: evidence.list(id) };
  },
  'incidents.evidencePoints': ({ id, signal, from, to, maxPoints }, actor) => {
    mustSee(id, actor);
    return { items: evidence.points(id, signal, instant(from, 'from'), instant(to, 'to'), maxPoints) };
  },
  'incidents.import': (request, actor) => importPast(request, byOf(actor).actor),
});
