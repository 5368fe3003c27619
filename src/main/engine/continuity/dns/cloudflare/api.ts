import { z } from 'zod';
import type { VendorOperation } from '../../../sources/vendor-operation.ts';

/** What is called of Cloudflare, and no more. */
export const CLOUDFLARE_OPERATIONS = {
  list: { id: 'dns-records-for-a-zone-list-dns-records', method: 'GET', path: '/client/v4/zones/{zone_id}/dns_records' },
  batch: { id: 'dns-records-for-a-zone-batch-dns-records', method: 'POST', path: '/client/v4/zones/{zone_id}/dns_records/batch' },
  verify: { id: 'user-api-tokens-verify-token', method: 'GET', path: '/client/v4/user/tokens/verify' },
  zones: { id: 'zones-get', method: 'GET', path: '/client/v4/zones' },
} as const satisfies Readonly<Record<string, VendorOperation>>;

export const CLOUDFLARE_URL = 'https://api.cloudflare.com/client/v4';
/** The most that one page holds; a set has never so many records. */
export const PAGE = 100;

const CloudflareRecord = z.object({
  id: z.string().min(1),
  name: z.string(),
  type: z.string(),
  content: z.string().optional(),
  ttl: z.number(),
  proxied: z.boolean().optional(),
  comment: z.string().nullish(),
  tags: z.array(z.string()).optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
  private_routing: z.boolean().optional(),
});
export type CloudflareRecord = z.infer<typeof CloudflareRecord>;

const enveloped = <S extends z.ZodType>(result: S) => z.object({ success: z.literal(true), result, result_info: z.object({ total_pages: z.number().optional(), total_count: z.number().optional() }).optional() });
export const RecordList = enveloped(z.array(CloudflareRecord));
export const Batched = enveloped(z.object({ posts: z.array(CloudflareRecord).nullish() }));
export const Verified = enveloped(z.object({ status: z.string() }));
export const ZoneList = enveloped(z.array(z.object({ id: z.string(), name: z.string() })));

const Failure = z.object({ errors: z.array(z.object({ code: z.number(), message: z.string() })) });

/** Cloudflare's own words, each with its number. */
export function wordsOf(body: unknown): string | null {
  const read = Failure.safeParse(body);
  return read.success && read.data.errors.length > 0 ? read.data.errors.map(({ code, message }) => `${message} [${code}]`).join('; ') : null;
}

/** The record is gone (81044), or there is one like it already (81053, 81057, 81058): somebody else was here. */
export const isConflict = (reason: string): boolean => /\[(?:81044|81053|81057|81058)\]/.test(reason);
