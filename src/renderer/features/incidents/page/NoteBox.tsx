import { useEffect, useState, type KeyboardEvent, type RefObject } from 'react';
import { Button } from '../../../ui/kit/Button.tsx';
import { Failure, useDraft } from '../../session/index.ts';
import { Key } from '../Key.tsx';
import { useIncidentPage } from '../page-context.ts';
import { useAct } from '../use-act.ts';
import styles from './note.module.css';

const MOST = 4_000;
const NEARLY = 3_500;
const SAID_MS = 6_000;
const LINES = { least: 1, most: 8 } as const;

/** Always in reach, whatever is scrolled to. What was typed stays until it is in the timeline, even if the page is left meanwhile. */
export function NoteBox({ field }: { field: RefObject<HTMLTextAreaElement | null> }) {
  const { detail, letters } = useIncidentPage();
  const draft = useDraft(`${detail.id}/note`);
  const act = useAct(detail.id, (action) => (action.type === 'note' ? draft.took('text', action.text) : undefined));
  const text = draft.text('text');
  const [sent, setSent] = useState(false);
  useEffect(() => {
    if (!sent) return undefined;
    const timer = setTimeout(() => setSent(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [sent]);
  const tooLong = text.trim().length > MOST;
  const send = () => {
    if (text.trim() === '' || tooLong || act.busy) return;
    act.run({ type: 'note', text }, () => setSent(true));
  };
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape') event.currentTarget.blur();
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send();
  };
  const lines = Math.min(LINES.most, Math.max(LINES.least, text.split('\n').length, Math.ceil(text.length / 110)));
  return (
    <form
      className={styles.note}
      aria-label="Note"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className={styles.line}>
        <textarea
          ref={field}
          className={styles.field}
          aria-label="Note for the timeline"
          aria-keyshortcuts={letters ? 'N /' : undefined}
          placeholder="Note for the timeline"
          rows={lines}
          value={text}
          onChange={(event) => {
            setSent(false);
            draft.set('text', event.currentTarget.value);
          }}
          onKeyDown={onKey}
        />
        {text === '' && letters ? (
          <span className={styles.hint} aria-hidden="true">
            <Key>N</Key>
          </span>
        ) : null}
        <Button type="submit" busy={act.busy} disabled={text.trim() === '' || tooLong} shortcut="Control+Enter">
          Add the note
        </Button>
      </div>
      <p className={styles.words} role="status">
        {tooLong ? `Expected at most ${MOST} characters; these are ${text.trim().length}` : text.length > NEARLY ? `${MOST - text.trim().length} characters left` : draft.found ? 'Kept from before, not sent yet; Ctrl+Enter adds it' : text !== '' ? 'Ctrl+Enter adds it' : sent ? 'Noted' : ''}
      </p>
      <Failure error={act.error} what="Not noted" onPin={send} />
    </form>
  );
}
