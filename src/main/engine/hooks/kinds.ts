import type { Service } from '../../../shared/model/entities.ts';
import type { HookConfig } from '../../../shared/model/hook-config.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import type { ReceivedAlert } from '../alerts/received.ts';
import type { SignedBy } from './signature.ts';

/** What a message is read with. */
export interface HookContext {
  /** The webhook as it is configured; one that exists without configuration has only its id and kind. */
  readonly hook: Omit<HookConfig, 'token' | 'secret'>;
  readonly services: readonly Pick<Service, 'id' | 'name'>[];
  /** A header of the message; names in any case. */
  readonly header: (name: string) => string | undefined;
  readonly now: EpochMs;
  /** Lets others have their turn in the middle of a long message. */
  readonly breathe: () => Promise<void>;
}

/**
 * What is to be done with a message that was accepted, in the order in which messages came. Alerts are taken in together with those
 * of other messages; `lacks`: what the sender left out of the message, in a sentence. Anything else does its own work, `count` of it. What `run` throws is tried again. `ignored`: why there is
 * nothing to be done, in a sentence.
 */
export type HookWork = { readonly alerts: readonly ReceivedAlert[]; readonly lacks?: string | null } | { readonly count: number; readonly run: () => Promise<void> | void; readonly ignored?: string };

/** One kind of webhook: how its messages are read, and how they are known to be true. */
export interface HookKind {
  /** The most bytes of one message; more is refused. */
  readonly mostBytes: number;
  /** How the vendor signs its messages with the `secret` of a hook; null where it cannot, and only a `token` is taken. */
  readonly signedBy: SignedBy | null;
  /** The vendor sends a message again only where the answer is 5xx, so that too many at once are answered with 503 rather than 429. */
  readonly repeatsOnlyOn5xx: boolean;
  /** What a message says. Throws `invalid_input` with a sentence that names what was expected. Pure: `run` of the work has the effects. */
  read(body: unknown, context: HookContext): HookWork | Promise<HookWork>;
}

/** Every kind there is, by the name that it has in `kind` of a webhook (`HOOK_KINDS` in the shared model). */
export type HookKinds = Readonly<Record<HookConfig['kind'], HookKind>>;

const MIB = 1_048_576;
export const ALERT_BYTES = 8 * MIB;
export const OTHER_BYTES = MIB;
