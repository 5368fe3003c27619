import { z } from 'zod';
import { CauseId, CorrectiveActionId, IncidentId } from '../../../../shared/model/ids.ts';

export const TABS = ['reviews', 'actions', 'causes'] as const;
export type Tab = (typeof TABS)[number];
export const VIEWS = ['timeline', 'why', 'actions', 'compare', 'close'] as const;
export type View = (typeof VIEWS)[number];

/** What the list is narrowed to; all of it stands in the address. */
export interface ListFilters {
  readonly tab: Tab;
  readonly reviews: 'due' | 'open' | 'closed' | 'all';
  readonly actions: 'open' | 'done' | 'dropped' | 'all';
  readonly overdue: boolean;
  readonly owner: string | null;
  readonly cause: CauseId | null;
  readonly text: string;
}
export const NO_FILTERS: ListFilters = { tab: 'reviews', reviews: 'all', actions: 'all', overdue: false, owner: null, cause: null, text: '' };

const pick = <S extends z.ZodType, U>(schema: S, value: string | null, usual: U): z.output<S> | U => {
  const read = schema.safeParse(value);
  return read.success ? read.data : usual;
};

export function readFilters(search: string): ListFilters {
  const query = new URLSearchParams(search);
  return {
    tab: pick(z.enum(TABS), query.get('tab'), NO_FILTERS.tab),
    reviews: pick(z.enum(['due', 'open', 'closed', 'all']), query.get('reviews'), NO_FILTERS.reviews),
    actions: pick(z.enum(['open', 'done', 'dropped', 'all']), query.get('actions'), NO_FILTERS.actions),
    overdue: query.get('overdue') === '1',
    owner: pick(z.string().min(1).max(80), query.get('owner'), null),
    cause: pick(CauseId, query.get('cause'), null),
    text: query.get('q')?.slice(0, 200) ?? '',
  };
}

/** The address of what is shown; what is as usual is left out. */
export function writeFilters(filters: ListFilters): string {
  const query = new URLSearchParams();
  if (filters.tab !== NO_FILTERS.tab) query.set('tab', filters.tab);
  if (filters.reviews !== NO_FILTERS.reviews) query.set('reviews', filters.reviews);
  if (filters.actions !== NO_FILTERS.actions) query.set('actions', filters.actions);
  if (filters.overdue) query.set('overdue', '1');
  if (filters.owner !== null) query.set('owner', filters.owner);
  if (filters.cause !== null) query.set('cause', filters.cause);
  if (filters.text !== '') query.set('q', filters.text);
  const text = query.toString();
  return text === '' ? '/review' : `/review?${text}`;
}

/** What of a review is looked at, and what it is compared with; `action`: the one to bring into sight. */
export interface Place {
  readonly view: View;
  readonly other: IncidentId | null;
  readonly action: CorrectiveActionId | null;
}

export function readPlace(search: string): Place {
  const query = new URLSearchParams(search);
  return { view: pick(z.enum(VIEWS), query.get('show'), 'timeline'), other: pick(IncidentId, query.get('with'), null), action: pick(CorrectiveActionId, query.get('action'), null) };
}

export function placeHref(incident: IncidentId, { view, other = null, action = null }: Pick<Place, 'view'> & Partial<Place>): string {
  const query = new URLSearchParams({ ...(view === 'timeline' ? {} : { show: view }), ...(other === null ? {} : { with: other }), ...(action === null ? {} : { action }) }).toString();
  return `/review/${incident}${query === '' ? '' : `?${query}`}`;
}
