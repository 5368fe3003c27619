import { useLayoutEffect, useRef } from 'react';
import { isTaken } from '../../lib/keys.ts';
import { useStored } from '../../lib/use-stored.ts';

/** Key, in lower case as it is typed → what it does. */
export type Shortcuts = Readonly<Record<string, () => void>>;

const isLetter = (key: string): boolean => /^\p{L}$/u.test(key);

/** Single keys of a screen, while nobody types. A key held down acts once; a capital letter is another key. */
export function useShortcuts(shortcuts: Shortcuts, enabled = true): void {
  const current = useRef(shortcuts);
  useLayoutEffect(() => {
    current.current = shortcuts;
  });
  useLayoutEffect(() => {
    if (!enabled) return undefined;
    const onKey = (event: KeyboardEvent) => {
      const run = current.current[event.key.toLowerCase()];
      if (run === undefined || event.repeat || isTaken(event) || (event.shiftKey && isLetter(event.key))) return;
      event.preventDefault();
      run();
    };
    // Before the window hears it: there the frame takes some letters for screens that do not use them.
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [enabled]);
}

const parse = (text: string | null): boolean => text !== 'off';
const format = (on: boolean): string => (on ? 'on' : 'off');

/** Whether single letters act on this screen (WCAG 2.1.4); `lettersAct` reads the same for the keys of the frame. */
export const useLetterKeys = (): [boolean, (on: boolean) => void] => useStored('holdfast-letter-keys', parse, format);
