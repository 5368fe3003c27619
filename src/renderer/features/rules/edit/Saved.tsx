import type { ConfigIssue } from '../../../../shared/contract/contract.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import styles from './edit.module.css';

const SHOWN = 3;

/** That it was written, and what the check of the file still says of it. */
export function Saved({ issues }: { issues: readonly ConfigIssue[] }) {
  return (
    <div className={styles.saved} role="status">
      <StateMark state="ok" word="Saved to holdfast.yaml; it is judged from now on" />
      {issues.slice(0, SHOWN).map(({ line, path, message }) => (
        <p key={`${line} ${path} ${message}`} className={styles.why}>
          {line === null ? '' : `line ${line}: `}
          {plain(message, 300)}
        </p>
      ))}
    </div>
  );
}
