/** How long a button is held until it acts: longer than any click, shorter than anybody's patience. */
export const HOLD_MS = 1_200;
/** Of the way for whoever cannot hold: the second press counts from here on, and not for ever. */
const AGAIN_FROM_MS = 500;
const AGAIN_UNTIL_MS = 10_000;

/** idle; holding since then; let go too early; pressed once by something that cannot hold; held. */
export type Hold = { readonly is: 'idle' | 'early' | 'held' } | { readonly is: 'holding' | 'asked'; readonly at: number };
export const NOT_HELD: Hold = { is: 'idle' };

export type HoldEvent =
  /** A finger, a button or a key goes down or up, or time passes. */
  | { readonly what: 'down' | 'up' | 'tick'; readonly at: number }
  /** A press of what has no length: a screen reader, a switch, the way of two presses. */
  | { readonly what: 'press'; readonly at: number }
  /** The pointer was taken away, the focus went. */
  | { readonly what: 'leave' }
  | { readonly what: 'reset' };

const isHeld = (hold: Hold, at: number): boolean => hold.is === 'holding' && at - hold.at >= HOLD_MS;

function pressed(hold: Hold, at: number): Hold {
  if (hold.is !== 'asked' || at - hold.at > AGAIN_UNTIL_MS) return { is: 'asked', at };
  return at - hold.at < AGAIN_FROM_MS ? hold : { is: 'held' };
}

/** What becomes of a hold. Once held it stays so until it is reset: a key that repeats and a second click change nothing. */
export function nextHold(hold: Hold, event: HoldEvent): Hold {
  if (event.what === 'reset') return NOT_HELD;
  if (hold.is === 'held') return hold;
  if (event.what === 'leave') return hold.is === 'holding' ? { is: 'early' } : hold;
  if (event.what === 'press') return pressed(hold, event.at);
  if (event.what === 'down') return hold.is === 'holding' ? hold : { is: 'holding', at: event.at };
  if (isHeld(hold, event.at)) return { is: 'held' };
  return event.what === 'up' && hold.is === 'holding' ? { is: 'early' } : hold;
}

/** How full it is, from 0 to 1. */
export const heldShare = (hold: Hold, at: number): number => (hold.is === 'held' ? 1 : hold.is === 'holding' ? Math.min(1, Math.max(0, (at - hold.at) / HOLD_MS)) : 0);
