import { z } from 'zod';
import type { AlertMute } from '../../../../shared/model/incident.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import type { ReceivedAlert } from '../../alerts/received.ts';
import { readMonitor, splitTags, WHOLE, type MonitorDefaults, type MonitorWord } from '../../hooks/datadog-monitor.ts';
import type { HookContext } from '../../hooks/kinds.ts';
import { coversGroup, longest, type Downtime } from './downtime.ts';

/** Instants that a Date can hold, told in seconds; 0 is never. */
const Seconds = z.number().min(0).max(8.64e12).nullish().transform((at) => (at === null || at === undefined || at === 0 ? null : epochMs(at * 1_000)));
const Group = z.object({ name: z.string().max(4_000).nullish(), status: z.string().max(60), last_triggered_ts: Seconds, last_nodata_ts: Seconds });
const Matching = z.object({ id: z.number(), scope: z.array(z.string().max(1_000)).nullish(), start: Seconds, end: Seconds });

/** A monitor as `GET /api/v1/monitor` gives it, with the groups that are not well. */
export const Monitor = z.object({
  id: z.int().min(0),
  name: z.string().max(2_000).nullish(),
  query: z.string().nullish(),
  tags: z.array(z.string().max(1_000)).nullish(),
  priority: z.number().nullish(),
  multi: z.boolean().nullish(),
  overall_state: z.string().max(60).nullish(),
  draft_status: z.string().max(60).nullish(),
  options: z.object({ notify_no_data: z.boolean().nullish(), on_missing_data: z.string().max(60).nullish() }).nullish(),
  state: z.object({ groups: z.record(z.string().max(4_000), Group).nullish() }).nullish(),
  matching_downtimes: z.array(Matching).nullish(),
});
export type Monitor = z.infer<typeof Monitor>;

export interface MonitorContext {
  readonly services: HookContext['services'];
  readonly defaults: MonitorDefaults;
  /** Where Datadog's pages are; null where that is not known. */
  readonly app: string | null;
}

const STATES: Readonly<Record<string, MonitorWord['state']>> = { Alert: 'alert', Warn: 'warn', 'No Data': 'noData' };

interface Standing {
  readonly group: string;
  readonly state: MonitorWord['state'];
  readonly at: EpochMs | null;
}

/** What of a monitor is not well: each group, or the whole of one that names none. */
function standings({ state, overall_state }: Monitor): readonly Standing[] {
  const groups = Object.entries(state?.groups ?? {}).flatMap(([group, { status, last_triggered_ts, last_nodata_ts }]): Standing[] => {
    const word = STATES[status];
    return word === undefined ? [] : [{ group, state: word, at: word === 'noData' ? (last_nodata_ts ?? last_triggered_ts) : last_triggered_ts }];
  });
  const overall = STATES[overall_state ?? ''];
  return groups.length > 0 || overall === undefined ? groups : [{ group: WHOLE, state: overall, at: null }];
}

/** Why Datadog tells nobody of it, or null. */
function mutedOf(monitor: Monitor, { group, state }: Standing, downtimes: readonly Downtime[]): AlertMute | null {
  const isOneOfMany = monitor.multi ?? group !== WHOLE;
  const covering = longest(downtimes.filter((downtime) => coversGroup(downtime, { isOneOfMany, tags: group === WHOLE ? [] : splitTags(group), query: monitor.query ?? '' })));
  if (covering !== null) return { by: 'downtime', ids: [covering.id], until: covering.endsAt === null ? null : toRfc3339(covering.endsAt) };
  const { notify_no_data: notifies, on_missing_data: missing } = monitor.options ?? {};
  const isTold = monitor.draft_status !== 'draft' && (state !== 'noData' || missing === 'show_and_notify_no_data' || ((missing === null || missing === undefined) && notifies === true));
  return isTold ? null : { by: 'notNotified', ids: [] };
}

const own = ({ matching_downtimes: matching }: Monitor): readonly Downtime[] =>
  (matching ?? []).map(({ id, scope, start, end }) => ({ id: String(id), scope: scope === null || scope === undefined || scope.length === 0 ? '*' : scope.join(' AND '), startsAt: start ?? epochMs(0), endsAt: end }));

const pageOf = (app: string | null, id: number, group: string): string | null => (app === null ? null : `${app}/monitors/${String(id)}${group === WHOLE ? '' : `?group=${encodeURIComponent(group)}`}`);

/** Each group of a monitor that is not well, as the alert that its webhook sends. `downtimes` are those of this monitor that Datadog tells elsewhere. */
export function alertsOf(monitor: Monitor, downtimes: readonly Downtime[], { services, defaults, app }: MonitorContext): readonly ReceivedAlert[] {
  return standings(monitor).map((standing) =>
    readMonitor(
      {
        monitor: String(monitor.id),
        scope: standing.group,
        state: standing.state,
        title: monitor.name ?? null,
        priority: monitor.priority === null || monitor.priority === undefined ? null : String(monitor.priority),
        tags: monitor.tags ?? [],
        annotations: monitor.query ? { query: monitor.query } : {},
        at: standing.at,
        url: pageOf(app, monitor.id, standing.group),
        muted: mutedOf(monitor, standing, [...own(monitor), ...downtimes]),
      },
      services,
      defaults,
    ),
  );
}
