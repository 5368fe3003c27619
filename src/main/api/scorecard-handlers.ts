import { viewerOf } from '../engine/incidents/view.ts';
import type { ScorecardService } from '../engine/scorecard/service.ts';
import type { Handlers } from './engine-port.ts';

type ScorecardCall = 'scorecard.get' | 'scorecard.trend' | 'scorecard.dots' | 'scorecard.incidents' | 'scorecard.interval';

/** The calls of the contract about how well incidents went, each for the eyes of whoever asks. */
export const createScorecardHandlers = (scorecard: ScorecardService): Pick<Handlers, ScorecardCall> => ({
  'scorecard.get': (query, actor) => scorecard.get(query, viewerOf(actor)),
  'scorecard.trend': (query, actor) => scorecard.trend(query, viewerOf(actor)),
  'scorecard.dots': (query, actor) => scorecard.dots(query, viewerOf(actor)),
  'scorecard.incidents': (query, actor) => scorecard.incidents(query, viewerOf(actor)),
  'scorecard.interval': (query, actor) => scorecard.interval(query, viewerOf(actor)),
});
