import type { RunNote } from '../../../../shared/model/continuity/run.ts';
import type { RunId } from '../../../../shared/model/ids.ts';
import { plain, plainLines } from '../../../../shared/text/plain.ts';
import { useCallPages } from '../../../platform/use-call-pages.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { KeyButton, useTimeWords } from '../../incidents/index.ts';
import { useRunPage } from './run-context.ts';
import page from './page.module.css';
import styles from './journal.module.css';

const PAGE = 100;

/** What the run has written down, before and after each step, the newest first; asked for once somebody opens it. */
export function Journal({ id, open, onOpen }: { id: RunId; open: boolean; onOpen: (open: boolean) => void }) {
  const { letters } = useRunPage();
  return (
    <section aria-labelledby="journal" className={styles.journal}>
      <div className={page.sectionHead}>
        <h2 id="journal" className={page.sectionTitle}>
          Journal
        </h2>
        <KeyButton keys="j" letters={letters} kind="quiet" onClick={() => onOpen(!open)}>
          {open ? 'Close' : 'Open'}
        </KeyButton>
      </div>
      {open ? <Notes id={id} /> : null}
    </section>
  );
}

function Notes({ id }: { id: RunId }) {
  const pages = useCallPages('runs.journal', { id, limit: PAGE });
  const { zone } = useTimeWords();
  const notes = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  if (pages.data === undefined) return pages.isError ? <ErrorState title="The journal could not be read" message={pages.error.message} onRetry={() => void pages.refetch()} /> : <Skeleton units={12} label="Loading the journal" />;
  if (notes.length === 0) return <p className={page.quiet}>Nothing is written down yet: every step is, before and after it.</p>;
  return (
    <>
      <p className={styles.columns} aria-hidden="true" data-zone={zone === null ? undefined : ''}>
        <span>UTC</span>
        {zone === null ? null : <span>{zone}</span>}
        <span>What, the newest first</span>
      </p>
      <ol className={styles.notes} aria-busy={pages.isPlaceholderData}>
        {notes.map((note) => (
          <Note key={note.seq} note={note} />
        ))}
      </ol>
      {pages.isError ? <p className={page.quiet}>Not up to date: {pages.error.message}</p> : null}
      {pages.hasNextPage ? (
        <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          Show more
        </Button>
      ) : null}
    </>
  );
}

function Note({ note }: { note: RunNote }) {
  const { nameOf } = useRunPage();
  const { local, zone, full } = useTimeWords();
  return (
    <li className={styles.note} data-zone={zone === null ? undefined : ''}>
      <time className={styles.time} dateTime={note.at} title={full(note.at)}>
        {note.at.slice(11, 23)}
      </time>
      {zone === null ? null : <span className={styles.local}>{local(note.at)}</span>}
      <div className={styles.words}>
        <span dir="auto">{plain(note.what, 200)}</span>
        {note.by === null ? null : <span className={styles.local}>{nameOf(note.by)}</span>}
        {note.says === null ? null : (
          <p className={styles.says} dir="auto">
            {plainLines(note.says, 40)}
          </p>
        )}
      </div>
    </li>
  );
}
