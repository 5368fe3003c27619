import { CauseId, type IncidentId } from '../../../shared/model/ids.ts';
import type { Repeats } from '../../../shared/model/incident.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import type { Cause, CauseCategory, CauseSuggestion, Earlier } from '../../../shared/model/review.ts';
import { epochMs, toRfc3339 } from '../../../shared/model/units.ts';
import { plain } from '../../../shared/text/plain.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import { instantOf, type IncidentRecord } from '../incidents/record.ts';
import { closedOfService, closedOfSignature, startOf, type Head } from '../incidents/repo.ts';
import { likeOf } from '../incidents/similar.ts';
import { nextNumber } from './follower.ts';
import type { ReviewDraft } from './put.ts';
import type { EarlierRecord } from './repeats.ts';
import { incidentsOfCause, listCauses, namedCauses, nameOfCause, readCause, type CauseRow } from './repo.ts';
import { titleOf } from './view.ts';

export type CauseDraft = NonNullable<ReviewDraft['cause']>;

/** The cause that a name means, whatever its case; a new one where nobody has used it. */
export type Naming = (name: string) => { readonly id: CauseId; readonly name: string; readonly category: CauseCategory };

export interface RegisterDeps {
  readonly db: { readonly read: ReadDb };
  readonly record: (id: IncidentId) => IncidentRecord | null;
}

/** Causes that incidents share, as far as somebody may see their incidents. `publicOnly`: without what is private. */
export interface Register {
  nameOf(id: CauseId, publicOnly: boolean): string | null;
  list(query: { readonly query?: string | undefined; readonly limit: number; readonly cursor?: string | undefined }, publicOnly: boolean): { items: Cause[]; next: string | null };
  /** Throws `not_found`. */
  get(id: CauseId, publicOnly: boolean): Cause & { incidents: Earlier[] };
  /** The cause that a draft means; a name that nobody has used makes a new one. Inside a transaction. Null where it means none. */
  resolve(write: WriteDb, draft: CauseDraft, publicOnly: boolean): { readonly id: CauseId; readonly name: string } | null;
  /** For as long as one transaction lasts. */
  naming(write: WriteDb, publicOnly: boolean): Naming;
  /** Earlier incidents of its cause where that is known, else of its rule and service. */
  earlier(record: IncidentRecord, publicOnly: boolean): EarlierRecord[];
  /** Causes that earlier incidents like it had, what speaks most for one first. */
  suggest(record: IncidentRecord, publicOnly: boolean): CauseSuggestion[];
}

const EARLIER_SEARCHED = 30;
const LIKE_SEARCHED = 50;
const OF_CAUSE_SHOWN = 200;
const SUGGESTED = 3;
const EVER = Number.MAX_SAFE_INTEGER;

