import { Link } from 'wouter';
import { KeyButton } from '../../incidents/index.ts';
import { steerBy } from './keys.ts';
import { steeringRefusal, STEERINGS, type Steering } from './rules/may.ts';
import { runsAddress } from './rules/filters.ts';
import { isActive } from './rules/words.ts';
import { useRunPage } from './run-context.ts';
import { STEER_WORD } from './steer-words.ts';
import styles from './levers.module.css';

const KIND = { pause: 'primary', resume: 'normal', retry: 'normal', rollBack: 'danger', abort: 'danger', takeOver: 'normal' } as const satisfies Record<Steering, string>;

/** Everything that can be done to a run, each always in its place: nothing dangerous is ever where something safe was. */
export function Levers() {
  const page = useRunPage();
  const { run, looker, busy, letters } = page;
  if (!isActive(run)) return <Over />;
  if (!looker.operate) return looker.known ? <p className={styles.looks}>{steeringRefusal(run, 'pause', looker)}.</p> : null;
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

function Over() {
  const { run } = useRunPage();
  return (
    <div className={styles.over}>
      <p>The run is over, and nothing steers it any more.</p>
      <p>
        <Link href={`/continuity/plans/${run.plan}`}>Go to its plan</Link>
      </p>
      <p>
        <Link href={runsAddress({ plan: run.plan, mode: null })}>All runs of this plan</Link>
      </p>
    </div>
  );
}
