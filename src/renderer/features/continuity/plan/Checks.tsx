import type { PlanStep, PreflightCheck } from '../../../../shared/model/continuity/plan.ts';
import { fromRfc3339 } from '../../../../shared/model/units.ts';
import { CHECK_WORD, checkText, RULE_WORD } from '../../../../shared/text/continuity-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { Age } from '../../../ui/kit/Age.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { CHECK_MARK } from '../marks.ts';
import { gravestFirst } from '../rules/blockers.ts';
import styles from './plan.module.css';

/** What pre-flight found, the gravest first: shape, word, what was seen and how long ago. */
export function Checks({ checks, steps }: { checks: readonly PreflightCheck[]; steps: readonly Pick<PlanStep, 'id' | 'name'>[] }) {
  const nameOf = (id: PreflightCheck['step']): string | null => (id === null ? null : plain(steps.find((step) => step.id === id)?.name ?? id, 80));
  if (checks.length === 0) return <p className={styles.quiet}>Nothing has been looked at yet.</p>;
  return (
    <ul className={styles.list}>
      {gravestFirst(checks).map((check, index) => (
        // One rule may speak several times of one step.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={`${check.rule} ${check.step ?? ''} ${index}`} className={styles.check}>
          <span className={styles.rule}>
            <StateMark state={CHECK_MARK[check.state]} word={false} /> {RULE_WORD[check.rule]}
            <span className={styles.quiet} dir="auto">{[nameOf(check.step), check.state === 'ok' ? null : CHECK_WORD[check.state]].map((part) => (part === null ? '' : ` · ${part}`)).join('')}</span>
          </span>
          <span className={styles.age}>{check.at === null ? '' : <Age since={fromRfc3339(check.at)} />}</span>
          <span className={styles.says} dir="auto">
            {plain(checkText(check), 300)}
          </span>
        </li>
      ))}
    </ul>
  );
}
