import { z } from 'zod';
import { channelTraits, type ChannelConfigOf } from '../../../../../shared/model/channels/index.ts';
import { durationMs, type DurationMs } from '../../../../../shared/model/units.ts';
import { plain } from '../../../../../shared/text/plain.ts';
import type { HttpAnswer, HttpRequest } from '../../../sources/http/client.ts';
import type { VendorOperation } from '../../../sources/vendor-operation.ts';
import type { LookedUp, Outcome, Parcel } from '../../outbox/channel.ts';
import type { ChannelDeps, OpenChannel } from '../kinds.ts';
import { createTokens, type NoToken } from '../oauth2.ts';
import { renewedToken } from '../renewed-token.ts';
import { createVendor, isAnswer, refusalOf, type NoAnswer, type Vendor } from '../vendor.ts';
import { Me, sameText, Timeline, type Post } from './posts.ts';

export const X_OPERATIONS = {
  post: { id: 'createPosts', method: 'POST', path: '/2/tweets' },
  me: { id: 'getUsersMe', method: 'GET', path: '/2/users/me' },
  timeline: { id: 'getUsersPosts', method: 'GET', path: '/2/users/{id}/tweets' },
} as const satisfies Record<string, VendorOperation>;

/** A post that was taken is in the timeline within this time. */
const SETTLING_MS = durationMs(30_000);
const SPACING_MS = durationMs(1_000);
/** Where X limits and does not say until when. */
const LIMITED_MS = durationMs(60_000);
/** A timeline is read back to the attempt, or this far where nobody remembers when that was, but never further than so many pages. */
const FAR_BACK_MS = 86_400_000;
const MOST_PAGES = 5;
/** `created_at` is when X had it, to the millisecond; the clock of an answer is good to a second. */
const CLOCK_SLACK_MS = 2_000;

const Content = z.object({ text: z.string().min(1) });
const Created = z.object({ data: z.object({ id: z.string().regex(/^\d{1,19}$/) }) });
const Problem = z.object({ title: z.string().optional(), detail: z.string().optional() });

const UNAUTHORISED = 'X does not accept the token: it has ended or was taken back';
const FORBIDDEN = 'X does not allow it: the token needs the scopes tweet.write, tweet.read and users.read, and its app the right to write';

type Given = HttpAnswer | NoAnswer | NoToken;

/**
 * X: single posts. Nothing of ours can be put into one, so a post is found again by its text in the account's own timeline, not
 * before the first attempt. X refuses the same text twice; then it is looked for, for the first copy may be ours.
 */
