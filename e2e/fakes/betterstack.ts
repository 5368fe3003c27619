import { readContract } from './contracts.ts';
import { Lagged } from './lagged.ts';
import { readOperations, type Operation } from './openapi.ts';
import type { Json } from './schema.ts';
import type { Answer } from './send.ts';
import { startVendor, type Call, type FakeVendor, type Handler, type Now } from './vendor.ts';

export const BETTERSTACK_TOKEN = 'bsT0ken4Ac8wQzX2mN7pLrYv';
export const BETTERSTACK_PAGE = '123456';

interface Affected {
  readonly status_page_resource_id: string;
  readonly status: string;
}
interface BetterStackUpdate {
  readonly id: string;
  readonly message: string;
  readonly published_at: string;
  readonly notify_subscribers: boolean;
  readonly affected_resources: readonly Affected[];
}
interface BetterStackReport {
  readonly id: string;
  readonly title: string;
  readonly report_type: string;
  readonly starts_at: string;
  readonly ends_at: string | null;
  /** The oldest first. */
  readonly updates: readonly BetterStackUpdate[];
}

export interface FakeBetterStack extends FakeVendor {
  readonly reports: Lagged<BetterStackReport>;
  /** Ids of the parts of the page. */
  readonly resources: Set<string>;
  token: string;
  /** How many entries a page of a list has at most, whatever is asked for. */
  pageSize: number;
  errorsAs: 'errors' | 'error';
  /** Somebody at the page's own screen. */
  byHand(id: string, change: { readonly title?: string; readonly post?: string; readonly resolve?: boolean; readonly edit?: string; readonly remove?: boolean }): void;
}

let operations: readonly Operation[] | undefined;
export function betterStackOperations(): readonly Operation[] {
  operations ??= readOperations('betterstack', readContract('betterstack/status-reports.transcribed.openapi.json'));
  return operations;
}

