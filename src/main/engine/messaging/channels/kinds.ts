import type { UpdateFacts } from '../../../../shared/model/update.ts';
import type { Clock, ResolveSecrets } from '../../ports.ts';
import type { Lookup } from '../../net/guarded-lookup.ts';
import type { Channel } from '../outbox/channel.ts';
import type { SuppressionBook } from '../suppression/service.ts';
import type { Proof } from './proof.ts';

/** What an adapter is made with. */
export interface ChannelDeps {
  readonly clock: Clock;
  readonly resolveSecrets: ResolveSecrets;
  /** How names become addresses; the system's resolver unless given. */
  readonly lookup?: Lookup;
  /** Text of a file that the configuration names, relative to it; rejects with a reason in words. */
  readonly readFile: (file: string) => Promise<string>;
  /** Where a secret is kept that a vendor hands out. `set` rejects with a reason in words where nothing can be kept. */
  readonly secrets: { get(name: string): Promise<string | null>; set(name: string, value: string): Promise<void> };
  /** Who gets no mail; nobody is kept from it where that is not given. */
  readonly suppression?: SuppressionBook | undefined;
}

/** To whom an update goes, and who is left out of it. */
export interface Readers {
  readonly addresses: readonly string[];
  /** Addresses that get no mail. */
  readonly suppressed: number;
  /** Rows or lists that name somebody once more. */
  readonly duplicates: number;
}

/** A channel as it is configured, with what is needed before anything is sent. */
export interface OpenChannel extends Channel {
  /** Harmless, authenticated, and the same credentials as for sending. */
  prove(abort: AbortSignal): Promise<Proof>;
  /** Of a channel with many recipients: to whom an update with these facts goes, each once. Rejects with a reason in words. */
  recipients?(facts: UpdateFacts): Promise<Readers>;
}
