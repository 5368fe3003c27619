import type { z } from 'zod';
import { DnsFormatError, plainName } from '../../../../dns/name.ts';
import { valueData, valueText, type SetType } from '../../../../dns/record-data.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import { exchange, type Got, type Manners } from '../../../messaging/channels/exchange.ts';
import { createVendor } from '../../../messaging/channels/vendor.ts';
import type { HttpDeps, HttpRequest } from '../../../sources/http/client.ts';
import type { TlsTexts } from '../../../sources/http/agent.ts';
import { createProvider } from '../create-provider.ts';
import type { DnsProvider, LiveSet, Read, Said, SwapOrder } from '../provider.ts';
import { isProxied, sameValues } from '../rules.ts';
import { Batched, CLOUDFLARE_URL, isConflict, PAGE, RecordList, Verified, wordsOf, ZoneList, type CloudflareRecord } from './api.ts';

export interface CloudflareOptions {
  readonly zone: string;
  readonly zoneId: string;
  readonly token: string;
  readonly url?: string;
  readonly tls?: TlsTexts;
}

/** Over the limit Cloudflare takes nothing for five minutes. */
const LIMITED_MS = durationMs(300_000);
/** One means "automatic". */
const AUTOMATIC_TTL = 1;
const TTL_SECONDS = { from: 30, to: 86_400 };

/**
 * A zone at Cloudflare. It has no condition for a write: what is confirmed is looked at right before, and the records are removed by
 * their ids and not by their name, in one transaction with the new ones. Who replaced them meanwhile made new ids, and the transaction
 * fails; who edited one in place within the window is overwritten.
 */
export function createCloudflareProvider({ zoneId, token, url = CLOUDFLARE_URL, tls = {}, ...options }: CloudflareOptions, deps: HttpDeps): DnsProvider {
  const zone = plainName(options.zone);
  const vendor = createVendor({ url, auth: { kind: 'bearer', token }, headers: {}, tls }, deps);
  const manners: Manners = {
    vendor,
    clock: deps.clock,
    words: wordsOf,
    unauthorised: 'Cloudflare does not take the token',
    forbidden: 'the token may not do this: it needs Zone → DNS → Edit for this zone',
    limitedMs: LIMITED_MS,
  };
  const ask = <S extends z.ZodType>(request: HttpRequest, schema: S, abort: AbortSignal): Promise<Got<z.infer<S>>> => exchange(manners, request, schema, abort);
  const records = `/zones/${encodeURIComponent(zoneId)}/dns_records`;

  const read = async (given: string, type: SetType, abort: AbortSignal): Promise<Read> => {
    const name = plainName(given);
    const got = await ask({ method: 'GET', path: records, query: { 'name.exact': name, per_page: PAGE } }, RecordList, abort);
    if (!got.ok) return { ok: false, reason: got.wrong.reason };
    if ((got.value.result_info?.total_pages ?? 1) > 1) return { ok: false, reason: `${name} has more than ${PAGE} records` };
    return liveSet(got.value.result.filter((record) => plainName(record.name) === name), name, type, deps);
  };

  return createProvider({
    kind: 'cloudflare',
    zone,
    guard: 'guarded',
    spread: null,
    read,
    describe: (order) => [
      { to: `GET ${url}${records}?name.exact=${order.wanted.name}&per_page=${PAGE}`, lines: ['Authorization: Bearer •••', `only goes on if these are the records: ${order.confirmed.ids.join(', ') || 'none'}`] },
      { to: `POST ${url}${records}/batch`, lines: ['Authorization: Bearer •••', ...JSON.stringify(batchOf(order), null, 2).split('\n')] },
    ],
    send: async (order, _attempt, abort): Promise<Said> => {
      const ttl = order.wanted.ttlSeconds;
      if (!isProxied(order) && ttl !== AUTOMATIC_TTL && (ttl < TTL_SECONDS.from || ttl > TTL_SECONDS.to))
        return { kind: 'no', reason: `expected a TTL of ${TTL_SECONDS.from} to ${TTL_SECONDS.to} seconds, or 1 for automatic, found ${ttl}`, again: false };
      const askedMs = deps.clock.monotonicMs();
      const before = await read(order.wanted.name, order.wanted.type, abort);
      if (!before.ok) return { kind: 'notReached', reason: `the records could not be read before the change: ${before.reason}` };
      if (!isConfirmed(before.live, order.confirmed)) return { kind: 'conflict', reason: 'the records are not the confirmed ones any more' };
      const got = await ask({ method: 'POST', path: `${records}/batch`, body: batchOf(order) }, Batched, abort);
      if (got.ok) return { kind: 'yes', raceWindowMs: durationMs(deps.clock.monotonicMs() - askedMs) };
      const { wrong } = got;
      if (wrong.kind !== 'refused') return wrong;
      return isConflict(wrong.reason) ? { kind: 'conflict', reason: wrong.reason } : { kind: 'no', reason: wrong.reason, again: wrong.again, retryAfterMs: wrong.retryAfterMs ?? null };
    },
    prove: async (name, type, abort) => {
      const verified = await ask({ method: 'GET', path: '/user/tokens/verify' }, Verified, abort);
      const certain = (got: Extract<Got<unknown>, { ok: false }>): boolean => got.wrong.kind === 'refused' && !got.wrong.again;
      if (!verified.ok) return { ok: false, certain: certain(verified), says: verified.wrong.reason, tooBroad: null };
      if (verified.value.result.status !== 'active') return { ok: false, certain: true, says: `the token is ${vendor.clean(verified.value.result.status)}`, tooBroad: null };
      const found = await read(name, type, abort);
      if (!found.ok) return { ok: false, certain: false, says: found.reason, tooBroad: null };
      // A token for records alone may not list zones at all: then it is not too broad for all that can be seen.
      const zones = await ask({ method: 'GET', path: '/zones', query: { per_page: 5 } }, ZoneList, abort);
      const count = zones.ok ? (zones.value.result_info?.total_count ?? zones.value.result.length) : 1;
      return { ok: true, certain: true, says: `The token is active and reads ${zone}. Whether it may write is seen only when it does.`, tooBroad: count > 1 ? `the token sees ${count} zones; one for ${zone} alone is enough` : null };
    },
    close: () => vendor.close(),
  });
}

