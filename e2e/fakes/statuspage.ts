import { readContract } from './contracts.ts';
import { Lagged } from './lagged.ts';
import { readOperations, type Operation } from './openapi.ts';
import { isJson, type Json } from './schema.ts';
import type { Answer } from './send.ts';
import { startVendor, type Call, type FakeVendor, type Handler, type Now } from './vendor.ts';

export const STATUSPAGE_KEY = '5f0e1d2c-3b4a-4596-8778-695a4b3c2d1e';
export const STATUSPAGE_PAGE = 'kctbh9vrtdwd';

export interface StatuspageUpdate {
  readonly id: string;
  readonly incident_id: string;
  readonly body: string;
  readonly status: string;
  readonly deliver_notifications: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}
export interface StatuspageIncident {
  readonly id: string;
  readonly page_id: string;
  readonly name: string;
  readonly status: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly shortlink: string;
  readonly metadata: Json;
  /** The newest first. */
  readonly incident_updates: readonly StatuspageUpdate[];
  readonly components: readonly { readonly id: string; readonly name: string; readonly status: string }[];
  readonly scheduled_for?: string;
  readonly scheduled_until?: string;
}

export interface StatuspagePostmortem {
  readonly body_draft: string;
  readonly body_draft_updated_at: string;
  readonly body?: string;
  readonly body_updated_at?: string;
  readonly published_at?: string;
  readonly notify_subscribers?: boolean;
  readonly notify_twitter?: boolean;
}

export interface FakeStatuspage extends FakeVendor {
  readonly incidents: Lagged<StatuspageIncident>;
  /** By the id of the incident. */
  readonly postmortems: Map<string, StatuspagePostmortem>;
  /** Id → name and status. */
  readonly components: Map<string, { name: string; status: string }>;
  key: string;
  /** Status of the answer to too many requests; both are known. */
  limitedStatus: 420 | 429;
  /** What it says where something is wrong, as the description has it or as it is known to answer. */
  errorsAs: 'message' | 'error' | 'errors';
  /** Drops what is attached to incidents, as an older page might. */
  forgetsMetadata: boolean;
  /** Somebody at the page's own screen. */
  byHand(id: string, change: { readonly status?: string; readonly name?: string; readonly body?: string; readonly edit?: string; readonly remove?: boolean }): void;
}

const STATUSES = { type: 'string', enum: ['operational', 'under_maintenance', 'degraded_performance', 'partial_outage', 'major_outage', ''] };

/** The description gives an example id as if it were the only component there can be. */
function anyComponent(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(anyComponent);
  if (!isJson(node)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      const isMap = key === 'components' && isJson(value) && value['type'] === 'object' && String(value['description']).startsWith('Map of status');
      return [key, isMap ? { type: 'object', additionalProperties: STATUSES } : anyComponent(value)];
    }),
  );
}

let operations: readonly Operation[] | undefined;
export function statuspageOperations(): readonly Operation[] {
  if (operations !== undefined) return operations;
  const described = readOperations('statuspage', anyComponent(readContract('statuspage/openapi.json')) as Json, '/v1');
  /* Some operations name no failure, and fail like the others. */
  const failure = described.find(({ id }) => id === 'getPagesPageId')?.answers.get('404') ?? null;
  operations = described.map((each) => ({ ...each, answers: new Map([...each.answers, ['default', failure]]) }));
  return operations;
}

const REALTIME = new Set(['investigating', 'identified', 'monitoring', 'resolved']);
const OVER = new Set(['resolved', 'completed', 'postmortem']);

