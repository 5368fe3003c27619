import type { z } from 'zod';
import type { scorecardQuery } from '../../../shared/contract/scorecard-calls.ts';
import type { Tier } from '../../../shared/model/config.ts';
import type { ServiceId } from '../../../shared/model/ids.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import { fromRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { Viewer } from '../incidents/view.ts';
import { daysBefore, usualPeriod, type Calendar, type Span } from './calendar.ts';
import type { Question } from './filter.ts';

export type ScorecardQuery = z.output<typeof scorecardQuery>;

export const questionOf = (query: ScorecardQuery, viewer: Pick<Viewer, 'seesPrivate'>, servicesOf: (tier: Tier) => readonly ServiceId[]): Question => ({
  filter: {
    service: query.service ?? null,
    severity: query.severity ?? null,
    tier: query.tier ?? null,
    cause: query.cause ?? null,
    causeCategory: query.causeCategory ?? null,
    drills: query.drills,
    maintenance: query.maintenance,
    instants: query.instants,
    resolveFrom: query.resolveFrom,
  },
  ofTier: query.tier === undefined ? null : servicesOf(query.tier),
  seesPrivate: viewer.seesPrivate,
});

/** The period that is asked for; of one that lacks an end, the days that are usual. Throws `invalid_input` for one that ends before it begins. */
export function spanOf(query: Pick<ScorecardQuery, 'from' | 'to'>, calendar: Calendar, now: EpochMs, usual: (calendar: Calendar, now: EpochMs) => Span = usualPeriod): Span {
  const [from, to] = [query.from, query.to].map((text) => (text === undefined ? null : fromRfc3339(text)));
  const until = to ?? usual(calendar, now).to;
  const since = from ?? (to === null || to === undefined ? usual(calendar, now).from : daysBefore(calendar, to));
  if (since >= until) throw new HoldfastError('invalid_input', 'from: expected an instant before "to".');
  return { from: since, to: until };
}
