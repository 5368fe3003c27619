import type { SetType } from '../../../dns/record-data.ts';
import type { DurationMs, EpochMs } from '../../../../shared/model/units.ts';

/** A whole set of records: all values of one type at one name. Values as a zone file has them, always written the same way, sorted. */
export interface RecordSet {
  /** In lower case, without its last dot. */
  readonly name: string;
  readonly type: SetType;
  readonly ttlSeconds: number;
  readonly values: readonly string[];
  /** Whether the provider’s proxy stands before it; as it is unless told. */
  readonly proxied?: boolean | undefined;
}

/** A set as the provider has it now; without values where there is none. */
export interface LiveSet extends RecordSet {
  /** What the provider calls the records, one for each value; empty where it has no names for them. */
  readonly ids: readonly string[];
  /** The provider answers with addresses of its own in the place of these: only its API and the traffic show a change. */
  readonly proxied: boolean;
  /** What the provider keeps with the records beside their values; a swap carries it over. */
  readonly kept: Readonly<Record<string, unknown>>;
  readonly readAt: EpochMs;
}

/** What a person has confirmed: this, and nothing else, becomes that. */
export interface SwapOrder {
  readonly confirmed: LiveSet;
  readonly wanted: RecordSet;
}

export type SwapOutcome =
  /** `live` is null where the provider said yes and could not be read afterwards. `note` says what was out of the ordinary; `raceWindowMs`, where a provider has no condition, for how long somebody else could have come in between. */
  | { readonly kind: 'done'; readonly live: LiveSet | null; readonly note: string | null; readonly raceWindowMs: DurationMs | null; /** What the provider calls the change, where its way to all its servers can be followed. */ readonly changeId: string | null }
  /** Somebody else has changed it: nothing was overwritten. */
  | { readonly kind: 'lost'; readonly live: LiveSet }
  /** Nothing was changed. `again`: the same may be taken later. */
  | { readonly kind: 'refused'; readonly reason: string; readonly again: boolean; readonly retryAfterMs: DurationMs | null }
  /** Not a byte has left. */
  | { readonly kind: 'notReached'; readonly reason: string }
  /** Nobody knows, until it is read back. */
  | { readonly kind: 'unknown'; readonly reason: string };

export type Read = { readonly ok: true; readonly live: LiveSet } | { readonly ok: false; readonly reason: string };

/** What became of a swap whose end nobody saw. */
export type ReadBack =
  | { readonly kind: 'done' | 'notDone' | 'lost'; readonly live: LiveSet }
  | { readonly kind: 'unknown'; readonly reason: string };

/** One request as it will be sent, secrets masked. */
export interface DescribedRequest {
  readonly to: string;
  readonly lines: readonly string[];
}

/** `atomic`: the provider changes the set only if it is the confirmed one. `guarded`: it is looked at right before, and only what was confirmed is removed. */
export type SwapGuard = 'atomic' | 'guarded';

export interface ProviderProof {
  readonly ok: boolean;
  /** False where nobody can tell now. */
  readonly certain: boolean;
  readonly says: string;
  /** Why these credentials may do more than they need to; null where nothing shows that. */
  readonly tooBroad: string | null;
}

/** How far a change has come among the provider's own servers; resolvers are another matter. */
export type Spread = { readonly kind: 'everywhere' | 'spreading' } | { readonly kind: 'unknown'; readonly reason: string };

/** Who keeps a zone, and takes changes of it. Nothing here ever rejects for what the provider does. */
export interface DnsProvider {
  readonly kind: 'rfc2136' | 'cloudflare' | 'route53';
  readonly zone: string;
  readonly guard: SwapGuard;
  read(name: string, type: SetType, abort: AbortSignal): Promise<Read>;
  describe(order: SwapOrder): readonly DescribedRequest[];
  /** Makes the wanted set of the confirmed one, once. `attempt` names this attempt wherever the provider keeps such a word. */
  swap(order: SwapOrder, attempt: string, abort: AbortSignal): Promise<SwapOutcome>;
  readBack(order: SwapOrder, abort: AbortSignal): Promise<ReadBack>;
  /** Null where the provider does not tell. */
  readonly spread: ((changeId: string, abort: AbortSignal) => Promise<Spread>) | null;
  /** Whether the credentials may change this set, and how much more; changes nothing. */
  prove(name: string, type: SetType, abort: AbortSignal): Promise<ProviderProof>;
  close(): void;
}

/** What a provider said to a change, before it was read back. */
export type Said =
  | { readonly kind: 'yes'; readonly raceWindowMs?: DurationMs; readonly changeId?: string }
  /** The set is not the confirmed one; nothing was changed. */
  | { readonly kind: 'conflict'; readonly reason: string }
  | { readonly kind: 'no'; readonly reason: string; readonly again: boolean; readonly retryAfterMs?: DurationMs | null }
  | { readonly kind: 'notReached'; readonly reason: string }
  | { readonly kind: 'ambiguous'; readonly reason: string };

/** What differs between providers; `createProvider` makes the rest. */
export interface ProviderDriver extends Pick<DnsProvider, 'kind' | 'zone' | 'guard' | 'read' | 'describe' | 'spread' | 'prove' | 'close'> {
  send(order: SwapOrder, attempt: string, abort: AbortSignal): Promise<Said>;
}
