import { Link } from 'wouter';
import type { ReviewHead } from '../../../../shared/model/review.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { CAUSE_CATEGORY_WORD, CONFIDENCE_WORD } from '../../../../shared/text/review-words.ts';
import { useEngineNow } from '../../../lib/live-store.ts';
import { useCall } from '../../../platform/use-call.ts';
import { useCallPages } from '../../../platform/use-call-pages.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { SelectField } from '../../../ui/kit/Field.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Moment } from '../../incidents/index.ts';
import { NO_FILTERS, placeHref, type ListFilters } from '../rules/filters.ts';
import { reviewWords } from '../rules/words.ts';
import styles from './list.module.css';

export interface ListProps {
  readonly filters: ListFilters;
  readonly onChange: (filters: ListFilters) => void;
}

const STATES = [
  { value: 'all', label: 'Every review' },
  { value: 'due', label: 'Due' },
  { value: 'open', label: 'Open' },
  { value: 'closed', label: 'Closed' },
] as const;
const PAGE = 50;

/** Reviews that wait for somebody first, the one due first at the top. */
export function ReviewList({ filters, onChange }: ListProps) {
  const pages = useCallPages('reviews.list', { state: filters.reviews, limit: PAGE });
  if (pages.data === undefined) return pages.isError ? <ErrorState title="The reviews could not be read" message={pages.error.message} onRetry={() => void pages.refetch()} /> : <Skeleton units={40} label="Loading the reviews" />;
  const rows = pages.data.pages.flatMap(({ items }) => items);
  const counts = pages.data.pages[0]?.counts;
  return (
    <div className={styles.page}>
      <div className={styles.bar}>
        <SelectField label="State of the review" hideLabel value={filters.reviews} options={STATES} onChange={(reviews) => onChange({ ...filters, reviews })} />
        {counts === undefined ? null : (
          <p className={styles.counts}>
            {counts.overdue === 0 ? null : <StateMark state="P2" word={`${counts.overdue} late`} />}
            <span>{counted(counts.due, 'review')} due</span>
            <span>{counts.open} open</span>
          </p>
        )}
      </div>
      <Repeating />
      {rows.length === 0 ? (
        filters.reviews === NO_FILTERS.reviews ? (
          <EmptyState title="No incident asks for a review yet" actions={<Link href="/incidents">Go to the incidents</Link>}>
            A review is due once a P0 or P1 is resolved, as the policy says; one of any other incident can be begun from its page.
          </EmptyState>
        ) : (
          <EmptyState title="No review is in this state" actions={<Button onClick={() => onChange(NO_FILTERS)}>Show every review</Button>} />
        )
      ) : (
        <ul className={styles.list} aria-label="Reviews">
          {rows.map((row) => (
            <Row key={row.incident} row={row} />
          ))}
        </ul>
      )}
      {pages.hasNextPage ? (
        <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          Show more
        </Button>
      ) : null}
      {pages.isError ? <p className={styles.quiet}>Not up to date: {plain(pages.error.message, 200)}</p> : null}
    </div>
  );
}

function Row({ row }: { row: ReviewHead }) {
  const now = useEngineNow(60_000);
  const said = reviewWords(row, now);
  const { cause } = row;
  return (
    <li className={styles.row} data-review={row.incident} data-state={row.state}>
      <span className={styles.severity}>
        <StateMark state={row.severity} word={row.severity} />
      </span>
      <div className={styles.what}>
        <Link className={styles.link ?? ''} href={placeHref(row.incident, { view: 'timeline' })}>
          <span className={styles.id}>{row.incident}</span> <span dir="auto">{plain(row.title, 200)}</span>
        </Link>
        <p className={styles.quiet}>
          <Moment at={row.startedAt} />
          {row.isDrill ? ' · DRILL' : ''}
          {row.private ? ' · PRIVATE' : ''}
          {row.lead === null ? '' : ` · led by ${plain(row.lead.name, 60)}`}
        </p>
      </div>
      <div className={styles.cell}>
        {cause === null ? (
          <span className={styles.quiet}>no cause given</span>
        ) : (
          <>
            <span dir="auto">{plain(cause.name ?? 'Not found', 120)}</span>
            <span className={styles.quiet}>
              {CAUSE_CATEGORY_WORD[cause.category]}, {CONFIDENCE_WORD[cause.confidence]}
            </span>
          </>
        )}
      </div>
      <div className={styles.cell}>
        {row.openActions === 0 ? <span className={styles.quiet}>no open action</span> : <Link href={placeHref(row.incident, { view: 'actions' })}>{counted(row.openActions, 'open action')}</Link>}
        {row.overdueActions === 0 ? null : <StateMark state="P2" word={`${row.overdueActions} late`} />}
      </div>
      <span className={styles.state}>
        <StateMark state={said.mark} word={said.word} />
      </span>
    </li>
  );
}

const MOST = 3;

/** Actions that are late while what they were to keep away came back: the reason why this page is opened at all. */
function Repeating() {
  const { data } = useCall('correctiveActions.list', { overdue: true, state: 'open', limit: MOST });
  const late = data?.items ?? [];
  if (late.length === 0) return null;
  return (
    <ul className={styles.late} aria-label="Late actions">
      {late.map(({ id, incident, text, daysLate, ownerName, cause }) => (
        <li key={id}>
          <StateMark state="P2" word={`${id} is ${daysLate === 0 ? 'late today' : `${counted(daysLate ?? 0, 'day')} late`}`} />
          <Link href={placeHref(incident, { view: 'actions', action: id })} dir="auto">
            {plain(text, 120)}
          </Link>
          <span className={styles.quiet}>
            {ownerName === null ? 'nobody' : plain(ownerName, 60)}
            {cause === null ? '' : `, against “${plain(cause.name, 80)}”`}
          </span>
        </li>
      ))}
    </ul>
  );
}
