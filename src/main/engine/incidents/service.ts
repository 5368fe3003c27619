import type { z } from 'zod';
import type { EventData } from '../../../shared/contract/events.ts';
import type { contract } from '../../../shared/contract/contract.ts';
import type { IncidentAction } from '../../../shared/contract/incident-inputs.ts';
import type { Incident, IncidentActor, IncidentDetail, Repeats, Similar } from '../../../shared/model/incident.ts';
import type { IncidentId } from '../../../shared/model/ids.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import type { IncidentFact, TimelineEvent } from '../../../shared/model/timeline.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import type { PastIncident } from '../importing/service.ts';
import { isFact, type Note } from '../journal/journal.ts';
import type { Log } from '../ports.ts';
import { createActions, type ActionDeps, type IncidentOpening } from './actions.ts';
import { createBook, type Book } from './book.ts';
import type { Follower } from './follower.ts';
import type { IncidentRecord } from './record.ts';
import { anyOfSignature, closedOfService, closedOfSignature, closedSince, closedStartedAt, listIncidents, openHeads, startOf, type ListKey } from './repo.ts';
import { likeOf, similarOf } from './similar.ts';
import { createTaker, type Taker } from './taker.ts';
import { createTeller } from './teller.ts';
import { changesSince, timelinePage, type TimelineQuery } from './timeline.ts';
import { detailFaceOf, detailOf, faceOf, incidentOf, type By, type Viewer } from './view.ts';
import type { IncidentChanges } from './workflow/edit.ts';
import type { Step } from './workflow/step.ts';

export interface IncidentDeps extends Omit<ActionDeps, 'db' | 'book'> {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb | null };
  readonly log: Log;
  readonly timeZone: () => string;
  /** Screens; after the commit. */
  readonly emit: <N extends 'incident' | 'alarm'>(event: N, data: EventData<N>) => void;
  /** Which earlier incident it repeats, as far as this viewer may see. */
  readonly repeats: (record: IncidentRecord, viewer: Viewer) => Repeats | null;
  /** Projections that are written together with the records. */
  readonly followers?: readonly Follower[];
  /** After the commit: one that everybody could see is private now. What screens know of it must go. */
  readonly onHidden?: (id: IncidentId) => void;
}

export type IncidentQuery = z.output<(typeof contract)['incidents.list']['input']>;

export interface Incidents extends Taker {
  open(draft: IncidentOpening, by: By): IncidentDetail;
  /** All throw `not_found` where there is no such incident. */
  get(id: IncidentId, viewer: Viewer): IncidentDetail;
  list(query: IncidentQuery, viewer: Viewer): { items: Incident[]; next: string | null };
  /** Throws `conflict` with `details: {version, changes}` where it is no longer as it was at `version`. */
  edit(id: IncidentId, version: number, changes: IncidentChanges, by: By): IncidentDetail;
  /** Without `version` it applies to the incident as it is. */
  act(id: IncidentId, action: IncidentAction, by: By, version?: number): IncidentDetail;
  timeline(query: TimelineQuery, viewer: Viewer): { items: TimelineEvent[]; next: string | null };
  /** Earlier incidents like this one, and what fixed them. */
  similar(id: IncidentId, viewer: Viewer): Similar[];
  /** Open and proposed ones, the most urgent first; private ones by their face. */
  snapshot(): Incident[];
  record(id: IncidentId): IncidentRecord | null;
  /** The most urgent first. */
  openRecords(): IncidentRecord[];
  /** Those that were closed at this instant or later. */
  closedSince(at: EpochMs): IncidentRecord[];
  /** What Holdfast itself has to say: joins the transaction that is open, or makes one; screens are told after the commit. */
  append(id: IncidentId, facts: readonly IncidentFact[], note: Note): IncidentRecord;
  /** Writes what `work` makes of an incident as it is now, for whoever may see all of it; in one transaction, which what `work` throws undoes. */
  change(id: IncidentId, by: By, work: (record: IncidentRecord) => readonly Step[]): IncidentRecord;
  /** Tells screens how these are now although nothing was written: clocks have moved. */
  tellAgain(ids: readonly IncidentId[]): void;
  /** Throws `not_found`, and `forbidden` where the viewer may see no more than its face. */
  mustSee(id: IncidentId, viewer: Viewer): void;
  /** One that is this past incident already: of this signature, or with the same title and start. */
  known(signature: string, title: string, startedAt: EpochMs): IncidentId | null;
  /** Writes past incidents as their entries tell them, all or none; no screen is told, and nothing of them sounds. `complete` adds, in the same transaction, what has to be looked up or given a number. */
  importPast(past: readonly PastIncident[], actor: IncidentActor, complete?: (past: readonly PastIncident[]) => readonly PastIncident[]): IncidentId[];
  /** Writes an incident that was run elsewhere under the next number here, all of it or nothing; no screen is told, and nothing of it sounds. */
  importForeign(incident: ForeignIncident): IncidentId;
  /** Adds an incident up anew after texts of it were erased, and takes the words out of its alerts, which repeat them. */
  forgetWords(id: IncidentId): void;
  /** Makes all records anew from the journal; returns how many. */
  rebuild(): number;
}