function liveSet(found: readonly CloudflareRecord[], name: string, type: SetType, { clock }: HttpDeps): Read {
  const alias = found.find((record) => record.type === 'CNAME');
  if (alias !== undefined && type !== 'CNAME') return { ok: false, reason: `${name} is an alias of ${alias.content ?? '?'}: change its CNAME instead` };
  try {
    const own = found.filter((record) => record.type === type).map((record) => ({ ...record, value: valueText(type, valueData(type, record.content ?? '')) })).sort((a, b) => (a.value < b.value ? -1 : 1));
    const [first] = own;
    const { comment, tags, settings, private_routing: routing } = first ?? {};
    const kept = { ...(comment == null || comment === '' ? {} : { comment }), ...(tags === undefined || tags.length === 0 ? {} : { tags }), ...(settings === undefined || Object.keys(settings).length === 0 ? {} : { settings }), ...(routing === undefined ? {} : { private_routing: routing }) };
    return { ok: true, live: { name, type, ttlSeconds: first?.ttl ?? 0, values: own.map(({ value }) => value), ids: own.map(({ id }) => id), proxied: own.some(({ proxied }) => proxied === true), kept, readAt: clock.nowMs() } };
  } catch (error) {
    if (error instanceof DnsFormatError) return { ok: false, reason: 'the records at Cloudflare cannot be read' };
    throw error;
  }
}

const isConfirmed = (live: LiveSet, confirmed: LiveSet): boolean => sameValues(live, confirmed) && live.ids.join() === confirmed.ids.join() && live.proxied === confirmed.proxied;

/** What is removed is named by its ids; what comes keeps what the old records had beside their values. */
function batchOf(order: SwapOrder): { readonly deletes: readonly { readonly id: string }[]; readonly posts: readonly object[] } {
  const { confirmed, wanted } = order;
  const { name, type } = wanted;
  const mayBeProxied = type !== 'TXT';
  const content = (value: string): string => (type === 'CNAME' ? value.replace(/\.$/, '') : value);
  const ttl = isProxied(order) ? AUTOMATIC_TTL : wanted.ttlSeconds;
  return { deletes: confirmed.ids.map((id) => ({ id })), posts: wanted.values.map((value) => ({ name, type, content: content(value), ttl, ...(mayBeProxied ? { proxied: isProxied(order) } : {}), ...confirmed.kept })) };
}
