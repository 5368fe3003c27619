import type { ChannelConfig } from '../../../../shared/model/channels/index.ts';
import type { ChannelId } from '../../../../shared/model/ids.ts';
import { durationMs, type EpochMs } from '../../../../shared/model/units.ts';
import type { Cancel, Log } from '../../ports.ts';
import type { ChannelDeps, OpenChannel } from './kinds.ts';
import type { Proof } from './proof.ts';
import { createChannel } from './registry.ts';

/** A channel as it stands: what is configured, what became of it, and how old the last proof is. */
export interface ChannelStanding {
  readonly config: ChannelConfig;
  readonly open: OpenChannel | null;
  /** Why it cannot be opened; null where it is open. */
  readonly problem: string | null;
  readonly proof: { readonly at: EpochMs; readonly found: Proof } | null;
}

export interface ChannelsDeps extends ChannelDeps {
  readonly log: Log;
  /** Something of a channel is not as it was: outboxes look again. */
  readonly onChange: () => void;
}

/** The configured channels, opened. */
export interface Channels {
  apply(configs: readonly ChannelConfig[]): Promise<void>;
  get(id: ChannelId): OpenChannel | undefined;
  list(): readonly ChannelStanding[];
  /** Proves it now; see `OpenChannel.prove`. */
  prove(id: ChannelId): Promise<Proof>;
  /** Each second: opens what could not be opened, proves what has not been proven for a day. */
  tick(): void;
  close(): void;
}

const PROVE_EVERY_MS = 86_400_000;
/** One that nobody answered is asked again this soon. */
const ASK_AGAIN_MS = 600_000;
const OPEN_AGAIN_MS = durationMs(15_000);
const PROOF_LIMIT_MS = durationMs(30_000);

export function createChannels(deps: ChannelsDeps): Channels {
  const { clock, log } = deps;
  let standings: ChannelStanding[] = [];
  let applying: Promise<void> = Promise.resolve();
  let cancelRetry: Cancel = () => {};
  let isClosed = false;
  const proving = new Set<ChannelId>();

  const opened = async (config: ChannelConfig): Promise<ChannelStanding> => {
    const known = standings.find((each) => JSON.stringify(each.config) === JSON.stringify(config));
    if (known !== undefined && known.open !== null) return known;
    try {
      return { config, open: await createChannel(config, deps), problem: null, proof: null };
    } catch (error) {
      return { config, open: null, problem: error instanceof Error ? error.message : String(error), proof: null };
    }
  };

  const applyNow = async (configs: readonly ChannelConfig[]): Promise<void> => {
    cancelRetry();
    const next = await Promise.all(configs.map(opened));
    if (isClosed) return;
    for (const { open } of standings) if (open !== null && !next.some((each) => each.open === open)) open.close();
    standings = next;
    if (standings.some(({ problem }) => problem !== null)) cancelRetry = clock.after(OPEN_AGAIN_MS, () => void apply(configs));
    deps.onChange();
  };

  const apply = (configs: readonly ChannelConfig[]): Promise<void> => (applying = applying.then(() => applyNow(configs)));

  const prove = async (id: ChannelId): Promise<Proof> => {
    const open = standings.find(({ config }) => config.id === id)?.open;
    if (open === undefined || open === null) return { ok: false, certain: true, says: standings.find(({ config }) => config.id === id)?.problem ?? 'There is no such channel.' };
    const limit = new AbortController();
    const cancel = clock.after(PROOF_LIMIT_MS, () => limit.abort());
    proving.add(id);
    try {
      const found = await open.prove(limit.signal);
      standings = standings.map((each) => (each.open === open ? { ...each, proof: { at: clock.nowMs(), found } } : each));
      deps.onChange();
      return found;
    } catch (error) {
      log.error('a channel could not be proven', { channel: id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      return { ok: false, certain: false, says: 'The proof broke off.' };
    } finally {
      cancel();
      proving.delete(id);
    }
  };

  const isDue = ({ config, open, proof }: ChannelStanding): boolean => {
    if (open === null || proving.has(config.id)) return false;
    return proof === null || clock.nowMs() - proof.at >= (proof.found.ok || proof.found.certain ? PROVE_EVERY_MS : ASK_AGAIN_MS);
  };

  return {
    apply,
    get: (id) => standings.find(({ config }) => config.id === id)?.open ?? undefined,
    list: () => standings,
    prove,
    tick: () => {
      for (const { config } of standings.filter(isDue)) void prove(config.id);
    },
    close: () => {
      isClosed = true;
      cancelRetry();
      for (const { open } of standings) open?.close();
    },
  };
}
