import { useLayoutEffect } from 'react';
import { isTaken } from '../../../lib/keys.ts';
import type { ChartCursor } from '../../../ui/charts/cursor.ts';
import { stepTo } from '../rules/moments.ts';
import type { Window } from '../rules/phases.ts';

const MINUTE_MS = 60_000;
/** These use arrow keys for themselves. */
const OWN = '[role="listbox"], [role="radiogroup"], [role="menu"], fieldset';

/** Left and right go from event to event, with Shift a minute at a time; Home and End to where the window begins and ends. */
export function useCursorKeys(cursor: ChartCursor, events: readonly number[], window: Window, start: number): void {
  useLayoutEffect(() => {
    const goal = (event: KeyboardEvent, time: number): number | null => {
      const inSlider = event.target instanceof Element && event.target.closest('[role="slider"]') !== null;
      if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
        const by = event.key === 'ArrowRight' ? 1 : -1;
        return event.shiftKey ? time + by * MINUTE_MS : stepTo(events, time, by);
      }
      // Elsewhere they scroll the page, as everywhere.
      if (!inSlider) return null;
      if (event.key === 'Home') return window.from;
      return event.key === 'End' ? window.until : null;
    };
    const onKey = (event: KeyboardEvent): void => {
      if (isTaken(event) || (event.target instanceof Element && event.target.closest(OWN) !== null)) return;
      const next = goal(event, cursor.time() ?? start);
      if (next === null) return;
      event.preventDefault();
      cursor.hold(next);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [cursor, events, window, start]);
}
