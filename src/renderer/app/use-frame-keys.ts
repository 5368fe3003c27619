import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { isTaken } from '../lib/keys.ts';
import { useLiveStore } from '../lib/live-store.ts';
import { toggleSilence } from '../lib/use-alarm-sound.ts';
import { has } from './features.ts';

/**
 * Keys that work on every screen: Shift+N declares an incident, I opens the gravest open one (or the list), H the hand-over of the
 * shift, M silences this screen. A screen that uses one of them itself comes first.
 */
export function useFrameKeys(): void {
  const [, navigate] = useLocation();
  const live = useLiveStore();
  useEffect(() => {
    const act = (event: KeyboardEvent): boolean => {
      const gravest = live.store.getState().incidents[0];
      if (event.key === 'N' && event.shiftKey && has.incidents) navigate('/incidents/new');
      else if (event.key === 'i' && has.incidents) navigate(gravest === undefined ? '/incidents' : `/incidents/${gravest.id}`);
      else if (event.key === 'h' && has.shift) navigate('/shift');
      else if (event.key === 'm') toggleSilence(live);
      else return false;
      return true;
    };
    const onKey = (event: KeyboardEvent) => {
      if (!isTaken(event) && act(event)) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [live, navigate]);
}
