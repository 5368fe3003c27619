import { createHash } from 'node:crypto';
import { z } from 'zod';
import { durationMs } from '../../../../../shared/model/units.ts';
import type { VendorOperation } from '../../../sources/vendor-operation.ts';
import type { Json } from '../../outbox/channel.ts';

const of = (id: string, method: VendorOperation['method'], path: string): VendorOperation => ({ id, method, path: `/api/v2/status-pages/{status_page_id}${path}` });

/** Every call of Better Stack that is made. */
export const BETTERSTACK_OPERATIONS = [
  of('listStatusPageResources', 'GET', '/resources'),
  of('listStatusReports', 'GET', '/status-reports'),
  of('createStatusReport', 'POST', '/status-reports'),
  of('getStatusReport', 'GET', '/status-reports/{status_report_id}'),
  of('updateStatusReport', 'PATCH', '/status-reports/{status_report_id}'),
  of('listStatusUpdates', 'GET', '/status-reports/{status_report_id}/status-updates'),
  of('createStatusUpdate', 'POST', '/status-reports/{status_report_id}/status-updates'),
  of('updateStatusUpdate', 'PATCH', '/status-reports/{status_report_id}/status-updates/{status_update_id}'),
] as const;

/** No limits are published: one request a second, and an update asks three times. */
export const SPACING_MS = durationMs(3_000);
/** Not documented either; as long as for other status pages. */
export const SETTLING_MS = durationMs(30_000);
export const LIMITED_MS = durationMs(30_000);
export const PER_PAGE = 250;

const Affected = z.array(z.object({ status_page_resource_id: z.string(), status: z.string() }));
export const Update = z.object({ id: z.string(), attributes: z.object({ message: z.string().nullish(), published_at: z.string().nullish(), affected_resources: Affected.nullish() }) });
export type Update = z.infer<typeof Update>;
export const Report = z.object({
  id: z.string(),
  attributes: z.object({ title: z.string().nullish(), report_type: z.string().nullish(), starts_at: z.string().nullish(), ends_at: z.string().nullish(), aggregate_state: z.string().nullish() }),
  relationships: z.object({ status_updates: z.object({ data: z.array(z.object({ id: z.string() })).nullish() }).nullish() }).nullish(),
});
export type Report = z.infer<typeof Report>;
export const one = <S extends z.ZodType>(item: S) => z.object({ data: item });
export const many = <S extends z.ZodType>(item: S) => z.object({ data: z.array(item), pagination: z.object({ next: z.string().nullish() }).nullish() });
export const Resource = z.object({ id: z.string() });

/** `{errors}` is one sentence or anything else, `{error}` one sentence. */
const Failure = z.object({ errors: z.unknown().optional(), error: z.string().optional() });
export function wordsOf(body: unknown): string | null {
  const { data } = Failure.safeParse(body);
  const said = data?.errors ?? data?.error;
  if (said === undefined || said === null) return null;
  return typeof said === 'string' ? said : JSON.stringify(said);
}

/** One report as we left it: `seen` are the updates that were known of then, `newest` the last of ours and its words. */
const Left = z.object({ id: z.string(), title: z.string(), over: z.boolean(), seen: z.array(z.string()), newest: z.object({ id: z.string(), digest: z.string() }).nullable().default(null) });
export type Left = z.infer<typeof Left>;
const Thread = z.partialRecord(z.enum(['manual', 'maintenance']), Left);
export type Thread = { readonly [strand in 'manual' | 'maintenance']?: Left };
const Remote = z.object({ report: z.string(), update: z.string(), digest: z.string() });
export type Remote = z.infer<typeof Remote>;
export const threadIn = (thread: Json): Thread => Thread.safeParse(thread).data ?? {};
export const remoteIn = (remote: Json): Remote | null => Remote.safeParse(remote).data ?? null;

/** After words were corrected in place: what was left there is what stands there now. */
export const edited = (thread: Thread, update: string, digest: string): Thread => Object.fromEntries(Object.entries(thread).map(([strand, left]) => [strand, left.newest?.id === update ? { ...left, newest: { id: update, digest } } : left]));

/** Texts are told apart, not kept. */
export const digestOf = (text: string | null | undefined): string => createHash('sha256').update((text ?? '').replaceAll('\r\n', '\n').trim()).digest('base64url').slice(0, 22);
export const sameTime = (a: string | null | undefined, b: string | null | undefined): boolean => (a ?? null) === (b ?? null) || Date.parse(a ?? '') === Date.parse(b ?? '');
/** The newest first. */
export const byTime = (updates: readonly Update[]): Update[] => updates.toSorted((a, b) => Date.parse(b.attributes.published_at ?? '') - Date.parse(a.attributes.published_at ?? '') || Number(b.id) - Number(a.id) || 0);
