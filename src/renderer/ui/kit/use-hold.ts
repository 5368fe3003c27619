import { useEffect, useReducer, useRef, useState, type KeyboardEvent, type MouseEvent, type PointerEvent } from 'react';
import { heldShare, nextHold, NOT_HELD, type Hold } from './hold.ts';

const LOOK_EVERY_MS = 40;
const HOLDS: ReadonlySet<string> = new Set(['Enter', ' ']);
const now = (): number => performance.now();

export interface Holding {
  readonly hold: Hold;
  /** How full it is, from 0 to 1. */
  readonly share: number;
  readonly press: () => void;
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent) => void;
    readonly onPointerUp: () => void;
    readonly onPointerCancel: () => void;
    readonly onPointerLeave: () => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
    readonly onKeyUp: (event: KeyboardEvent) => void;
    readonly onBlur: () => void;
    readonly onClick: (event: MouseEvent) => void;
    readonly onContextMenu: (event: MouseEvent) => void;
  };
}

/** Holding by pointer, Enter or Space; a click that has no length (a screen reader's) counts as a press. `onHeld` runs once each time it is full. */
export function useHold(onHeld: () => void, disabled: boolean): Holding {
  const [hold, send] = useReducer(nextHold, NOT_HELD);
  const [at, setAt] = useState(0);
  const latest = useRef(onHeld);
  useEffect(() => {
    latest.current = onHeld;
  });
  const holding = hold.is === 'holding';
  useEffect(() => {
    if (!holding) return undefined;
    const timer = setInterval(() => {
      setAt(now());
      send({ what: 'tick', at: now() });
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [holding]);
  const held = hold.is === 'held';
  useEffect(() => {
    if (!held) return;
    latest.current();
    send({ what: 'reset' });
  }, [held]);
  const down = (): void => (disabled ? undefined : send({ what: 'down', at: now() }));
  const press = (): void => (disabled ? undefined : send({ what: 'press', at: now() }));
  const leave = (): void => send({ what: 'leave' });
  return {
    hold,
    share: heldShare(hold, Math.max(at, hold.is === 'holding' ? hold.at : 0)),
    press,
    handlers: {
      onPointerDown: (event) => (event.button === 0 ? down() : undefined),
      onPointerUp: () => send({ what: 'up', at: now() }),
      onPointerCancel: leave,
      onPointerLeave: leave,
      onKeyDown: (event) => {
        if (!HOLDS.has(event.key)) return;
        event.preventDefault();
        down();
      },
      onKeyUp: (event) => {
        if (!HOLDS.has(event.key)) return;
        event.preventDefault();
        send({ what: 'up', at: now() });
      },
      onBlur: leave,
      // What a pointer or a key has done was counted above; only a click that neither of them made has no place in the count.
      onClick: (event) => (event.detail === 0 ? press() : undefined),
      // A finger that rests would be asked what to do with the button.
      onContextMenu: (event) => event.preventDefault(),
    },
  };
}