/** Starts a status page with two parts and no reports. */
export async function startBetterStack({ now = Date.now }: { readonly now?: Now } = {}): Promise<FakeBetterStack> {
  const reports = new Lagged<BetterStackReport>(now);
  const resources = new Set(['77', '78']);
  let count = 100;
  const time = (): string => new Date(now()).toISOString();
  const next = (): string => String((count += 1));
  const state: Pick<FakeBetterStack, 'token' | 'pageSize' | 'errorsAs'> = { token: BETTERSTACK_TOKEN, pageSize: 250, errorsAs: 'errors' };
  const error = (status: number, message: string): Answer => ({ status, body: { [fake.errorsAs]: message } });

  const stateOf = ({ updates }: BetterStackReport): string => {
    const statuses = (updates.at(-1)?.affected_resources ?? []).map(({ status }) => status);
    return ['downtime', 'degraded', 'maintenance'].find((each) => statuses.includes(each)) ?? 'operational';
  };
  const shownUpdate = (report: string, { id, ...attributes }: BetterStackUpdate): Json => ({ id, type: 'status_update', attributes: { ...attributes, published_at_timezone: 'UTC', status_report_id: Number(report) } });
  const shown = (report: BetterStackReport): Json => {
    const { id, title, report_type, starts_at, ends_at, updates } = report;
    return { id, type: 'status_report', attributes: { title, report_type, starts_at, ends_at, status_page_id: Number(BETTERSTACK_PAGE), affected_resources: updates.at(-1)?.affected_resources ?? [], aggregate_state: stateOf(report) }, relationships: { status_updates: { data: updates.map((each) => ({ id: each.id, type: 'status_update' })) } } };
  };
  const list = (all: readonly Json[], { query, request }: Call): Answer => {
    const page = (query['page'] as number | undefined) ?? 1;
    const size = Math.min(fake.pageSize, (query['per_page'] as number | undefined) ?? 50);
    const to = (n: number): string => `${fake.url}${request.target.split('?')[0] ?? ''}?page=${String(n)}`;
    const last = Math.max(1, Math.ceil(all.length / size));
    return { status: 200, body: { data: all.slice((page - 1) * size, page * size), pagination: { first: to(1), last: to(last), prev: page > 1 ? to(page - 1) : null, next: page < last ? to(page + 1) : null } } };
  };
  const unknownPart = (given: Json): Answer | null => {
    const part = ((given['affected_resources'] as readonly Affected[] | undefined) ?? []).find(({ status_page_resource_id: id }) => !resources.has(id));
    return part === undefined ? null : error(422, `Status page resource ${part.status_page_resource_id} not found`);
  };
  const onPage = (handler: Handler): Handler => (call) => (call.path['status_page_id'] === BETTERSTACK_PAGE ? handler(call) : error(404, 'Status page not found'));
  const withReport = (read: boolean, handler: (report: BetterStackReport, call: Call) => Answer): Handler =>
    onPage((call) => {
      const id = call.path['status_report_id'] ?? '';
      const report = read ? reports.seen(id) : reports.get(id);
      return report === undefined ? error(404, 'Status report not found') : (unknownPart((call.body as Json | undefined) ?? {}) ?? handler(report, call));
    });
  /** `usual` is what the vendor takes where it is not told whether subscribers get mail. */
  const updateOf = (given: Json, usual: boolean): BetterStackUpdate => ({ id: next(), message: (given['message'] as string | undefined) ?? '', published_at: (given['published_at'] as string | undefined) ?? time(), notify_subscribers: (given['notify_subscribers'] as boolean | undefined) ?? usual, affected_resources: given['affected_resources'] as readonly Affected[] });

  const at = '/api/v2/status-pages/{status_page_id}';
  const handlers: Record<string, Handler> = {
    [`GET ${at}/resources`]: onPage((call) => list([...resources].map((id) => ({ id, type: 'status_page_resource', attributes: { public_name: `Part ${id}`, status: 'operational' } })), call)),
    [`GET ${at}/status-reports`]: onPage((call) => list(reports.allSeen().toReversed().map(shown), call)),
    [`POST ${at}/status-reports`]: onPage(({ body }) => {
      const given = body as Json;
      const type = (given['report_type'] as string | undefined) ?? 'manual';
      if ((given['affected_resources'] as readonly Affected[]).some(({ status }) => (status === 'maintenance') !== (type === 'maintenance'))) return error(422, 'Status does not go with the report type');
      if (type === 'maintenance' && given['ends_at'] === undefined) return error(422, 'Ends at is needed');
      const refused = unknownPart(given);
      if (refused !== null) return refused;
      const report: BetterStackReport = { id: next(), title: given['title'] as string, report_type: type, starts_at: (given['starts_at'] as string | undefined) ?? time(), ends_at: (given['ends_at'] as string | undefined) ?? null, updates: [updateOf(given, true)] };
      reports.put(report.id, report);
      return { status: 201, body: { data: shown(report) } };
    }),
    [`GET ${at}/status-reports/{status_report_id}`]: withReport(true, (report) => ({ status: 200, body: { data: shown(report) } })),
    [`PATCH ${at}/status-reports/{status_report_id}`]: withReport(false, (report, { body }) => {
      const changed = { ...report, ...(body as Partial<BetterStackReport>) };
      reports.put(report.id, changed);
      return { status: 200, body: { data: shown(changed) } };
    }),
    [`GET ${at}/status-reports/{status_report_id}/status-updates`]: withReport(true, (report, call) => list(report.updates.map((each) => shownUpdate(report.id, each)), call)),
    [`POST ${at}/status-reports/{status_report_id}/status-updates`]: withReport(false, (report, { body }) => {
      const update = updateOf(body as Json, false);
      reports.put(report.id, { ...report, updates: [...report.updates, update] });
      return { status: 201, body: { data: shownUpdate(report.id, update) } };
    }),
    [`PATCH ${at}/status-reports/{status_report_id}/status-updates/{status_update_id}`]: withReport(false, (report, { path, body }) => {
      const found = report.updates.find(({ id }) => id === path['status_update_id']);
      if (found === undefined) return error(404, 'Status update not found');
      const changed = { ...found, ...(body as Partial<BetterStackUpdate>) };
      reports.put(report.id, { ...report, updates: report.updates.map((each) => (each === found ? changed : each)) });
      return { status: 200, body: { data: shownUpdate(report.id, changed) } };
    }),
  };

  const fake: FakeBetterStack = Object.assign(
    await startVendor({
      operations: betterStackOperations(),
      handlers,
      authorise: ({ request }) => (request.headers['authorization'] === `Bearer ${fake.token}` ? null : error(401, 'Invalid token')),
      error: (status, message) => error(status, message),
      unauthorized: () => error(401, 'Invalid token'),
      forbidden: () => error(403, 'This token belongs to another team'),
      limited: (_, resetSeconds) => ({ status: 429, ...(resetSeconds === undefined ? {} : { headers: { 'Retry-After': String(resetSeconds) } }) }),
    }, now),
    {
      ...state, reports, resources,
      byHand: (id: string, { title, post, resolve = false, edit, remove = false }: Parameters<FakeBetterStack['byHand']>[1]) => {
        const report = reports.get(id);
        if (report === undefined) throw new Error(`no report ${id}`);
        if (remove) return reports.put(id, undefined);
        const updates = report.updates.map((each, index) => (index < report.updates.length - 1 ? each : { ...each, message: edit ?? each.message, affected_resources: resolve ? each.affected_resources.map((part) => ({ ...part, status: 'resolved' })) : each.affected_resources }));
        reports.put(id, { ...report, title: title ?? report.title, updates: post === undefined ? updates : [...updates, { id: next(), message: post, published_at: time(), notify_subscribers: true, affected_resources: report.updates.at(-1)?.affected_resources ?? [] }] });
      },
    },
  );
  return fake;
}
