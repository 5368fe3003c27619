import { Link } from 'wouter';
import type { ImportReport } from '../../../../shared/contract/incident-inputs.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Rows } from './Rows.tsx';
import styles from './import.module.css';

/** What was written, with its new numbers. */
export function Imported({ report, onAgain }: { report: ImportReport; onAgain: () => void }) {
  const left = report.rows.length - report.imported;
  return (
    <>
      <p className={styles.done} role="status">
        <StateMark state="ok" word={`${counted(report.imported, 'incident')} imported`} />
        {left === 0 ? null : <span className={styles.quiet}>{counted(left, 'row was', 'rows were')} left out, as {left === 1 ? 'it stands' : 'they stand'} below.</span>}
      </p>
      <div className={styles.actions}>
        <Link href="/incidents" className={styles.primaryLink ?? ''}>
          Go to the incidents
        </Link>
        <Button onClick={onAgain}>Import another file</Button>
      </div>
      <Rows report={report} />
    </>
  );
}
