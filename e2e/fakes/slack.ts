import { slackOperations } from './slack/api.ts';
import { Lagged } from './lagged.ts';
import type { Json } from './schema.ts';
import type { Answer } from './send.ts';
import { startVendor, type Call, type FakeVendor, type Handler, type Now } from './vendor.ts';

export const SLACK_TOKEN = ['xoxb', '0123456789', '0123456789012', 'abcdefghijklmnopqrstuvwx'].join('-');
export const SLACK_CHANNEL = 'C0123456789';

export interface SlackChannel {
  readonly id: string;
  name: string;
  is_archived: boolean;
  is_private: boolean;
  is_member: boolean;
  /** Only some people may post there. */
  restricted: boolean;
  /** Who may, as Slack tells it; it tells nothing while everybody may. */
  posters: readonly string[] | null;
}

export interface SlackPosted {
  readonly channel: string;
  readonly ts: string;
  readonly parent: string | null;
  readonly text: string;
  readonly metadata?: Json;
}

export interface FakeSlack extends FakeVendor {
  readonly channels: Map<string, SlackChannel>;
  /** What stands there now, the oldest first. */
  readonly standing: readonly SlackPosted[];
  readonly pinned: Set<string>;
  /** What the token may do; take one away and Slack names it. */
  readonly scopes: Set<string>;
  token: string;
  /** Readers do not see yet what is younger. */
  lagMs: number;
  /** What a person writes there. */
  write(channel: string, text: string): void;
  delete(ts: string): void;
  /** Another program with the same token puts other words there. */
  overwrite(ts: string, text: string): void;
  /** Ids of people who can be written to directly. */
  readonly members: Set<string>;
  /** While a method is in it, it answers this word with `ok: false`. */
  readonly refuses: Map<string, string>;
}

/** Text as Slack tells it: with names in the place of some emoji. */
const asTold = (text: string): string => text.replaceAll('🔥', ':fire:');
const failure = (error: string, more: object = {}): Answer => ({ status: 200, body: { ok: false, error, ...more } });
const success = (body: object): Answer => ({ status: 200, body: { ok: true, ...body } });
/** A value of a request as text. */
const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const MOST_IN_BLOCKS = 13_200;

