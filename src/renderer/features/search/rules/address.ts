import type { CallInput } from '../../../../shared/contract/contract.ts';
import { IncidentId, ServiceId } from '../../../../shared/model/ids.ts';
import { IncidentKind } from '../../../../shared/model/incident.ts';
import { CauseCategory } from '../../../../shared/model/review.ts';
import { TextKind } from '../../../../shared/model/search.ts';
import { Severity } from '../../../../shared/model/severity.ts';

/** What is searched for, as it stands in the address, so that it can be sent to somebody. */
export interface Asked {
  readonly q: string;
  readonly in: TextKind | null;
  readonly service: ServiceId | null;
  readonly severity: Severity | null;
  readonly kind: IncidentKind | null;
  readonly category: CauseCategory | null;
  readonly author: string | null;
  /** Days in UTC, `YYYY-MM-DD`; both included. */
  readonly from: string | null;
  readonly to: string | null;
  readonly like: IncidentId | null;
  readonly sort: 'best' | 'newest';
}

export const NOTHING_ASKED: Asked = { q: '', in: null, service: null, severity: null, kind: null, category: null, author: null, from: null, to: null, like: null, sort: 'best' };

const MOST_TEXT = 200;
const MOST_ID = 80;
const DAY_MS = 86_400_000;
const KEYS = Object.keys(NOTHING_ASKED) as readonly (keyof Asked)[];

interface Shape<T> {
  safeParse(value: unknown): { readonly success: true; readonly data: T } | { readonly success: false };
}
function as<T>(shape: Shape<T>, text: string | null): T | null {
  const parsed = shape.safeParse(text);
  return parsed.success ? parsed.data : null;
}
const dayOf = (text: string | null): string | null => (text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null);

/** Reads the query of an address; whatever is not understood narrows nothing. */
export function readAsked(search: string): Asked {
  const query = new URLSearchParams(search);
  const author = query.get('author');
  return {
    q: (query.get('q') ?? '').slice(0, MOST_TEXT),
    in: as(TextKind, query.get('in')),
    service: as(ServiceId, query.get('service')),
    severity: as(Severity, query.get('severity')),
    kind: as(IncidentKind, query.get('kind')),
    category: as(CauseCategory, query.get('category')),
    author: author === null || author === '' || author.length > MOST_ID ? null : author,
    from: dayOf(query.get('from')),
    to: dayOf(query.get('to')),
    like: as(IncidentId, query.get('like')),
    sort: query.get('sort') === 'newest' ? 'newest' : 'best',
  };
}

/** The address of a search. */
export function addressOf(asked: Partial<Asked>): string {
  const query = new URLSearchParams();
  for (const key of KEYS) {
    const value = asked[key] ?? null;
    if (value !== null && value !== '' && value !== NOTHING_ASKED[key]) query.set(key, value);
  }
  return query.size === 0 ? '/search' : `/search?${query.toString()}`;
}

/** Filters beside the words. */
export const isNarrowed = (asked: Asked): boolean => KEYS.some((key) => key !== 'q' && key !== 'sort' && asked[key] !== null);

/** Whether there is anything to ask the engine. */
export const asksFor = (asked: Asked): boolean => asked.q.trim() !== '' || isNarrowed(asked);

/** The call that answers it. */
export function callOf({ from, to, ...asked }: Asked): CallInput<'search.find'> {
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== null && value !== ''));
  return {
    ...given,
    ...(from === null ? {} : { from: new Date(Date.parse(from)).toISOString() }),
    ...(to === null ? {} : { to: new Date(Date.parse(to) + DAY_MS).toISOString() }),
  };
}