/** Starts a page with two components and no incidents. */
export async function startStatuspage({ now = Date.now }: { readonly now?: Now } = {}): Promise<FakeStatuspage> {
  const incidents = new Lagged<StatuspageIncident>(now);
  const components = new Map([['8kbf7d35c070', { name: 'Checkout', status: 'operational' }], ['vtnh60py4yd7', { name: 'Search', status: 'operational' }]]);
  const postmortems = new Map<string, StatuspagePostmortem>();
  let count = 0;
  const time = (): string => new Date(now()).toISOString();
  const next = (kind: string): string => `${kind}${String((count += 1)).padStart(8, '0')}`;

  const error = (status: number, message: string): Answer => ({ status, body: fake.errorsAs === 'message' ? { message } : { error: fake.errorsAs === 'error' ? message : [message, 'See the documentation.'] } });
  const update = (incident: string, body: string, status: string, notify: boolean): StatuspageUpdate => ({ id: next('upd'), incident_id: incident, body, status, deliver_notifications: notify, created_at: time(), updated_at: time() });

  /** What the page refuses beyond its description. */
  const wrong = (given: Json, planned: boolean): Answer | null => {
    const unknown = [...((given['component_ids'] as string[] | undefined) ?? []), ...Object.keys((given['components'] as Json | undefined) ?? {})].find((id) => !components.has(id));
    if (unknown !== undefined) return error(422, `Component ${unknown} does not exist`);
    const status = given['status'] as string | undefined;
    if (status !== undefined && REALTIME.has(status) === planned) return error(422, `Status ${status} is not one of this kind of incident`);
    if (Object.values((given['metadata'] as Json | undefined) ?? {}).some((value) => !isJson(value))) return error(422, 'All top-level values of metadata must be objects');
    return null;
  };
  const setComponents = (given: Json): void => {
    for (const [id, status] of Object.entries((given['components'] as Record<string, string> | undefined) ?? {})) components.set(id, { name: components.get(id)?.name ?? id, status });
  };
  const attached = (before: Json, given: Json): Json => (fake.forgetsMetadata ? {} : ((given['metadata'] as Json | undefined) ?? before));
  const shown = (incident: StatuspageIncident): StatuspageIncident => ({ ...incident, components: incident.components.map(({ id, name }) => ({ id, name, status: components.get(id)?.status ?? 'operational' })) });
  const list = (matches: (incident: StatuspageIncident) => boolean, { query }: Call, size: number): Answer => {
    const page = (query['page'] as number | undefined) ?? 1;
    return { status: 200, body: incidents.allSeen().filter(matches).toReversed().slice((page - 1) * size, page * size).map(shown) };
  };
  const noPage = ({ path }: Call): Answer | null => (path['page_id'] === STATUSPAGE_PAGE ? null : error(404, 'Page not found'));
  const onPage = (handler: Handler): Handler => (call) => noPage(call) ?? handler(call);
  const withIncident = (read: boolean, handler: (incident: StatuspageIncident, call: Call) => Answer): Handler =>
    onPage((call) => {
      const id = call.path['incident_id'] ?? '';
      const incident = read ? incidents.seen(id) : incidents.get(id);
      return incident === undefined ? error(404, 'Incident not found') : handler(incident, call);
    });
  const at = '/v1/pages/{page_id}';

  const handlers: Record<string, Handler> = {
    [`GET ${at}`]: onPage(() => ({ status: 200, body: { id: STATUSPAGE_PAGE, name: 'Acme status', url: 'https://status.acme.test' } })),
    [`GET ${at}/components`]: onPage(() => ({ status: 200, body: [...components].map(([id, part]) => ({ id, page_id: STATUSPAGE_PAGE, ...part })) })),
    [`POST ${at}/incidents`]: onPage(({ body }) => {
      const given = (body as { incident: Json }).incident;
      const planned = given['scheduled_for'] !== undefined;
      const refused = wrong(given, planned);
      if (refused !== null) return refused;
      const id = next('inc');
      const status = (given['status'] as string | undefined) ?? (planned ? 'scheduled' : 'investigating');
      const { scheduled_for: from, scheduled_until: until } = given as { scheduled_for?: string; scheduled_until?: string };
      setComponents(given);
      const incident: StatuspageIncident = {
        id, page_id: STATUSPAGE_PAGE, name: String(given['name']), status, created_at: time(), updated_at: time(), shortlink: `https://stspg.test/${id}`, metadata: attached({}, given),
        incident_updates: [update(id, (given['body'] as string | undefined) ?? '', status, given['deliver_notifications'] !== false)],
        components: ((given['component_ids'] as string[] | undefined) ?? []).map((each) => ({ id: each, name: components.get(each)?.name ?? '', status: '' })),
        ...(from === undefined ? {} : { scheduled_for: from }), ...(until === undefined ? {} : { scheduled_until: until }),
      };
      incidents.put(id, incident);
      return { status: 201, body: shown(incident) };
    }),
    [`GET ${at}/incidents`]: onPage((call) => list(() => true, call, Math.min(100, (call.query['limit'] as number | undefined) ?? 100))),
    [`GET ${at}/incidents/unresolved`]: onPage((call) => list(({ status }) => REALTIME.has(status) && !OVER.has(status), call, (call.query['per_page'] as number | undefined) ?? 100)),
    [`GET ${at}/incidents/scheduled`]: onPage((call) => list(({ status }) => !REALTIME.has(status) && !OVER.has(status), call, (call.query['per_page'] as number | undefined) ?? 100)),
    [`GET ${at}/incidents/{incident_id}`]: withIncident(true, (incident) => ({ status: 200, body: shown(incident) })),
    [`PATCH ${at}/incidents/{incident_id}`]: withIncident(false, (incident, { body }) => {
      const given = (body as { incident: Json }).incident;
      const refused = wrong(given, !REALTIME.has(incident.status));
      if (refused !== null) return refused;
      const status = (given['status'] as string | undefined) ?? incident.status;
      setComponents(given);
      const changed: StatuspageIncident = {
        ...incident, status, name: (given['name'] as string | undefined) ?? incident.name, updated_at: time(), metadata: attached(incident.metadata, given),
        incident_updates: given['body'] === undefined ? incident.incident_updates : [update(incident.id, given['body'] as string, status, given['deliver_notifications'] !== false), ...incident.incident_updates],
      };
      incidents.put(incident.id, changed);
      return { status: 200, body: shown(changed) };
    }),
    [`PATCH ${at}/incidents/{incident_id}/incident_updates/{incident_update_id}`]: withIncident(false, (incident, { path, body }) => {
      const found = incident.incident_updates.find(({ id }) => id === path['incident_update_id']);
      if (found === undefined) return error(404, 'Incident update not found');
      const changed = { ...found, ...(body as { incident_update: Partial<StatuspageUpdate> }).incident_update, updated_at: time() };
      incidents.put(incident.id, { ...incident, incident_updates: incident.incident_updates.map((each) => (each === found ? changed : each)) });
      return { status: 200, body: changed };
    }),
    [`GET ${at}/incidents/{incident_id}/postmortem`]: withIncident(true, ({ id }) => {
      const found = postmortems.get(id);
      return found === undefined ? error(404, 'Postmortem not found') : { status: 200, body: found };
    }),
    [`PUT ${at}/incidents/{incident_id}/postmortem`]: withIncident(false, (incident, { body }) => {
      if (!OVER.has(incident.status)) return error(400, 'Incident must be resolved before it has a postmortem');
      const drafted = { ...postmortems.get(incident.id), body_draft: (body as { postmortem: { body_draft: string } }).postmortem.body_draft, body_draft_updated_at: time() };
      postmortems.set(incident.id, drafted);
      return { status: 200, body: drafted };
    }),
    [`PUT ${at}/incidents/{incident_id}/postmortem/publish`]: withIncident(false, (incident, { body }) => {
      const draft = postmortems.get(incident.id);
      if (draft === undefined) return error(404, 'Postmortem not found');
      if (!OVER.has(incident.status)) return error(400, 'Incident must be resolved before its postmortem is published');
      const published = { ...draft, ...(body as { postmortem?: Partial<StatuspagePostmortem> }).postmortem, body: draft.body_draft, body_updated_at: time(), published_at: time() };
      postmortems.set(incident.id, published);
      return { status: 200, body: published };
    }),
  };

  const state: Pick<FakeStatuspage, 'key' | 'limitedStatus' | 'errorsAs' | 'forgetsMetadata'> = { key: STATUSPAGE_KEY, limitedStatus: 420, errorsAs: 'message', forgetsMetadata: false };
  const fake: FakeStatuspage = Object.assign(
    await startVendor({
      operations: statuspageOperations(),
      handlers,
      inspect: ({ request }) => (/^OAuth \S+$/.test(String(request.headers['authorization'])) ? null : { status: 401, reason: 'Authorization must be OAuth and the key' }),
      authorise: ({ request }) => (request.headers['authorization'] === `OAuth ${fake.key}` ? null : error(401, 'Could not authenticate')),
      error: (status, message) => error(status, message),
      unauthorized: () => error(401, 'Could not authenticate'),
      forbidden: () => error(403, 'You are not authorized to perform this action'),
      limited: () => error(fake.limitedStatus, 'Rate limit exceeded'),
    }, now),
    {
      ...state, incidents, postmortems, components,
      byHand: (id: string, { status, name, body, edit, remove = false }: Parameters<FakeStatuspage['byHand']>[1]) => {
        const incident = incidents.get(id);
        if (incident === undefined) throw new Error(`no incident ${id}`);
        if (remove) return incidents.put(id, undefined);
        const becomes = status ?? incident.status;
        const updates = incident.incident_updates.map((each, index) => (index === 0 && edit !== undefined ? { ...each, body: edit } : each));
        incidents.put(id, { ...incident, status: becomes, name: name ?? incident.name, incident_updates: body === undefined ? updates : [update(id, body, becomes, true), ...updates] });
      },
    },
  );
  return fake;
}
