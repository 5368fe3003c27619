import { Link } from 'wouter';
import { PLAN_KIND_WORD } from '../../../../shared/text/continuity-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { spanText } from '../../../../shared/text/span-text.ts';
import { formatDuration, formatStopwatch } from '../../../../shared/time/format.ts';
import { useEngineSilent } from '../../../lib/use-shown-numbers.ts';
import { GoalBar } from '../../../ui/kit/GoalBar.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Moment } from '../../incidents/index.ts';
import { RunMark } from './RunMark.tsx';
import { elapsedMs, objectiveBar } from './rules/clock.ts';
import { asKnown, isActive, MODE_SAYS, MODE_WORD, ruleWord, runMark, standing } from './rules/words.ts';
import { useRunPage } from './run-context.ts';
import { useRunClock } from './use-run-clock.ts';
import styles from './head.module.css';

/** What must be read first: whether it is real, which plan, how it stands, how long already. */
export function Head() {
  const { run } = useRunPage();
  const silent = useEngineSilent() && isActive(run);
  const { mark, word } = asKnown(runMark(run), silent);
  return (
    <header className={styles.header}>
      <ModeBand />
      <div className={styles.row}>
        <div className={styles.what}>
          <p className={styles.line}>
            <Link href="/continuity">Continuity</Link>
            <Link href={`/continuity/plans/${run.plan}`}>{PLAN_KIND_WORD[run.kind]} plan</Link>
            <span className={styles.number}>{run.id}</span>
            {run.mode === 'live' ? <span className={styles.live}>{MODE_WORD.live}</span> : null}
          </p>
          <h1 className={styles.title} dir="auto" title={plain(run.name, 400)}>
            {plain(run.name, 400)}
          </h1>
          <p className={styles.state}>
            <RunMark mark={mark} word={word} />
            <span>
              {silent ? 'Last known: ' : ''}
              {standing(run)}
            </span>
          </p>
          <Facts />
        </div>
        <Elapsed />
      </div>
      <Overridden />
    </header>
  );
}

function ModeBand() {
  const { run } = useRunPage();
  if (run.mode === 'live') return null;
  return (
    <p className={styles.band}>
      <strong>{MODE_WORD[run.mode]}</strong>
      <span>{MODE_SAYS[run.mode]}</span>
    </p>
  );
}

function Facts() {
  const { run, nameOf } = useRunPage();
  return (
    <p className={styles.facts}>
      <span>
        began <Moment at={run.startedAt} />
        {run.starter === null ? '' : ` by ${nameOf(run.starter)}`}
        {run.trigger === null ? '' : ` by trigger ${run.trigger}`}
      </span>
      <span>{run.holder === null ? 'nobody holds it' : `held by ${nameOf(run.holder)}`}</span>
      {run.incident === null ? <span>without an incident</span> : <Link href={`/incidents/${run.incident}`}>{run.incident}</Link>}
      <span>group {run.group}</span>
    </p>
  );
}

/** How long it has taken, against how long it may. */
function Elapsed() {
  const { run } = useRunPage();
  const clock = useRunClock();
  const elapsed = elapsedMs(run, clock);
  if (elapsed === null) return <p className={styles.elapsed}>Time not known</p>;
  const over = elapsed / 1_000 - run.objectiveSeconds;
  // What only looks takes no time that says anything of the real thing.
  const bar = run.mode === 'dry-run' ? null : objectiveBar(elapsed / 1_000, run.objectiveSeconds);
  const running = run.endedAt === null;
  return (
    <div className={styles.elapsed}>
      {/* What is over is told to the nearest second, as everywhere on the page. */}
      <p className={styles.age}>{formatStopwatch(running ? elapsed : Math.round(elapsed / 1_000) * 1_000)}</p>
      {bar === null ? (
        <p className={styles.of}>{run.mode === 'dry-run' ? 'a dry run is not measured' : 'no objective'}</p>
      ) : (
        <>
          <GoalBar done={bar.done} goal={bar.objective} over={bar.over} />
          <p className={styles.of}>
            {bar.over ? <StateMark state="P2" word={`${formatDuration(over * 1_000)} over`} /> : null} <span>objective {spanText(run.objectiveSeconds)}</span>
          </p>
        </>
      )}
      {running && clock.silent ? <p className={styles.of}>when last heard</p> : null}
    </div>
  );
}

/** What a person has overridden stays in sight for as long as anybody looks at the run. */
function Overridden() {
  const { run } = useRunPage();
  if (run.overridden.length === 0) return null;
  return (
    <ul className={styles.overridden} aria-label="Overridden rules">
      {run.overridden.map(({ rule, reason }) => (
        <li key={rule} dir="auto">
          <strong>Overridden: {plain(ruleWord(rule), 60)}.</strong> {plain(reason, 500)}
        </li>
      ))}
    </ul>
  );
}
