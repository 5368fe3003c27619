import { useEffect, useRef } from 'react';
import { epochMs, fromRfc3339 } from '../../shared/model/units.ts';
import { formatMoment } from '../../shared/time/format.ts';
import { useEngineNow } from '../lib/live-store.ts';
import { SOUND_WORDS, useAlarmSound, type AlarmSound } from '../lib/use-alarm-sound.ts';
import { Button } from '../ui/kit/Button.tsx';
import { alarming, newAlarm, type Alarming } from './alarm.ts';
import type { Tile } from './pages.ts';
import styles from './sound.module.css';

/** Sounds once for each service that newly becomes P0 or P1. What already was in alarm when the page opened stays silent. */
export function useAlarm(tiles: readonly Tile[]): AlarmSound {
  const alarm = useAlarmSound();
  const { play } = alarm;
  const before = useRef<Alarming | null>(null);
  useEffect(() => {
    if (tiles.length === 0) return;
    const now = alarming(tiles);
    const severity = before.current === null ? null : newAlarm(before.current, now);
    before.current = now;
    if (severity !== null) play(severity);
  }, [tiles, play]);
  return alarm;
}

/** Whether an alarm would be heard, a test of it with its date, and mute. A kiosk says it in words alone. */
export function SoundControl({ alarm, kiosk }: { alarm: AlarmSound; kiosk: boolean }) {
  const now = useEngineNow();
  const tested = alarm.testedAt === null ? null : fromRfc3339(alarm.testedAt);
  const words = <span data-sound={alarm.state} title={alarm.state === 'blocked' ? 'The browser wants one click or key on this page before it lets it sound' : undefined}>{SOUND_WORDS[alarm.state]}</span>;
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
