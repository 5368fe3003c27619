import { useLayoutEffect } from 'react';
import { useLocation } from 'wouter';
import { isTaken, lettersAct } from '../lib/keys.ts';
import { useLiveStore } from '../lib/live-store.ts';
import { toggleSilence } from '../lib/use-alarm-sound.ts';
import { has } from './features.ts';

/**
 * Keys that work on every screen: Shift+H holds all plans, Shift+N declares an incident, I opens the gravest open one (or the list), H the hand-over of the
 * shift, M silences this screen, / searches history. A screen that uses one of the single letters itself comes first.
 */
export function useFrameKeys(): void {
  const [, navigate] = useLocation();
  const live = useLiveStore();
  // In the layout phase, as every listener of keys: from the moment that a screen is seen its keys are heard.
  useLayoutEffect(() => {
    const letter = (key: string): boolean => {
      const gravest = live.store.getState().incidents[0];
      if (key === 'i' && has.incidents) navigate(gravest === undefined ? '/incidents' : `/incidents/${gravest.id}`);
      else if (key === 'h' && has.shift) navigate('/shift');
      else if (key === 'm') toggleSilence(live);
      else return false;
      return true;
    };
    const onLetter = (event: KeyboardEvent) => {
      if (!isTaken(event) && !event.shiftKey && !event.repeat && lettersAct() && letter(event.key.toLowerCase())) event.preventDefault();
    };
    // On some keyboards it is typed with Shift.
    const onSlash = (event: KeyboardEvent) => {
      if (event.key !== '/' || isTaken(event) || event.repeat || !lettersAct() || !has.search) return;
      event.preventDefault();
      navigate('/search');
    };
    // Seen on the way in, before a screen takes the bare letter for its own.
    const onCapital = (event: KeyboardEvent) => {
      const path = !event.shiftKey || event.repeat ? undefined : { N: has.incidents ? '/incidents/new' : undefined, H: has.continuity ? '/continuity?ask=hold' : undefined }[event.key];
      if (path === undefined || isTaken(event) || !lettersAct()) return;
      event.preventDefault();
      navigate(path);
    };
    window.addEventListener('keydown', onLetter);
    window.addEventListener('keydown', onSlash);
    window.addEventListener('keydown', onCapital, true);
    return () => {
      window.removeEventListener('keydown', onLetter);
      window.removeEventListener('keydown', onSlash);
      window.removeEventListener('keydown', onCapital, true);
    };
  }, [live, navigate]);
}