/** An incident of another workspace, row by row as it was written down there. */
export interface ForeignIncident {
  /** `step` is told what the rows before it are called here. */
  readonly rows: readonly { readonly seq: number; readonly step: (here: ReadonlyMap<number, number>) => Step }[];
  /** The entry of this workspace that says where they come from; made last. */
  readonly end: () => Step;
  /** In the same transaction: what comes with it. */
  readonly alongside: (id: IncidentId) => void;
}

const SIMILAR_SHOWN = 5;
const SIMILAR_SEARCHED = 200;

/** Incidents: what the journal says of them, kept ready to be listed, and everything that people and alerts do to them. */
export function createIncidents(deps: IncidentDeps): Incidents {
  const { db, journal, clock, log, policy } = deps;
  /** While history is written: thousands of incidents that are over are no news to any screen. */
  let isHistory = false;
  const book = createBook({ db, journal, clock, timeZone: deps.timeZone, followers: deps.followers ?? [], onSaved: (id) => (isHistory ? undefined : teller.saved(id)) });
  const rebuilt = book.bringUpToDate();
  if (rebuilt !== null && rebuilt > 0) log.info('incidents made anew from the journal', { incidents: rebuilt });
  const shown = (record: IncidentRecord): Incident => incidentOf(record, deps.clocks(record), policy());
  const face = (record: IncidentRecord): Incident => (record.private ? faceOf(shown(record)) : shown(record));
  const teller = createTeller({ book: () => book, clock, log, emit: deps.emit, shown: face });
  const taker = createTaker({ db, book, clock, policy });
  const actions = createActions({ ...deps, book });
  teller.knows(book.records(openHeads(db.read)));

  const detail = (record: IncidentRecord, viewer: Viewer): IncidentDetail => (isHidden(record, viewer) ? detailFaceOf(shown(record), viewer) : detailOf(record, shown(record), viewer, deps.repeats(record, viewer)));

  /** Runs a change of one incident that its author has seen in full. */
  const change = (id: IncidentId, by: By, version: number | undefined, work: (record: IncidentRecord) => IncidentRecord): IncidentDetail =>
    detail(
      book.transaction(() => {
        const record = openly(book.get(id), by);
        if (version !== undefined && version !== record.version) throw stale(record, version);
        return work(record);
      }),
      by,
    );

  const stale = (record: IncidentRecord, version: number): HoldfastError => {
    const changes = changesSince(journal, record, version);
    const names = [...new Set(changes.map(({ actor }) => actor.name))];
    const who = names.length === 0 ? 'somebody' : names.join(' and ');
    return new HoldfastError('conflict', `${record.id} was changed by ${who} since you looked. Look at what changed, then try again.`, { version: record.version, changes });
  };

  /** What somebody wrote down of how it was fixed: of the resolution, else of the mitigation, else why something was decided, else the last note. */
  const fixedBy = (record: IncidentRecord): string | null => {
    const entries = journal.entries({ stream: record.id, types: ['resolved', 'mitigated', 'note'], order: 'desc', limit: SIMILAR_SEARCHED });
    const resolved = entries.find((entry) => isFact(entry, 'resolved') && entry.fact.texts.how);
    const mitigated = entries.find((entry) => isFact(entry, 'mitigated') && entry.fact.texts.how);
    const note = entries.find((entry) => isFact(entry, 'note') && entry.actor.kind === 'person' && entry.fact.texts.text);
    const how = [resolved, mitigated].map((entry) => (entry !== undefined && 'how' in entry.fact.texts ? entry.fact.texts.how : null)).find(Boolean);
    return how ?? record.decisions.at(-1)?.reason ?? (note !== undefined && isFact(note, 'note') ? (note.fact.texts.text ?? null) : null);
  };

  return {
    ...taker,
    open: (draft, by) => detail(book.transaction(() => actions.open(draft, by)), by),
    get: (id, viewer) => detail(book.get(id), viewer),
    list: (query, viewer) => {
      const search = query.query?.trim() ?? '';
      // A search through what one may not see would tell of it by what it finds.
      const publicOnly = !viewer.seesPrivate && (search !== '' || query.service !== undefined);
      const rows = listIncidents(db.read, { ...query, query: search === '' ? undefined : search, publicOnly, after: readCursor(query.cursor), limit: query.limit + 1 });
      const page = rows.slice(0, query.limit);
      const items = book.records(page).map((record) => (isHidden(record, viewer) ? faceOf(shown(record)) : shown(record)));
      return { items, next: rows.length > query.limit ? cursorOf(page.at(-1)?.key) : null };
    },
    edit: (id, version, changes, by) => {
      const before = book.get(id);
      const edited = change(id, by, version, (record) => actions.edit(record, changes, by));
      if (edited.private && !before.private) deps.onHidden?.(id);
      return edited;
    },
    act: (id, action, by, version) => change(id, by, version, (record) => actions.act(record, action, by)),
    timeline: (query, viewer) => {
      openly(book.get(query.id), viewer);
      return timelinePage(journal, query);
    },
    similar: (id, viewer) => {
      const record = openly(book.get(id), viewer);
      const heads = [
        ...(record.signature === null ? [] : closedOfSignature(db.read, record.signature, SIMILAR_SEARCHED)),
        ...record.services.flatMap((service) => closedOfService(db.read, service, SIMILAR_SEARCHED)),
      ];
      const said = record.sameAs === null ? null : book.find(record.sameAs);
      const others = [...(said === null ? [] : [said]), ...book.records(heads)].filter((each) => !isHidden(each, viewer));
      return likeOf(record, others, SIMILAR_SHOWN).map((like) => similarOf(like, fixedBy(like.record)));
    },
    snapshot: () => book.records(openHeads(db.read)).map(face),
    record: (id) => book.find(id),
    openRecords: () => book.records(openHeads(db.read)),
    closedSince: (at) => book.records(closedSince(db.read, at)),
    append: (id, facts, note) => book.append(book.get(id), facts.map((fact) => ({ fact, note }))),
    change: (id, by, work) =>
      book.transaction(() => {
        const record = openly(book.get(id), by);
        return book.append(record, work(record));
      }),
    tellAgain: (ids) => teller.again(ids),
    mustSee: (id, viewer) => void openly(book.get(id), viewer),
    known: (signature, title, startedAt) => (signature === '' ? null : anyOfSignature(db.read, signature)) ?? book.records([...closedStartedAt(db.read, startedAt), ...openHeads(db.read)]).find((record) => record.title === title && startOf(record) === startedAt)?.id ?? null,
    importPast: (past, actor, complete = (each) => each) => {
      isHistory = true;
      try {
        return book.transaction(() => book.together(() => complete(past).map((each) => importOne(book, each, actor))));
      } finally {
        isHistory = false;
      }
    },
    importForeign: ({ rows, end, alongside }) => {
      isHistory = true;
      try {
        return book.transaction(() =>
          book.together(() => {
            const here = new Map<number, number>();
            let record: IncidentRecord | null = null;
            for (const { seq, step } of rows) {
              const made = step(here);
              record = record === null ? openForeign(book, made) : book.append(record, [made]);
              here.set(seq, record.lastSeq);
            }
            if (record === null) throw new Error('an incident without entries');
            const { id } = book.append(record, [end()]);
            alongside(id);
            return id;
          }),
        );
      } finally {
        isHistory = false;
      }
    },
    forgetWords: (id) =>
      book.transaction(() => {
        for (const { id: alert } of deps.alerts().ofIncident(id)) deps.alerts().redact(alert);
        book.refold(id);
      }),
    rebuild: () => book.rebuild(),
  };
}

