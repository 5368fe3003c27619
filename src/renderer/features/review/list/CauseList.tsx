import { useState } from 'react';
import { Link } from 'wouter';
import type { Cause } from '../../../../shared/model/review.ts';
import type { CauseId } from '../../../../shared/model/ids.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { CAUSE_CATEGORY_WORD } from '../../../../shared/text/review-words.ts';
import { useLater } from '../../../lib/use-later.ts';
import { useCall } from '../../../platform/use-call.ts';
import { useCallPages } from '../../../platform/use-call-pages.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Moment } from '../../incidents/index.ts';
import { NO_FILTERS, placeHref, writeFilters } from '../rules/filters.ts';
import styles from './list.module.css';
import type { ListProps } from './ReviewList.tsx';

const LATER_MS = 200;
const PAGE = 50;

/** What incidents were found to have in common; each opens its incidents. */
export function CauseList({ filters, onChange }: ListProps) {
  const query = useLater(filters.text.trim(), LATER_MS);
  const pages = useCallPages('causes.list', { limit: PAGE, ...(query === '' ? {} : { query }) });
  if (pages.data === undefined) return pages.isError ? <ErrorState title="The causes could not be read" message={pages.error.message} onRetry={() => void pages.refetch()} /> : <Skeleton units={40} label="Loading the causes" />;
  const rows = pages.data.pages.flatMap(({ items }) => items);
  return (
    <div className={styles.page}>
      <div className={styles.bar} role="search">
        <input className={styles.find} type="search" aria-label="Find a cause" placeholder="Words of a cause" value={filters.text} onChange={(event) => onChange({ ...filters, text: event.currentTarget.value })} />
      </div>
      {rows.length === 0 ? (
        query === '' ? (
          <EmptyState title="No cause is known yet" actions={<Link href="/review">Go to the reviews</Link>}>
            The cause that a review confirms stands here, with every incident that had it. This is what counts as coming back.
          </EmptyState>
        ) : (
          <EmptyState title="No cause has these words" actions={<Button onClick={() => onChange({ ...NO_FILTERS, tab: 'causes' })}>Show every cause</Button>} />
        )
      ) : (
        <ul className={styles.list} aria-label="Causes">
          {rows.map((cause) => (
            <Row key={cause.id} cause={cause} />
          ))}
        </ul>
      )}
      {pages.hasNextPage ? (
        <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          Show more
        </Button>
      ) : null}
    </div>
  );
}

function Row({ cause }: { cause: Cause }) {
  const [open, setOpen] = useState(false);
  const { id, name, category, confirmed, suspected, lastStartedAt } = cause;
  return (
    <li className={styles.causeRow} data-cause={id}>
      <button type="button" className={styles.cause} aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className={styles.causeName} dir="auto">
          {plain(name, 200)}
        </span>
        <span className={styles.quiet}>
          {id} · {CAUSE_CATEGORY_WORD[category]}
        </span>
      </button>
      <span className={styles.cell}>
        <span>{counted(confirmed, 'incident')} confirmed</span>
        {suspected === 0 ? null : <span className={styles.quiet}>{suspected} suspected</span>}
      </span>
      <span className={styles.quiet}>
        last <Moment at={lastStartedAt} />
      </span>
      <Link href={writeFilters({ ...NO_FILTERS, tab: 'actions', cause: id })}>Its actions</Link>
      {open ? <Incidents id={id} /> : null}
    </li>
  );
}

function Incidents({ id }: { id: CauseId }) {
  const { data, isError, error } = useCall('causes.get', { id });
  if (data === undefined) return isError ? <p className={styles.quiet}>{plain(error.message, 200)}</p> : <Skeleton units={4} label="Loading its incidents" />;
  return (
    <ul className={styles.incidents} aria-label={`Incidents of ${plain(data.name, 80)}`}>
      {data.incidents.map(({ incident, title, severity, startedAt, basis }) => (
        <li key={incident}>
          <StateMark state={severity} word={severity} /> <Link href={placeHref(incident, { view: 'why' })}>{incident}</Link> <span dir="auto">{plain(title, 160)}</span>{' '}
          <span className={styles.quiet}>
            <Moment at={startedAt} />, {basis}
          </span>
        </li>
      ))}
    </ul>
  );
}
