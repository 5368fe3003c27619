import type { z } from 'zod';
import type { contract } from '../../../shared/contract/contract.ts';
import type { IncidentAction } from '../../../shared/contract/incident-inputs.ts';
import type { Person } from '../../../shared/model/entities.ts';
import type { IncidentClock, ShownNumber } from '../../../shared/model/incident.ts';
import type { IncidentId, ServiceId } from '../../../shared/model/ids.ts';
import { toRfc3339 } from '../../../shared/model/units.ts';
import type { ResolvedPolicy } from '../../config/resolved-policy.ts';
import type { ReadDb } from '../../store/sql.ts';
import type { AlertBook } from '../alerts/ports.ts';
import { isFact, type Journal } from '../journal/journal.ts';
import type { Clock } from '../ports.ts';
import { isHeld } from '../retention/rules.ts';
import { missingFor, type UsedThing } from '../review/closing.ts';
import type { Book } from './book.ts';
import { isOfCause } from './grouping.ts';
import { isFiring, type IncidentRecord } from './record.ts';
import { openOfService, openOfSignature } from './repo.ts';
import type { By } from './view.ts';
import { checkStanding, decide, type Deciding, type OwnAction } from './workflow/decide.ts';
import { checkServices, edit, type IncidentChanges } from './workflow/edit.ts';
import { merge } from './workflow/merge.ts';
import { notAhead, refuse, says, titleLine, type Context } from './workflow/step.ts';

export type IncidentOpening = z.output<(typeof contract)['incidents.open']['input']>;

export interface ActionDeps {
  readonly db: { readonly read: ReadDb };
  readonly book: Book;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly policy: () => ResolvedPolicy;
  readonly services: () => readonly { readonly id: ServiceId }[];
  readonly people: () => readonly Person[];
  readonly clocks: (record: IncidentRecord) => readonly IncidentClock[];
  readonly alerts: () => Pick<AlertBook, 'ofIncident' | 'reassign' | 'redact'>;
  /** After the words of a row of the journal were removed: out of the status update that has them, too. */
  readonly forgetUpdate: (seq: number) => void;
  /** What is there now and served in this incident. */
  readonly used: (record: IncidentRecord) => readonly UsedThing[];
  readonly shownNumbers: (services: readonly ServiceId[]) => readonly ShownNumber[];
}

/** What people do to incidents. Each call runs in a transaction of the caller and returns the record as it is then. */
export interface Actions {
  open(draft: IncidentOpening, by: By): IncidentRecord;
  edit(record: IncidentRecord, changes: IncidentChanges, by: By): IncidentRecord;
  act(record: IncidentRecord, action: IncidentAction, by: By): IncidentRecord;
}

