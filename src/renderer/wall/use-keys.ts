import { useLayoutEffect, useRef } from 'react';
import type { ServiceId } from '../../shared/model/ids.ts';
import { ServiceId as ServiceIdSchema } from '../../shared/model/ids.ts';
import { WINDOWS_MS, type WindowMs } from '../../shared/time/windows.ts';
import { isTaken, lettersAct } from '../lib/keys.ts';
import { directionOf, nextInDirection, type Direction } from './steer.ts';

export interface WallKeys {
  readonly turn: (by: number) => void;
  readonly pin: (service: ServiceId) => void;
  readonly toggleKiosk: () => void;
  readonly testSound: () => void;
  readonly showWindow: (windowMs: WindowMs) => void;
}

const tilesOnScreen = (): readonly HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-service]')];

/** Moves the focus to the neighbouring tile; past the edge, or with no tile in focus, the page turns. */
function steer(direction: Direction, turn: (by: number) => void): void {
  const tiles = tilesOnScreen();
  const from = tiles.findIndex((tile) => tile.contains(document.activeElement));
  const to = from === -1 ? null : nextInDirection(tiles.map((tile) => tile.getBoundingClientRect()), from, direction);
  if (to !== null) tiles[to]?.querySelector('a')?.focus();
  else if (direction === 'left' || direction === 'right') turn(direction === 'left' ? -1 : 1);
  else if (from === -1) tiles[0]?.querySelector('a')?.focus();
}

function pinFocused(pin: (service: ServiceId) => void): void {
  const tile = tilesOnScreen().find((each) => each.contains(document.activeElement));
  const id = ServiceIdSchema.safeParse(tile?.dataset['service']);
  if (id.success) pin(id.data);
}

function act(event: KeyboardEvent, keys: WallKeys): boolean {
  const direction = directionOf(event.key);
  const chosen = WINDOWS_MS[Number(event.key) - 1];
  if (direction !== null) steer(direction, keys.turn);
  else if (event.key === 'PageDown' || event.key === 'PageUp') keys.turn(event.key === 'PageDown' ? 1 : -1);
  else if (!lettersAct()) return false;
  else if (event.key === 'p' || event.key === 'P') pinFocused(keys.pin);
  else if (event.key === 'k' || event.key === 'K') keys.toggleKiosk();
  else if (event.key === 's' || event.key === 'S') keys.testSound();
  else if (chosen !== undefined) keys.showWindow(chosen);
  else return false;
  return true;
}

/** The wall's keys: arrows, PageUp and PageDown, P pin, K kiosk, S sound test, 1 to 5 the window of the charts. */
export function useKeys(keys: WallKeys): void {
  const current = useRef(keys);
  useLayoutEffect(() => {
    current.current = keys;
  });
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isTaken(event) && act(event, current.current)) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
