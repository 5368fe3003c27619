import type { WebContents } from 'electron';

const GESTURES: ReadonlySet<string> = new Set(['mouseDown', 'mouseUp', 'pointerDown', 'pointerUp', 'rawKeyDown', 'keyDown', 'touchStart', 'touchEnd', 'gestureTap']);
const FRESH_MS = 2_000;

/** Whether a person has just touched a window: seen on the way in, where a script in the page cannot pretend it. */
export interface Gestures {
  watch(contents: WebContents): void;
  justTouched(windowId: number): boolean;
}

export function watchGestures(): Gestures {
  const touched = new Map<number, number>();
  return {
    watch: (contents) => {
      const { id } = contents;
      contents.on('input-event', (_event, { type }) => {
        if (GESTURES.has(type)) touched.set(id, performance.now());
      });
      contents.once('destroyed', () => touched.delete(id));
    },
    justTouched: (windowId) => performance.now() - (touched.get(windowId) ?? -Infinity) < FRESH_MS,
  };
}
