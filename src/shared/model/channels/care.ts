import { z } from 'zod';
import { IncidentActor } from '../incident.ts';
import { Instant } from '../instant.ts';
import type { EpochMs } from '../units.ts';

const DAY_MS = 86_400_000;

/** Days before the end of a token at which people are told. */
export const WARNED_DAYS = [1, 7, 30] as const;
export type TokenStage = 'ended' | (typeof WARNED_DAYS)[number];

/** How near the end of a token is: the nearest of the days at which people are told; null where it is further than all of them. */
export function tokenStage(expiresAt: EpochMs, now: EpochMs): TokenStage | null {
  const leftMs = expiresAt - now;
  return leftMs <= 0 ? 'ended' : (WARNED_DAYS.find((days) => leftMs <= days * DAY_MS) ?? null);
}

/** A confirmation is believed this long: people come and go. */
export const CONFIRMED_DAYS = 90;

/**
 * Whether only the right people may post where a channel leads. `free`: nobody restricted it. `checked`: the vendor says so; `open`:
 * it says that everybody may. `confirmed`, `expired`, `missing`: it does not tell, so that a person looks and says so.
 */
export const PostingStanding = z.object({
  state: z.enum(['free', 'checked', 'open', 'confirmed', 'expired', 'missing']),
  /** Of the last confirmation for this place. */
  by: IncidentActor.nullable(),
  at: Instant.nullable(),
  /** When it ends, or ended. */
  until: Instant.nullable(),
});
export type PostingStanding = z.infer<typeof PostingStanding>;

/** `sending`: on its way. `unknown`: it may have arrived; it is never sent again by itself. */
export const ChannelTest = z.object({
  state: z.enum(['sending', 'sent', 'failed', 'unknown']),
  /** An address or a person; empty: all who read there. */
  to: z.string(),
  reason: z.string().nullable(),
  url: z.string().nullable(),
  by: IncidentActor,
  at: Instant,
});
export type ChannelTest = z.infer<typeof ChannelTest>;
