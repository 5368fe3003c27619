import type { Service } from '../../../shared/model/entities.ts';
import type { HookConfig } from '../../../shared/model/hook-config.ts';
import type { HookId } from '../../../shared/model/ids.ts';
import { fail, HoldfastError, ok, type CallError, type Result } from '../../../shared/model/result.ts';
import { epochMs } from '../../../shared/model/units.ts';
import { breathe } from '../breathe.ts';
import type { Clock, Log, ResolveSecrets } from '../ports.ts';
import { createBucket, type Pace } from './bucket.ts';
import { readJson } from './json.ts';
import type { HookContext, HookKind, HookKinds, HookWork } from './kinds.ts';
import type { HookQueue } from './queue.ts';
import { createSeen } from './seen.ts';
import { sameSecret } from './signature.ts';
import { createTallies, type HookTally } from './tally.ts';

/** A message as the carrier has it: nothing of it is believed yet. */
export interface HookMessage {
  /** The end of the address. */
  readonly hook: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: Uint8Array;
}

export interface HooksDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly kinds: HookKinds;
  readonly queue: Pick<HookQueue, 'offer'>;
  readonly configured: () => readonly HookConfig[];
  readonly services: () => readonly Pick<Service, 'id' | 'name'>[];
  readonly resolveSecrets: ResolveSecrets;
  /** A sentence while an authorised sender is not understood, or tells in part, null when it is. */
  readonly onProblem: (hook: string, message: string | null) => void;
  /** Messages of one webhook. */
  readonly pace?: Pace;
  /** Bytes of one webhook. */
  readonly bytes?: Pace;
}

export interface Hooks {
  /**
   * Takes a message in: who sends, how often, of what shape; then it waits its turn. Never rejects. `refuse` says why whoever
   * carried it here may not call a webhook without configuration; null where they may.
   */
  receive(message: HookMessage, refuse: () => CallError | null): Promise<Result<{ readonly taken: number }>>;
  /** A secret was changed: the next message is held to the new one. */
  forgetSecrets(): void;
  /** The configured ones, and those that exist without configuration once they were called. */
  all(): readonly { readonly hook: Omit<HookConfig, 'token' | 'secret'>; readonly configured: boolean; readonly tally: HookTally }[];
}

/** So that one sender cannot keep the engine from everything else; a sender that groups what it tells needs a hundredth of it. */
const PACE: Pace = { burst: 3_000, perSecond: 1_200 };
/** Reading a message keeps the engine for some tens of milliseconds a megabyte. */
const BYTES: Pace = { burst: 33_554_432, perSecond: 4_194_304 };
/** A rotated secret counts after this at the latest; asking for it each time would cost more than the message. */
const SECRET_KEPT_MS = 5_000;
/** The seconds after which a sender may try again. */
const TRY_AGAIN = { paced: 1, full: 5 } as const;

const UNKNOWN: CallError = { code: 'unauthenticated', message: 'The token or signature is wrong, or there is no such webhook.' };
const sizeOf = (work: HookWork): number => ('alerts' in work ? work.alerts.length : work.count);

/** Kinds whose webhook exists under their own name without configuration. */
const BUILT_IN = ['alertmanager', 'grafana', 'datadog'] as const;
const builtIn = (id: string): HookConfig | null => {
  const kind = BUILT_IN.find((each) => each === id);
  return kind === undefined ? null : { id: id as HookId, kind, reportedBy: 'monitoring' };
};

