import { useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { plain } from '../../../../shared/text/plain.ts';
import { useCallPages } from '../../../platform/use-call-pages.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { EmptyState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { Screen } from '../../../ui/kit/Screen.tsx';
import { useRights } from '../../session/index.ts';
import { Gate, Unread } from '../Gate.tsx';
import { areFiltered, readFilters, writeFilters, type AuditFilters } from './audit-filters.ts';
import { AuditRow } from './AuditRow.tsx';
import { FilterBar } from './FilterBar.tsx';
import { RedactForm, type AskedRemoval } from './RedactForm.tsx';
import { Verify } from './Verify.tsx';
import styles from './audit.module.css';

const PAGE = 100;

/** The whole journal, newest first: every incident and every change of the workspace, in one chain of hashes. */
export function AuditPage() {
  const [, navigate] = useLocation();
  const search = useSearch();
  const filters = readFilters(search);
  const rights = useRights();
  return (
    <Screen title="Audit" crumb={<Link href="/settings">Settings</Link>} beside={rights.may('admin') ? <FilterBar filters={filters} onChange={(next) => navigate(`/audit${writeFilters(next, search)}`, { replace: true })} /> : undefined}>
      <Gate right="admin" what="The audit">
        <Verify />
        <Rows filters={filters} />
      </Gate>
    </Screen>
  );
}

function Rows({ filters }: { filters: AuditFilters }) {
  const { type, actor, incident } = filters;
  const pages = useCallPages('audit.list', { limit: PAGE, ...(type === null ? {} : { type }), ...(actor === null ? {} : { actor }), ...(incident === null ? {} : { incident }) });
  const [asked, setAsked] = useState<AskedRemoval | null>(null);
  const rows = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  if (pages.data === undefined) return pages.isError ? <Unread error={pages.error} title="The audit could not be read" onRetry={() => void pages.refetch()} /> : <Skeleton units={40} label="Loading the audit" />;
  if (rows.length === 0)
    return areFiltered(filters) ? <p className={styles.quiet}>No row fits these filters.</p> : <EmptyState title="Nothing is written down yet">Every incident, every change of configuration, rights, rules and maintenance will stand here, with who made it.</EmptyState>;
  return (
    <section aria-label="Rows" aria-busy={pages.isPlaceholderData}>
      {pages.isError ? <p className={styles.quiet}>Not up to date: {plain(pages.error.message, 200)}</p> : null}
      <ol className={styles.list}>
        {rows.map((row) => (
          <AuditRow key={row.seq} row={row} rows={rows} onRemove={(field) => setAsked({ event: row, field })} />
        ))}
      </ol>
      {pages.hasNextPage ? (
        <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          Older rows
        </Button>
      ) : null}
      {asked === null ? null : <RedactForm asked={asked} onClose={() => setAsked(null)} />}
    </section>
  );
}
