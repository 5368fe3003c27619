import { useState } from 'react';
import type { HandoverRecord } from '../../../shared/model/shift.ts';
import { plain } from '../../../shared/text/plain.ts';
import { useCallMutation } from '../../platform/use-call.ts';
import { Button } from '../../ui/kit/Button.tsx';
import { Field } from '../../ui/kit/Field.tsx';
import { KeyButton, Moment, useLetterKeys } from '../incidents/index.ts';
import { Failure, useDraft, useMay, useRights } from '../session/index.ts';
import { Words } from './Words.tsx';
import { sheetText } from './rules/sheet-words.ts';
import { Sheet } from './Sheet.tsx';
import styles from './shift.module.css';

/** A hand-over that waits for somebody to take it: never whoever wrote it. */
export function OpenHandover({ record }: { record: HandoverRecord }) {
  const { person } = useRights();
  const own = person !== null && person.id === record.by.id;
  return (
    <section className={styles.open} aria-label="Hand-over to take">
      <p className={styles.openTitle}>
        {own ? 'You' : plain(record.by.name, 60)} handed the shift over at <Moment at={record.at} />
      </p>
      <Words text={record.text} none="No words were left with it." />
      <details className={styles.details}>
        <summary>As it stood then: {sheetText(record.draft)}</summary>
        <Sheet draft={record.draft} frozen />
      </details>
      {own ? <p className={styles.quiet}>It waits for somebody else to take it.</p> : <Take record={record} />}
    </section>
  );
}

function Take({ record }: { record: HandoverRecord }) {
  const draft = useDraft(`shift/take ${record.seq}`);
  const words = draft.text('words');
  const [open, setOpen] = useState(words !== '');
  const may = useMay('publish', 'Taking the shift over');
  const { person } = useRights();
  const [letters] = useLetterKeys();
  const accept = useCallMutation('shift.accept', ['shift.list', 'shift.draft'], draft.drop);
  const send = () => (accept.isPending ? undefined : accept.mutate({ seq: record.seq, text: words.trim() }));
  if (!may.may) return <p className={styles.quiet}>{may.why}</p>;
  return (
    <div data-key="accept">
      {open ? <Field label="Your words to it" lines={2} value={words} onChange={(next) => draft.set('words', next)} autoFocus /> : null}
      <div className={styles.actions}>
        <KeyButton kind="primary" keys="a" letters={letters} busy={accept.isPending} onClick={send}>
          {person === null ? 'Take it over' : `Take it over as ${plain(person.name, 60)}`}
        </KeyButton>
        {open ? null : (
          <Button kind="quiet" onClick={() => setOpen(true)}>
            With words…
          </Button>
        )}
      </div>
      <Failure error={accept.error} what="Not taken" onPin={send} />
    </div>
  );
}
