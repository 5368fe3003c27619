import { createContext } from 'react';

/**
 * One moment that is looked at. What a pointer passes over is looked at for as long as it is there; what was chosen (a click, a key, a
 * row) stays. It lives outside React: only what shows the moment draws anew when it moves, no chart does.
 */
export interface ChartCursor {
  /** Epoch ms; null while nothing is looked at. */
  readonly time: () => number | null;
  readonly onMove: (listener: () => void) => () => void;
  /** A pointer is over this moment; null once it has left. */
  readonly point: (time: number | null) => void;
  /** This moment was chosen. */
  readonly hold: (time: number | null) => void;
}

export function createChartCursor(initial: number | null = null): ChartCursor {
  let pointed: number | null = null;
  let held = initial;
  const listeners = new Set<() => void>();
  const time = (): number | null => pointed ?? held;
  const change = (work: () => void): void => {
    const before = time();
    work();
    if (time() !== before) for (const listener of listeners) listener();
  };
  return {
    time,
    onMove: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    point: (next) => change(() => (pointed = next)),
    hold: (next) => change(() => ([pointed, held] = [null, next])),
  };
}

/** The same moment on another axis, `byMs` later: two incidents laid over each other. */
export function shiftedCursor(cursor: ChartCursor, byMs: number): ChartCursor {
  const there = (time: number | null): number | null => (time === null ? null : time - byMs);
  return {
    time: () => {
      const time = cursor.time();
      return time === null ? null : time + byMs;
    },
    onMove: cursor.onMove,
    point: (time) => cursor.point(there(time)),
    hold: (time) => cursor.hold(there(time)),
  };
}

/** Charts below it show one moment together; without one each has its own. */
export const SharedCursor = createContext<ChartCursor | null>(null);
