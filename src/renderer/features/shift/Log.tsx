import type { KeyboardEvent } from 'react';
import { plain, plainLines } from '../../../shared/text/plain.ts';
import { useCallMutation } from '../../platform/use-call.ts';
import { useCallPages } from '../../platform/use-call-pages.ts';
import { Button } from '../../ui/kit/Button.tsx';
import { Field } from '../../ui/kit/Field.tsx';
import { Skeleton } from '../../ui/kit/EmptyState.tsx';
import { Moment, useLetterKeys } from '../incidents/index.ts';
import { Failure, useDraft, useMay } from '../session/index.ts';
import styles from './shift.module.css';

const PAGE = 6;

/** Notes outside incidents, newest first, and a place for the next. */
export function Log() {
  const log = useCallPages('shift.log', { limit: PAGE });
  const notes = log.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section aria-label="Shift log" className={styles.log}>
      <h2 className={styles.sheetTitle}>Shift log</h2>
      <NoteBox />
      {log.data === undefined ? (
        log.isError ? (
          <p className={styles.warning}>
            The log could not be read: {plain(log.error.message, 200)}{' '}
            <Button kind="quiet" onClick={() => void log.refetch()}>
              Try again
            </Button>
          </p>
        ) : (
          <Skeleton units={12} label="Loading the log" />
        )
      ) : notes.length === 0 ? (
        <p className={styles.quiet}>Notes outside incidents will stand here, newest first; those of the last 12 hours go into the hand-over.</p>
      ) : (
        <ol className={styles.list}>
          {notes.map((note) => (
            <li key={note.seq} className={styles.note}>
              <p className={styles.noteHead}>
                <Moment at={note.at} /> · {plain(note.actor.name, 60)}
              </p>
              {typeof note.data['text'] === 'string' ? (
                <p className={styles.noteText} dir="auto">
                  {plainLines(note.data['text'])}
                </p>
              ) : (
                <p className={styles.quiet}>Removed on request.</p>
              )}
            </li>
          ))}
        </ol>
      )}
      {log.hasNextPage ? (
        <Button busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          Older notes
        </Button>
      ) : null}
    </section>
  );
}

function NoteBox() {
  const draft = useDraft('shift/note');
  const text = draft.text('text');
  const may = useMay('publish', 'Writing a note');
  const [letters] = useLetterKeys();
  const note = useCallMutation('shift.note', ['shift.log', 'shift.draft'], (sent) => draft.took('text', sent.text));
  const send = () => (text.trim() === '' || note.isPending ? undefined : note.mutate({ text: text.trim() }));
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send();
  };
  if (!may.may) return may.why === null ? null : <p className={styles.quiet}>{may.why}</p>;
  return (
    <div data-key="note" className={styles.noteBox}>
      <div onKeyDown={onKey}>
        <Field label="New note" hint={draft.found ? 'Kept from before, not sent yet; Ctrl+Enter writes it down' : letters ? 'N begins one, Ctrl+Enter writes it down' : 'Ctrl+Enter writes it down'} lines={3} value={text} onChange={(next) => (note.reset(), draft.set('text', next))} />
      </div>
      <div className={styles.actions}>
        <Button busy={note.isPending} disabled={text.trim() === ''} onClick={send}>
          Write it down
        </Button>
      </div>
      <Failure error={note.error} what="Not written down" onPin={send} />
    </div>
  );
}
