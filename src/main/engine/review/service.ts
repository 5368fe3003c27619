import type { z } from 'zod';
import type { reviewCalls } from '../../../shared/contract/review-calls.ts';
import type { CorrectiveStep } from '../../../shared/contract/review-inputs.ts';
import type { ChangeOfIncident } from '../../../shared/model/change.ts';
import type { Person } from '../../../shared/model/entities.ts';
import { CorrectiveActionId, type CauseId, type IncidentId } from '../../../shared/model/ids.ts';
import type { Repeats } from '../../../shared/model/incident.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import type { Cause, CorrectiveAction, CorrectiveCounts, Earlier, Review, ReviewHead } from '../../../shared/model/review.ts';
import type { Comparison, Story } from '../../../shared/model/story.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import { likeOf } from '../incidents/similar.ts';
import type { Incidents } from '../incidents/service.ts';
import type { By, Viewer } from '../incidents/view.ts';
import type { Context } from '../incidents/workflow/step.ts';
import { HOLDFAST, isFact, type Journal } from '../journal/journal.ts';
import { toTimelineEvent } from '../journal/view.ts';
import type { Clock, Log } from '../ports.ts';
import { createRegister, earlierView, type Register } from './causes.ts';
import { firedIn, missingFor, type UsedThing } from './closing.ts';
import { addCorrective, editCorrective, stepCorrective, type CorrectiveDraft, type CorrectiveEdit } from './corrective.ts';
import { CORRECTIVE_TYPES, DOCUMENT_TYPES } from './fold.ts';
import { nextNumber } from './follower.ts';
import type { ProofFacts, RuleInUse } from './proofs.ts';
import { putReview, type ReviewDraft } from './put.ts';
import type { CorrectiveRecord } from './record.ts';
import { repeatsOf } from './repeats.ts';
import { countActions, countReviews, drillsSince, incidentOfAction, listActions, listReviews, type Place, type Placed } from './repo.ts';
import { compare, storyOf } from './story.ts';
import { correctiveView, reviewHead, reviewView, titleOf, type Reading } from './view.ts';
import { createWatcher } from './watcher.ts';

/** A rule that is in use, with whoever keeps it right. */
export interface KnownRule extends RuleInUse {
  readonly id: string;
  readonly name: string;
  readonly owner: string | null;
  readonly reviewBy: string | null;
  /** Where it is written: its name in the configuration (`rule slow`), or its file. */
  readonly writtenIn: string;
}

export interface ReviewDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb | null };
  readonly clock: Clock;
  readonly log: Log;
  readonly journal: Pick<Journal, 'stream' | 'entries'>;
  readonly incidents: () => Pick<Incidents, 'record' | 'change'>;
  readonly people: () => readonly Person[];
  /** Rules that are in use; null while no configuration could be read. */
  readonly rules: () => readonly KnownRule[] | null;
  readonly checks: ProofFacts['checks'];
  /** The first drill of a plan that began since then, was done, and took no longer. */
  readonly planDrill: ProofFacts['drill'];
  /** What was changed around an incident. */
  readonly changes: (record: IncidentRecord) => readonly ChangeOfIncident[];
}

type Input<N extends keyof typeof reviewCalls> = z.output<(typeof reviewCalls)[N]['input']>;
type Page<T> = { items: T[]; next: string | null };

export interface Reviews {
  list(query: Input<'reviews.list'>, by: By): Page<ReviewHead> & { counts: { due: number; open: number; overdue: number } };
  /** All throw `not_found`, and `forbidden` for what the reader may see no more of than its face. */
  get(id: IncidentId, by: By): Review;
  /** Throws `conflict` with `details: {version, changes}` where it is no longer as it was at `version`. */
  put(id: IncidentId, version: number, draft: ReviewDraft, by: By): Review;
  story(id: IncidentId, by: By): Story;
  compare(id: IncidentId, other: IncidentId, by: By): Comparison;
  causes(query: Input<'causes.list'>, by: By): Page<Cause>;
  cause(id: CauseId, by: By): Cause & { incidents: Earlier[] };
  actions(query: Input<'correctiveActions.list'>, by: By): Page<CorrectiveAction> & { counts: CorrectiveCounts };
  action(id: CorrectiveActionId, by: By): CorrectiveAction;
  add(draft: CorrectiveDraft, by: By): CorrectiveAction;
  edit(id: CorrectiveActionId, version: number, changes: CorrectiveEdit, by: By): CorrectiveAction;
  act(id: CorrectiveActionId, step: CorrectiveStep, by: By): CorrectiveAction;
  /** Which earlier incident one repeats, and which corrective action would have kept it away. */
  repeats(record: IncidentRecord, viewer: Viewer): Repeats | null;
  /** What is there now and served in an incident. */
  used(record: IncidentRecord): UsedThing[];
  /** Once a second. */
  tick(): void;
}

const CHANGES_TOLD = 50;
const CHANGES_SEARCHED = 1_000;