/** A workspace with one channel that the app is in. */
export async function startSlack({ now = Date.now }: { readonly now?: Now } = {}): Promise<FakeSlack> {
  const kept = new Lagged<SlackPosted>(now);
  let lastTs = 0;
  const nextTs = (): string => {
    lastTs = Math.max(now() * 1_000, lastTs + 1);
    return `${Math.floor(lastTs / 1_000_000)}.${String(lastTs % 1_000_000).padStart(6, '0')}`;
  };
  const own = (id: string, name: string): SlackChannel => ({ id, name, is_archived: false, is_private: false, is_member: true, restricted: false, posters: null });
  const told = ({ id, name, is_archived, is_private, is_member, posters }: SlackChannel): object => ({ id, name, is_archived, is_private, is_member, is_channel: true, properties: posters === null ? {} : { posting_restricted_to: { type: ['admin'], user: posters } } });
  const textsIn = (blocks: unknown): number => JSON.stringify(blocks ?? []).match(/"text":"(?:[^"\\]|\\.)*"/g)?.reduce((sum, text) => sum + text.length - 9, 0) ?? 0;

  const place = (id: unknown): SlackChannel | Answer => {
    const channel = fake.channels.get(String(id));
    if (channel === undefined) return failure('channel_not_found');
    return channel.is_member ? channel : failure('not_in_channel');
  };
  const writable = (body: Json): SlackChannel | Answer => {
    const channel = place(body['channel']);
    if ('status' in channel) return channel;
    if (channel.is_archived) return failure('is_archived');
    if (channel.restricted) return failure('restricted_action');
    return textsIn(body['blocks']) > MOST_IN_BLOCKS ? failure('msg_blocks_too_long') : channel;
  };
  const messageOf = (posted: SlackPosted, withMetadata: boolean): object => ({ type: 'message', user: 'U0123456789', bot_id: 'B0123456789', text: asTold(posted.text), ts: posted.ts, ...(posted.parent === null ? {} : { thread_ts: posted.parent }), ...(withMetadata && posted.metadata !== undefined ? { metadata: posted.metadata } : {}) });
  const listed = (all: readonly SlackPosted[], { query }: Call): Answer => {
    const text = (name: string): string | null => (query[name] === undefined ? null : plain(query[name]));
    const includes = text('inclusive') === 'true' || text('inclusive') === '1';
    const within = all.filter(({ ts }) => [['oldest', 1], ['latest', -1]].every(([name, sign]) => {
      const bound = text(String(name));
      const beyond = bound === null ? 1 : (Number(ts) - Number(bound)) * Number(sign);
      return beyond > 0 || (includes && beyond === 0);
    }));
    const from = Number(text('cursor')?.replace('at', '') ?? 0);
    const limit = Number(text('limit') ?? 100);
    const hasMore = within.length > from + limit;
    return success({ messages: within.slice(from, from + limit).map((posted) => messageOf(posted, text('include_all_metadata') === 'true')), has_more: hasMore, response_metadata: { next_cursor: hasMore ? `at${from + limit}` : '' } });
  };
  const bodyOf = ({ body }: Call): Json => body as Json;

  const handlers: Record<string, Handler> = {
    'GET /api/auth.test': () => success({ url: 'https://acme.slack.com/', team: 'Acme', user: 'holdfast', team_id: 'T0123456789', user_id: 'U0123456789', bot_id: 'B0123456789' }),
    'GET /api/conversations.info': ({ query }) => {
      const channel = fake.channels.get(plain(query['channel']));
      return channel === undefined ? failure('channel_not_found') : success({ channel: told(channel) });
    },
    'GET /api/conversations.list': ({ query }) => {
      const all = [...fake.channels.values()].filter(({ is_private }) => !is_private);
      const from = Number(plain(query['cursor'] ?? 'at0').slice(2));
      const limit = Math.min(2, Number(query['limit'] ?? 100));
      return success({ channels: all.slice(from, from + limit).map(told), response_metadata: { next_cursor: all.length > from + limit ? `at${from + limit}` : '' } });
    },
    'GET /api/conversations.history': (call) => {
      const channel = place(call.query['channel']);
      if ('status' in channel) return channel;
      return listed(kept.allSeen().filter((posted) => posted.channel === channel.id && posted.parent === null).toReversed(), call);
    },
    'GET /api/conversations.replies': (call) => {
      const channel = place(call.query['channel']);
      if ('status' in channel) return channel;
      const all = kept.allSeen().filter((posted) => posted.channel === channel.id && (posted.parent ?? posted.ts) === String(call.request.target.match(/[?&]ts=([\d.]+)/)?.[1]));
      return all.length === 0 ? failure('thread_not_found') : listed(all, call);
    },
    'POST /api/conversations.create': (call) => {
      const name = plain(bodyOf(call)['name']);
      if ([...fake.channels.values()].some((each) => each.name === name)) return failure('name_taken');
      const channel = own(`C${String(fake.channels.size).padStart(10, '9')}`, name);
      fake.channels.set(channel.id, channel);
      return success({ channel: told(channel) });
    },
    'POST /api/chat.postMessage': (call) => {
      const body = bodyOf(call);
      /* A member's id is where the app writes to that member alone. */
      const direct = fake.members.has(plain(body['channel'])) ? own(plain(body['channel']).replace(/^U/, 'D'), '') : null;
      const channel = direct ?? writable(body);
      if ('status' in channel) return channel;
      const parent = body['thread_ts'] === undefined ? null : plain(body['thread_ts']);
      const posted: SlackPosted = { channel: channel.id, ts: nextTs(), parent, text: plain(body['text']), metadata: body['metadata'] as Json };
      kept.put(posted.ts, posted);
      return success({ channel: channel.id, ts: posted.ts, message: messageOf(posted, false) });
    },
    'POST /api/chat.update': (call) => {
      const body = bodyOf(call);
      const channel = writable(body);
      if ('status' in channel) return channel;
      const standing = kept.get(plain(body['ts']));
      if (standing === undefined) return failure('message_not_found');
      const posted = { ...standing, text: plain(body['text']), metadata: body['metadata'] as Json };
      kept.put(posted.ts, posted);
      return success({ channel: channel.id, ts: posted.ts, text: asTold(posted.text), message: { text: asTold(posted.text) } });
    },
    'POST /api/pins.add': (call) => {
      const ts = plain(bodyOf(call)['timestamp']);
      if (kept.get(ts) === undefined) return failure('message_not_found');
      if (fake.pinned.has(ts)) return failure('already_pinned');
      fake.pinned.add(ts);
      return success({});
    },
  };
  const vendor = await startVendor(
    {
      operations: slackOperations(),
      handlers,
      authorise: ({ operation, request }) => {
        if (request.headers['authorization'] !== `Bearer ${fake.token}`) return failure('invalid_auth');
        const needed = operation.scopes.find((scope) => !fake.scopes.has(scope));
        if (needed !== undefined) return failure('missing_scope', { needed, provided: [...fake.scopes].join(',') });
        const word = fake.refuses.get(operation.id);
        return word === undefined ? null : failure(word);
      },
      error: (status, message) => ({ status, body: { ok: false, error: status >= 500 ? 'internal_error' : message } }),
      unauthorized: () => failure('not_authed'),
      forbidden: (_, permission) => failure('missing_scope', { needed: permission ?? 'chat:write', provided: '' }),
      limited: (_, seconds) => ({ status: 429, body: { ok: false, error: 'ratelimited' }, headers: { 'Retry-After': String(seconds ?? 30) } }),
      meter: () => ({ headers: { 'X-OAuth-Scopes': [...fake.scopes].join(',') }, spent: false }),
    },
    now,
  );
  const fake: FakeSlack = Object.defineProperties(
    Object.assign(vendor, {
      channels: new Map([['C0000000001', own('C0000000001', 'general')], ['C0000000002', own('C0000000002', 'random')], [SLACK_CHANNEL, own(SLACK_CHANNEL, 'incidents')]]),
      pinned: new Set<string>(), scopes: new Set(['chat:write', 'channels:read', 'channels:history', 'channels:manage', 'pins:write']), token: SLACK_TOKEN, members: new Set(['U0123456780']), refuses: new Map<string, string>(),
      write: (channel: string, text: string) => {
        const ts = nextTs();
        kept.put(ts, { channel, ts, parent: null, text });
      },
      delete: (ts: string) => kept.put(ts, undefined),
      overwrite: (ts: string, text: string) => {
        const standing = kept.get(ts);
        if (standing !== undefined) kept.put(ts, { channel: standing.channel, ts, parent: standing.parent, text });
      },
      standing: [] as readonly SlackPosted[], lagMs: 0,
    }),
    { standing: { get: () => kept.all() }, lagMs: { get: () => kept.lagMs, set: (ms: number) => { kept.lagMs = ms; } } },
  );
  return fake;
}
