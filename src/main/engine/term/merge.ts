import type { UnmergedEntry } from '../../../shared/model/console.ts';
import type { DeliverySeq } from '../../../shared/model/delivery.ts';
import type { IncidentId } from '../../../shared/model/ids.ts';
import type { TimelineEvent } from '../../../shared/model/timeline.ts';
import { toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { auditWords } from '../../../shared/text/audit-words.ts';
import { plain } from '../../../shared/text/plain.ts';
import { rowWords, type Names } from '../../../shared/text/timeline-words.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import type { Incidents } from '../incidents/service.ts';
import type { By } from '../incidents/view.ts';
import type { Entry } from '../journal/journal.ts';
import { toTimelineEvent } from '../journal/view.ts';
import * as outbox from '../messaging/outbox/repo.ts';
import type { OtherRecords } from './ports.ts';

/** What the other console recorded and this one does not have. */
export interface Unmerged {
  readonly entries: readonly Entry[];
  /** Incidents that were opened there since. */
  readonly opened: ReadonlySet<IncidentId>;
}

/** As many as a person can be asked to look at; an engine that was cut off for longer is merged from its newest. */
const MOST = 20_000;

/** `after`: the last row that both have. What a console writes about its own standing down is no news. */
export function unmergedOf({ journal }: OtherRecords, after: number): Unmerged {
  const entries = journal.entries({ order: 'asc', beyond: after, limit: MOST }).filter(({ fact }) => fact.type !== 'stoodDown');
  return { entries, opened: new Set(entries.flatMap(({ stream, fact }) => (stream !== null && fact.type === 'opened' ? [stream] : []))) };
}

const NAMES: Names = { service: (id) => id, signal: (id) => id, unitOf: () => 'none', serviceOf: () => '', weightOf: () => 0, time: (instant) => `${instant.slice(11, 19)} UTC` };

/** What an entry says, in a line. */
function lineOf(event: TimelineEvent): string {
  const { title, texts } = event.incident === null ? auditWords(event, { person: (id) => id }) : rowWords(event, NAMES);
  const [text] = texts.flatMap(({ text }) => (text === null ? [] : [plain(text, 300)]));
  return text === undefined || title.includes(text) ? title : `${title}: ${text}`;
}

export function shownEntry(entry: Entry, { opened }: Unmerged): UnmergedEntry {
  const event = toTimelineEvent(entry);
  return { seq: entry.seq, at: toRfc3339(entry.at), actor: plain(entry.actor.name, 80), incident: entry.stream, known: entry.stream === null || !opened.has(entry.stream), type: entry.fact.type, text: lineOf(event) };
}

export interface MergeInto {
  readonly write: WriteDb;
  readonly incidents: Pick<Incidents, 'append' | 'record'>;
  /** Takes over an incident that is not known here, as `reports.import` does; it goes on here where it is open. */
  readonly importIncident: (text: string, name: string) => void;
  readonly by: By;
  readonly now: EpochMs;
}

export interface Merged {
  readonly entries: number;
  readonly incidents: number;
}

/**
 * Takes over what the other console recorded. Of incidents that both know it becomes notes at the time at which it happened: what
 * was decided there is read here, and decides nothing by itself. Incidents that only the other one knows come whole. What takes its
 * time is done first; what is returned is for one transaction.
 */
export async function mergeFrom(other: OtherRecords, unmerged: Unmerged, { write, incidents, importIncident, by, now }: MergeInto): Promise<() => Merged> {
  const files: { readonly id: IncidentId; readonly text: string }[] = [];
  for (const id of unmerged.opened) files.push({ id, text: await other.exportIncident(id) });
  return () => {
    for (const { id, text } of files) importIncident(text, `${id} of the other console`);
    for (const entry of unmerged.entries) {
      const { stream } = entry;
      if (stream === null || unmerged.opened.has(stream) || incidents.record(stream) === null) continue;
      const who = entry.actor.kind === 'holdfast' ? '' : ` by ${plain(entry.actor.name, 80)}`;
      incidents.append(stream, [{ type: 'note', data: {}, texts: { text: `Recorded at the other console${who}: ${lineOf(toTimelineEvent(entry))}` } }], { actor: by.actor, at: entry.at, fromMemory: false });
    }
    settleDeliveries(other.read, write, now);
    return { entries: unmerged.entries.length, incidents: files.length };
  };
}

/** A delivery that was on its way in the copy is unknown here; the other console knows whether it went. What that does not know either stays unknown. */
function settleDeliveries(theirs: ReadDb, write: WriteDb, now: EpochMs): void {
  const open = write.all<{ seq: DeliverySeq; marker: string }>("SELECT seq, marker FROM deliveries WHERE state = 'unknown'");
  for (const { seq, marker } of open) {
    const there = outbox.byMarker(theirs, marker);
    if (there?.state === 'sent') outbox.settle(write, seq, { state: 'sent', reason: 'The other console sent it.', at: now, url: there.url, ...(there.remote === null ? {} : { remote: JSON.parse(there.remote) as outbox.DeliveryRow['remote'] }) });
    else if (there?.state === 'queued' && there.maybe === 0 && there.attempts === 0) outbox.settle(write, seq, { state: 'unknown', reason: 'The other console had not sent it before it stood down.', at: now });
  }
}
