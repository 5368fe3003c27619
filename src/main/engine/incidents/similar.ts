import type { Similar } from '../../../shared/model/incident.ts';
import type { IncidentId } from '../../../shared/model/ids.ts';
import { toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { instantOf, type IncidentRecord } from './record.ts';

export interface Likeness {
  readonly record: IncidentRecord;
  readonly why: string;
  /** 0 speaks most for it. */
  readonly rank: number;
}

const rulesOf = (record: IncidentRecord): ReadonlySet<string> => new Set([...(record.rule === null ? [] : [record.rule]), ...record.alerts.map(({ rule }) => rule)]);
const sharesService = (a: IncidentRecord, b: IncidentRecord): boolean => a.services.some((service) => b.services.includes(service));

/** What can speak for two incidents being the same trouble, the most telling first; null where it does not. */
const REASONS: readonly ((a: IncidentRecord, b: IncidentRecord) => string | null)[] = [
  (a, b) => (a.sameAs === b.id || b.sameAs === a.id ? 'Said to be the same.' : null),
  (a, b) => (a.signature !== null && a.signature === b.signature ? 'The same rule fired on the same service.' : null),
  (a, b) => {
    const rule = sharesService(a, b) ? [...rulesOf(a)].find((each) => rulesOf(b).has(each)) : undefined;
    return rule === undefined ? null : `${rule} fired then too.`;
  },
  (a, b) => (a.kind !== null && a.kind === b.kind && sharesService(a, b) ? `The same service, and ${a.kind} too.` : null),
];

function likeness(record: IncidentRecord, other: IncidentRecord): Likeness | null {
  if (other.id === record.id || other.standing !== 'declared' || other.isDrill !== record.isDrill) return null;
  for (const [rank, reason] of REASONS.entries()) {
    const why = reason(record, other);
    if (why !== null) return { record: other, why, rank };
  }
  return null;
}

const endOf = ({ record }: Likeness): EpochMs => instantOf(record, 'resolvedAt') ?? record.changedAt;

/** Earlier incidents like this one: what speaks most for it first, then the newest. Pure. */
export function likeOf(record: IncidentRecord, others: Iterable<IncidentRecord>, limit: number): Likeness[] {
  const found = new Map<IncidentId, Likeness>();
  for (const other of others) {
    const like = likeness(record, other);
    if (like !== null) found.set(other.id, like);
  }
  return [...found.values()].sort((a, b) => a.rank - b.rank || endOf(b) - endOf(a)).slice(0, limit);
}

export function similarOf({ record, why }: Likeness, fixedBy: string | null): Similar {
  const resolvedAt = instantOf(record, 'resolvedAt');
  return { incident: record.id, title: record.title ?? '', severity: record.severity, resolvedAt: resolvedAt === null ? null : toRfc3339(resolvedAt), why, fixedBy };
}
