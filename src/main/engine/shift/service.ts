import type { IncidentId } from '../../../shared/model/ids.ts';
import type { IncidentActor } from '../../../shared/model/incident.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import type { HandoverDraft, HandoverRecord } from '../../../shared/model/shift.ts';
import type { TimelineEvent } from '../../../shared/model/timeline.ts';
import { durationMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { isFact, type Entry, type Journal } from '../journal/journal.ts';
import { pageOf, type PageRequest } from '../journal/paging.ts';
import { toTimelineEvent } from '../journal/view.ts';
import type { Clock } from '../ports.ts';
import { draftHandover, type ShiftPicture } from './draft.ts';
import { freeze, thaw, type Lookup } from './frozen.ts';

export interface ShiftPorts {
  readonly journal: Pick<Journal, 'append' | 'entry' | 'entries' | 'about'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** What stands now in the rest of the engine; asked anew each time. */
  readonly picture: () => Omit<ShiftPicture, 'at' | 'notes'>;
  /** Whether only the face of an incident may be shown now. */
  readonly isPrivate: (incident: IncidentId) => boolean;
}

export interface Shift {
  /** Notes outside incidents, newest first. */
  log(page: PageRequest): { items: TimelineEvent[]; next: string | null };
  /** Throws `invalid_input` for a time to come. */
  note(text: string, at: EpochMs | undefined, actor: IncidentActor): TimelineEvent;
  draft(): HandoverDraft;
  /** Hands the shift over as it stands. */
  write(text: string, actor: IncidentActor): HandoverRecord;
  /** Throws `not_found`, `forbidden` for whoever handed it over, `conflict` where it was taken already. */
  accept(seq: number, text: string, actor: IncidentActor): HandoverRecord;
  /** Hand-overs, newest first. */
  list(page: PageRequest): { items: HandoverRecord[]; next: string | null };
}

const NOTES_FROM = durationMs(12 * 3_600_000);
const NOTES_READ = 200;

/** The log of the shift, and its hand-over from one person to the next. Everything of it stands in the journal. */
export function createShift({ journal, clock, picture, isPrivate }: ShiftPorts): Shift {
  /** Those written down in the last 12 h, whatever time they tell of. */
  const recentNotes = (): Entry[] => {
    const since = clock.nowMs() - NOTES_FROM;
    const notes: Entry[] = [];
    for (let beyond: number | undefined; ; beyond = notes.at(-1)?.seq) {
      const page = journal.entries({ type: 'shiftNote', order: 'desc', limit: NOTES_READ, beyond });
      const recent = page.filter(({ recordedAt }) => recordedAt >= since);
      notes.push(...recent);
      if (recent.length < NOTES_READ) return notes;
    }
  };
  const draft = (): HandoverDraft => draftHandover({ ...picture(), at: toRfc3339(clock.nowMs()), notes: recentNotes().map(noteOf) });

  const titleSeq = (incident: IncidentId): number | null => journal.entries({ stream: incident, types: ['opened', 'titleChanged'], order: 'desc', limit: 1 })[0]?.seq ?? null;
  const lookup: Lookup = {
    isPrivate,
    title: (seq) => titleIn(journal.entry(seq)),
    note: (seq) => {
      const entry = journal.entry(seq);
      return entry === null ? null : noteOf(entry);
    },
  };
  const recordOf = (entry: Entry): HandoverRecord | null => {
    if (!isFact(entry, 'handoverWritten')) return null;
    const { data, texts } = entry.fact;
    const accepted = journal.about(entry.seq).find((other) => isFact(other, 'handoverAccepted'));
    return {
      seq: entry.seq,
      at: toRfc3339(entry.at),
      by: entry.actor,
      text: texts.text ?? null,
      draft: thaw(data.summary, texts.words ?? null, lookup),
      acceptedAt: accepted === undefined ? null : toRfc3339(accepted.at),
      acceptedBy: accepted?.actor ?? null,
      acceptedText: accepted === undefined || !('text' in accepted.fact.texts) ? null : (accepted.fact.texts.text ?? null),
    };
  };
  const handover = (seq: number): HandoverRecord => {
    const entry = journal.entry(seq);
    const record = entry === null ? null : recordOf(entry);
    if (record === null) throw new HoldfastError('not_found', `There is no hand-over ${seq}.`);
    return record;
  };

  return {
    log: (page) => {
      const { items, next } = pageOf(journal, { type: 'shiftNote', order: 'desc' }, page);
      return { items: items.map((entry) => toTimelineEvent(entry)), next };
    },
    note: (text, at, actor) => {
      if (at !== undefined && at > clock.nowMs()) throw new HoldfastError('invalid_input', 'at: expected a time that has come already; a note is of what happened.');
      return toTimelineEvent(journal.append(null, { type: 'shiftNote', data: {}, texts: { text } }, { actor, at }));
    },
    draft,
    write: (text, actor) => {
      const { summary, words } = freeze(draft(), titleSeq);
      return handover(journal.append(null, { type: 'handoverWritten', data: { summary }, texts: { words, text: orNone(text) } }, { actor }).seq);
    },
    accept: (seq, text, actor) => {
      const { by, acceptedBy } = handover(seq);
      if (acceptedBy !== null) throw new HoldfastError('conflict', `${acceptedBy.name} has taken this shift over already.`);
      if (by.id === actor.id) throw new HoldfastError('forbidden', 'You handed this shift over yourself; somebody else has to take it.');
      journal.append(null, { type: 'handoverAccepted', data: { seq }, texts: { text: orNone(text) } }, { actor });
      return handover(seq);
    },
    list: (page) => {
      const { items, next } = pageOf(journal, { type: 'handoverWritten', order: 'desc' }, page);
      return { items: items.flatMap((entry) => recordOf(entry) ?? []), next };
    },
  };
}

const orNone = (text: string): string | null => (text === '' ? null : text);
const noteOf = (entry: Entry): HandoverDraft['notes'][number] => ({ seq: entry.seq, at: toRfc3339(entry.at), by: entry.actor.name, text: isFact(entry, 'shiftNote') ? (entry.fact.texts.text ?? null) : null });
const titleIn = (entry: Entry | null): string | null => (entry !== null && (isFact(entry, 'opened') || isFact(entry, 'titleChanged')) ? (entry.fact.texts.title ?? null) : null);
