import { useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { CallInput } from '../../../shared/contract/contract.ts';
import { useEngineNow, useWorkspace } from '../../lib/live-store.ts';
import { queryOf, readFilters, writeFilters, type Filters, type ReadFilters } from './rules/filters.ts';
import { boundsOf, type Bounds } from './rules/period.ts';

export type CardQuery = CallInput<'scorecard.get'>;

export interface Card extends ReadFilters {
  readonly timeZone: string;
  readonly bounds: Bounds;
  /** What the engine is asked with. */
  readonly query: CardQuery;
  readonly change: (filters: Filters) => void;
}

const EVERY_MINUTE_MS = 60_000;

/** What the address asks for; null until the engine's clock and the workspace's zone are known, without which no period has bounds. */
export function useCard(): Card | null {
  const search = useSearch();
  const [, navigate] = useLocation();
  const timeZone = useWorkspace()?.timeZone ?? null;
  // Only the day matters here.
  const now = useEngineNow(EVERY_MINUTE_MS);
  const read = useMemo(() => readFilters(search), [search]);
  if (now === null || timeZone === null) return null;
  const bounds = boundsOf(read.filters.period, now, timeZone);
  return { ...read, timeZone, bounds, query: queryOf(read.filters, bounds), change: (filters) => navigate(`/scorecard${writeFilters(filters, search)}`, { replace: true }) };
}
