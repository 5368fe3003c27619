import type { ConnectionReport } from '../../../../shared/model/connect.ts';
import { formatValueText } from '../../../../shared/text/format.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { Facts } from '../../../ui/kit/Facts.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { offsetText } from '../words.ts';
import styles from './connect.module.css';

/** The answer of "test the connection": in words first, then what was found. */
export function Report({ report, outdated }: { report: ConnectionReport; outdated: boolean }) {
  const word = outdated ? 'Before the form was changed' : report.ok ? (report.code === 'slow' ? 'Slow' : 'It works') : 'It does not work';
  const facts: readonly (readonly [string, string | null])[] = [
    ['Found', report.product === null && report.version === null ? null : plain([report.product, report.version].filter((part) => part !== null).join(' '), 80)],
    ['As', report.account === null ? null : plain(report.account, 80)],
    ['Answered in', report.tookMs === null ? null : formatValueText(report.tookMs, null, 'ms')],
    ['Its clock', offsetText(report.clockOffsetMs)],
  ];
  return (
    <div className={styles.report} role="status" data-code={report.code}>
      <p className={styles.reportLine}>
        <StateMark state={outdated ? 'none' : report.ok && report.code !== 'slow' ? 'ok' : 'P2'} word={word} />
        <span>{plain(report.message, 400)}</span>
      </p>
      {report.advice === null ? null : <p className={styles.advice}>{plain(report.advice, 400)}</p>}
      {report.notes.map((note) => (
        <p key={note} className={styles.advice}>
          {plain(note, 400)}
        </p>
      ))}
      {report.ok ? <Facts facts={facts} /> : null}
      {outdated ? <p className={styles.advice}>The form has changed since this test.</p> : null}
    </div>
  );
}
