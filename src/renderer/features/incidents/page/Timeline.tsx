import { useEffect, useState } from 'react';
import { useSearch } from 'wouter';
import { SelectField } from '../../../ui/kit/Field.tsx';
import type { CallInput } from '../../../../shared/contract/contract.ts';
import type { TimelineEvent } from '../../../../shared/model/timeline.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useCallPages } from '../../../platform/use-call-pages.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { useIncidentPage } from '../page-context.ts';
import { ROW_TYPES } from '../../../../shared/text/timeline-words.ts';
import { useTimeWords } from '../use-names.ts';
import { usePeople } from '../use-people.ts';
import { Row } from './Row.tsx';
import styles from './timeline.module.css';

const PAGE = 50;
type Shown = 'key' | 'all';
type Order = 'desc' | 'asc';

interface Narrowed {
  readonly show: Shown;
  readonly order: Order;
  readonly type: string;
  readonly actor: string;
}

/** Everything that happened: the key moments first, all of it on demand. */
export function Timeline() {
  const { detail } = useIncidentPage();
  const target = targetOf(useSearch());
  const [narrowed, setNarrowed] = useState<Narrowed>({ show: target === null ? 'key' : 'all', order: 'desc', type: '', actor: '' });
  const { show, order, type, actor } = narrowed;
  const input: CallInput<'incidents.timeline'> = { id: detail.id, show: type === '' ? show : 'all', order, limit: PAGE, ...(type === '' ? {} : { type }), ...(actor === '' ? {} : { actor }) };
  const pages = useCallPages('incidents.timeline', input);
  const rows = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const found = target !== null && rows.some(({ seq }) => seq === target);
  useEffect(() => {
    // The row that a search led to may stand on a later page.
    if (target !== null && !found && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [target, found, hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <section className={styles.timeline} aria-label="Timeline">
      <Filters narrowed={narrowed} onChange={setNarrowed} />
      {pages.data === undefined ? pages.isError ? <ErrorState title="The timeline could not be read" message={pages.error.message} onRetry={() => void pages.refetch()} /> : <Skeleton units={24} label="Loading the timeline" /> : <Rows rows={rows} target={target} narrowed={type !== '' || actor !== ''} />}
      {pages.data !== undefined && pages.isError ? <p className={styles.quiet}>Not up to date: {plain(pages.error.message, 200)}</p> : null}
      {pages.hasNextPage ? (
        <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          Show {order === 'desc' ? 'older' : 'newer'} rows
        </Button>
      ) : null}
    </section>
  );
}

/** The row that the address names. */
function targetOf(search: string): number | null {
  const row = new URLSearchParams(search).get('row');
  return row !== null && /^\d{1,15}$/.test(row) ? Number(row) : null;
}

function Filters({ narrowed, onChange }: { narrowed: Narrowed; onChange: (narrowed: Narrowed) => void }) {
  const people = usePeople();
  const { show, order, type, actor } = narrowed;
  return (
    <div className={styles.head}>
      <h2 className={styles.title}>Timeline</h2>
      <div className={styles.toggle} role="group" aria-label="Rows shown">
        {(['key', 'all'] as const).map((each) => (
          <button key={each} type="button" aria-pressed={type === '' ? show === each : each === 'all'} onClick={() => onChange({ ...narrowed, show: each, type: '' })}>
            {each === 'key' ? 'Key moments' : 'Everything'}
          </button>
        ))}
      </div>
      <span className={styles.selects}>
        <SelectField label="Kind of row" hideLabel value={type} options={[{ value: '', label: 'Every kind' }, ...ROW_TYPES.map(([value, label]) => ({ value: value as string, label }))]} onChange={(next) => onChange({ ...narrowed, type: next })} />
        <SelectField label="Person" hideLabel value={actor} options={[{ value: '', label: 'Everybody' }, { value: 'holdfast', label: 'Holdfast' }, ...people.map(({ id, name }) => ({ value: id, label: plain(name, 40) }))]} onChange={(next) => onChange({ ...narrowed, actor: next })} />
        <Button kind="quiet" onClick={() => onChange({ ...narrowed, order: order === 'desc' ? 'asc' : 'desc' })}>
          {order === 'desc' ? 'Newest first' : 'Oldest first'}
        </Button>
      </span>
    </div>
  );
}

function Rows({ rows, target, narrowed }: { rows: readonly TimelineEvent[]; target: number | null; narrowed: boolean }) {
  const { zone } = useTimeWords();
  if (rows.length === 0) return <p className={styles.quiet}>{narrowed ? 'Nothing of this kind happened here.' : 'Nothing happened here yet.'}</p>;
  return (
    <ol className={styles.rows} data-zone={zone === null ? undefined : ''}>
      {rows.map((row, index) => (
        <Row key={row.seq} event={row} rows={rows} target={row.seq === target} newDay={index === 0 || rows[index - 1]?.at.slice(0, 10) !== row.at.slice(0, 10)} />
      ))}
    </ol>
  );
}
