import { createHash } from 'node:crypto';
import { createRateLimit, type Bucket, type RateLimit } from './rate-limit.ts';

export interface HookLimitOptions {
  /** Messages of one sender to one webhook that took its last ones. */
  readonly known: Bucket;
  /** Messages of everybody else, per address: enough to become known, and cheap to refuse. */
  readonly strangers: Bucket;
}

/** Whoever sends to a webhook, by what can be seen before anything is read. */
export interface HookSender {
  readonly address: string;
  /** Of address, webhook and credential; a digest, so that no token stays in memory for it. */
  readonly key: string;
}

export interface HookLimits {
  sender(address: string, hook: string, authorization: string | undefined): HookSender;
  /** False = too many at once: the message is not even read. */
  admits(sender: HookSender): boolean;
  /** A message was answered: what was taken makes its sender known, a wrong secret makes it a stranger. */
  answered(sender: HookSender, status: number): void;
  /** Whether a known sender has this address. */
  knows(address: string): boolean;
}

const KNOWN_FOR_MS = 600_000;
const MOST_KNOWN = 2_000;

/**
 * How many messages are looked at. A sender that says one alert a message says a thousand a second, more than anybody else may ask;
 * so whoever has proven itself has a limit of its own, and whoever has not stays within what all requests of its address may.
 */
export function createHookLimits({ known: knownPace, strangers: strangerPace }: HookLimitOptions, everybody: RateLimit, nowMs: () => number = () => performance.now()): HookLimits {
  const known = new Map<string, number>();
  const addresses = new Map<string, number>();
  const paced = createRateLimit(knownPace, nowMs);
  const strangers = createRateLimit(strangerPace, nowMs);
  const isFresh = (at: number | undefined): boolean => at !== undefined && nowMs() - at < KNOWN_FOR_MS;
  const remember = (map: Map<string, number>, key: string): void => {
    map.delete(key);
    const [oldest] = map.keys();
    if (oldest !== undefined && map.size >= MOST_KNOWN) map.delete(oldest);
    map.set(key, nowMs());
  };
  return {
    sender: (address, hook, authorization) => ({ address, key: createHash('sha256').update(`${address}\n${hook}\n${authorization ?? ''}`).digest('base64') }),
    admits: ({ address, key }) => (isFresh(known.get(key)) ? paced.take(key) : strangers.take(address) && everybody.take(address)),
    answered: ({ address, key }, status) => {
      if (status === 401) known.delete(key);
      if (status !== 202) return;
      remember(known, key);
      remember(addresses, address);
    },
    knows: (address) => isFresh(addresses.get(address)),
  };
}
