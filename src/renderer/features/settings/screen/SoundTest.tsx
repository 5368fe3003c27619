import { epochMs } from '../../../../shared/model/units.ts';
import { formatAge, formatMoment } from '../../../../shared/time/format.ts';
import { useEngineNow } from '../../../lib/live-store.ts';
import { soundWords, useAlarmSound } from '../../../lib/use-alarm-sound.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Section } from '../Page.tsx';
import styles from '../settings.module.css';

const WHY = {
  ready: 'A new P0 or P1 incident sounds here, and again every two minutes until somebody acknowledges it.',
  blocked: 'The browser wants one click or key on this page before it lets it sound.',
  silent: 'This machine offers no sound; rely on the picture, or on another screen.',
  muted: 'Nothing sounds on this screen until it is unmuted.',
  silenced: 'What stays unanswered sounds when the silence ends.',
} as const;

/** Whether an alarm would be heard here, and when that was last tried. */
export function SoundTest() {
  const sound = useAlarmSound();
  const now = useEngineNow();
  const tested = sound.testedAt;
  const at = tested === null ? null : `${formatMoment(tested, now ?? epochMs(tested))} UTC${now === null ? '' : `, ${formatAge(now - tested)} ago`}`;
  return (
    <Section title="Sound">
      <p className={styles.note} role="status">
        {soundWords(sound).replace(/^./, (first) => first.toUpperCase())}. {WHY[sound.state]}
      </p>
      <div className={styles.actions}>
        <Button onClick={sound.test}>Test the sound</Button>
        <Button pressed={sound.state === 'muted'} onClick={() => sound.mute(sound.state !== 'muted')}>
          Mute
        </Button>
        <span className={styles.quiet}>{at === null ? 'never tested here' : `last tested ${at}`}</span>
      </div>
    </Section>
  );
}
