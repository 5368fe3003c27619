import type { Service } from '../../../shared/model/entities.ts';
import type { HookConfig } from '../../../shared/model/hook-config.ts';
import type { HookId } from '../../../shared/model/ids.ts';
import { fail, HoldfastError, ok, type CallError, type Result } from '../../../shared/model/result.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { Clock, Log, ResolveSecrets } from '../ports.ts';
import { createBucket, type Pace } from './bucket.ts';
import { readJson } from './json.ts';
import type { HookContext, HookKind, HookKinds, HookWork } from './kinds.ts';
import type { HookQueue } from './queue.ts';
import { createSeen } from './seen.ts';
import { sameSecret } from './signature.ts';

/** A message as the carrier has it: nothing of it is believed yet. */
export interface HookMessage {
  /** The end of the address. */
  readonly hook: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: Uint8Array;
}

/** How a webhook fares since the start. */
export interface HookTally {
  readonly received: number;
  /** Alerts or other things that its messages brought. */
  readonly taken: number;
  /** Messages that had come within the last minutes already. */
  readonly repeated: number;
  readonly refused: number;
  readonly lastReceivedAt: EpochMs | null;
  readonly lastRefusal: { readonly at: EpochMs; readonly reason: string } | null;
  /** The last message that came from whoever may send, where it was not too long to be looked at. */
  readonly lastBody: Uint8Array | null;
}

export interface HooksDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly kinds: HookKinds;
  readonly queue: Pick<HookQueue, 'offer'>;
  readonly configured: () => readonly HookConfig[];
  readonly services: () => readonly Pick<Service, 'id' | 'name'>[];
  readonly resolveSecrets: ResolveSecrets;
  /** A sentence while an authorised sender is not understood, null when it is. */
  readonly onProblem: (hook: string, message: string | null) => void;
  readonly pace?: Pace;
}

export interface Hooks {
  /**
   * Takes a message in: who sends, how often, of what shape; then it waits its turn. Never rejects. `refuse` says why whoever
   * carried it here may not call a webhook without configuration; null where they may.
   */
  receive(message: HookMessage, refuse: () => CallError | null): Promise<Result<{ readonly taken: number }>>;
  /** The configured ones, and those that exist without configuration once they were called. */
  all(): readonly { readonly hook: Omit<HookConfig, 'token' | 'secret'>; readonly configured: boolean; readonly tally: HookTally }[];
}

/** So that one sender cannot keep the engine from everything else; a sender that groups what it tells needs a hundredth of it. */
const PACE: Pace = { burst: 3_000, perSecond: 1_200 };
/** A rotated secret counts after this at the latest; asking for it each time would cost more than the message. */
const SECRET_KEPT_MS = 5_000;
/** The seconds after which a sender may try again. */
const TRY_AGAIN = { paced: 1, full: 5 } as const;
const LONGEST_SAMPLE = 262_144;

const UNKNOWN: CallError = { code: 'unauthenticated', message: 'The token or signature is wrong, or there is no such webhook.' };
const NOTHING: HookTally = { received: 0, taken: 0, repeated: 0, refused: 0, lastReceivedAt: null, lastRefusal: null, lastBody: null };

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
  const tallies = new Map<string, HookTally>();
  const buckets = new Map<string, ReturnType<typeof createBucket>>();
  const secrets = new Map<string, { readonly value: string; readonly at: number }>();
  const seen = createSeen(clock);

  const tallyOf = (id: string): HookTally => tallies.get(id) ?? NOTHING;
  const tell = (id: string, changes: Partial<HookTally>): void => void tallies.set(id, { ...tallyOf(id), ...changes });
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

  const bucketOf = (id: string): ReturnType<typeof createBucket> => {
    const bucket = buckets.get(id) ?? createBucket(deps.pace ?? PACE, clock);
    buckets.set(id, bucket);
    return bucket;
  };

  const refusal = (hook: HookConfig, error: CallError): Result<never> => {
    const { refused } = tallyOf(hook.id);
    tell(hook.id, { refused: refused + 1, lastRefusal: { at: clock.nowMs(), reason: error.message } });
    return { ok: false, error };
  };

  const contextOf = ({ token: _token, secret: _secret, ...hook }: HookConfig, { headers }: HookMessage): HookContext => ({ hook, services: deps.services(), header: (name) => headers[name.toLowerCase()], now: epochMs(clock.nowMs()) });

  /** Of a sender that may send: what its message says, or why nothing can be made of it, which it and we must know. */
  const read = (hook: HookConfig, kind: HookKind, message: HookMessage): Result<HookWork> => {
    if (message.raw.length > kind.mostBytes) return fail('too_large', `This is more than the ${Math.floor(kind.mostBytes / 1024)} KiB that a message to this webhook may have.`);
    try {
      const work = kind.read(readJson(message.raw), contextOf(hook, message));
      deps.onProblem(hook.id, null);
      return ok(work);
    } catch (error) {
      if (!(error instanceof HoldfastError)) log.error('a webhook could not be read', { hook: hook.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      const { code, message: why } = error instanceof HoldfastError ? error : new HoldfastError('internal', 'Holdfast failed at this. The log has the details.');
      deps.onProblem(hook.id, `The webhook "${hook.id}" could not take its last message: ${why}`);
      return fail(code, why);
    }
  };

  const receive: Hooks['receive'] = async (message, refuse) => {
    const configured = configuredAs(message.hook);
    const hook = configured ?? builtIn(message.hook);
    if (hook === null) return { ok: false, error: UNKNOWN };
    const kind = kinds[hook.kind];
    const untrue = await refusedBy(hook, kind, configured !== null, message, refuse);
    if (untrue !== null) return refusal(hook, untrue);
    if (!bucketOf(hook.id).take())
      return refusal(hook, { code: kind.repeatsOnlyOn5xx ? 'unavailable' : 'rate_limited', message: 'Too many messages at once.', details: { retryAfterSeconds: TRY_AGAIN.paced } });
    const { received, taken, repeated } = tallyOf(hook.id);
    tell(hook.id, { received: received + 1, lastReceivedAt: clock.nowMs(), ...(message.raw.length <= LONGEST_SAMPLE ? { lastBody: message.raw } : {}) });
    const known = seen.has(hook.id, message.raw);
    if (known.before) {
      tell(hook.id, { repeated: repeated + 1 });
      return ok({ taken: 0 });
    }
    const work = read(hook, kind, message);
    if (!work.ok) return refusal(hook, work.error);
    if (!queue.offer(work.value)) return refusal(hook, { code: 'unavailable', message: 'More waits to be taken in than fits. Try again.', details: { retryAfterSeconds: TRY_AGAIN.full } });
    known.remember();
    tell(hook.id, { taken: taken + sizeOf(work.value) });
    return ok({ taken: sizeOf(work.value) });
  };

  return {
    receive,
    all: () => {
      const configured = deps.configured();
      const own = BUILT_IN.filter((id) => !configured.some((hook) => hook.id === id)).flatMap((id) => builtIn(id) ?? []);
      return [...configured, ...own].map(({ token: _token, secret: _secret, ...hook }, index) => ({ hook, configured: index < configured.length, tally: tallyOf(hook.id) }));
    },
  };
}
