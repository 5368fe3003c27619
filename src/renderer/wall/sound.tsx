import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import { epochMs, fromRfc3339 } from '../../shared/model/units.ts';
import { formatMoment } from '../../shared/time/format.ts';
import { useEngineNow, useLiveStore } from '../lib/live-store.ts';
import { createSound, type Sound, type SoundState } from '../lib/sound.ts';
import { Button } from '../ui/kit/Button.tsx';
import { alarming, newAlarm, type Alarming } from './alarm.ts';
import type { Tile } from './pages.ts';
import { useStored } from './use-stored.ts';
import styles from './sound.module.css';

let shared: Sound | null = null;

/** One sound for the page, made when the first wall is drawn. */
const pageSound = (): Sound => (shared ??= createSound());

export interface Alarm {
  readonly state: SoundState | 'muted';
  /** RFC 3339; null before the first test that could be heard. */
  readonly testedAt: string | null;
  readonly test: () => void;
  readonly mute: (on: boolean) => void;
}

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

/** Sounds once for each service that newly becomes P0 or P1. What already was in alarm when the page opened stays silent. */
export function useAlarm(tiles: readonly Tile[]): Alarm {
  const sound = pageSound();
  const live = useLiveStore();
  const state = useSoundState(sound);
  const [muted, setMuted] = useStored('holdfast.sound.muted', asFlag, String);
  const [testedAt, setTestedAt] = useStored<string | null>('holdfast.sound.tested', asTested, asText);
  const before = useRef<Alarming | null>(null);
  useEffect(() => {
    if (tiles.length === 0) return;
    const now = alarming(tiles);
    const severity = before.current === null ? null : newAlarm(before.current, now);
    before.current = now;
    if (severity !== null && !muted) void sound.play(severity);
  }, [tiles, muted, sound]);
  const test = useCallback(() => {
    const play = async () => {
      await sound.unlock();
      const heard = await sound.play('P1');
      const at = live.engineNow();
      if (heard && at !== null) setTestedAt(new Date(at).toISOString());
    };
    void play();
  }, [sound, live, setTestedAt]);
  return { state: muted ? 'muted' : state, testedAt, test, mute: setMuted };
}

const WORDS = { ready: 'sound on', blocked: 'sound blocked', silent: 'no sound on this machine', muted: 'sound muted' } as const;

/** Whether an alarm would be heard, a test of it with its date, and mute. A kiosk says it in words alone. */
export function SoundControl({ alarm, kiosk }: { alarm: Alarm; kiosk: boolean }) {
  const now = useEngineNow();
  const tested = alarm.testedAt === null ? null : fromRfc3339(alarm.testedAt);
  const words = <span data-sound={alarm.state} title={alarm.state === 'blocked' ? 'The browser wants one click or key on this page before it lets it sound' : undefined}>{WORDS[alarm.state]}</span>;
  if (kiosk) return words;
  return (
    <span className={styles.sound}>
      {words}
      <Button kind="quiet" onClick={alarm.test} shortcut="S">
        Test sound
      </Button>
      <span>{tested === null ? 'never tested' : `tested ${formatMoment(tested, now ?? epochMs(tested))}`}</span>
      <Button kind="quiet" pressed={alarm.state === 'muted'} onClick={() => alarm.mute(alarm.state !== 'muted')}>
        Mute
      </Button>
    </span>
  );
}

/** Plays the test tone once, for the palette. */
export async function testSound(): Promise<void> {
  const sound = pageSound();
  await sound.unlock();
  await sound.play('P1');
}
