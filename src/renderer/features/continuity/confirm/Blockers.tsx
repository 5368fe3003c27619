import { useState } from 'react';
import { fromRfc3339 } from '../../../../shared/model/units.ts';
import { CHECK_WORD, RULE_WORD } from '../../../../shared/text/continuity-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { Age } from '../../../ui/kit/Age.tsx';
import { Button } from '../../../ui/kit/Button.tsx';
import { Field } from '../../../ui/kit/Field.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { CHECK_MARK } from '../marks.ts';
import type { Blocker } from '../rules/blockers.ts';
import type { Sheet } from './use-sheet.ts';
import styles from './sheet.module.css';

const LEAST = 3;

/** What stands in the way, rule by rule. Each is overridden by its name, with a reason, after a second look. */
export function Blockers({ sheet }: { sheet: Sheet }) {
  if (sheet.blockers.length === 0) return null;
  return (
    <ul className={styles.blockers} aria-label="In the way">
      {sheet.blockers.map((blocker) => (
        <li key={blocker.rule} className={styles.blocker} data-rule={blocker.rule}>
          {blocker.checks.map((check, index) => (
            // One rule may speak several times of one step.
            // oxlint-disable-next-line react/no-array-index-key
            <p key={index} dir="auto">
              <StateMark state={CHECK_MARK[check.state]} word={`${RULE_WORD[check.rule]}: ${CHECK_WORD[check.state]}`} /> {plain(check.says, 300)}{' '}
              <span className={styles.quiet}>{check.at === null ? '' : <Age since={fromRfc3339(check.at)} suffix="old" />}</span>
            </p>
          ))}
          {blocker.overridable ? <Override blocker={blocker} sheet={sheet} /> : <p className={styles.quiet}>Nothing overrides this rule.</p>}
        </li>
      ))}
    </ul>
  );
}

function Override({ blocker: { rule }, sheet }: { blocker: Blocker; sheet: Sheet }) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const given = sheet.reasons[rule];
  const word = RULE_WORD[rule];
  if (given !== undefined)
    return (
      <p className={styles.overridden} dir="auto">
        <strong>Overridden:</strong> {plain(given, 300)}{' '}
        <Button kind="quiet" label={`Take the override of “${word}” back`} onClick={() => sheet.takeBack(rule)}>
          Take back
        </Button>
      </p>
    );
  if (!open)
    return (
      <Button kind="danger" label={`Override “${word}”`} onClick={() => setOpen(true)}>
        Override “{word}”…
      </Button>
    );
  const missing = reason.trim().length < LEAST;
  return (
    <form
      className={styles.override}
      aria-label={`Override “${word}”`}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!missing) sheet.override(rule, reason.trim());
      }}
    >
      <Field label={`Why “${word}” may be overridden`} hint="It is looked at once more first. Stands in the audit, in red, and on the run." value={reason} onChange={setReason} error={tried && missing ? 'Expected a reason of three letters or more' : null} />
      <div className={styles.buttons}>
        <Button onClick={() => setOpen(false)}>Do not override</Button>
        <Button type="submit" kind="danger" busy={sheet.looking}>
          Look again, then override
        </Button>
      </div>
    </form>
  );
}
