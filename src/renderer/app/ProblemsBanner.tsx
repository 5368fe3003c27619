import type { Problem } from '../../shared/model/entities.ts';
import { epochMs, fromRfc3339 } from '../../shared/model/units.ts';
import { plain } from '../../shared/text/plain.ts';
import { withSince } from '../../shared/text/sentence.ts';
import { formatSince } from '../../shared/time/format.ts';
import { useEngineNow, useProblems } from '../lib/live-store.ts';
import { Banner } from '../ui/kit/Banner.tsx';
import styles from './frame.module.css';

const WEIGHT = { error: 0, warning: 1, info: 2 } as const;
/** More banners than this would push the wall off the screen; the rest is counted. */
const SHOWN = 2;

function Line({ problem, more }: { problem: Problem; more: number }) {
  const now = useEngineNow();
  const since = fromRfc3339(problem.since);
  return (
    <Banner level={problem.level}>
      {withSince(plain(problem.message, 300), since === null ? null : formatSince(since, now ?? epochMs(since)))}
      {more === 0 ? '' : ` · and ${more} more`}
    </Banner>
  );
}

/** What is wrong with Holdfast itself, worst first, until it ends. A kiosk shows the worst and counts the others. */
export function ProblemsBanner({ kiosk }: { kiosk: boolean }) {
  const problems = useProblems();
  const sorted = problems.toSorted((a, b) => WEIGHT[a.level] - WEIGHT[b.level]);
  const relevant = kiosk ? sorted.filter((problem) => problem.level !== 'info') : sorted;
  const shown = relevant.slice(0, kiosk ? 1 : SHOWN);
  const more = relevant.length - shown.length;
  return (
    <div className={kiosk ? styles.kioskProblems : undefined}>
      {shown.map((problem, index) => (
        <Line key={problem.id} problem={problem} more={index === shown.length - 1 ? more : 0} />
      ))}
    </div>
  );
}