export function createRegister({ db, record: recordOf }: RegisterDeps): Register {
  const nameOf: Register['nameOf'] = (id, publicOnly) => nameOfCause(db.read, id, publicOnly)?.name ?? null;
  const view = (row: CauseRow, publicOnly: boolean): Cause => {
    const named = nameOfCause(db.read, row.cause, publicOnly);
    return { id: row.cause, name: named?.name ?? UNNAMED, category: named?.category ?? 'unknown', confirmed: row.confirmed, suspected: row.suspected, lastStartedAt: toRfc3339(row.last) };
  };
  const mayRead = (publicOnly: boolean) => (record: IncidentRecord | null): record is IncidentRecord => record !== null && !(publicOnly && record.private);
  const recordsOf = (heads: readonly Pick<Head, 'id'>[], publicOnly: boolean): IncidentRecord[] => heads.map(({ id }) => recordOf(id)).filter(mayRead(publicOnly));

  const ofCause = (id: CauseId, before: number, publicOnly: boolean, limit: number): EarlierRecord[] =>
    incidentsOfCause(db.read, id, before, publicOnly, limit).flatMap(({ incident, confidence }) => {
      const record = recordOf(incident);
      return mayRead(publicOnly)(record) ? [{ record, basis: confidence }] : [];
    });

  const naming: Register['naming'] = (write, publicOnly) => {
    const known = new Map<string, { readonly id: CauseId; readonly category: CauseCategory }>();
    // Of two that are called the same, the older one.
    for (const { cause, name, category } of namedCauses(db.read, publicOnly).toReversed()) known.set(name.toLowerCase(), { id: cause, category });
    return (text) => {
      const name = nameLine(text);
      const found = known.get(name.toLowerCase()) ?? { id: CauseId.parse(`CAUSE-${String(nextNumber(write, 'cause')).padStart(4, '0')}`), category: 'unknown' as const };
      known.set(name.toLowerCase(), found);
      return { ...found, name };
    };
  };

  return {
    nameOf,
    list: ({ query, limit, cursor }, publicOnly) => {
      const asked = plain(query ?? '').toLowerCase();
      const after = readCursor(cursor);
      const rows = listCauses(db.read, publicOnly).filter(({ cause, last }) => after === null || last < after.last || (last === after.last && cause > after.cause));
      const found = rows.map((row) => view(row, publicOnly)).filter(({ id, name }) => asked === '' || `${id} ${name}`.toLowerCase().includes(asked));
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return { items, next: found.length > limit && last !== undefined ? `${Date.parse(last.lastStartedAt)}:${last.id}` : null };
    },
    get: (id, publicOnly) => {
      const row = readCause(db.read, id, publicOnly);
      if (row === null) throw noCause(id);
      return { ...view(row, publicOnly), incidents: ofCause(id, EVER, publicOnly, OF_CAUSE_SHOWN).map(earlierView) };
    },
    resolve: (write, { id, name, confidence }, publicOnly) => {
      if (confidence === 'unknown') return null;
      if (id !== null) {
        const known = nameOf(id, publicOnly);
        if (known === null && readCause(db.read, id, publicOnly) === null) throw noCause(id);
        return { id, name: name === null ? (known ?? UNNAMED) : nameLine(name) };
      }
      if (name === null) return null;
      const { id: meant, name: line } = naming(write, publicOnly)(name);
      return { id: meant, name: line };
    },
    naming,
    earlier: (record, publicOnly) => {
      const cause = record.review?.cause ?? null;
      const began = startOf(record);
      if (cause?.id != null) return ofCause(cause.id, began, publicOnly, EARLIER_SEARCHED).map(({ record: other, basis }) => ({ record: other, basis: cause.confidence === 'confirmed' ? basis : 'suspected' }));
      if (record.signature === null) return [];
      return recordsOf(closedOfSignature(db.read, record.signature, EARLIER_SEARCHED), publicOnly).filter((other) => other.id !== record.id && startOf(other) < began).map((other) => ({ record: other, basis: 'signature' as const }));
    },
    suggest: (record, publicOnly) => {
      const heads = [...(record.signature === null ? [] : closedOfSignature(db.read, record.signature, LIKE_SEARCHED)), ...record.services.flatMap((service) => closedOfService(db.read, service, LIKE_SEARCHED))];
      const others = recordsOf(heads, publicOnly).filter(({ review }) => review?.cause?.id != null);
      const found = new Map<CauseId, CauseSuggestion>();
      for (const { record: other, why } of likeOf(record, others, LIKE_SEARCHED)) {
        const cause = other.review?.cause;
        if (cause?.id == null || found.has(cause.id)) continue;
        found.set(cause.id, { id: cause.id, name: nameOf(cause.id, publicOnly) ?? UNNAMED, category: cause.category, incident: other.id, why });
      }
      return [...found.values()].filter(({ id }) => id !== record.review?.cause?.id).slice(0, SUGGESTED);
    },
  };
}

const UNNAMED = '(name removed)';

const noCause = (id: CauseId): HoldfastError => new HoldfastError('not_found', `There is no cause ${id}.`);

function nameLine(name: string): string {
  const line = plain(name);
  if (line === '') throw new HoldfastError('invalid_input', 'cause.name: expected some words.');
  return line;
}

export const earlierView = ({ record, basis }: { readonly record: IncidentRecord; readonly basis: Repeats['basis'] }): Earlier => {
  const resolvedAt = instantOf(record, 'resolvedAt');
  return { incident: record.id, title: titleOf(record), severity: record.highestSeverity, startedAt: toRfc3339(startOf(record)), resolvedAt: resolvedAt === null ? null : toRfc3339(resolvedAt), basis };
};

function readCursor(cursor: string | undefined): { readonly last: number; readonly cause: string } | null {
  if (cursor === undefined) return null;
  const [, last, cause] = /^(-?\d{1,16}):(CAUSE-\d{4,8})$/.exec(cursor) ?? [];
  if (last === undefined || cause === undefined) throw new HoldfastError('invalid_input', 'cursor: expected the "next" of an earlier page, or nothing for the first one.');
  return { last: epochMs(Number(last)), cause };
}
