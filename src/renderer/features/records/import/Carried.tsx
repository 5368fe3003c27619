import { Link } from 'wouter';
import type { ImportOutcome } from '../../../../shared/contract/report-calls.ts';
import { groupedNumber } from '../../../../shared/text/fact-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { Facts } from '../../../ui/kit/Facts.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Failure, useMay } from '../../session/index.ts';
import { Moment } from '../../incidents/index.ts';
import type { ImportFile } from './import-rules.ts';
import { useCarried } from './use-carried.ts';
import styles from './import.module.css';

const STALE = ['incidents.list', 'incidents.similar', 'audit.list', 'reviews.list', 'correctiveActions.list', 'causes.list'] as const;

/** One incident that another workspace exported: what its check shows and what it cannot show, before anything is written. */
export function Carried({ file, onAgain }: { file: ImportFile; onAgain: () => void }) {
  const { result, retry } = useCarried(file);
  const commit = useCallMutation('reports.import', STALE);
  const may = useMay('admin', 'Importing');
  const send = () => commit.mutate({ text: file.text, file: file.name.slice(0, 200), commit: true });
  if (commit.data?.imported != null) return <Done outcome={commit.data} onAgain={onAgain} />;
  if (result === null)
    return (
      <div className={styles.carried}>
        <Skeleton units={40} label="Checking the file" />
      </div>
    );
  if (!result.ok)
    return (
      <div className={styles.carried}>
        <Failure error={result.error} what="Refused" onPin={retry} />
        <div className={styles.actions}>
          <Button onClick={onAgain}>Choose another file</Button>
        </div>
      </div>
    );
  const outcome = result.value;
  return (
    <div className={styles.carried}>
      <Described outcome={outcome} />
      {outcome.duplicate === null ? null : (
        <p role="status">
          <StateMark state="none" word="Here already, as" /> <Link href={`/incidents/${outcome.duplicate}`}>{outcome.duplicate}</Link>
        </p>
      )}
      <div className={styles.actions}>
        {may.may ? (
          <Button kind="primary" busy={commit.isPending} disabled={outcome.duplicate !== null} onClick={send}>
            Import this incident
          </Button>
        ) : (
          <span>{may.why}</span>
        )}
        <Button onClick={onAgain}>Choose another file</Button>
        <span className={styles.quiet}>Nothing is stored before; what is imported stays in the journal for good.</span>
      </div>
      <Failure error={commit.error} what="Not imported" onPin={send} />
    </div>
  );
}

const SIGNATURE: Readonly<Record<ImportOutcome['signature'], string>> = { none: 'none', new: 'by a key not met before', known: 'by a key met before', own: 'by this workspace' };

function Described({ outcome }: { outcome: ImportOutcome }) {
  const { chain, key, unknownServices } = outcome;
  const broken = chain.problem !== null;
  return (
    <>
      <h2 className={styles.title} dir="auto">
        {outcome.incident} {plain(outcome.title, 300)}
      </h2>
      <Facts
        facts={[
          ['From', plain(outcome.workspace, 120)],
          ['Severity', <StateMark key="severity" state={outcome.severity} />],
          ['Made', <Moment key="made" at={outcome.madeAt} />],
          ['Holds', `${groupedNumber(outcome.rows)} rows${outcome.redacted === 0 ? '' : `, ${outcome.redacted} redacted`}; ${groupedNumber(outcome.series)} series with ${groupedNumber(outcome.samples)} samples`],
          ['Signature', `${SIGNATURE[outcome.signature]}${key === null ? '' : `, ${key}`}`],
          ['Its journal', broken ? 'was not in order when the file was made' : `checked up to row ${groupedNumber(chain.checkedTo)}`],
          ['Not known here', unknownServices.length === 0 ? null : unknownServices.map((id) => plain(id, 60)).join(', ')],
        ]}
      />
      <section aria-label="What the check shows">
        <h3 className={styles.subtitle}>What the check shows, and what it cannot</h3>
        <ul className={styles.says}>
          {outcome.says.map((line) => (
            <li key={line} dir="auto">
              {plain(line, 600)}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Done({ outcome, onAgain }: { outcome: ImportOutcome; onAgain: () => void }) {
  return (
    <div className={styles.carried}>
      <p className={styles.done} role="status">
        <StateMark state="ok" word={`Imported as ${outcome.imported ?? ''}`} />
        <span className={styles.quiet}>
          In {plain(outcome.workspace, 80)} it is {outcome.incident}.
        </span>
      </p>
      <div className={styles.actions}>
        <Link href={`/review/${outcome.imported ?? ''}/report`} className={styles.primaryLink ?? ''}>
          Go to its report
        </Link>
        <Link href={`/incidents/${outcome.imported ?? ''}`}>Go to the incident</Link>
        <Button onClick={onAgain}>Import another file</Button>
      </div>
    </div>
  );
}
