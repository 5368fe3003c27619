import { useState } from 'react';
import type { CallOutput } from '../../../../shared/contract/contract.ts';
import type { ImportMapping } from '../../../../shared/contract/incident-inputs.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Failure, useMay } from '../../session/index.ts';
import { Unread } from '../Gate.tsx';
import { hasBrokenText, importWord, type ImportFile } from './import-rules.ts';
import { Mapper } from './Mapper.tsx';
import { Rows } from './Rows.tsx';
import { useCheck } from './use-check.ts';
import styles from './import.module.css';

/** What the columns mean on the left, what becomes of each row on the right; nothing is written before the button is pressed. */
export function Review({ file, onDone }: { file: ImportFile; onDone: (report: CallOutput<'incidents.import'>) => void }) {
  const [chosen, setChosen] = useState<ImportMapping | null>(null);
  const check = useCheck(file, chosen);
  const commit = useCallMutation('incidents.import', ['incidents.list', 'incidents.similar', 'audit.list']);
  const may = useMay('admin', 'Importing');
  const { report } = check;
  if (report === null) return <div className={styles.waiting}>{check.error === null ? <Skeleton units={40} label="Reading the file" /> : <Unread error={check.error} title="The file could not be checked" onRetry={check.retry} />}</div>;
  const mapping = chosen ?? report.mapping;
  const send = () => commit.mutate({ format: file.format, text: file.text, file: file.name.slice(0, 200), mapping, commit: true }, { onSuccess: onDone });
  return (
    <>
      <div className={styles.left}>
        <Mapper report={report} mapping={mapping} onChange={setChosen} />
      </div>
      <div className={styles.right}>
        <div className={styles.rows} aria-busy={check.busy} data-busy={check.busy ? '' : undefined}>
          {hasBrokenText(file.text) ? (
            <p>
              <StateMark state="P2" word="Some characters are no UTF-8 and show as “�”; save the file as UTF-8 and choose it again" />
            </p>
          ) : null}
          {report.problems.map((problem) => (
            <p key={problem} role="alert">
              <StateMark state="P2" word={plain(problem, 300)} />
            </p>
          ))}
          {check.error === null ? null : <Failure error={check.error} what="Not checked" onPin={check.retry} />}
          {report.problems.length > 0 ? null : <Rows report={report} />}
        </div>
        <footer className={styles.footer}>
          {may.may ? (
            <Button kind="primary" busy={commit.isPending} disabled={report.ready === 0 || check.busy || check.error !== null || report.problems.length > 0} onClick={send}>
              {importWord(report.ready)}
            </Button>
          ) : (
            <span>{may.why}</span>
          )}
          <span className={styles.quiet}>Nothing is stored before; what is imported stays in the journal for good.</span>
          <Failure error={commit.error} what="Not imported" onPin={send} />
        </footer>
      </div>
    </>
  );
}