export function createActions(deps: ActionDeps): Actions {
  const { book, journal, clock } = deps;
  const contextOf = ({ actor }: By): Context => ({ now: clock.nowMs(), actor, people: deps.people() });
  const serviceIds = (): ServiceId[] => deps.services().map(({ id }) => id);

  const open = (draft: IncidentOpening, by: By): IncidentRecord => {
    const context = contextOf(by);
    checkServices(draft.services, serviceIds());
    notAhead(draft.impactStartedAt, context, 'The start of the impact');
    const { title, severity, kind, origin, impactStartedAt, isDrill } = draft;
    const data = { standing: 'declared' as const, severity, kind, origin, services: [...new Set(draft.services)], rule: null, signature: null, private: kind === 'security', isDrill, impactStartedAt, noEarlierThan: false, detectedAt: toRfc3339(context.now) };
    const fact = { type: 'opened' as const, data, texts: { title: titleLine(title) } };
    return book.open({ ...says(context, fact, { tells: impactStartedAt !== null }), fact });
  };

  /** What stands on screen matters to decisions alone. */
  const decidingOf = (record: IncidentRecord, action: OwnAction, by: By): Deciding => {
    const obligations = deps.policy().obligations.map(({ id }) => id);
    const missing = action.type === 'review' ? missingFor(record, deps.used(record)) : [];
    if (action.type !== 'decide') return { ...contextOf(by), obligations, missing, numbers: [], confirmed: false };
    const when = deps.clocks(record).find(({ kind }) => kind === 'when');
    return { ...contextOf(by), obligations, missing, numbers: deps.shownNumbers(record.services), confirmed: when?.confirmed ?? isFiring(record) };
  };

  const mergeInto = (source: IncidentRecord, target: IncidentRecord, action: Extract<IncidentAction, { type: 'merge' }>, by: By): { readonly source: IncidentRecord; readonly target: IncidentRecord } => {
    checkStanding(source, action);
    const steps = merge(source, target, action, contextOf(by));
    const merged = book.append(source, steps.source);
    deps.alerts().reassign(source.id, target.id);
    return { source: merged, target: book.append(target, steps.target) };
  };

  /** What fired again meanwhile and was only proposed is the same trouble: it goes on in the incident that is reopened. */
  const reopen = (record: IncidentRecord, action: Extract<OwnAction, { type: 'reopen' }>, by: By): IncidentRecord => {
    const heads = [...(record.signature === null ? [] : openOfSignature(deps.db.read, record.signature)), ...record.services.flatMap((service) => openOfService(deps.db.read, service))];
    const open = new Map(book.records(heads).map((each) => [each.id, each]));
    const same = [...open.values()].filter((each) => each.id !== record.id && each.isDrill === record.isDrill && isOfCause(record, each));
    const declared = same.find(({ standing }) => standing === 'declared');
    if (declared !== undefined) refuse('conflict', `${declared.id} is open for the same cause. Go on there; ${record.id} can be merged into it.`);
    const reopened = book.append(record, decide(record, action, decidingOf(record, action, by)));
    return same.reduce((target, proposal) => mergeInto(proposal, target, { type: 'merge', into: target.id, reason: `${target.id} was reopened.` }, by).target, reopened);
  };

  const redact = (record: IncidentRecord, action: Extract<IncidentAction, { type: 'askRedaction' | 'approveRedaction' }>, { actor }: By): IncidentRecord => {
    const entry = journal.entry(action.seq);
    if (entry?.stream !== record.id) refuse('not_found', `Row ${action.seq} is not in the timeline of ${record.id}.`);
    if (isHeld(record, (id) => book.find(id))) refuse('conflict', `${record.id} is under legal hold: nothing of it may be removed until the hold is lifted.`);
    if (action.type === 'askRedaction') journal.askRedaction(action.seq, action.field, action.reason, actor);
    else {
      journal.redact(action.seq, action.field, actor);
      // The alert has the same words; gone from here, they must be gone from there.
      if (entry !== null && (isFact(entry, 'updateSent') || isFact(entry, 'updateCorrected'))) deps.forgetUpdate(action.seq);
      if (entry !== null && isFact(entry, 'alertFired')) deps.alerts().redact(entry.fact.data.alert);
    }
    return book.refold(record.id);
  };

  /** Another incident that an action names; one that the actor may not see is not there. */
  const other = (id: IncidentId, by: By): IncidentRecord => {
    const record = book.find(id);
    return record === null || (record.private && !by.seesPrivate) ? refuse('not_found', `There is no incident ${id}.`) : record;
  };

  return {
    open,
    edit: (record, changes, by) => book.append(record, edit(record, changes, { ...contextOf(by), rights: by.rights, services: serviceIds() })),
    act: (record, action, by) => {
      if (action.type === 'askRedaction' || action.type === 'approveRedaction') return redact(record, action, by);
      if (action.type === 'merge') return mergeInto(record, other(action.into, by), action, by).source;
      if (action.type === 'reopen') return reopen(record, action, by);
      if (action.type === 'sameAs' && action.incident !== null) other(action.incident, by);
      return book.append(record, decide(record, action, decidingOf(record, action, by)));
    },
  };
}
