import { z } from 'zod';
import { checkOutput } from '../../../shared/client/check-output.ts';
import { followSse } from '../../../shared/client/follow-sse.ts';
import { requestFor, send, UNREACHABLE } from '../../../shared/client/http-client.ts';
import { parseEvent } from '../../../shared/client/parse-event.ts';
import { createSseParser } from '../../../shared/client/sse-parser.ts';
import type { CallName } from '../../../shared/contract/contract.ts';
import { Seat } from '../../../shared/model/entities.ts';
import { fail, ok, type Result } from '../../../shared/model/result.ts';
import type { Actor, Credential, EnginePort, EventFrame, HookAnswer, Log, PairResult } from '../../api/engine-port.ts';
import { parseFrameId } from '../frame-ring.ts';
import { createIdentities } from './identities.ts';

/** What a console itself is known by at an engine. */
export type OwnCredential = Extract<Credential, { readonly token: string }>;

export interface RemoteEngineOptions {
  /** Where it answers, and how it is asked (`createRemoteFetch`). */
  readonly origin: string;
  readonly fetch: typeof fetch;
  /** What this console itself is known by there: follows the stream, and stands for the desktop of this computer. */
  readonly own: OwnCredential;
  /** Of the session there. */
  readonly cookieName: string;
  readonly log: Log;
  readonly silenceMs?: number;
  readonly longestDelayMs?: number;
}

/** The engine of another console, over its REST API and live stream. */
export interface RemoteEngine extends EnginePort {
  /** How long ago it said anything: an event of its stream, or that it refuses us. Silence of its shell alone is none of its engine. */
  heardAgoMs(): number;
  /** Whether it answers at this moment, by a request of its own. */
  answers(): Promise<boolean>;
}

type State = 'starting' | 'running' | 'down';
/** The engine ticks every second. */
const SILENCE_MS = 3_000;
const LOOK_MS = 500;
const LONGEST_DELAY_MS = 3_000;
const CALL_TIMEOUT_MS = 30_000;
/** Some calls copy a database or read a file of many megabytes. */
const SLOW: Partial<Record<CallName, number>> = { 'backups.make': 300_000, 'incidents.import': 120_000, 'reports.import': 120_000 };
const ASK_TIMEOUT_MS = 3_000;
const REFUSED_RETRY_MS = 10_000;
const SNAPSHOT_TIMEOUT_MS = 10_000;
const SESSION_COOKIE = /^([A-Za-z0-9_-]{1,80})=([A-Za-z0-9_-]{43})(?:;|$)/;

const Paired = z.object({ seat: Seat });
const Taken = z.object({ taken: z.number().int() });

/** Headers by which a request is the credential's. A session may change something only from a page of the server itself: to it, this is one. */
export function credentialHeaders(credential: Credential, { origin, cookieName }: Pick<RemoteEngineOptions, 'origin' | 'cookieName'>): Record<string, string> {
  if (credential.kind === 'bearer') return { authorization: `Bearer ${credential.token}` };
  return credential.kind === 'session' ? { cookie: `${cookieName}=${credential.token}`, origin, 'sec-fetch-site': 'same-origin' } : {};
}