/** Webhooks that others call. */
export function createHooks(deps: HooksDeps): Hooks {
  const { clock, log, kinds, queue, resolveSecrets } = deps;
  const tallies = createTallies();
  const buckets = new Map<string, { readonly messages: ReturnType<typeof createBucket>; readonly bytes: ReturnType<typeof createBucket> }>();
  /** The message of a webhook that is being read; what comes meanwhile waits, so that messages keep their order. */
  const turns = new Map<string, Promise<unknown>>();
  const secrets = new Map<string, { readonly value: string; readonly at: number }>();
  const seen = createSeen(clock);

  const configuredAs = (id: string): HookConfig | null => deps.configured().find((each) => each.id === id) ?? null;

  const secretOf = async (text: string): Promise<string> => {
    const known = secrets.get(text);
    const now = clock.monotonicMs();
    if (known !== undefined && now - known.at < SECRET_KEPT_MS) return known.value;
    const value = await resolveSecrets(text);
    secrets.set(text, { value, at: now });
    return value;
  };

  const isTrue = async (hook: HookConfig, kind: HookKind, { headers, raw }: HookMessage): Promise<boolean> => {
    const header = (name: string): string | undefined => headers[name.toLowerCase()];
    if (hook.token !== undefined) {
      const given = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(header('authorization') ?? '')?.[1];
      return given !== undefined && sameSecret(given, await secretOf(hook.token));
    }
    return hook.secret !== undefined && kind.signedBy !== null && kind.signedBy({ raw, header, now: clock.nowMs() }, await secretOf(hook.secret));
  };

  const refusedBy = async (hook: HookConfig, kind: HookKind, isConfigured: boolean, message: HookMessage, refuse: () => CallError | null): Promise<CallError | null> => {
    if (!isConfigured) return refuse();
    try {
      return (await isTrue(hook, kind, message)) ? null : UNKNOWN;
    } catch (error) {
      const why = error instanceof HoldfastError ? error.message : 'the secret cannot be read';
      deps.onProblem(hook.id, `The webhook "${hook.id}" can take nothing: ${why}.`);
      return { code: 'unavailable', message: 'The secret of this webhook cannot be read here. A banner in Holdfast says why.', details: { retryAfterSeconds: TRY_AGAIN.full } };
    }
  };

  const isPaced = (id: string, { raw }: HookMessage): boolean => {
    const mine = buckets.get(id) ?? { messages: createBucket(deps.pace ?? PACE, clock), bytes: createBucket(deps.bytes ?? BYTES, clock) };
    buckets.set(id, mine);
    return mine.messages.take() && mine.bytes.take(raw.length);
  };

  const refusal = (hook: HookConfig, error: CallError): Result<never> => {
    tallies.refused(hook.id, error.message, clock.nowMs());
    return { ok: false, error };
  };

  const contextOf = ({ token: _token, secret: _secret, ...hook }: HookConfig, { headers }: HookMessage): HookContext => ({ hook, services: deps.services(), header: (name) => headers[name.toLowerCase()], now: epochMs(clock.nowMs()), breathe: () => breathe(clock) });

  /** Of a sender that may send: what its message says, or why nothing can be made of it, which it and we must know. */
  const read = async (hook: HookConfig, kind: HookKind, message: HookMessage): Promise<Result<HookWork>> => {
    if (message.raw.length > kind.mostBytes) return fail('too_large', `This is more than the ${Math.floor(kind.mostBytes / 1024)} KiB that a message to this webhook may have.`);
    try {
      const work = await kind.read(readJson(message.raw), contextOf(hook, message));
      const lacks = 'alerts' in work ? (work.lacks ?? null) : null;
      deps.onProblem(hook.id, lacks === null ? null : `The last message to the webhook "${hook.id}" is not whole: ${lacks}`);
      return ok(work);
    } catch (error) {
      if (!(error instanceof HoldfastError)) log.error('a webhook could not be read', { hook: hook.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      const { code, message: why } = error instanceof HoldfastError ? error : new HoldfastError('internal', 'Holdfast failed at this. The log has the details.');
      deps.onProblem(hook.id, `The webhook "${hook.id}" could not take its last message: ${why}`);
      return fail(code, why);
    }
  };

  const takeIn = async (hook: HookConfig, kind: HookKind, message: HookMessage): Promise<Result<{ readonly taken: number }>> => {
    const known = seen.has(hook.id, message.raw);
    if (known.before) {
      tallies.repeated(hook.id);
      return ok({ taken: 0 });
    }
    const reading = await read(hook, kind, message);
    if (!reading.ok) return refusal(hook, reading.error);
    const work = reading.value;
    if (!queue.offer(work, hook.id)) return refusal(hook, { code: 'unavailable', message: 'More waits to be taken in than fits. Try again.', details: { retryAfterSeconds: TRY_AGAIN.full } });
    known.remember();
    if ('ignored' in work && work.ignored !== undefined) tallies.ignored(hook.id, work.ignored, clock.nowMs());
    tallies.taken(hook.id, sizeOf(work));
    return ok({ taken: sizeOf(work) });
  };

  const inTurn = async <T>(id: string, work: () => Promise<T>): Promise<T> => {
    const before = turns.get(id);
    const mine = before === undefined ? work() : before.then(work, work);
    turns.set(id, mine);
    try {
      return await mine;
    } finally {
      if (turns.get(id) === mine) turns.delete(id);
    }
  };

  const receive: Hooks['receive'] = async (message, refuse) => {
    const configured = configuredAs(message.hook);
    const hook = configured ?? builtIn(message.hook);
    if (hook === null) return { ok: false, error: UNKNOWN };
    const kind = kinds[hook.kind];
    const untrue = await refusedBy(hook, kind, configured !== null, message, refuse);
    if (untrue !== null) return refusal(hook, untrue);
    if (!isPaced(hook.id, message))
      return refusal(hook, { code: kind.repeatsOnlyOn5xx ? 'unavailable' : 'rate_limited', message: 'Too many messages at once.', details: { retryAfterSeconds: TRY_AGAIN.paced } });
    tallies.received(hook.id, message.raw, clock.nowMs());
    return inTurn(hook.id, () => takeIn(hook, kind, message));
  };

  return {
    receive,
    forgetSecrets: () => secrets.clear(),
    all: () => {
      const configured = deps.configured();
      const own = BUILT_IN.filter((id) => !configured.some((hook) => hook.id === id)).flatMap((id) => builtIn(id) ?? []);
      return [...configured, ...own].map(({ token: _token, secret: _secret, ...hook }, index) => ({ hook, configured: index < configured.length, tally: tallies.of(hook.id) }));
    },
  };
}
