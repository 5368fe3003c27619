import type { ConfigIssue } from '../../../../shared/contract/contract.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import type { Checked } from './use-issues.ts';
import styles from './configuration.module.css';

const SHOWN = 100;

function headline(checked: Checked): string {
  if (checked.state === 'checking') return 'Checking …';
  if (checked.state === 'failed') return `Not checked: ${plain(checked.message, 300)}`;
  const errors = checked.issues.filter(({ level }) => level === 'error').length;
  const warnings = checked.issues.length - errors;
  if (checked.issues.length === 0) return 'Nothing wrong with it';
  return [errors > 0 ? counted(errors, 'error') : null, warnings > 0 ? counted(warnings, 'warning') : null].filter((part) => part !== null).join(', ');
}

export interface IssuesProps {
  readonly id: string;
  readonly checked: Checked;
  readonly onGo: (issue: ConfigIssue) => void;
}

/** What is wrong, with its line and path; each leads to its place in the text. */
export function Issues({ id, checked, onGo }: IssuesProps) {
  const issues = checked.state === 'checked' ? checked.issues : [];
  return (
    <section className={styles.issues} aria-label="Check">
      <p id={id} className={styles.headline} role="status">
        {checked.state === 'checked' ? <StateMark state={issues.some(({ level }) => level === 'error') ? 'P0' : issues.length > 0 ? 'P2' : 'ok'} word={headline(checked)} /> : headline(checked)}
      </p>
      <ul className={styles.issueList}>
        {issues.slice(0, SHOWN).map((issue) => (
          <li key={`${issue.line}:${issue.column}:${issue.path}:${issue.message}`}>
            <button type="button" className={styles.issue} onClick={() => onGo(issue)}>
              <span className={styles.line}>{issue.line === null ? 'file' : `line ${issue.line}`}</span>
              <span>
                <span className={styles.level}>{issue.level}</span>
                {issue.path === '' ? '' : <code className={styles.path}>{plain(issue.path, 160)}</code>} {plain(issue.message, 400)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {issues.length > SHOWN ? <p className={styles.quiet}>and {issues.length - SHOWN} more</p> : null}
    </section>
  );
}