export function createRemoteEngine({ origin, fetch: ask, own, cookieName: usualCookieName, log, silenceMs = SILENCE_MS, longestDelayMs = LONGEST_DELAY_MS }: RemoteEngineOptions): RemoteEngine {
  const frameListeners = new Set<(frame: EventFrame) => void>();
  const stateListeners = new Set<(state: State) => void>();
  let cookieName = usualCookieName;
  let state: State = 'starting';
  let heardAtMs = performance.now();
  let lastId = '';
  let bad = 0;
  let stopStream = (): void => {};
  let closed = false;
  let retry: NodeJS.Timeout | null = null;

  const setState = (next: State): void => {
    if (state === next || closed) return;
    state = next;
    for (const listener of stateListeners) listener(next);
  };
  const headersFor = (credential: Credential): Record<string, string> => credentialHeaders(credential.kind === 'desktop' ? own : credential, { origin, cookieName });
  const askAs = (credential: Credential, timeoutMs: number, more: Record<string, string> = {}): typeof fetch =>
    (path, init) => ask(path, { ...init, signal: init?.signal ?? AbortSignal.timeout(timeoutMs), headers: { ...(init?.headers as Record<string, string>), ...headersFor(credential), ...more } });

  const take = ({ event, data, id }: { readonly event: string; readonly data: string; readonly id: string }): void => {
    const known = parseEvent(event, data);
    if (known === null || parseFrameId(id) === null) {
      bad += 1;
      if (bad === 1) log.warn('the engine tells something that this version does not understand; it is left out', { event });
      return;
    }
    heardAtMs = performance.now();
    lastId = id;
    const frame: EventFrame = { id, event: known.event, json: data };
    for (const listener of frameListeners) listener(frame);
    setState('running');
  };
  const follow = (): void => {
    stopStream = followSse(
      { url: '/api/v1/live', fetch: (path, init) => ask(path, { ...init, headers: { ...(init?.headers as Record<string, string>), ...headersFor(own) } }), silenceMs, longestDelayMs },
      {
        message: take,
        status: (status) => {
          if (status !== 'refused') return;
          heardAtMs = performance.now();
          log.error('the engine refuses the stream to this console; is its seat ended?', { origin });
          retry = setTimeout(follow, REFUSED_RETRY_MS);
          retry.unref();
        },
      },
    );
  };
  /** A machine that slept has heard nothing because of itself: then silence begins anew. */
  let lookedAtMs = performance.now();
  const looking = setInterval(() => {
    const now = performance.now();
    if (now - lookedAtMs > LOOK_MS + 2_000) heardAtMs = now;
    lookedAtMs = now;
    if (now - heardAtMs > silenceMs) setState('down');
  }, LOOK_MS);
  looking.unref();
  follow();

  const call = async (name: CallName, input: unknown, credential: Credential): Promise<Result<unknown>> => {
    if (credential.kind === 'anonymous') return fail('unauthenticated', 'Nobody is signed in here. Pair this screen, or send a token.');
    const request = requestFor(name, (input ?? {}) as never);
    const answer = await send(askAs(credential, SLOW[name] ?? CALL_TIMEOUT_MS), request);
    if (!answer.ok && answer.error.message === UNREACHABLE) return unanswered(origin, request.method);
    return checkOutput(name, answer);
  };
  const identities = createIdentities(async (credential): Promise<Actor | null | 'unreached'> => {
    const answer = checkOutput('session.get', await send(askAs(credential, ASK_TIMEOUT_MS), { method: 'GET', path: '/api/v1/session', body: null }));
    if (answer.ok) return { seat: answer.value.seat, person: answer.value.person, rights: answer.value.seat.rights, pinned: !answer.value.needsPin };
    return answer.error.code === 'unauthenticated' || answer.error.code === 'forbidden' ? null : 'unreached';
  });
  const post = (credential: Credential, path: string, body: object, more: Record<string, string> = {}): Promise<Result<unknown>> =>
    send(askAs(credential, ASK_TIMEOUT_MS * 2, more), { method: 'POST', path, body: JSON.stringify(body) });

  return {
    call,
    identify: async (credential) => {
      if (credential.kind === 'anonymous') return null;
      const found = await identities.of(credential.kind === 'desktop' ? own : credential);
      // Nobody can be told from nobody reached: the caller looks at the state for that.
      if (found === 'unreached') setState('down');
      return found === 'unreached' ? null : found;
    },
    pair: async (code, userAgent) => {
      const paired = await pairWith(ask, code, userAgent);
      if (paired.ok) ({ cookieName } = paired.value);
      return paired;
    },
    enterPin: async (credential, pin) => {
      const answer = await post(credential, '/pin', { pin });
      identities.forget();
      return answer.ok ? ok({}) : answer;
    },
    unpair: async (credential) => {
      await post(credential, '/unpair', {});
      identities.forget();
    },
    hook: async ({ hook, headers, raw }, credential): Promise<Result<HookAnswer>> => {
      const answer = await send((path, init) => ask(path, { ...init, body: raw as Uint8Array<ArrayBuffer>, headers: { ...headers, ...headersFor(credential) }, signal: AbortSignal.timeout(CALL_TIMEOUT_MS) }), { method: 'POST', path: `/api/v1/hooks/${encodeURIComponent(hook)}`, body: '' });
      const taken = answer.ok ? Taken.safeParse(answer.value) : null;
      return taken?.success ? ok(taken.data) : answer.ok ? fail('internal', 'The engine answered the webhook with something else.') : answer;
    },
    snapshot: async () => {
      const frame = await firstSnapshot(askAs(own, SNAPSHOT_TIMEOUT_MS));
      if (!frame.ok) return frame;
      await reached(frame.value.id);
      return frame;
    },
    // Told by what the engine says of itself (`console`); nobody asks for it here.
    term: () => Promise.resolve(null),
    copy: () => Promise.resolve(fail('unavailable', `Copies are handed out by the engine itself: ask ${origin}.`)),
    metrics: async () => {
      try {
        const response = await askAs(own, CALL_TIMEOUT_MS)('/metrics');
        return response.ok ? await response.text() : '';
      } catch {
        return '';
      }
    },
    onFrame: (listener) => {
      frameListeners.add(listener);
      return () => frameListeners.delete(listener);
    },
    state: () => state,
    onState: (listener) => {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    heardAgoMs: () => performance.now() - heardAtMs,
    answers: async () => (await send(askAs(own, ASK_TIMEOUT_MS), { method: 'GET', path: '/healthz', body: null })).ok,
    close: async () => {
      closed = true;
      clearInterval(looking);
      if (retry !== null) clearTimeout(retry);
      stopStream();
    },
  };

  /** Until the stream has come to where a snapshot begins, so that what follows it is known; who asks waits for it only so long. */
  async function reached(id: string): Promise<void> {
    const wanted = parseFrameId(id);
    const isThere = (): boolean => {
      const now = parseFrameId(lastId);
      return now === null || wanted === null || now.epoch !== wanted.epoch || now.sequence >= wanted.sequence;
    };
    const until = performance.now() + ASK_TIMEOUT_MS;
    while (!isThere() && performance.now() < until) await new Promise((resolve) => void setTimeout(resolve, 20));
  }
}

const unanswered = (origin: string, method: string): Result<never> =>
  fail('unavailable', method === 'GET' ? `The engine at ${origin} does not answer.` : `The engine at ${origin} does not answer: whether it has done this is not known.`);

/** Trades a pairing code for a session at the engine; its cookie's name is how that one wants to be sent it. */
export async function pairWith(ask: typeof fetch, code: string, userAgent: string): Promise<Result<PairResult & { readonly cookieName: string }>> {
  let cookies: string[] = [];
  const keepCookies: typeof fetch = async (path, init) => {
    const response = await ask(path, { ...init, signal: AbortSignal.timeout(CALL_TIMEOUT_MS), headers: { ...(init?.headers as Record<string, string>), 'user-agent': userAgent } });
    cookies = response.headers.getSetCookie();
    return response;
  };
  const answer = await send(keepCookies, { method: 'POST', path: '/pair', body: JSON.stringify({ code }) });
  if (!answer.ok) return answer;
  const paired = Paired.safeParse(answer.value);
  const [, name, token] = cookies.map((line) => SESSION_COOKIE.exec(line)).find((found) => found !== null) ?? [];
  if (!paired.success || name === undefined || token === undefined) return fail('internal', 'What answered the pairing code is no Holdfast of a version that this one understands.');
  return ok({ seat: paired.data.seat, token, cookieName: name });
}

/** A stream that begins anew begins with a snapshot; nothing more of it is read. */
async function firstSnapshot(ask: typeof fetch): Promise<Result<EventFrame>> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), SNAPSHOT_TIMEOUT_MS);
  try {
    const response = await ask('/api/v1/live', { headers: { accept: 'text/event-stream' }, signal: abort.signal });
    if (!response.ok || response.body === null) return fail('unavailable', 'The engine does not tell how it stands.');
    const parser = createSseParser();
    const decoder = new TextDecoder();
    for await (const part of response.body) {
      const [message] = parser.push(decoder.decode(part, { stream: true }));
      if (message === undefined) continue;
      const known = parseEvent(message.event, message.data);
      return known?.event === 'snapshot' ? ok({ id: message.id, event: 'snapshot', json: message.data }) : fail('unavailable', 'The engine tells how it stands in a way that this version does not understand.');
    }
  } catch {
    // Cut, or too slow.
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
  return fail('unavailable', 'The engine does not answer.');
}
