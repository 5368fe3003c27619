import type { DeliveryClass, DeliveryState } from '../../../../shared/model/delivery.ts';
import { durationMs, type DurationMs } from '../../../../shared/model/units.ts';
import type { Random } from '../../ports.ts';
import type { LookedUp, Outcome } from './channel.ts';

/** After so many failures, while the channel takes other messages, it is the message that is wrong. */
export const MOST_TRIES = 8;
/** No wait is longer, whatever a channel asks for: an update of an outage is worthless in an hour. */
export const MAX_WAIT_MS = durationMs(900_000);
/** A network that is back must not be waited for. */
const MAX_OFFLINE_WAIT_MS = 30_000;
/** A channel that is back tells within this time what it has. */
const MAX_LOOK_WAIT_MS = 20_000;
const BASE_MS = 1_000;
const REFUSED_BASE_MS = 4_000;
const LEAST_MS = 200;

/** What the rules know of a delivery whose attempt has ended. */
export interface Tried {
  readonly class: DeliveryClass;
  /** How often it was begun, this time included. */
  readonly attempts: number;
  /** Failures that were the message's own. */
  readonly tries: number;
  /** Whether an earlier attempt may have arrived. */
  readonly maybe: boolean;
  /** Whether the channel has taken another message since the attempt before. */
  readonly channelWorks: boolean;
  /** So long what the channel took before for the same incident may still be missing where it is read. */
  readonly unsettledMs: DurationMs;
}

/** Where a delivery stands after an attempt or a look. `waitMs`: until it is tried, or looked for, again; null where it is not. */
export interface Verdict {
  readonly state: DeliveryState;
  readonly waitMs: DurationMs | null;
  readonly tries: number;
  readonly reason: string | null;
  /** Whether it may be there, whatever becomes of it from now on. */
  readonly maybe: boolean;
}

/**
 * Exponential back-off, capped, with full jitter, so that many deliveries do not come back at the same moment.
 * Marc Brooker, "Timeouts, retries, and backoff with jitter", Amazon Builders' Library.
 */
export function backoffMs(attempts: number, random: Random, base = BASE_MS, most: number = MAX_WAIT_MS): DurationMs {
  const ceiling = Math.min(most, base * 2 ** Math.min(Math.max(0, attempts - 1), 20));
  return durationMs(Math.max(LEAST_MS, Math.ceil(random() * ceiling)));
}

/** What the channel asked for, never earlier and at most a tenth later; null where it asked for nothing that makes sense. */
export function askedWaitMs(retryAfterMs: number | null | undefined, random: Random): DurationMs | null {
  if (retryAfterMs === null || retryAfterMs === undefined || !Number.isFinite(retryAfterMs) || retryAfterMs < 0) return null;
  const asked = Math.min(MAX_WAIT_MS, retryAfterMs);
  return durationMs(Math.ceil(asked + random() * asked * 0.1));
}

const again = (tried: Tried, reason: string, waitMs: DurationMs, counts: boolean, maybe: boolean): Verdict => {
  const tries = tried.tries + (counts ? 1 : 0);
  if (tries >= MOST_TRIES) return failed({ ...tried, maybe }, tries, `Given up after ${MOST_TRIES} tries: ${reason}`);
  return { state: 'queued', waitMs, tries, reason, maybe };
};

/** Of what may have arrived nobody says that it failed. */
const failed = ({ maybe }: Pick<Tried, 'maybe'>, tries: number, reason: string): Verdict =>
  maybe ? { state: 'unknown', waitMs: null, tries, reason: `${reason}; an earlier attempt may have arrived`, maybe } : { state: 'failed', waitMs: null, tries, reason, maybe };

/** What an attempt's outcome means for its delivery. */
export function afterAttempt(tried: Tried, outcome: Outcome, random: Random): Verdict {
  const { tries, attempts } = tried;
  switch (outcome.kind) {
    case 'sent':
      return { state: 'sent', waitMs: null, tries, reason: outcome.note ?? null, maybe: true };
    case 'differs':
      /* What is read too early is not yet what we ourselves have written there, and says nothing of others. */
      if (tried.unsettledMs > 0) return { state: 'queued', waitMs: tried.unsettledMs, tries, reason: 'what was sent before cannot be read there yet', maybe: tried.maybe };
      return { state: 'failed', waitMs: null, tries, reason: outcome.reason, maybe: tried.maybe };
    case 'notReached':
      return again(tried, outcome.reason, backoffMs(attempts, random, BASE_MS, MAX_OFFLINE_WAIT_MS), tried.channelWorks, tried.maybe);
    case 'refused':
      if (!outcome.again) return failed(tried, tries, outcome.reason);
      return again(tried, outcome.reason, askedWaitMs(outcome.retryAfterMs, random) ?? backoffMs(attempts, random, REFUSED_BASE_MS), outcome.limited !== true, tried.maybe);
    case 'ambiguous':
      break;
  }
  return ambiguous(tried, outcome, random);
}

function ambiguous(tried: Tried, { reason, retryAfterMs }: Extract<Outcome, { kind: 'ambiguous' }>, random: Random): Verdict {
  const asked = askedWaitMs(retryAfterMs, random);
  switch (tried.class) {
    case 'keyed':
      return again(tried, reason, asked ?? backoffMs(tried.attempts, random, BASE_MS, MAX_OFFLINE_WAIT_MS), tried.channelWorks, true);
    case 'readBack':
      return { state: 'unknown', waitMs: asked ?? backoffMs(1, random), tries: tried.tries, reason, maybe: true };
    case 'blind':
      break;
  }
  return { state: 'unknown', waitMs: null, tries: tried.tries, reason, maybe: true };
}

/** What was found when an unknown delivery was looked for, `sinceMs` after its attempt was known to be over. */
export function afterLook(tried: Tried, looks: number, found: LookedUp, sinceMs: number, settlingMs: DurationMs, before: string | null, random: Random): Verdict {
  switch (found.kind) {
    case 'sent':
      return { state: 'sent', waitMs: null, tries: tried.tries, reason: found.note ?? null, maybe: true };
    case 'absent':
      /* It may still turn up: what a channel has taken is not always there to be read at once. */
      if (sinceMs < settlingMs) return { state: 'unknown', waitMs: durationMs(settlingMs - sinceMs), tries: tried.tries, reason: before, maybe: true };
      return again(tried, before ?? 'it was not there', durationMs(0), true, false);
    case 'cannotTell':
      break;
  }
  return { state: 'unknown', waitMs: askedWaitMs(found.retryAfterMs, random) ?? backoffMs(looks + 1, random, BASE_MS, MAX_LOOK_WAIT_MS), tries: tried.tries, reason: before ?? found.reason, maybe: true };
}

/** Outcomes that say nothing good of the channel as a whole. */
export const isChannelTrouble = (kind: Outcome['kind'] | LookedUp['kind']): boolean => kind === 'notReached' || kind === 'ambiguous' || kind === 'cannotTell';
