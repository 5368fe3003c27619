import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { fromRfc3339 } from '../../shared/model/units.ts';
import type { Severity } from '../../shared/model/severity.ts';
import { useLiveStore } from './live-store.ts';
import { createSound, type Sound, type SoundState } from './sound.ts';
import { useStored } from './use-stored.ts';

let shared: Sound | null = null;

/** One sound for the page, made when it is first wanted. */
const pageSound = (): Sound => (shared ??= createSound());

export interface AlarmSound {
  readonly state: SoundState | 'muted';
  /** RFC 3339; null before the first test that could be heard. */
  readonly testedAt: string | null;
  readonly test: () => void;
  readonly mute: (on: boolean) => void;
  /** Sounds once, unless it is muted. */
  readonly play: (severity: Severity) => void;
}

export const SOUND_WORDS: Readonly<Record<AlarmSound['state'], string>> = { ready: 'sound on', blocked: 'sound blocked: click once', silent: 'no sound on this machine', muted: 'sound muted' };

const asText = (value: string | null): string => value ?? '';
const asFlag = (text: string | null): boolean => text === 'true';
const asTested = (text: string | null): string | null => (text !== null && fromRfc3339(text) !== null ? text : null);

function useSoundState(sound: Sound): SoundState {
  useEffect(() => {
    // The first click or key anywhere gives the wall its voice; nobody should have to find a button for that.
    // A modifier key is no gesture to a browser, and asking without one is a warning on its console.
    const unlock = () => {
      if (navigator.userActivation.isActive) void sound.unlock();
    };
    window.addEventListener('pointerdown', unlock);
    window.addEventListener('keydown', unlock);
    return () => {
      window.removeEventListener('pointerdown', unlock);
      window.removeEventListener('keydown', unlock);
    };
  }, [sound]);
  const subscribe = useCallback((listener: () => void) => sound.onState(listener), [sound]);
  return useSyncExternalStore(subscribe, () => sound.state());
}

/** Whether this screen would be heard: its sound, whether it is muted, when it was last tested. */
export function useAlarmSound(): AlarmSound {
  const sound = pageSound();
  const live = useLiveStore();
  const state = useSoundState(sound);
  const [muted, setMuted] = useStored('holdfast.sound.muted', asFlag, String);
  const [testedAt, setTestedAt] = useStored<string | null>('holdfast.sound.tested', asTested, asText);
  const test = useCallback(() => {
    const play = async () => {
      await sound.unlock();
      const heard = await sound.play('P1');
      const at = live.engineNow();
      if (heard && at !== null) setTestedAt(new Date(at).toISOString());
    };
    void play();
  }, [sound, live, setTestedAt]);
  const play = useCallback((severity: Severity) => (muted ? undefined : void sound.play(severity)), [muted, sound]);
  return { state: muted ? 'muted' : state, testedAt, test, mute: setMuted, play };
}

/** Plays the test tone once, for the palette. */
export async function testSound(): Promise<void> {
  const sound = pageSound();
  await sound.unlock();
  await sound.play('P1');
}
