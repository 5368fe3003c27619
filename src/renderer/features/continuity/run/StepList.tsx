import { useEffect, useRef, useState } from 'react';
import type { RunStep } from '../../../../shared/model/continuity/run.ts';
import { STEP_KIND_WORD } from '../../../../shared/text/continuity-words.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { spanText } from '../../../../shared/text/span-text.ts';
import { formatDuration } from '../../../../shared/time/format.ts';
import { useEngineSilent } from '../../../lib/use-shown-numbers.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { RunMark } from './RunMark.tsx';
import { tookMs } from './rules/clock.ts';
import { foldedSteps } from './rules/fold.ts';
import { asKnown, currentStep, elsewhereMark, elsewhereStep, stepMark, unprovenStep, UNPROVEN } from './rules/words.ts';
import { useRunPage } from './run-context.ts';
import { StepDetail } from './StepDetail.tsx';
import { useRunClock } from './use-run-clock.ts';
import page from './page.module.css';
import styles from './steps.module.css';

/** Every step, what became of it, and what decides now opened. */
export function StepList() {
  const { run } = useRunPage();
  const current = currentStep(run);
  // What a person opened or closed; the current step is open unless they closed it.
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [all, setAll] = useState(false);
  const folded = all ? 0 : foldedSteps(run, current);
  const done = run.steps.filter(({ state }) => state === 'done').length;
  return (
    <section aria-labelledby="steps">
      <div className={page.sectionHead}>
        <h2 id="steps" className={page.sectionTitle}>
          Steps
        </h2>
        <p className={page.quiet}>
          {done} of {run.steps.length} {run.mode === 'dry-run' ? 'looked at' : 'done'}
        </p>
      </div>
      {run.steps.length === 0 ? <p className={page.quiet}>This plan had no steps.</p> : null}
      {folded === 0 ? null : (
        <p className={styles.fold}>
          <RunMark mark="ok" word={`${counted(folded, 'step')} done`} />
          <Button kind="quiet" onClick={() => setAll(true)}>
            Show them
          </Button>
        </p>
      )}
      <p className={styles.columns} aria-hidden="true">
        <span>Began, UTC</span>
        <span>Took</span>
      </p>
      <ol className={styles.list} start={folded + 1}>
        {run.steps.slice(folded).map((step, index) => {
          const place = folded + index;
          const open = chosen.get(step.id) ?? place === current;
          return <Row key={step.id} step={step} place={place} current={place === current} open={open} onOpen={(to) => setChosen(new Map([...chosen, [step.id, to]]))} />;
        })}
      </ol>
    </section>
  );
}

interface RowProps {
  readonly step: RunStep;
  readonly place: number;
  readonly current: boolean;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
}

function Row({ step, place, current, open, onOpen }: RowProps) {
  const { run } = useRunPage();
  const { mark, word } = asKnown(place === unprovenStep(run) ? UNPROVEN : place === elsewhereStep(run) ? elsewhereMark(run) : stepMark(step, run), useEngineSilent());
  const row = useRef<HTMLLIElement>(null);
  // Where it goes on is in sight, unless somebody works elsewhere on the page.
  useEffect(() => {
    if (current && document.activeElement === document.body) row.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <li ref={row} className={styles.step} data-current={current ? '' : undefined} data-step={step.state} aria-current={current ? 'step' : undefined}>
      <button type="button" className={styles.head} aria-expanded={open} onClick={() => onOpen(!open)}>
        <span className={styles.place}>{place + 1}</span>
        <span className={styles.name} dir="auto">
          {plain(step.name, 200)}
          {step.plan === null ? null : <span className={styles.child}>of plan {step.plan}</span>}
        </span>
        <span className={styles.kind}>{STEP_KIND_WORD[step.kind]}</span>
        <span className={styles.state}>
          <RunMark mark={mark} word={word} />
        </span>
        <Took step={step} />
      </button>
      {open ? <StepDetail step={step} place={place} /> : null}
    </li>
  );
}

function Took({ step }: { step: RunStep }) {
  return (
    <>
      <span className={styles.time}>{step.startedAt?.slice(11, 19)}</span>
      <span className={styles.took}>{step.startedAt === null ? '' : step.tookSeconds === null ? <Counting step={step} /> : spanText(step.tookSeconds)}</span>
    </>
  );
}

/** Only what counts is drawn anew every second. */
function Counting({ step }: { step: RunStep }) {
  const took = tookMs(step, useRunClock());
  return took === null ? null : formatDuration(took);
}
