import { epochMs } from '../../shared/model/units.ts';
import { formatMoment } from '../../shared/time/format.ts';
import { useEngineNow } from '../lib/live-store.ts';
import { soundWords, useAlarmSound } from '../lib/use-alarm-sound.ts';
import { Button } from '../ui/kit/Button.tsx';
import styles from './sound.module.css';

/** Whether an alarm would be heard, in words alone: a kiosk has no rail that says it. */
export function SoundWords() {
  const sound = useAlarmSound();
  // What to do about a blocked sound is told where somebody sits: on the rail.
  return <span>{sound.state === 'blocked' ? 'sound blocked' : soundWords(sound)}</span>;
}

/** A test of the sound, with the date of the last one. */
export function SoundTest() {
  const { test, testedAt } = useAlarmSound();
  const now = useEngineNow();
  return (
    <span className={styles.sound}>
      <Button kind="quiet" onClick={test} shortcut="S">
        Test sound
      </Button>
      <span>{testedAt === null ? 'never tested' : `tested ${formatMoment(testedAt, now ?? epochMs(testedAt))} UTC`}</span>
    </span>
  );
}