export async function createXChannel(config: ChannelConfigOf<'x'>, deps: ChannelDeps): Promise<OpenChannel> {
  const { clock, resolveSecrets, lookup } = deps;
  const { refresh } = config;
  const tokens = refresh === undefined ? null : createTokens({ url: `${config.url.replace(/\/+$/, '')}/2/oauth2/token`, clientId: refresh.clientId, clientSecret: refresh.clientSecret === undefined ? null : await resolveSecrets(refresh.clientSecret), secretIn: 'header', refreshToken: await renewedToken(refresh.refreshToken, deps) }, { clock, lookup });
  const withToken = (token: string): Vendor => createVendor({ url: config.url, auth: { kind: 'bearer', token }, headers: {}, tls: {} }, { clock, lookup });
  let vendor = withToken(await resolveSecrets(config.token));
  let userId: string | null = null;
  /** When each message was first begun, by our clock; null where that was before this process. */
  const begun = new Map<string, number | null>();

  const ask = async (request: HttpRequest, abort: AbortSignal): Promise<Given> => {
    const used = vendor;
    const given = await used.ask(request, abort);
    if (!isAnswer(given) || given.status !== 401 || tokens === null) return given;
    /* Nothing was taken. Somebody else may have got a new token meanwhile. */
    if (vendor === used) {
      const fresh = await tokens.token(true, abort);
      if (typeof fresh !== 'string') return fresh;
      if (vendor === used) {
        vendor = withToken(fresh);
        used.close();
      }
    }
    return vendor.ask(request, abort);
  };

  const clean = (text: string): string => plain(vendor.clean(tokens?.clean(text) ?? text), 300);
  const refused = (answer: HttpAnswer): Outcome => refusalOf({ answer, words: wordsOf(answer, clean), unauthorised: UNAUTHORISED, forbidden: FORBIDDEN, nowMs: clock.nowMs(), limitedMs: resetMs(answer, clock.nowMs()) ?? LIMITED_MS });

  const whoAmI = async (abort: AbortSignal): Promise<z.infer<typeof Me> | Given> => {
    const given = await ask({ method: 'GET', path: X_OPERATIONS.me.path }, abort);
    if (!('status' in given) || given.status !== 200) return given;
    const me = Me.safeParse(parsed(given.text));
    if (!me.success) return { kind: 'ambiguous', reason: 'X answers something that is no account' };
    userId = me.data.data.id;
    return me.data;
  };

  const cannotTell = (given: Given): LookedUp => {
    if (!('status' in given)) return { kind: 'cannotTell', reason: given.reason };
    const outcome = refused(given);
    return { kind: 'cannotTell', reason: 'reason' in outcome ? outcome.reason : 'X did not say', ...('retryAfterMs' in outcome ? { retryAfterMs: outcome.retryAfterMs ?? null } : {}) };
  };

  /** Looks for the text among the account's own posts; `older`: it is there, but from before anybody here tried. */
  const find = async (parcel: Parcel, text: string, abort: AbortSignal): Promise<LookedUp | { readonly kind: 'older'; readonly post: Post }> => {
    if (userId === null) {
      const me = await whoAmI(abort);
      if (!('data' in me)) return cannotTell(me);
    }
    if (!begun.has(parcel.marker)) begun.set(parcel.marker, null);
    const known = begun.get(parcel.marker) ?? null;
    let older: Post | null = null;
    let next: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const given = await ask({ method: 'GET', path: X_OPERATIONS.timeline.path.replace('{id}', userId ?? ''), query: { max_results: 100, 'tweet.fields': ['created_at,entities'], pagination_token: next } }, abort);
      if (!('status' in given) || given.status !== 200) return cannotTell(given);
      const timeline = Timeline.safeParse(parsed(given.text));
      if (!timeline.success) return { kind: 'cannotTell', reason: 'X answers something that is no timeline' };
      const { data: posts = [], meta } = timeline.data;
      if (meta.result_count !== posts.length) return { kind: 'cannotTell', reason: 'X answers a timeline that is not whole' };
      const sinceMs = (known ?? clock.nowMs() - FAR_BACK_MS) + (given.clockOffsetMs ?? 0) - CLOCK_SLACK_MS;
      for (const post of posts.filter((each) => sameText(each, text) && !isCorrected(parcel, each.id))) {
        if (known === null || post.created_at >= sinceMs) return arrived(post.id);
        older ??= post;
      }
      next = meta.next_token;
      const last = posts.at(-1);
      if (next === undefined || (last !== undefined && last.created_at < sinceMs)) return older === null ? { kind: 'absent' } : { kind: 'older', post: older };
    }
    return { kind: 'cannotTell', reason: 'too much was posted since to look through' };
  };

  return {
    id: config.id,
    name: config.name ?? config.id,
    class: channelTraits(config).class(config),
    settlingMs: SETTLING_MS,
    pace: { atOnce: 1, spacingMs: SPACING_MS },
    send: async (parcel, abort): Promise<Outcome> => {
      const content = Content.safeParse(parcel.content);
      if (!content.success) return { kind: 'refused', reason: 'there is no post in it', again: false };
      const { text } = content.data;
      if (!begun.has(parcel.marker)) begun.set(parcel.marker, clock.nowMs());
      const given = await ask({ method: 'POST', path: X_OPERATIONS.post.path, body: { text } }, abort);
      if (!('status' in given)) return given;
      if (given.status >= 200 && given.status < 300) {
        const created = Created.safeParse(parsed(given.text));
        return created.success ? arrived(created.data.data.id) : { kind: 'ambiguous', reason: 'X answers without the id of a post' };
      }
      if (given.status !== 403 || !/duplicate/i.test(wordsOf(given, clean) ?? '')) return refused(given);
      const found = await find(parcel, text, abort);
      if (found.kind === 'sent') return found;
      if (found.kind === 'older') return { kind: 'refused', reason: `X takes no text twice, and this one stands there since ${new Date(found.post.created_at).toISOString()}: change it`, again: false };
      return { kind: 'ambiguous', reason: 'X says that this text is there already', ...(found.kind === 'cannotTell' ? { retryAfterMs: found.retryAfterMs ?? null } : {}) };
    },
    lookUp: async (parcel, abort) => {
      const content = Content.safeParse(parcel.content);
      if (!content.success) return { kind: 'cannotTell', reason: 'there is no post in it' };
      const found = await find(parcel, content.data.text, abort);
      return found.kind === 'older' ? { kind: 'absent' } : found;
    },
    prove: async (abort) => {
      const me = await whoAmI(abort);
      const lost = tokens?.lost() ?? null;
      if ('data' in me) return { ok: true, says: `Signed in to X as @${plain(me.data.username, 40)}.${tokens === null ? ' Its token is not renewed: those of OAuth 2.0 end after two hours unless "refresh" is configured.' : ''}`, ...(lost === null ? {} : { warns: lost }) };
      const outcome = 'status' in me ? refused(me) : me;
      if (outcome.kind === 'sent' || outcome.kind === 'differs') throw new Error('a read sends nothing');
      const key = 'status' in me ? (me.status === 401 || me.status === 403 ? 'token' : null) : me.kind === 'refused' ? 'refresh.refreshToken' : null;
      return { ok: false, certain: outcome.kind === 'refused' && !outcome.again, says: `${outcome.reason.slice(0, 1).toUpperCase()}${outcome.reason.slice(1)}`, ...(key === null ? {} : { key }) };
    },
    close: () => vendor.close(),
  };
}

const arrived = (id: string): Extract<Outcome, { kind: 'sent' }> => ({ kind: 'sent', remote: { id }, url: `https://x.com/i/web/status/${id}` });
const isCorrected = ({ corrects }: Parcel, id: string): boolean => z.object({ id: z.literal(id) }).safeParse(corrects).success;

/** The vendor's words; what answers from before X says none. */
function wordsOf({ text }: HttpAnswer, clean: (text: string) => string): string | null {
  const problem = Problem.safeParse(parsed(text));
  const words = problem.success ? (problem.data.detail ?? problem.data.title) : undefined;
  return words === undefined ? null : clean(words);
}

/** Until the limit that is used up is renewed: that of 15 minutes, or one of a day. */
function resetMs({ status, header }: HttpAnswer, nowMs: number): DurationMs | null {
  if (status !== 429) return null;
  const told = Date.parse(header('date') ?? '');
  const waits = ['x-rate-limit', 'x-user-limit-24hour', 'x-app-limit-24hour'].flatMap((name) => {
    const reset = header(`${name}-reset`);
    return reset !== null && /^\d{1,12}$/.test(reset) && (header(`${name}-remaining`) ?? '0') === '0' ? [Number(reset) * 1_000 - (Number.isNaN(told) ? nowMs : told)] : [];
  });
  return waits.length === 0 ? null : durationMs(Math.max(0, ...waits));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