/** Reviews, causes and corrective actions: what people learn from incidents, and whether what they promised is done. */
export function createReviews(deps: ReviewDeps): Reviews {
  const { db, clock, journal, incidents } = deps;
  const register: Register = createRegister({ db, record: (id) => incidents().record(id) });
  const facts: ProofFacts = {
    ready: () => deps.rules() !== null,
    rule: (rule) => deps.rules()?.find(({ id }) => id === rule) ?? null,
    ruleChanged: (rule, since) => {
      const known = deps.rules()?.find(({ id }) => id === rule);
      return known !== undefined && wasChanged(journal, known, since);
    },
    checks: deps.checks,
    drill: (since, withinMs, service) => {
      const incident = drillsSince(db.read, since, withinMs).find((each) => service === null || incidents().record(each.incident)?.services.includes(service) === true);
      if (incident !== undefined) return { ...incident, of: { incident: incident.incident } };
      return deps.planDrill(since, withinMs, service);
    },
  };
  const watcher = createWatcher({
    db, clock, facts,
    log: deps.log,
    record: (id) => incidents().record(id),
    write: (id, work) => void incidents().change(id, ITSELF, work),
  });

  const publicOnly = ({ seesPrivate }: Viewer): boolean => !seesPrivate;
  const readingOf = (by: By): Reading => ({ by, facts, now: clock.nowMs(), nameOf: (cause) => register.nameOf(cause, publicOnly(by)) });
  const contextOf = ({ actor }: By): Context => ({ now: clock.nowMs(), actor, people: deps.people() });
  const seen = (id: IncidentId, by: By): IncidentRecord => {
    const record = incidents().record(id);
    if (record === null) throw new HoldfastError('not_found', `There is no incident ${id}.`);
    if (record.private && !by.seesPrivate) throw new HoldfastError('forbidden', `${id} is private: only whoever operates, approves or administers sees more than that there is one.`);
    return record;
  };
  const writer = (): WriteDb => {
    if (db.write === null) throw new HoldfastError('read_only', 'Holdfast cannot write to its database, so this was not saved.');
    return db.write;
  };

  const used = (record: IncidentRecord): UsedThing[] => {
    const fired = firedIn(record);
    return (deps.rules() ?? []).filter(({ id }) => fired.has(id)).map(({ id, name, owner, reviewBy }) => ({ kind: 'rule', ref: id, name, owner, reviewBy }));
  };
  const repeats = (record: IncidentRecord, viewer: Viewer): Repeats | null => repeatsOf(record, register.earlier(record, publicOnly(viewer)), clock.nowMs());

  const review = (record: IncidentRecord, by: By): Review => {
    const things = used(record);
    const people = deps.people().map(({ name }) => name);
    const earlier = register.earlier(record, publicOnly(by));
    return reviewView(record, { used: things, people, missing: missingFor(record, things), suggestions: register.suggest(record, publicOnly(by)), earlier: earlier.map(earlierView), repeats: repeatsOf(record, earlier, clock.nowMs()) }, readingOf(by));
  };

  const stale = (record: IncidentRecord, what: string, version: number, types: readonly string[], about: (data: object) => boolean, since: number): HoldfastError => {
    const entries = journal.entries({ stream: record.id, types, order: 'desc', limit: 1_000 }).filter(({ fact }) => about(fact.data)).slice(0, Math.min(version - since, CHANGES_TOLD)).toReversed();
    const names = [...new Set(entries.map(({ actor }) => actor.name))];
    return new HoldfastError('conflict', `${what} was changed by ${names.length === 0 ? 'somebody' : names.join(' and ')} since you looked. Look at what changed, then try again.`, { version, changes: entries.map((entry) => toTimelineEvent(entry)) });
  };

  /** An action of an incident that this person may see; one that they may not see is not there. */
  const found = (id: CorrectiveActionId, by: Viewer): { readonly record: IncidentRecord; readonly action: CorrectiveRecord } => {
    const incident = incidentOfAction(db.read, id);
    const record = incident === null ? null : incidents().record(incident);
    const action = record === null ? null : actionOf(record, id);
    if (record === null || action === null || (record.private && !by.seesPrivate)) throw new HoldfastError('not_found', `There is no corrective action ${id}.`);
    return { record, action };
  };
  const shown = (record: IncidentRecord, id: CorrectiveActionId, by: By): CorrectiveAction => {
    const action = actionOf(record, id);
    if (action === null) throw new Error(`${id} is not in ${record.id}`);
    return correctiveView(record, action, readingOf(by));
  };
  /** As somebody saw it: what changed meanwhile is looked at again inside the transaction. */
  const changeAction = (id: CorrectiveActionId, by: By, work: (action: CorrectiveRecord, record: IncidentRecord) => ReturnType<typeof stepCorrective>): CorrectiveAction => {
    const { record } = found(id, by);
    return shown(incidents().change(record.id, by, (now) => work(actionOf(now, id) ?? found(id, by).action, now)), id, by);
  };

  return {
    used,
    repeats,
    list: ({ limit, cursor, ...query }, by) => {
      const rows = listReviews(db.read, { ...query, publicOnly: publicOnly(by), after: readPlace(cursor), limit: limit + 1 });
      const reading = readingOf(by);
      return { ...pageOf(rows, limit, ({ incident }) => reviewHead(seen(incident, by), reading)), counts: countReviews(db.read, clock.nowMs(), publicOnly(by)) };
    },
    get: (id, by) => review(seen(id, by), by),
    put: (id, version, draft, by) => {
      const saved = incidents().change(id, by, (record) => {
        const now = record.review?.version ?? 0;
        if (now !== version) throw stale(record, `The review of ${id}`, now, DOCUMENT_TYPES, () => true, version);
        const cause = draft.cause == null ? null : register.resolve(writer(), draft.cause, publicOnly(by));
        return putReview(record, draft, { ...contextOf(by), cause, used: used(record) });
      });
      return review(saved, by);
    },
    story: (id, by) => {
      const record = seen(id, by);
      return storyOf(record, journal.stream(id), titleOf(record), deps.changes(record));
    },
    compare: (id, other, by) => {
      const [left, right] = [seen(id, by), seen(other, by)];
      const story = (record: IncidentRecord): Story => storyOf(record, journal.stream(record.id), titleOf(record), deps.changes(record));
      const cause = left.review?.cause?.id ?? null;
      const why = cause !== null && cause === right.review?.cause?.id ? `The same cause: ${register.nameOf(cause, publicOnly(by)) ?? cause}.` : (likeOf(left, [right], 1)[0]?.why ?? null);
      return compare(story(left), story(right), why);
    },
    causes: (query, by) => register.list(query, publicOnly(by)),
    cause: (id, by) => register.get(id, publicOnly(by)),
    actions: ({ limit, cursor, overdue, ...query }, by) => {
      const now = clock.nowMs();
      const rows = listActions(db.read, { ...query, dueBefore: overdue ? now : null, publicOnly: publicOnly(by), after: readPlace(cursor), limit: limit + 1 });
      const reading = readingOf(by);
      const view = ({ id, incident }: Placed): CorrectiveAction => {
        const record = seen(incident, by);
        const action = actionOf(record, CorrectiveActionId.parse(id));
        if (action === null) throw new Error(`${id} is not in ${incident}`);
        return correctiveView(record, action, reading);
      };
      return { ...pageOf(rows, limit, view), counts: countActions(db.read, now, publicOnly(by)) };
    },
    action: (id, by) => {
      const { record } = found(id, by);
      return shown(record, id, by);
    },
    add: (draft, by) => {
      let id: CorrectiveActionId | null = null;
      const saved = incidents().change(draft.incident, by, (record) => {
        id = CorrectiveActionId.parse(`CA-${String(nextNumber(writer(), 'action')).padStart(4, '0')}`);
        return addCorrective(record, draft, id, contextOf(by));
      });
      if (id === null) throw new Error('an action was added without a number');
      return shown(saved, id, by);
    },
    edit: (id, version, changes, by) =>
      changeAction(id, by, (action, record) => {
        if (action.version !== version) throw stale(record, id, action.version, CORRECTIVE_TYPES, (data) => 'action' in data && data.action === id, version);
        return editCorrective(action, changes, contextOf(by));
      }),
    act: (id, step, by) => changeAction(id, by, (action, record) => (step.type === 'check' ? watcher.look(action, record) : stepCorrective(action, step, contextOf(by)))),
    tick: () => {
      if (db.write !== null) watcher.tick();
    },
  };
}

