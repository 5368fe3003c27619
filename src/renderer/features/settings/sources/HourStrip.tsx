import type { SourceHealth } from '../../../../shared/model/source-health.ts';
import { hourWords } from './rules/cells.ts';
import styles from './sources.module.css';

const BAR = 3;
const HEIGHT = 24;
/** Heights go with the root, so that one slow answer does not press the others flat. Answers quicker than this are all drawn as low: a picture of 3 ms and 6 ms would tell of trouble where none is. */
const FLOOR_MS = 100;
const FAILED_HEIGHT = 9;

/** The last hour, a bar a minute: its slowest answer stands on the ground, a failure hangs from above. */
export function HourStrip({ hour }: { hour: SourceHealth['hour'] }) {
  const top = Math.max(FLOOR_MS, ...hour.slowestMs.map((each) => each ?? 0));
  const bars = (path: (index: number) => string): string => hour.slowestMs.map((_, index) => path(index)).join('');
  const answered = bars((index) => {
    const slowest = hour.slowestMs[index] ?? null;
    if (slowest === null) return '';
    const height = Math.max(2, Math.round(Math.sqrt(slowest / top) * (HEIGHT - FAILED_HEIGHT - 2)));
    return `M${index * BAR} ${HEIGHT - height}h2v${height}h-2z`;
  });
  const failed = bars((index) => ((hour.failed[index] ?? 0) > 0 ? `M${index * BAR} 0h2v${FAILED_HEIGHT}h-2z` : ''));
  const words = hourWords(hour);
  return (
    <svg className={styles.hour} viewBox={`0 0 ${hour.slowestMs.length * BAR} ${HEIGHT}`} role="img" aria-label={words}>
      <title>{words}</title>
      <path className={styles.hourBase} d={`M0 ${HEIGHT - 0.5}H${hour.slowestMs.length * BAR}`} />
      <path className={styles.hourAnswered} d={answered} />
      <path className={styles.hourFailed} d={failed} />
    </svg>
  );
}
