import type { PlanPreview } from '../../../../shared/model/continuity/plan.ts';
import { fromRfc3339 } from '../../../../shared/model/units.ts';
import { STEP_KIND_WORD } from '../../../../shared/text/continuity-words.ts';
import { plain, plainLines } from '../../../../shared/text/plain.ts';
import { Age } from '../../../ui/kit/Age.tsx';
import { StepIcon } from '../plan/StepIcon.tsx';
import { usePlanName } from '../use-plan-name.ts';
import styles from './sheet.module.css';

type Step = PlanPreview['steps'][number];

/** Each step as it will be: the requests letter by letter, what is there now and what would be, and how it is taken back. */
export function SheetSteps({ preview }: { preview: PlanPreview }) {
  const nameOf = usePlanName();
  return (
    <ol className={styles.steps} aria-label="Steps">
      {preview.steps.map((step, index) => (
        <li key={`${step.plan ?? ''}/${step.id}`} className={styles.step} data-changes={step.changes ? '' : undefined}>
          <h2 className={styles.stepName}>
            <span className={styles.number}>{index + 1}</span>
            <StepIcon kind={step.kind} />
            <span dir="auto">{plain(step.name, 80)}</span>
            <span className={styles.quiet}>
              {STEP_KIND_WORD[step.kind]}
              {step.plan === null ? '' : `, of ${nameOf(step.plan)}`} · {step.changes ? 'changes something' : 'changes nothing'}
            </span>
          </h2>
          <p dir="auto">{plain(step.says, 400)}</p>
          {stopsInDrill(step, preview.mode) ? <p className={styles.note}>A drill stops before this: the step says nothing that drills may do instead.</p> : null}
          <NowAndAfter step={step} />
          {step.notes.map((note) => (
            <p key={note} className={styles.note} dir="auto">
              {plain(note, 300)}
            </p>
          ))}
          <Requests actions={step.actions} />
          <Undo step={step} />
        </li>
      ))}
    </ol>
  );
}

/** What acts in earnest and has no request here does nothing in a drill; a fence and a dns step say so themselves. */
const ACTS: ReadonlySet<Step['kind']> = new Set<Step['kind']>(['http', 'command', 'degrade', 'drain', 'ramp']);
const stopsInDrill = ({ kind, changes }: Step, mode: PlanPreview['mode']): boolean => mode === 'drill' && !changes && ACTS.has(kind);

function NowAndAfter({ step: { live, after } }: { step: Step }) {
  if (live === null && after === null) return null;
  return (
    <dl className={styles.nowAfter}>
      <div>
        <dt>
          Now{' '}
          {live === null ? null : (
            <span className={styles.quiet}>
              <Age since={live.at === null ? null : fromRfc3339(live.at)} suffix={live.at === null ? '' : 'old'} />
            </span>
          )}
        </dt>
        <dd dir="auto">{live === null ? 'not known' : plain(live.says, 400)}</dd>
      </div>
      <div>
        <dt>Afterwards</dt>
        <dd dir="auto">{after === null ? 'not one value' : plain(after, 400)}</dd>
      </div>
    </dl>
  );
}

function Requests({ actions }: { actions: Step['actions'] }) {
  return actions.map(({ to, lines }, index) => (
    // The same request may be made twice.
    // oxlint-disable-next-line react/no-array-index-key
    <pre key={`${index} ${to}`} className={styles.request} tabIndex={0} aria-label={`Request to ${plain(to, 120)}`}>
      <b>{plain(to, 400)}</b>
      {lines.length === 0 ? '' : `\n${plainLines(lines.join('\n'), 200, 1_000)}`}
    </pre>
  ));
}

function Undo({ step: { undo, changes } }: { step: Step }) {
  if (!changes) return null;
  if (undo === null || undo.length === 0) return <p className={styles.note}>It cannot be taken back.</p>;
  return (
    <details className={styles.undo}>
      <summary>How it is taken back</summary>
      <Requests actions={undo} />
    </details>
  );
}