const isHidden = (record: IncidentRecord, viewer: Viewer): boolean => record.private && !viewer.seesPrivate;

/** The record, for whoever may see all of it. */
function openly(record: IncidentRecord, viewer: Viewer): IncidentRecord {
  if (isHidden(record, viewer)) throw new HoldfastError('forbidden', `${record.id} is private: only whoever operates, approves or administers sees more than that there is one.`);
  return record;
}

function openForeign(book: Book, { fact, note }: Step): IncidentRecord {
  if (fact.type !== 'opened') throw new Error('an incident begins with "opened"');
  return book.open({ fact, note });
}

function importOne(book: Book, { entries }: PastIncident, actor: IncidentActor): IncidentId {
  const [first, ...rest] = entries;
  if (first?.fact.type !== 'opened') throw new Error('a past incident begins with "opened"');
  const step = ({ fact, at }: PastIncident['entries'][number]): Step => ({ fact, note: { at, actor } });
  return book.append(book.open({ fact: first.fact, note: { at: first.at, actor } }), rest.map(step)).id;
}

const cursorOf = (key: ListKey | undefined): string | null => (key === undefined ? null : `${key.closed}:${key.sortKey}:${key.id}`);

function readCursor(cursor: string | undefined): ListKey | null {
  if (cursor === undefined) return null;
  const [, closed, sortKey, id] = /^([01]):(-?\d{1,16}):(INC-\d{4}-\d{4,8})$/.exec(cursor) ?? [];
  if (sortKey === undefined || id === undefined) throw new HoldfastError('invalid_input', 'cursor: expected the "next" of an earlier page, or nothing for the first one.');
  return { closed: closed === '0' ? 0 : 1, sortKey: Number(sortKey), id };
}
