import { useEffect, useRef } from 'react';
import { useStored } from '../../lib/use-stored.ts';

/** Key, in lower case as it is typed → what it does. */
export type Shortcuts = Readonly<Record<string, () => void>>;

/** Letters belong to whatever takes text, and to a dialog while one is open; a key held down acts once. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.repeat) return true;
  const target = event.target instanceof Element ? event.target : null;
  return document.querySelector('dialog[open]') !== null || (target !== null && target.closest('input, textarea, select, [contenteditable]') !== null);
}

/** Single keys of a screen, while nobody types. */
export function useShortcuts(shortcuts: Shortcuts, enabled = true): void {
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    if (!enabled) return undefined;
    const onKey = (event: KeyboardEvent) => {
      const run = current.current[event.key.toLowerCase()];
      if (run === undefined || isTaken(event)) return;
      event.preventDefault();
      run();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [enabled]);
}

const parse = (text: string | null): boolean => text !== 'off';
const format = (on: boolean): string => (on ? 'on' : 'off');

/** Whether single letters act on this screen: whoever steers by voice needs them off (WCAG 2.1.4). */
export const useLetterKeys = (): [boolean, (on: boolean) => void] => useStored('holdfast-letter-keys', parse, format);
