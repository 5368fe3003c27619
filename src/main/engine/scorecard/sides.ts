import type { Alert } from '../../../shared/model/incident.ts';
import type { ServiceId } from '../../../shared/model/ids.ts';
import type { ActionStanding, ScorecardSides } from '../../../shared/model/scorecard-sides.ts';
import { durationMs, toRfc3339 } from '../../../shared/model/units.ts';
import { localAt } from '../../../shared/time/local-time.ts';
import type { ResolvedConfig } from '../../config/resolved.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import type { Follower } from '../incidents/follower.ts';
import type { Viewer } from '../incidents/view.ts';
import type { Clock } from '../ports.ts';
import { alertQuality } from './alert-quality.ts';
import { createCalendar, type Calendar } from './calendar.ts';
import { detectedBy } from './detected-by.ts';
import { drillStanding } from './drills.ts';
import { dueLooks } from './due-looks.ts';
import type { Touched } from './facts-repo.ts';
import { nightOf } from './night.ts';
import { questionOf, spanOf, type ScorecardQuery } from './question.ts';
import { countFired } from './quiet-alerts.ts';
import { alertFilterOf, createSidesBook } from './sides-book.ts';
import { createSidesFollower } from './sides-follower.ts';
import { drillsBefore, markQuietSince, quietSince } from './sides-repo.ts';
import type { SloHistory } from './slo-history.ts';
import { updatesStanding } from './updates-standing.ts';

export interface SidesDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb | null };
  readonly clock: Clock;
  readonly config: () => Pick<ResolvedConfig, 'workspace' | 'services' | 'rules' | 'people' | 'policy' | 'objectives'>;
  readonly slos: SloHistory;
  /** What rules are called that are in use. */
  readonly ruleNames: () => ReadonlyMap<string, string>;
}

export interface Sides {
  /** To be told of every incident that is saved. */
  readonly follower: Follower;
  /** To be told of every alert that fires, in the transaction that stores it. */
  readonly fired: (write: WriteDb, before: Alert | null, alert: Alert) => void;
  /** To be told, after the commit, of what has changed among the incidents that the scorecard counts. */
  readonly changed: (touched: readonly Touched[]) => void;
  /** What stands beside the times of incidents, for the eyes of a viewer. Instants are read as they stand now. */
  get(query: ScorecardQuery, viewer: Pick<Viewer, 'seesPrivate'>, actions: ActionStanding): Promise<ScorecardSides>;
  /** Once a second: keeps what the scorecard needs and others forget; once a minute where nothing waits. */
  tick(): void;
}

const EVERY_MS = 60_000;
/** While sums are made that nobody has asked for yet, others get the thread after so long. */
const STEP_MS = 8;

export function createSides({ db, clock, config, slos, ruleNames }: SidesDeps): Sides {
  const book = createSidesBook(db.read);
  let calendar: Calendar | null = null;
  let nextMs = -Infinity;

  const calendarOf = (timeZone: string): Calendar => (calendar?.timeZone === timeZone ? calendar : (calendar = createCalendar(timeZone)));
  const inSteps = async (steps: Iterable<void>): Promise<void> => {
    let since = clock.monotonicMs();
    for (const step of steps) {
      if (clock.monotonicMs() - since < STEP_MS) continue;
      await new Promise<void>((resolve) => void clock.after(durationMs(0), () => resolve(step)));
      since = clock.monotonicMs();
    }
  };

  return {
    follower: createSidesFollower({ changed: (ats) => book.changed(ats), cleared: () => book.forgetAll() }),
    fired: (write, before, alert) => {
      const at = countFired(write, before, alert);
      if (at !== null) write.afterCommit(() => book.changed([at]));
    },
    changed: (touched) => book.changed(touched.map(({ from }) => from)),
    get: async (query, viewer, actions) => {
      const { workspace, services, rules, people, policy, objectives } = config();
      const days = calendarOf(workspace.timeZone);
      const night = nightOf(policy.quietHours, days.timeZone);
      const question = questionOf(query, viewer, (tier) => services.filter((service) => service.tier === tier).map(({ id }) => id));
      const ask = () => {
        const now = clock.nowMs();
        const span = spanOf(query, days, now);
        return { now, span, ...book.ask(span, question, night, days, now) };
      };
      const first = ask();
      const { services: asked } = alertFilterOf(question);
      const isAsked = ({ service }: { readonly service: ServiceId }): boolean => asked === null || asked.includes(service);
      await inSteps(first.cells.prepare(first.pieces));
      await inSteps(slos.prepare(isAsked));
      // In one go from here on, so that nothing changes between two figures.
      const { now, span, cells, pieces } = ask();
      const { origins, owed, told, alerts } = cells.sum(pieces);
      const since = quietSince(db.read);
      return {
        from: toRfc3339(span.from),
        to: toRfc3339(span.to),
        timeZone: days.timeZone,
        slos: slos.standings(span, isAsked),
        updates: updatesStanding(told, owed, now),
        alerts: { ...alertQuality(alerts, ruleNames()), night, since: since === null ? null : toRfc3339(since) },
        detectedBy: detectedBy(origins),
        drills: drillStanding(drillsBefore(db.read, span.to, question.seesPrivate), { ...span, now, objectiveMs: objectives.failoverMs }),
        actions,
        looks: dueLooks(rules, people, new Date(localAt(now, days.timeZone)).toISOString().slice(0, 10)),
      };
    },
    tick: () => {
      const { write } = db;
      if (write === null || clock.monotonicMs() < nextMs) return;
      nextMs = clock.monotonicMs() + EVERY_MS;
      if (quietSince(db.read) === null) markQuietSince(write, clock.nowMs());
      if (slos.step()) nextMs = -Infinity;
    },
  };
}
