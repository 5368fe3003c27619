import type { RampProgress } from '../../../../../shared/model/continuity/run.ts';
import { rungsOf } from '../rules/ramp.ts';
import styles from './ramp.module.css';

const AT_WORD = { past: 'done', here: 'stands here', ahead: 'to come' } as const;

/** The ladder as the stairs it is, and where it stands. */
export function Ladder({ ramp }: { ramp: RampProgress }) {
  const rungs = rungsOf(ramp);
  const broke = (index: number): number => ramp.breaches[index] ?? 0;
  const offLadder = ramp.value !== null && ramp.value !== ramp.ladder[ramp.rung];
  return (
    <div>
      <h3 className={styles.title}>{ramp.value === null ? 'No value set yet' : `At ${ramp.value}${offLadder ? ', beside the ladder' : ''}`}</h3>
      <ol className={styles.ladder}>
        {rungs.map(({ value, at, height, named }, index) => (
          <li key={value} className={styles.rung} data-at={at} aria-current={at === 'here' ? 'step' : undefined}>
            <span className="hf-visually-hidden">
              {value}, {AT_WORD[at]}
              {broke(index) === 0 ? '' : `, broke ${broke(index)} times`}
            </span>
            {broke(index) === 0 ? null : (
              <span className={styles.broke} aria-hidden="true" title={`Conditions broke ${broke(index)} times at ${value}`}>
                ▲{broke(index) > 1 ? broke(index) : ''}
              </span>
            )}
            <span className={styles.stair} style={{ blockSize: `${height * 100}%` }} />
            <span className={styles.value} aria-hidden="true">
              {named ? value : ''}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
