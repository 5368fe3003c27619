import type { Run, RunScore } from '../../../../shared/model/continuity/run.ts';
import { PLAN_KIND_WORD } from '../../../../shared/text/continuity-words.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { spanText } from '../../../../shared/text/span-text.ts';
import { useWorkspace } from '../../../lib/live-store.ts';
import { usePaper } from '../../../platform/use-paper.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { GoalBar } from '../../../ui/kit/GoalBar.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { useTimeWords } from '../../incidents/index.ts';
import { objectiveBar } from './rules/clock.ts';
import { sharesOf } from './rules/shares.ts';
import { MODE_WORD, ruleWord, runMark, surpriseText } from './rules/words.ts';
import { useRunPage } from './run-context.ts';
import page from './page.module.css';
import styles from './report.module.css';

interface Props {
  readonly run: Run;
  readonly score: RunScore;
}

/** How a run went against its objective: one page, on the screen and on paper. */
export function Report({ run, score }: Props) {
  const paper = usePaper();
  return (
    <section aria-labelledby="report">
      <div className={page.sectionHead}>
        <h2 id="report" className={page.sectionTitle}>
          {run.mode === 'drill' ? 'Drill report' : 'How it went'}
        </h2>
        <span className={styles.export}>
          {paper.said === null ? null : <span role={paper.said.isError ? 'alert' : 'status'}>{paper.said.text}</span>}
          <Button onClick={() => paper.print({ name: `${run.id} ${plain(run.name, 60)}` })}>{paper.makes === 'pdf' ? 'PDF' : 'PDF…'}</Button>
        </span>
      </div>
      <div data-print-sheet="" className={styles.sheet}>
        <PaperHead run={run} />
        <Verdict run={run} score={score} />
        <Bars run={run} />
        <Surprises run={run} score={score} />
        <PaperFoot run={run} />
      </div>
    </section>
  );
}

/** On the screen all of this stands in the head of the page. */
function PaperHead({ run }: { run: Run }) {
  const workspace = useWorkspace();
  const { nameOf } = useRunPage();
  const { full } = useTimeWords();
  return (
    <header data-print="only" className={styles.paperHead}>
      <p className={styles.words}>
        {plain(workspace?.name ?? '', 80)} · {MODE_WORD[run.mode]} · {run.id} · {PLAN_KIND_WORD[run.kind]}
      </p>
      <h1 className={styles.paperTitle} dir="auto">
        {plain(run.name, 200)}
      </h1>
      <p className={styles.words}>
        {runMark(run).word}; began {full(run.startedAt)}
        {run.endedAt === null ? '' : `, ended ${full(run.endedAt)}`}
        {run.starter === null ? (run.trigger === null ? '' : `; started by trigger ${run.trigger}`) : `; started by ${nameOf(run.starter)}`}
        {run.holder === null || run.holder === run.starter ? '' : `; held by ${nameOf(run.holder)}`}
        {run.incident === null ? '' : `; ${run.incident}`}
      </p>
    </header>
  );
}

function Verdict({ run, score }: Props) {
  const bar = objectiveBar(score.tookSeconds, score.objectiveSeconds);
  const slowest = score.slowest === null ? -1 : run.steps.findIndex(({ id }) => id === score.slowest?.step);
  const away = Math.abs(score.objectiveSeconds - score.tookSeconds);
  return (
    <>
      <div className={styles.verdicts}>
        <dl className={styles.figures}>
          <div className={styles.figure}>
            <dt>Took</dt>
            <dd>{spanText(score.tookSeconds)}</dd>
          </div>
          <div className={styles.figure}>
            <dt>Objective</dt>
            <dd>{spanText(score.objectiveSeconds)}</dd>
          </div>
          <div className={styles.figure}>
            <dt>{score.met === true ? 'In hand' : 'Too long by'}</dt>
            <dd>{score.met === true || (score.met === false && score.tookSeconds > score.objectiveSeconds) ? spanText(away) : '–'}</dd>
          </div>
        </dl>
        <p className={styles.verdict}>
          <StateMark state={score.met === true ? 'ok' : score.met === null ? 'none' : 'P2'} word={verdictWord(score)} />
        </p>
      </div>
      {bar === null ? null : <GoalBar done={bar.done} goal={bar.objective} over={bar.over} />}
      <p className={styles.words} dir="auto">
        {score.slowest === null ? 'No step took time worth naming.' : `Slowest: step ${slowest + 1}, ${plain(score.slowest.name, 200)}, ${spanText(score.slowest.seconds)}${score.tookSeconds > 0 ? `, ${Math.round(Math.min(1, score.slowest.seconds / score.tookSeconds) * 100)} % of the whole` : ''}.`}
      </p>
    </>
  );
}

/** What was interrupted is neither met nor missed. */
const verdictWord = ({ met, tookSeconds, objectiveSeconds }: RunScore): string =>
  met === true ? 'Objective met' : met === null ? 'Interrupted by a real run: neither met nor missed' : tookSeconds > objectiveSeconds ? 'Objective missed' : 'Not done, so not proven';

function Bars({ run }: { run: Run }) {
  const { bars, others } = sharesOf(run);
  if (bars.length === 0) return null;
  return (
    <div>
      <h3 className={styles.title}>What each step had of the time</h3>
      <ol className={styles.shares}>
        {bars.map(({ id, place, name, seconds, from, width, slowest }) => (
          <li key={id} className={styles.share} data-slowest={slowest ? '' : undefined}>
            <span className={styles.place}>{place}</span>
            <span className={styles.name} dir="auto" title={plain(name, 200)}>
              {plain(name, 200)}
            </span>
            <span className={styles.track} aria-hidden="true">
              <span className={styles.piece} style={{ insetInlineStart: `${from * 100}%`, inlineSize: `${width * 100}%` }} />
            </span>
            <span className={styles.seconds}>{spanText(seconds)}</span>
          </li>
        ))}
      </ol>
      {others.count === 0 ? null : (
        <p className={styles.quiet}>
          {counted(others.count, 'shorter step')} took {spanText(others.seconds)} together.
        </p>
      )}
    </div>
  );
}

function Surprises({ run, score }: Props) {
  if (run.mode !== 'drill') return null;
  return (
    <div>
      <h3 className={styles.title}>Surprises</h3>
      {score.surprises.length === 0 ? (
        <p className={styles.quiet}>Nothing was put in the way.</p>
      ) : (
        <ul className={styles.surprises}>
          {score.surprises.map((surprise) => {
            const place = run.steps.findIndex(({ id }) => id === surprise.step);
            return (
              <li key={`${surprise.step} ${surprise.what}`} className={styles.surprise}>
                <StateMark state={surprise.coped ? 'ok' : 'broken'} word={surprise.coped ? 'coped' : 'not coped'} />
                <span dir="auto">{surpriseText(surprise, `Step ${place + 1}, ${plain(run.steps[place]?.name ?? surprise.step, 80)},`)}</span>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}

function PaperFoot({ run }: { run: Run }) {
  if (run.overridden.length === 0) return null;
  return (
    <div data-print="only">
      <h3 className={styles.title}>Overridden rules</h3>
      <ul>
        {run.overridden.map(({ rule, reason }) => (
          <li key={rule}>
            {plain(ruleWord(rule), 60)}: {plain(reason, 500)}
          </li>
        ))}
      </ul>
    </div>
  );
}
