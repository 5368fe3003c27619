import type { z } from 'zod';
import { scorecardQuery } from '../../../../shared/contract/scorecard-calls.ts';
import type { IncidentId } from '../../../../shared/model/ids.ts';
import { serviceId } from '../../incidents/testing/alerts.ts';
import type { BlindNow } from '../../blindness/now.ts';
import { createBlindTimes } from '../../blindness/service.ts';
import { ADA, openIncidents, WALL } from '../../incidents/testing/open-incidents.ts';
import type { IncidentDeps } from '../../incidents/service.ts';
import type { ScorecardQuery } from '../question.ts';
import { createScorecard, type ScorecardDeps, type ScorecardService } from '../service.ts';
import { entriesOf, type Told } from './told.ts';

/** The scorecard over a real journal and SQLite in memory; incidents of the past come by the product's own way. */
export function openScorecard(changes: Partial<ScorecardDeps> & { readonly deps?: Partial<IncidentDeps> } = {}) {
  let scorecard: ScorecardService | undefined;
  const opened = openIncidents({
    ...changes.deps,
    followers: [
      {
        name: 'scorecard',
        version: 1,
        saved: (write, saved) => scorecard?.follower.saved(write, saved),
        // The first time there is no scorecard yet, and nothing to take away.
        clear: (write) => scorecard?.follower.clear(write),
      },
    ],
  });
  const tiers: Readonly<Record<string, number>> = { checkout: 1, login: 1, search: 3 };
  const services = Object.keys(tiers).map(serviceId);
  let blindNow: readonly BlindNow[] = [];
  const blindTimes = createBlindTimes({ db: opened.db, clock: opened.clock, services: () => services.map((id) => ({ id })), blindNow: () => blindNow });
  const create = (): ScorecardService =>
    createScorecard({
      db: opened.db.read,
      clock: opened.clock,
      timeZone: () => 'Europe/Berlin',
      servicesOf: (tier) => Object.keys(tiers).filter((id) => tiers[id] === tier).map(serviceId),
      services: () => services,
      blindTimes,
      record: (id) => opened.incidents.record(id),
      underMaintenance: () => false,
      ...changes,
    });
  const made = create();
  scorecard = made;
  const query = (asked: z.input<typeof scorecardQuery> = {}): ScorecardQuery => scorecardQuery.parse(asked);
  const list = { limit: 200, metric: 'mttr', show: 'counted' } as const;
  return {
    ...opened,
    get incidents() {
      return opened.incidents;
    },
    scorecard: made,
    blindTimes,
    /** What is blind from the next look on. */
    blind: (now: readonly BlindNow[]) => (blindNow = now),
    /** A service that knows nothing yet, over the same rows. */
    afresh: create,
    tell: (...told: readonly Told[]): IncidentId[] => opened.incidents.importPast(told.map((each) => ({ entries: entriesOf(each, opened.clock.nowMs()) })), ADA.actor),
    query,
    get: (asked: z.input<typeof scorecardQuery> = {}, viewer: typeof ADA | typeof WALL = ADA) => made.get(query(asked), viewer),
    list: (asked: z.input<typeof scorecardQuery> & { metric?: Parameters<ScorecardService['incidents']>[0]['metric']; show?: 'counted' | 'leftOut'; limit?: number; cursor?: string } = {}, viewer: typeof ADA | typeof WALL = ADA) => {
      const { metric = list.metric, show = list.show, limit = list.limit, cursor, ...rest } = asked;
      return made.incidents({ ...query(rest), metric, show, limit, cursor }, viewer);
    },
  };
}
