import type { PlanStep } from '../../../../shared/model/continuity/plan.ts';
import { STEP_KIND_WORD } from '../../../../shared/text/continuity-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { usePlanName } from '../use-plan-name.ts';
import { laneOf } from './lane.ts';
import { StepIcon } from './StepIcon.tsx';
import styles from './lane.module.css';

/** The picture of a plan: its steps in a lane, what changes something framed, what only looks open, those of a child plan bracketed. */
export function StepLane({ steps, onSelect }: { steps: readonly PlanStep[]; onSelect: (step: PlanStep) => void }) {
  const nameOf = usePlanName();
  return (
    <figure className={styles.figure}>
      <ol className={styles.lane} aria-label="Steps">
        {laneOf(steps).map((part) => (
          <li key={part.steps[0]?.number} className={styles.part} data-child={part.plan === null ? undefined : ''}>
            {part.plan === null ? null : <span className={styles.child}>{nameOf(part.plan)}</span>}
            <ol className={styles.steps} start={part.steps[0]?.number ?? 1}>
              {part.steps.map(({ step, number }) => (
                <li key={number} className={styles.place}>
                  <button type="button" className={styles.step} data-changes={step.changes ? '' : undefined} onClick={() => onSelect(step)} title={plain(step.says, 300)}>
                    <StepIcon kind={step.kind} />
                    <span className={styles.words}>
                      <span className={styles.kind}>
                        {number} {STEP_KIND_WORD[step.kind]}
                      </span>
                      <span className={styles.name} dir="auto">
                        {breakable(plain(step.name, 80))}
                      </span>
                      <span className="hf-visually-hidden">{step.changes ? (step.undoable ? ', changes something, can be taken back' : ', changes something for good') : ', changes nothing'}</span>
                    </span>
                    {step.changes && step.undoable ? <Back /> : null}
                  </button>
                </li>
              ))}
            </ol>
          </li>
        ))}
      </ol>
      <figcaption className={styles.key}>
        <span>
          <i className={styles.sample} data-changes="" /> changes something
        </span>
        <span>
          <i className={styles.sample} /> changes nothing
        </span>
        <span>
          <Back /> can be taken back
        </span>
      </figcaption>
    </figure>
  );
}

/** A long name of a host breaks at its dots rather than anywhere. */
const breakable = (name: string): string => name.replaceAll(/(?<=\w)\.(?=\w)/g, '.\u200b');

const Back = () => (
  <svg className={styles.back} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
    <path d="M6 3 2.5 6.5 6 10M2.5 6.5h7a4 4 0 0 1 0 7H7" />
  </svg>
);
