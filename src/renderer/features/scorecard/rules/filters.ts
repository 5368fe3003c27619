import { z } from 'zod';
import type { CallInput } from '../../../../shared/contract/contract.ts';
import { CauseId, ServiceId } from '../../../../shared/model/ids.ts';
import { CAUSE_CATEGORIES, CauseCategory } from '../../../../shared/model/review.ts';
import { ScorecardFilter } from '../../../../shared/model/scorecard.ts';
import { Severity } from '../../../../shared/model/severity.ts';
import { toRfc3339 } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { isDay, NEWEST_DAY, OLDEST_DAY, PRESETS, type Bounds, type Period } from './period.ts';

/** What the scorecard is narrowed to and how it counts; all of it stands in the address, so that it can be sent to somebody. */
export interface Filters extends Omit<ScorecardFilter, 'tier'> {
  readonly period: Period;
  readonly tier: '1' | '2' | '3' | null;
}

export const DEFAULT_PERIOD: Period = { preset: 'last90' };
export const NO_FILTERS: Filters = { period: DEFAULT_PERIOD, service: null, severity: null, tier: null, cause: null, causeCategory: null, drills: 'out', maintenance: 'out', instants: 'corrected', resolveFrom: 'impact' };

/** A part of the address that is not used, and what it should have been. */
export interface Refused {
  readonly key: string;
  readonly value: string;
  readonly expected: string;
}

export interface ReadFilters {
  readonly filters: Filters;
  readonly refused: readonly Refused[];
}

type Plain = Omit<Filters, 'period'>;
const PARTS: Readonly<Record<keyof Plain, { readonly schema: z.ZodType; readonly expected: string }>> = {
  service: { schema: ServiceId, expected: 'the id of a service' },
  severity: { schema: Severity, expected: 'P0, P1 or P2' },
  tier: { schema: z.enum(['1', '2', '3']), expected: '1, 2 or 3' },
  cause: { schema: CauseId, expected: 'a cause such as CAUSE-0007' },
  causeCategory: { schema: CauseCategory, expected: `one of ${CAUSE_CATEGORIES.join(', ')}` },
  drills: { schema: ScorecardFilter.shape.drills, expected: 'out, in or only' },
  maintenance: { schema: ScorecardFilter.shape.maintenance, expected: 'out, in or only' },
  instants: { schema: ScorecardFilter.shape.instants, expected: 'corrected or recorded' },
  resolveFrom: { schema: ScorecardFilter.shape.resolveFrom, expected: 'impact or detection' },
};
const KEYS = Object.keys(PARTS) as (keyof Plain)[];
const SHOWN_CHARS = 40;

const refusal = (key: string, value: string, expected: string): Refused => ({ key, value: plain(value, SHOWN_CHARS), expected });

function readPeriod(query: URLSearchParams): { readonly period: Period; readonly refused: readonly Refused[] } {
  const [name, first, last] = [query.get('period'), query.get('from'), query.get('to')];
  if (first !== null || last !== null) {
    const days = [['from', first], ['to', last]] as const;
    const wrong = days.filter(([, day]) => day === null || !isDay(day));
    if (wrong.length > 0) return { period: DEFAULT_PERIOD, refused: wrong.map(([key, day]) => refusal(key, day ?? '', `a day between ${OLDEST_DAY} and ${NEWEST_DAY}`)) };
    if ((first ?? '') > (last ?? '')) return { period: DEFAULT_PERIOD, refused: [refusal('from', first ?? '', `a day that is not after ${last ?? ''}`)] };
    return { period: { first: first ?? '', last: last ?? '' }, refused: [] };
  }
  const preset = PRESETS.find((each) => each === name);
  if (preset !== undefined) return { period: { preset }, refused: [] };
  return { period: DEFAULT_PERIOD, refused: name === null ? [] : [refusal('period', name, `${PRESETS.slice(0, -1).join(', ')} or ${PRESETS.at(-1) ?? ''}`)] };
}

/** Reads the query of an address. What is not understood narrows nothing and is named; everything else holds. */
export function readFilters(search: string): ReadFilters {
  const query = new URLSearchParams(search);
  const { period, refused } = readPeriod(query);
  const filters: Record<string, unknown> = { ...NO_FILTERS, period };
  const wrong = KEYS.flatMap((key) => {
    const text = query.get(key);
    if (text === null) return [];
    const { schema, expected } = PARTS[key];
    const read = schema.safeParse(text);
    if (!read.success) return [refusal(key, text, expected)];
    filters[key] = read.data;
    return [];
  });
  // Each part was read by the schema of its own key.
  return { filters: filters as unknown as Filters, refused: [...refused, ...wrong] };
}

const samePeriod = (a: Period, b: Period): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The query with these filters; what is as usual is not written, and what else stands in it stays. "" where nothing is left. */
export function writeFilters(filters: Filters, search = ''): string {
  const query = new URLSearchParams(search);
  const put = (key: string, value: string | null): void => (value === null ? query.delete(key) : query.set(key, value));
  const { period } = filters;
  put('period', 'preset' in period && !samePeriod(period, DEFAULT_PERIOD) ? period.preset : null);
  put('from', 'first' in period ? period.first : null);
  put('to', 'first' in period ? period.last : null);
  for (const key of KEYS) put(key, filters[key] === NO_FILTERS[key] ? null : filters[key]);
  return query.size === 0 ? '' : `?${query.toString()}`;
}

export const areFiltered = (filters: Filters): boolean => KEYS.some((key) => filters[key] !== NO_FILTERS[key]);

/** What the engine is asked with. */
export function queryOf({ service, severity, tier, cause, causeCategory, drills, maintenance, instants, resolveFrom }: Filters, { from, to }: Bounds): CallInput<'scorecard.get'> {
  return {
    from: toRfc3339(from),
    to: toRfc3339(to),
    ...(service !== null && { service }),
    ...(severity !== null && { severity }),
    ...(tier !== null && { tier: Number(tier) }),
    ...(cause !== null && { cause }),
    ...(causeCategory !== null && { causeCategory }),
    drills,
    maintenance,
    instants,
    resolveFrom,
  };
}
