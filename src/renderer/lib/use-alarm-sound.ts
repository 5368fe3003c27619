import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import type { EpochMs } from '../../shared/model/units.ts';
import { formatDuration } from '../../shared/time/format.ts';
import { silencedUntil } from './alarm-rules.ts';
import { useEngineNow, useLiveStore, type LiveStore } from './live-store.ts';
import { screenSound, type ScreenSoundState } from './screen-sound.ts';
import type { SoundState } from './sound.ts';

export type AlarmSoundState = SoundState | 'muted' | 'silenced';

export interface AlarmSound {
  readonly state: AlarmSoundState;
  /** What remains of the silence, `09:41`; null while the screen is not silenced. */
  readonly silentFor: string | null;
  /** On the engine's clock; null before the first test that could be heard. */
  readonly testedAt: EpochMs | null;
  readonly test: () => void;
  readonly mute: (on: boolean) => void;
  /** Silences this screen for ten minutes, or lets it sound again. */
  readonly toggleSilence: () => void;
}

/** Why nobody would hear this screen, before how long it is silenced: that ends by itself. */
export function soundStateOf({ device, muted, silencedUntil: until }: ScreenSoundState, now: EpochMs | null): AlarmSoundState {
  if (device === 'silent') return 'silent';
  if (muted) return 'muted';
  if (device === 'blocked') return 'blocked';
  return silencedUntil(until, now) === null ? 'ready' : 'silenced';
}

const WORDS: Readonly<Record<AlarmSoundState, string>> = { ready: 'sound on', blocked: 'sound blocked: click once', silent: 'no sound on this machine', muted: 'sound muted', silenced: 'silenced' };
export const soundWords = ({ state, silentFor }: Pick<AlarmSound, 'state' | 'silentFor'>): string => (state === 'silenced' && silentFor !== null ? `silenced for ${silentFor}` : WORDS[state]);

/** Silences this screen for ten minutes, or lets it sound again. Needs no rights: the incident sounds on every other screen. */
export function toggleSilence(live: LiveStore): void {
  const now = live.engineNow();
  const sound = screenSound();
  if (now === null || silencedUntil(sound.store.getState().silencedUntil, now) !== null) sound.hear();
  else sound.silence(now);
}

/** Whether this screen would be heard: its sound, whether it is muted or silenced, when it was last tested. */
export function useAlarmSound(): AlarmSound {
  const sound = screenSound();
  const live = useLiveStore();
  const held = useStore(sound.store);
  const now = useEngineNow();
  const until = silencedUntil(held.silencedUntil, now);
  const actions = useMemo(() => ({ test: () => void sound.test(live.engineNow()), mute: (on: boolean) => sound.mute(on), toggleSilence: () => toggleSilence(live) }), [sound, live]);
  return { ...actions, state: soundStateOf(held, now), silentFor: until === null || now === null ? null : formatDuration(until - now), testedAt: held.testedAt };
}

/** The first click or key anywhere gives the page its voice; nobody should have to find a button for that. */
export function useUnlockedSound(): void {
  useEffect(() => {
    // A modifier key is no gesture to a browser, and asking without one is a warning on its console.
    const unlock = () => {
      if (navigator.userActivation.isActive) screenSound().unlock();
    };
    window.addEventListener('pointerdown', unlock);
    window.addEventListener('keydown', unlock);
    return () => {
      window.removeEventListener('pointerdown', unlock);
      window.removeEventListener('keydown', unlock);
    };
  }, []);
}
