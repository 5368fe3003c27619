import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import type { HandoverRecord } from '../../../shared/model/shift.ts';
import type { HoldfastError } from '../../../shared/model/result.ts';
import { plain } from '../../../shared/text/plain.ts';
import { Button } from '../../ui/kit/Button.tsx';
import { Skeleton } from '../../ui/kit/EmptyState.tsx';
import { Moment } from '../incidents/index.ts';
import { handoverText, sheetText } from './rules/sheet-words.ts';
import { Sheet } from './Sheet.tsx';
import { Words } from './Words.tsx';
import styles from './shift.module.css';

export interface HistoryProps {
  readonly pages: UseInfiniteQueryResult<unknown, HoldfastError>;
  readonly records: readonly HandoverRecord[];
}

/** Earlier hand-overs: who to whom, when, and what stood then. */
export function History({ pages, records }: HistoryProps) {
  const newest = records[0]?.seq ?? 0;
  return (
    <section aria-label="Hand-overs" className={styles.log}>
      <h2 className={styles.sheetTitle}>Hand-overs</h2>
      {pages.data === undefined ? (
        pages.isError ? (
          <p className={styles.warning}>
            They could not be read: {plain(pages.error.message, 200)}{' '}
            <Button kind="quiet" onClick={() => void pages.refetch()}>
              Try again
            </Button>
          </p>
        ) : (
          <Skeleton units={8} label="Loading the hand-overs" />
        )
      ) : records.length === 0 ? (
        <p className={styles.quiet}>Nobody has handed over yet. Each hand-over will stand here with who took it.</p>
      ) : (
        <ol className={styles.list}>
          {records.map((record) => (
            <li key={record.seq} className={styles.past}>
              <details className={styles.details}>
                <summary>
                  <span className={styles.pastText}>{handoverText(record, newest)}</span>
                  <span className={styles.quiet}>
                    <Moment at={record.at} />
                  </span>
                </summary>
                <Words text={record.text} none="No words were left with it." />
                {record.acceptedText === null || record.acceptedText === '' ? null : <Words text={record.acceptedText} none="" />}
                <p className={styles.quiet}>It held {sheetText(record.draft)}.</p>
                <Sheet draft={record.draft} frozen />
              </details>
            </li>
          ))}
        </ol>
      )}
      {pages.hasNextPage ? (
        <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          Older hand-overs
        </Button>
      ) : null}
    </section>
  );
}