/** Whether the journal tells of a change of the rule, or of its file, that was written down after then. */
function wasChanged(journal: Pick<Journal, 'entries'>, { writtenIn }: KnownRule, since: EpochMs): boolean {
  return journal
    .entries({ stream: null, types: ['configChanged', 'ruleFileChanged'], order: 'desc', limit: CHANGES_SEARCHED })
    .some((entry) => {
      if (entry.recordedAt <= since) return false;
      if (isFact(entry, 'ruleFileChanged')) return entry.fact.data.file === writtenIn;
      return isFact(entry, 'configChanged') && [...entry.fact.data.added, ...entry.fact.data.changed].includes(writtenIn);
    });
}

/** Holdfast as somebody who does something: it sees everything and has no rights of a person. */
const ITSELF: By = { seesPrivate: true, mayOperate: false, actor: HOLDFAST, rights: [] };

const actionOf = (record: IncidentRecord, id: CorrectiveActionId): CorrectiveRecord | null => record.review?.actions.find((action) => action.id === id) ?? null;

function pageOf<T>(rows: readonly Placed[], limit: number, view: (row: Placed) => T): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(view), next: rows.length > limit && last !== undefined ? `${last.place.closed}:${last.place.sortKey}:${last.place.id}` : null };
}

function readPlace(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null;
  const [, closed, sortKey, id] = /^([01]):(-?\d{1,16}):([A-Z]+-[\d-]{4,20})$/.exec(cursor) ?? [];
  if (sortKey === undefined || id === undefined) throw new HoldfastError('invalid_input', 'cursor: expected the "next" of an earlier page, or nothing for the first one.');
  return { closed: closed === '0' ? 0 : 1, sortKey: epochMs(Number(sortKey)), id };
}
