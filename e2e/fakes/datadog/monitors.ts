import type { Answer } from '../send.ts';
import type { Handler, Now } from '../vendor.ts';
import { downtimeCovers, type DatadogDowntime } from './downtimes.ts';

export type MonitorState = 'Alert' | 'Warn' | 'No Data' | 'OK' | 'Ignored' | 'Skipped' | 'Unknown';

export interface DatadogMonitor {
  readonly id: number;
  readonly name: string;
  readonly query: string;
  readonly type?: string;
  readonly message?: string;
  readonly tags?: readonly string[];
  readonly priority?: number | null;
  readonly state: MonitorState;
  /** Epoch seconds; of the change into this state. */
  readonly changedAt?: number;
  /** State of each group of a multi alert, by its tags: `host:web-1,env:prod`. */
  readonly groups?: Readonly<Record<string, { readonly state: MonitorState; readonly triggeredAt?: number; readonly resolvedAt?: number; readonly noDataAt?: number }>>;
  /** Beside the usual ones. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly isDraft?: boolean;
}

/** Datadog's own words for states in filters, lower-case. */
const stateWord = (state: MonitorState): string => state.toLowerCase();
const OVERALL = '*';

function groupsOf(monitor: DatadogMonitor): NonNullable<DatadogMonitor['groups']> {
  const at = monitor.changedAt;
  const when = at === undefined ? {} : monitor.state === 'OK' ? { resolvedAt: at } : { triggeredAt: at };
  return monitor.groups ?? { [OVERALL]: { state: monitor.state, ...when } };
}

/** A monitor as v1 tells it. Its groups only where `group_states` asks for them, downtimes only where asked for. */
function whole(monitor: DatadogMonitor, ask: Readonly<Record<string, unknown>>, downtimes: readonly DatadogDowntime[], nowMs: number): unknown {
  const states = typeof ask['group_states'] === 'string' ? ask['group_states'].split(',').map((state) => state.trim().toLowerCase()) : [];
  const groups = Object.entries(groupsOf(monitor)).filter(([, { state }]) => states.includes('all') || states.includes(stateWord(state)));
  return {
    id: monitor.id,
    name: monitor.name,
    type: monitor.type ?? 'query alert',
    query: monitor.query,
    message: monitor.message ?? '',
    tags: monitor.tags ?? [],
    priority: monitor.priority ?? null,
    multi: monitor.groups !== undefined,
    overall_state: monitor.state,
    created: '2026-01-05T08:00:00.000000+00:00',
    modified: '2026-01-05T08:00:00.000000+00:00',
    deleted: null,
    restricted_roles: null,
    creator: { email: 'noc@acme.test', handle: 'noc@acme.test', name: 'NOC' },
    options: { thresholds: {}, notify_no_data: false, include_tags: true, ...monitor.options },
    ...(monitor.isDraft === true ? { draft_status: 'draft' } : {}),
    ...(states.length === 0
      ? {}
      : {
          state: {
            groups: Object.fromEntries(
              groups.map(([name, group]) => [name, { name, status: group.state, ...(group.triggeredAt === undefined ? {} : { last_triggered_ts: group.triggeredAt }), ...(group.resolvedAt === undefined ? {} : { last_resolved_ts: group.resolvedAt }), ...(group.noDataAt === undefined ? {} : { last_nodata_ts: group.noDataAt }) }]),
            ),
          },
        }),
    ...(ask['with_downtimes'] === true
      ? {
          matching_downtimes: downtimes
            .filter((downtime) => downtime.isOfV2 !== true && downtimeCovers(downtime, monitor, nowMs))
            .map(({ numericId, scope, startMs, endMs }) => ({ id: numericId, scope: [scope], start: Math.floor(startMs / 1_000), end: endMs === null ? null : Math.floor(endMs / 1_000) })),
        }
      : {}),
  };
}

const list = (value: unknown): readonly string[] => (typeof value === 'string' && value !== '' ? value.split(',').map((part) => part.trim()) : []);
const missing: Answer = { status: 404, body: { errors: ['Monitor not found'] } };

interface Paged {
  readonly items: readonly unknown[];
  readonly metadata: { readonly page: number; readonly page_count: number; readonly per_page: number; readonly total_count: number };
}

function page<T>(all: readonly T[], ask: Readonly<Record<string, unknown>>): Paged {
  const [number, size] = [Number(ask['page'] ?? 0), Number(ask['per_page'] ?? 30)];
  return { items: all.slice(number * size, (number + 1) * size), metadata: { page: number, page_count: Math.ceil(all.length / size), per_page: size, total_count: all.length } };
}

function counts(names: readonly string[]): { name: string; count: number }[] {
  return [...new Set(names)].map((name) => ({ name, count: names.filter((other) => other === name).length }));
}

/** `status:alert tag:"service:checkout" text`: the parts of the search language that are played; others throw and so become a problem. */
function matches(search: unknown, monitor: DatadogMonitor, state: MonitorState): boolean {
  const terms = typeof search === 'string' ? (search.match(/\w+:"[^"]*"|\w+:\([^)]*\)|\S+/g) ?? []) : [];
  return terms.every((term) => {
    const [, key = '', value = ''] = /^(\w+):"?\(?([^")]*)"?\)?$/.exec(term) ?? [];
    if (key === 'status' || key === 'group_status') return value.toLowerCase().split(' or ').map((part) => part.replaceAll('"', '').trim()).includes(stateWord(state));
    if (key === 'tag') return (monitor.tags ?? []).includes(value);
    if (key === 'id') return String(monitor.id) === value;
    if (key === '') return monitor.name.toLowerCase().includes(term.toLowerCase());
    throw new Error(`the fake does not play the search term ${term}`);
  });
}

