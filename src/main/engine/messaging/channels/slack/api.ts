import { z } from 'zod';
import type { ChannelConfigOf } from '../../../../../shared/model/channels/index.ts';
import type { Clock } from '../../../ports.ts';
import type { HttpAnswer } from '../../../sources/http/client.ts';
import type { VendorOperation } from '../../../sources/vendor-operation.ts';
import type { ChannelDeps } from '../kinds.ts';
import { createVendor, isAnswer, refusalOf, type Vendor } from '../vendor.ts';
import { wrongOf, type Wrong } from './errors.ts';

const METHODS = {
  'auth.test': { id: 'auth_test', method: 'GET' },
  'conversations.info': { id: 'conversations_info', method: 'GET' },
  'conversations.list': { id: 'conversations_list', method: 'GET' },
  'conversations.history': { id: 'conversations_history', method: 'GET' },
  'conversations.replies': { id: 'conversations_replies', method: 'GET' },
  'conversations.create': { id: 'conversations_create', method: 'POST' },
  'chat.postMessage': { id: 'chat_postMessage', method: 'POST' },
  'chat.update': { id: 'chat_update', method: 'POST' },
  'pins.add': { id: 'pins_add', method: 'POST' },
} as const satisfies Record<string, Pick<VendorOperation, 'id' | 'method'>>;
export type SlackMethod = keyof typeof METHODS;

export const SLACK_OPERATIONS: readonly VendorOperation[] = Object.entries(METHODS).map(([name, { id, method }]) => ({ id, method, path: `/api/${name}` }));

export type Said<T> =
  | { readonly ok: true; readonly value: T; readonly answer: HttpAnswer }
  /** `error` is Slack's own word; null where the answer did not come from Slack, or none came. */
  | { readonly ok: false; readonly error: string | null; readonly wrong: Wrong };

const Envelope = z.looseObject({ ok: z.boolean(), error: z.string().max(200).optional(), needed: z.string().max(200).optional() });

type Given = Readonly<Record<string, unknown>>;

export interface SlackApi {
  /** Asks once. Slack answers failures with HTTP 200 too. */
  call<S extends z.ZodType>(method: SlackMethod, given: Given, schema: S, abort: AbortSignal): Promise<Said<z.infer<S>>>;
  close(): void;
}

/** Slack's web API with one bot token, which goes in the header alone. */
export async function createSlackApi(config: ChannelConfigOf<'slack'>, { clock, resolveSecrets, lookup }: ChannelDeps): Promise<SlackApi> {
  const vendor = createVendor({ url: config.url, auth: { kind: 'bearer', token: await resolveSecrets(config.token) }, headers: {}, tls: {} }, { clock, lookup });
  return {
    call: async (name, given, schema, abort) => {
      const { method } = METHODS[name];
      const answer = await vendor.ask({ method, path: `/${name}`, ...(method === 'GET' ? { query: textsOf(given) } : { body: given }) }, abort);
      return isAnswer(answer) ? read(answer, schema, vendor, clock) : { ok: false, error: null, wrong: answer };
    },
    close: () => vendor.close(),
  };
}

function read<S extends z.ZodType>(answer: HttpAnswer, schema: S, vendor: Vendor, clock: Pick<Clock, 'nowMs'>): Said<z.infer<S>> {
  const envelope = Envelope.safeParse(parsed(answer.text));
  const nowMs = clock.nowMs();
  if (answer.status !== 200) {
    const words = envelope.success && envelope.data.error !== undefined ? vendor.clean(envelope.data.error) : null;
    const wrong = refusalOf({ answer, words, unauthorised: 'the bot token is not accepted', forbidden: 'the bot token may not do that', nowMs });
    return { ok: false, error: null, wrong: wrong as Wrong };
  }
  const senseless: Said<never> = { ok: false, error: null, wrong: { kind: 'ambiguous', reason: 'an answer that makes no sense (HTTP 200)' } };
  if (!envelope.success) return senseless;
  const { ok, error = 'unknown error', needed } = envelope.data;
  if (!ok) return { ok: false, error, wrong: wrongOf(vendor.clean(error), needed === undefined ? null : vendor.clean(needed), answer, nowMs) };
  const value = schema.safeParse(envelope.data);
  return value.success ? { ok: true, value: value.data, answer } : senseless;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const textsOf = (given: Given): Record<string, string> => Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, typeof value === 'string' ? value : JSON.stringify(value)]])));
