import { useState } from 'react';
import { Link } from 'wouter';
import type { ImportReport } from '../../../../shared/contract/incident-inputs.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { Segments } from '../../../ui/kit/Segments.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import type { StateName } from '../../../ui/kit/state.ts';
import { rowsOf, type Verdict, type VerdictFilter } from './import-rules.ts';
import styles from './import.module.css';

const PAGE = 100;
const MARK: Readonly<Record<Verdict, StateName>> = { ready: 'ok', duplicate: 'none', wrong: 'P2' };

function Turn({ to, path, disabled, onClick }: { to: string; path: string; disabled: boolean; onClick: () => void }) {
  return (
    <button type="button" className={styles.turn} aria-label={to} title={to} disabled={disabled} onClick={onClick}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={path} fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
    </button>
  );
}

/** Row by row what would become of it, and why; a page at a time. */
export function Rows({ report }: { report: ImportReport }) {
  const [filter, setFilter] = useState<VerdictFilter>('all');
  const [page, setPage] = useState(0);
  const rows = rowsOf(report, filter);
  const pages = Math.max(1, Math.ceil(rows.length / PAGE));
  const current = Math.min(page, pages - 1);
  const shown = rows.slice(current * PAGE, (current + 1) * PAGE);
  const count = (many: number): string => many.toLocaleString('en-GB');
  const filters = [
    { value: 'all' as const, label: `All ${count(report.rows.length)}` },
    { value: 'ready' as const, label: `${count(report.ready)} ${report.imported > 0 ? 'imported' : 'ready'}` },
    { value: 'duplicate' as const, label: `${count(report.duplicate)} duplicate` },
    { value: 'wrong' as const, label: `${count(report.wrong)} wrong` },
  ];
  return (
    <section aria-label="Rows">
      <div className={styles.filters}>
        <Segments label="Rows shown" value={filter} options={filters} onChange={(next) => (setFilter(next), setPage(0))} />
        {pages === 1 ? null : (
          <div className={styles.pager}>
            <Turn to="Earlier rows" path="M10 3L5 8l5 5" disabled={current === 0} onClick={() => setPage(current - 1)} />
            <span role="status">
              {count(current * PAGE + 1)} to {count(current * PAGE + shown.length)} of {count(rows.length)}
            </span>
            <Turn to="Later rows" path="M6 3l5 5-5 5" disabled={current === pages - 1} onClick={() => setPage(current + 1)} />
          </div>
        )}
      </div>
      {shown.length === 0 ? <p className={styles.quiet}>{report.rows.length === 0 ? 'The file has columns and no rows.' : 'No row is of this kind.'}</p> : null}
      <ol className={styles.list}>
        {shown.map((row) => (
          <li key={row.row} className={styles.row} data-verdict={row.verdict}>
            <span className={styles.quiet}>{row.row}</span>
            <span>
              <StateMark state={MARK[row.verdict]} word={row.verdict === 'ready' && row.incident !== null ? 'imported' : row.verdict} />
            </span>
            <div className={styles.rowMain}>
              <span className={styles.rowTitle} dir="auto">
                {row.title === null ? 'no title' : plain(row.title, 200)}
              </span>
              {row.problems.map((problem) => (
                <span key={problem} className={styles.rowProblem} dir="auto">
                  {plain(problem, 300)}
                </span>
              ))}
            </div>
            {row.incident === null ? <span /> : <Link href={`/incidents/${row.incident}`}>{row.incident}</Link>}
          </li>
        ))}
      </ol>
    </section>
  );
}
