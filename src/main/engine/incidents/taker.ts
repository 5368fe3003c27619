import type { Alert } from '../../../shared/model/incident.ts';
import type { IncidentId } from '../../../shared/model/ids.ts';
import { epochMs, toRfc3339 } from '../../../shared/model/units.ts';
import type { ResolvedPolicy } from '../../config/resolved-policy.ts';
import type { ReadDb } from '../../store/sql.ts';
import type { AlertTaker, FiringFacts } from '../alerts/ports.ts';
import { countOfIncident } from '../alerts/repo.ts';
import { HOLDFAST } from '../journal/journal.ts';
import type { Clock } from '../ports.ts';
import type { Book } from './book.ts';
import { firedStep, onsetOf, place, raised, type Neighbours } from './grouping.ts';
import { onsetFound } from './onset.ts';
import { firingOf, isFlooded, isOpen, type AttachedAlert, type IncidentRecord } from './record.ts';
import { closedSince, openedLast, openHeads, openOfService, openOfSignature, type Head } from './repo.ts';
import { foundEnd } from './workflow/steps.ts';

/** What began together was opened one after the other: further back nothing of it is found. */
const MOST_RECENT = 20;

export interface TakerDeps {
  readonly db: { readonly read: ReadDb };
  readonly book: Book;
  readonly clock: Clock;
  readonly policy: () => Pick<ResolvedPolicy, 'groupWithinMs' | 'groupAcrossMs'>;
}

export interface Taker extends AlertTaker {
  /** Once a second: writes down how many alerts floods have brought. */
  tellCounts(): void;
}

/** What incidents make of alerts, in the transaction of whoever stores the alert; screens are told when that one commits. */
export function createTaker({ db, book, clock, policy }: TakerDeps): Taker {
  /** Which incidents were found by what, while alerts are taken in together: of a flood each would find the same. Emptied when that changes. */
  let found: Map<string, readonly IncidentId[]> | null = null;
  const foundBy = (key: string, find: () => readonly Head[]): readonly IncidentId[] => {
    const known = found?.get(key);
    if (known !== undefined) return known;
    const ids = find().map(({ id }) => id);
    found?.set(key, ids);
    return ids;
  };

  const neighbours = (alert: Alert, facts: FiringFacts): Neighbours => {
    const services = new Set([...(alert.service === null ? [] : [alert.service]), ...facts.services]);
    const open = new Set([
      ...foundBy(`signature ${facts.signature}`, () => openOfSignature(db.read, facts.signature)),
      ...[...services].flatMap((service) => foundBy(`service ${service}`, () => openOfService(db.read, service))),
      ...foundBy('last', () => openedLast(db.read, MOST_RECENT)),
    ]);
    const closed = foundBy('closed', () => closedSince(db.read, epochMs(clock.nowMs() - policy().groupWithinMs)));
    return { open: [...open].map((id) => book.get(id)), closed: closed.map((id) => book.get(id)) };
  };

  /** The incident that an alert is in, followed to where it was merged. */
  const holderOf = (alert: Alert): IncidentRecord | null => {
    let record = alert.incident === null ? null : book.find(alert.incident);
    while (record?.mergedInto) record = book.find(record.mergedInto);
    return record;
  };
  const attached = (record: IncidentRecord, alert: Alert): AttachedAlert | undefined => record.alerts.find((each) => each.alert === alert.id);

  /** Incidents whose counted alerts changed since they were last counted; after a start all that may have some. */
  let uncounted: Set<IncidentId> | null = null;
  const mustCount = (id: IncidentId): void => void uncounted?.add(id);

  const countAnew = (id: IncidentId): void => {
    const record = book.find(id);
    if (record === null || (record.counted === null && !isFlooded(record))) return;
    const { alerts, firing, endedAt } = countOfIncident(db.read, id);
    const others = Math.max(0, firing - firingOf(record).length);
    // What was removed by now was there.
    const all = Math.max(alerts, record.counted?.alerts ?? 0);
    if (record.counted?.alerts === all && record.counted.firing === others) return;
    if (record.counted === null && all <= record.alerts.length) return;
    book.append(record, [{ fact: { type: 'alertsCounted', data: { alerts: all, firing: others, endedAt: endedAt === null ? null : toRfc3339(endedAt) }, texts: {} }, note: { actor: HOLDFAST } }]);
  };

  return {
    tellCounts: () => {
      const ids = uncounted ?? new Set(book.records(openHeads(db.read)).filter((record) => record.counted !== null || isFlooded(record)).map(({ id }) => id));
      uncounted = new Set();
      for (const id of ids) countAnew(id);
    },
    together: (work) => {
      found ??= new Map();
      try {
        return book.together(work);
      } finally {
        found = null;
      }
    },
    fired: (alert, facts) => {
      const now = clock.nowMs();
      const holder = holderOf(alert);
      const before = holder === null ? undefined : attached(holder, alert);
      if (holder !== null && before !== undefined && before.endsAt === null) {
        const graver = isOpen(holder) ? raised(holder, alert) : [];
        book.append(holder, graver.length === 0 ? [] : [firedStep(alert, { now }), ...graver]);
        return holder.id;
      }
      const placement = place(alert, facts, neighbours(alert, facts), { now, groupWithinMs: policy().groupWithinMs, groupAcrossMs: policy().groupAcrossMs });
      if (placement.kind === 'none') return null;
      const record = placement.kind === 'open' ? book.open(placement.opened) : placement.to;
      if (isFlooded(record)) mustCount(record.id);
      const after = book.append(record, placement.steps);
      if (placement.kind === 'open' || after.services !== record.services || after.standing !== record.standing) found?.clear();
      return after.id;
    },
    onset: (alert) => {
      const holder = holderOf(alert);
      if (holder !== null && holder.standing !== 'dismissed' && attached(holder, alert) !== undefined) book.append(holder, onsetFound(holder, onsetOf(alert), `The data show an earlier first breaching sample of ${alert.rule}.`));
    },
    ended: (alert) => {
      const holder = holderOf(alert);
      if (holder === null || alert.endsAt === null) return;
      if (holder.counted !== null || isFlooded(holder)) mustCount(holder.id);
      if (attached(holder, alert)?.endsAt !== null) return;
      const endsAt = epochMs(Math.min(Date.parse(alert.endsAt), clock.nowMs()));
      const after = book.append(holder, [{ fact: { type: 'alertEnded', data: { alert: alert.id, rule: alert.rule, endsAt: alert.endsAt }, texts: {} }, note: { at: endsAt, actor: HOLDFAST, evidence: { kind: 'alert', ref: alert.id, time: alert.endsAt, value: alert.value } } }]);
      // While it is open, an end counts only once health has lasted (`clocks/health.ts`).
      if (after.standing === 'declared' && !isOpen(after)) book.append(after, foundEnd(after));
      found?.clear();
    },
  };
}
