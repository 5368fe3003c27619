import type { CallOutput } from '../../../../shared/contract/contract.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Failure } from '../../session/index.ts';
import styles from './audit.module.css';

/** Checks the whole chain from its first row, and says what was found. */
export function Verify() {
  const verify = useCallMutation('audit.verify');
  const check = () => verify.mutate({});
  return (
    <section className={styles.verify} aria-label="Verification">
      <div className={styles.verifyLine}>
        <Button busy={verify.isPending} onClick={check}>
          Verify the chain
        </Button>
        <div role="status" className={styles.verdict}>
          {verify.data === undefined ? <span className={styles.quiet}>Each row holds the hash of the one before it, so that nothing can be altered unseen. “holdfast verify” does the same from outside.</span> : <Verdict found={verify.data} />}
        </div>
      </div>
      <Failure error={verify.error} what="Not verified" onPin={check} />
    </section>
  );
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const count = (many: number): string => many.toLocaleString('en-GB');

function Verdict({ found }: { found: CallOutput<'audit.verify'> }) {
  const { ok, rows, redacted, erased, lost, unproven, head, firstBad } = found;
  if (!ok)
    return (
      <>
        <StateMark state="P0" word="The chain is broken" />
        {firstBad === null ? null : <span>{`${capital(plain(firstBad.problem, 300))}.`}</span>}
        <span className={styles.quiet}>The {count(rows)} rows before it are whole.</span>
      </>
    );
  return (
    <>
      <StateMark state="ok" word={unproven === 0 ? `All ${count(rows)} rows are as they were written` : `${count(rows - unproven)} of ${count(rows)} rows are as they were written`} />
      {redacted === 0 ? null : <span>{count(redacted)} {redacted === 1 ? 'text was' : 'texts were'} removed by two people, and the chain accounts for that.</span>}
      {erased === 0 ? null : <span>{count(erased)} {erased === 1 ? 'text was' : 'texts were'} erased by the retention settings, and the chain accounts for that.</span>}
      {lost === 0 ? null : <span>{count(lost)} {lost === 1 ? 'row was' : 'rows were'} lost when a damaged database was repaired, and the chain accounts for that.</span>}
      {unproven === 0 ? null : <span>{count(unproven)} {unproven === 1 ? 'row' : 'rows'} beside what was lost can no longer be proven.</span>}
      {head === null ? null : (
        <span className={styles.quiet}>
          It ends with <code>{head}</code>: note it elsewhere, and a journal made anew can be told from this one.
        </span>
      )}
    </>
  );
}
