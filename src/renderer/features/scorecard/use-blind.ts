import { useCall } from '../../platform/use-call.ts';
import type { CardQuery } from './use-card.ts';

/** It looks at each incident of the period; what was blind does not change from one look to the next. */
const EVERY_MS = 60_000;

/** The footnote of the time to detect. */
export const useBlind = (query: CardQuery) => useCall('scorecard.blind', query, { keep: true, refetchMs: EVERY_MS });
