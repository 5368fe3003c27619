import { KeyButton } from '../../incidents/index.ts';
import { steerBy } from './keys.ts';
import { steeringRefusal, STEERINGS, type Steering } from './rules/may.ts';
import { useRunPage } from './run-context.ts';
import { STEER_WORD } from './steer-words.ts';
import styles from './levers.module.css';

const KIND = { pause: 'primary', resume: 'normal', retry: 'normal', rollBack: 'danger', abort: 'danger', takeOver: 'normal' } as const satisfies Record<Steering, string>;

/** Everything that can be done to a run, each always in its place: nothing dangerous is ever where something safe was. */
export function Levers() {
  const page = useRunPage();
  const { run, looker, busy, letters } = page;
  return (
    <ul className={styles.levers}>
      {STEERINGS.map((what) => {
        const { key, button, does } = STEER_WORD[what];
        const why = steeringRefusal(run, what, looker);
        return (
          <li key={what} className={styles.lever} data-off={why === null ? undefined : ''}>
            <KeyButton keys={key} letters={letters} kind={why === null ? KIND[what] : 'normal'} off={why !== null || busy} onClick={() => (busy ? undefined : steerBy(page, what))}>
              {button}
            </KeyButton>
            <span className={styles.does}>{why ?? does}</span>
          </li>
        );
      })}
    </ul>
  );
}
