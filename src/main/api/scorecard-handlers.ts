import { byOf, viewerOf } from '../engine/incidents/view.ts';
import type { Reviews } from '../engine/review/service.ts';
import { actionStanding } from '../engine/scorecard/overdue-actions.ts';
import type { ScorecardService } from '../engine/scorecard/service.ts';
import type { Sides } from '../engine/scorecard/sides.ts';
import type { Handlers } from './engine-port.ts';

type ScorecardCall = 'scorecard.get' | 'scorecard.trend' | 'scorecard.dots' | 'scorecard.incidents' | 'scorecard.interval' | 'scorecard.blind' | 'scorecard.sides';

/** The longest overdue first; beyond this many they are counted. */
const OVERDUE_SHOWN = 200;

/** The calls of the contract about how well incidents went, each for the eyes of whoever asks. */
export const createScorecardHandlers = (scorecard: ScorecardService, sides: Sides, reviews: Reviews): Pick<Handlers, ScorecardCall> => ({
  'scorecard.get': (query, actor) => scorecard.get(query, viewerOf(actor)),
  'scorecard.trend': (query, actor) => scorecard.trend(query, viewerOf(actor)),
  'scorecard.dots': (query, actor) => scorecard.dots(query, viewerOf(actor)),
  'scorecard.incidents': (query, actor) => scorecard.incidents(query, viewerOf(actor)),
  'scorecard.interval': (query, actor) => scorecard.interval(query, viewerOf(actor)),
  'scorecard.blind': (query, actor) => scorecard.blind(query, viewerOf(actor)),
  'scorecard.sides': (query, actor) => {
    const { items, counts } = reviews.actions({ state: 'all', overdue: true, limit: OVERDUE_SHOWN, cursor: undefined }, byOf(actor));
    return sides.get(query, viewerOf(actor), actionStanding(items, counts));
  },
});
