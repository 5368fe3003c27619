import type { CallInput } from '../../../../shared/contract/contract.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useLater } from '../../../lib/use-later.ts';
import { useCallPages } from '../../../platform/use-call-pages.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { areFiltered, type Filters } from '../rules/filters.ts';
import { IncidentRow } from './IncidentRow.tsx';
import styles from './list.module.css';

const PAGE = 50;
/** Typing asks once it pauses, not at every letter. */
const PAUSE_MS = 250;

/** What is over, newest first, page by page. */
export function ClosedList({ filters }: { filters: Filters }) {
  const query = useLater(filters.text.trim(), PAUSE_MS);
  const input: CallInput<'incidents.list'> = { show: 'closed', limit: PAGE, ...(filters.service === null ? {} : { service: filters.service }), ...(filters.severity === null ? {} : { severity: filters.severity }), ...(query === '' ? {} : { query }) };
  const pages = useCallPages('incidents.list', input);
  const incidents = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section className={styles.section} aria-label="Over">
      <h2 className={styles.sectionTitle}>Over</h2>
      {pages.data === undefined ? (
        pages.isError ? (
          <ErrorState title="Past incidents could not be read" message={pages.error.message} onRetry={() => void pages.refetch()} />
        ) : (
          <Skeleton units={16} label="Loading past incidents" />
        )
      ) : incidents.length === 0 ? (
        <p className={styles.empty}>{areFiltered(filters) ? 'No past incident fits these filters.' : 'Resolved, dismissed and merged incidents stay here. A team can bring its history along by importing it from CSV or JSON.'}</p>
      ) : (
        <div className={styles.table}>
          <p className={styles.columns} data-over="" aria-hidden="true">
            <span className={styles.wide}>Incident</span>
            <span>State</span>
            <span>Began</span>
            <span data-end="">Lasted</span>
            <span>Commander</span>
          </p>
        <ol className={styles.list} aria-busy={pages.isPlaceholderData}>
          {incidents.map((incident) => (
            <IncidentRow key={incident.id} incident={incident} over />
          ))}
        </ol>
        </div>
      )}
      {pages.data !== undefined && pages.isError ? <p className={styles.empty}>Not up to date: {plain(pages.error.message, 200)}</p> : null}
      {pages.hasNextPage ? (
        <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          Show more
        </Button>
      ) : null}
    </section>
  );
}
