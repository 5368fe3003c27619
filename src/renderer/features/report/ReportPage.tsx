import { useState } from 'react';
import { Link } from 'wouter';
import { IncidentId } from '../../../shared/model/ids.ts';
import type { Report } from '../../../shared/model/report.ts';
import type { ReportSection } from '../../../shared/model/review.ts';
import { plain } from '../../../shared/text/plain.ts';
import { useWorkspace } from '../../lib/live-store.ts';
import { useCall } from '../../platform/use-call.ts';
import { EmptyState, ErrorState, Skeleton } from '../../ui/kit/EmptyState.tsx';
import { Screen } from '../../ui/kit/Screen.tsx';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { useLetterKeys, useShortcuts } from '../incidents/index.ts';
import { Part } from './Part.tsx';
import { anchorOf } from './rules.ts';
import { Side } from './Side.tsx';
import { useExport } from './use-export.ts';
import '../../ui/print.css';
import page from './page.module.css';
import styles from './sheet.module.css';

/** The post-incident report of one incident. `incident` as it stands in the address. */
export function ReportPage({ incident }: { incident: string }) {
  const known = IncidentId.safeParse(incident);
  return known.success ? <Loaded key={known.data} incident={known.data} /> : <Nothing incident={incident} />;
}

const crumbOf = (incident: string) => (
  <>
    <Link href="/review">Review</Link> / <Link href={`/review/${incident}`}>{incident}</Link>
  </>
);

function Nothing({ incident }: { incident: string }) {
  return (
    <Screen title="Not found" crumb={<Link href="/review">Review</Link>}>
      <EmptyState title="There is no such incident" actions={<Link href="/incidents">Go to the incidents</Link>}>
        No incident is called “{plain(incident, 40)}”. Numbers look like “INC-2026-0042”.
      </EmptyState>
    </Screen>
  );
}

function Loaded({ incident }: { incident: IncidentId }) {
  const { data, isError, error, refetch } = useCall('reports.get', { incident });
  if (data !== undefined) return <Page report={data} stale={isError ? error.message : null} />;
  if (isError && error.code === 'not_found') return <Nothing incident={incident} />;
  return (
    <Screen title={`Report of ${incident}`} crumb={crumbOf(incident)}>
      {!isError ? (
        <Skeleton units={60} label={`Loading the report of ${incident}`} />
      ) : error.code === 'forbidden' ? (
        <EmptyState title="This incident is private" actions={<Link href="/incidents">Go to the incidents</Link>}>
          {plain(error.message, 300)}
        </EmptyState>
      ) : (
        <ErrorState title={`The report of ${incident} could not be read`} message={error.message} onRetry={() => void refetch()} />
      )}
    </Screen>
  );
}

function Page({ report, stale }: { report: Report; stale: string | null }) {
  const exports = useExport(report.incident);
  const [open, setOpen] = useState<ReportSection | null>(null);
  const [letters] = useLetterKeys();
  const writable = useWorkspace()?.writable ?? true;
  useShortcuts({ p: exports.print }, letters);
  return (
    <Screen
      title={`Report of ${report.incident}`}
      crumb={crumbOf(report.incident)}
      beside={
        <>
          <StateMark state={report.severity} />
          {report.isDrill ? <StateMark state="drill" /> : null}
          {report.private ? <span className={page.tag}>PRIVATE</span> : null}
          <Link href={`/incidents/${report.incident}`}>Incident</Link>
          {report.reviewClosed ? <span className={page.quiet}>The review is closed; open it again to change what is written.</span> : null}
        </>
      }
    >
      {stale === null ? null : (
        <p className={page.stale} role="status">
          <StateMark state="blind" word={`Not up to date: ${plain(stale, 200)}`} />
        </p>
      )}
      <div className={page.columns} data-report={report.incident}>
        <article className={styles.sheet} data-print-sheet="" aria-label={`Report of ${report.incident}`}>
          <p className={styles.kind}>{report.kind}</p>
          <h2 className={styles.title} dir="auto">
            {report.incident} {report.title}
          </h2>
          <dl className={styles.facts}>
            {report.facts.map(({ name, text }) => (
              <FactLine key={name} name={name} text={text} />
            ))}
          </dl>
          {report.parts.map((part) => (
            <Part key={anchorOf(part)} report={report} part={part} mayEdit={report.mayWrite && writable} isOpen={open !== null && part.section === open} onOpen={() => setOpen(part.section)} onClose={() => setOpen(null)} />
          ))}
          <footer className={styles.foot}>
            {report.footer.map((line) => (
              <p key={line} dir="auto">
                {line}
              </p>
            ))}
          </footer>
        </article>
        <Side report={report} exports={exports} letters={letters} />
      </div>
    </Screen>
  );
}

const FactLine = ({ name, text }: { name: string; text: string }) => (
  <>
    <dt>{name}</dt>
    <dd dir="auto">{text}</dd>
  </>
);