/** Handlers that read monitors. */
export function monitorHandlers(monitors: Map<number, DatadogMonitor>, downtimes: Map<string, DatadogDowntime>, now: Now): Record<string, Handler> {
  const all = (): DatadogMonitor[] => [...monitors.values()].sort((a, b) => a.id - b.id);
  const muting = (): DatadogDowntime[] => [...downtimes.values()];
  return {
    'GET /api/v1/monitor': ({ query }) => {
      const tags = [...list(query['tags']), ...list(query['monitor_tags'])];
      const found = all().filter((monitor) => tags.every((tag) => (monitor.tags ?? []).includes(tag)) && (typeof query['name'] !== 'string' || monitor.name.includes(query['name'])) && monitor.id > Number(query['id_offset'] ?? -1));
      const size = Number(query['page_size'] ?? 100);
      /** Without a page all monitors come at once. */
      const part = query['page'] !== undefined ? found.slice(Number(query['page']) * size, (Number(query['page']) + 1) * size) : query['id_offset'] !== undefined ? found.slice(0, size) : found;
      return { status: 200, body: part.map((monitor) => whole(monitor, query, muting(), now())) };
    },
    'GET /api/v1/monitor/{monitor_id}': ({ path, query }) => {
      const monitor = monitors.get(Number(path['monitor_id']));
      return monitor === undefined ? missing : { status: 200, body: whole(monitor, query, muting(), now()) };
    },
    'GET /api/v1/monitor/search': ({ query }) => {
      const found = all().filter((monitor) => matches(query['query'], monitor, monitor.state));
      const { items, metadata } = page(found, query);
      const results = (items as readonly DatadogMonitor[]).map(({ id, name, query: text, tags, state, type, changedAt }) => ({
        id,
        name,
        query: text,
        tags: tags ?? [],
        status: state,
        type: type ?? 'query alert',
        classification: 'metric',
        last_triggered_ts: state === 'OK' ? null : (changedAt ?? null),
        metrics: [],
        scopes: [],
        notifications: [],
        org_id: 1_234,
        creator: { handle: 'noc@acme.test', name: 'NOC' },
      }));
      return { status: 200, body: { monitors: results, metadata, counts: { status: counts(found.map(({ state }) => state)), muted: [], tag: counts(found.flatMap(({ tags }) => tags ?? [])), type: counts(found.map(() => 'metric')) } } };
    },
    'GET /api/v1/monitor/groups/search': ({ query }) => {
      const found = all().flatMap((monitor) =>
        Object.entries(groupsOf(monitor))
          .filter(([, { state }]) => matches(query['query'], monitor, state))
          .map(([group, { state, triggeredAt }]) => ({ group, group_tags: group.split(','), monitor_id: monitor.id, monitor_name: monitor.name, status: state, last_nodata_ts: 0, last_triggered_ts: triggeredAt ?? null })),
      );
      const { items, metadata } = page(found, query);
      return { status: 200, body: { groups: items, metadata, counts: { status: counts(found.map(({ status }) => status)), type: counts(found.map(() => 'metric')) } } };
    },
  };
}
