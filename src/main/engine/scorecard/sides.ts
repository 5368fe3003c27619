import type { ActionStanding, ScorecardSides } from '../../../shared/model/scorecard-sides.ts';
import { toRfc3339 } from '../../../shared/model/units.ts';
import { localAt } from '../../../shared/time/local-time.ts';
import type { ResolvedConfig } from '../../config/resolved.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import type { Viewer } from '../incidents/view.ts';
import type { Clock } from '../ports.ts';
import { alertQuality } from './alert-quality.ts';
import { createCalendar } from './calendar.ts';
import { detectedBy } from './detected-by.ts';
import { drillStanding } from './drills.ts';
import { dueLooks } from './due-looks.ts';
import type { Question } from './filter.ts';
import { nightOf } from './night.ts';
import { questionOf, spanOf, type ScorecardQuery } from './question.ts';
import { countOrigins, drillsBefore, firedAlerts, markQuietSince, quietSince, toldUpdates, type AlertFilter, type OriginCount, type ToldFound } from './sides-repo.ts';
import type { SloHistory } from './slo-history.ts';
import { updatesStanding, type PublicStarts } from './updates-standing.ts';

export interface SidesDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb | null };
  readonly clock: Clock;
  readonly config: () => Pick<ResolvedConfig, 'workspace' | 'services' | 'rules' | 'people' | 'policy' | 'objectives'>;
  readonly slos: SloHistory;
  /** What a rule of a file is called; null where it is not known any more. */
  readonly nameOfRule: (rule: string) => string | null;
}

export interface Sides {
  /** What stands beside the times of incidents, for the eyes of a viewer. Instants are read as they stand now. */
  get(query: ScorecardQuery, viewer: Pick<Viewer, 'seesPrivate'>, actions: ActionStanding): ScorecardSides;
  /** Once a second: keeps what the scorecard needs and others forget, once a minute. */
  tick(): void;
}

const EVERY_MS = 60_000;
/** Days of objectives that are summed up in one go; each costs some milliseconds. */
const DAYS_AT_ONCE = 4;

export function createSides({ db, clock, config, slos, nameOfRule }: SidesDeps): Sides {
  let nextMs = -Infinity;
  return {
    get: (query, viewer, actions) => {
      const now = clock.nowMs();
      const { workspace, services, rules, people, policy, objectives } = config();
      const calendar = createCalendar(workspace.timeZone);
      const zone = calendar.timeZone;
      const span = spanOf(query, calendar, now);
      const question = questionOf(query, viewer, (tier) => services.filter((service) => service.tier === tier).map(({ id }) => id));
      const night = nightOf(policy.quietHours, zone);
      const filter = alertFilter(question);
      const { alerts, fates } = firedAlerts(db.read, span, filter);
      const origins = countOrigins(db.read, span, question);
      const told = toldUpdates(db.read, span, question);
      const since = quietSince(db.read);
      return {
        from: toRfc3339(span.from),
        to: toRfc3339(span.to),
        timeZone: zone,
        slos: slos.standings(span, ({ service }) => filter.services === null || filter.services.includes(service)),
        updates: updatesStanding(told, publicStarts(origins, told), now),
        alerts: { ...alertQuality(alerts, { fates, night, nameOf: (rule) => nameOfRule(rule) }), night, since: since === null ? null : toRfc3339(since) },
        detectedBy: detectedBy(Object.fromEntries(origins.map(({ origin, n }) => [origin, n]))),
        drills: drillStanding(drillsBefore(db.read, span.to, question.seesPrivate), { ...span, now, objectiveMs: objectives.failoverMs }),
        actions,
        looks: dueLooks(rules, people, new Date(localAt(now, zone)).toISOString().slice(0, 10)),
      };
    },
    tick: () => {
      const { write } = db;
      if (write === null || clock.monotonicMs() < nextMs) return;
      nextMs = clock.monotonicMs() + EVERY_MS;
      if (quietSince(db.read) === null) markQuietSince(write, clock.nowMs());
      for (let day = 0; day < DAYS_AT_ONCE; day += 1) if (!slos.settle()) return;
    },
  };
}

/** Of the service and the tier alone: the severity of an alert is not that of an incident, and it has no cause. */
function alertFilter({ filter, ofTier, seesPrivate }: Question): AlertFilter {
  const services = filter.service === null ? ofTier : ofTier === null || ofTier.includes(filter.service) ? [filter.service] : [];
  return { services, drills: filter.drills, seesPrivate };
}

/** Those that owed the public an update and are over, and those that gave it one. Of imported ones nobody knows what was told. */
function publicStarts(origins: readonly OriginCount[], told: readonly ToldFound[]): PublicStarts {
  const given = told.filter(({ audience, tally }) => audience === 'public' && tally.onTime + tally.late > 0);
  const owed = origins.reduce((sum, { origin, owed: n }) => sum + (origin === 'import' ? 0 : n), 0);
  return { given: given.map(({ incident, firstMs }) => ({ incident, afterMs: firstMs })), of: owed + given.filter((each) => !each.owed).length };
}
