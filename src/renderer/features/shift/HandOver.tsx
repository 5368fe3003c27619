import type { KeyboardEvent } from 'react';
import { useCallMutation } from '../../platform/use-call.ts';
import { Button } from '../../ui/kit/Button.tsx';
import { Field } from '../../ui/kit/Field.tsx';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { Failure, useDraft, useMay, useRights } from '../session/index.ts';
import styles from './shift.module.css';

/** Hands over what stands, with the words that no screen can know. */
export function HandOver() {
  const draft = useDraft('shift/handover');
  const text = draft.text('text');
  const may = useMay('publish', 'Handing over');
  const { person } = useRights();
  const write = useCallMutation('shift.write', ['shift.list', 'shift.draft'], (sent) => draft.took('text', sent.text ?? ''));
  const send = () => (may.may && !write.isPending ? write.mutate({ text: text.trim() }) : undefined);
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send();
  };
  return (
    <section className={styles.handover} aria-label="Hand over" data-key="handover">
      <h2 className={styles.sheetTitle}>Hand over</h2>
      {may.may ? (
        <>
          <div onKeyDown={onKey}>
            <Field label="What the next shift must know that does not stand above" hint={`${draft.found ? 'Kept from before, not handed over yet. ' : ''}The sheet is frozen as it is at that moment; it stays in the journal. H begins, Ctrl+Enter hands over`} lines={4} value={text} onChange={(next) => (write.reset(), draft.set('text', next))} />
          </div>
          <div className={styles.actions}>
            <Button kind="primary" busy={write.isPending} onClick={send}>
              {person === null ? 'Hand over' : `Hand over as ${person.name}`}
            </Button>
            {write.isSuccess ? (
              <span role="status">
                <StateMark state="ok" word="Handed over; somebody else takes it by name" />
              </span>
            ) : null}
          </div>
          <Failure error={write.error} what="Not handed over" onPin={send} />
        </>
      ) : (
        <p className={styles.quiet}>{may.why}</p>
      )}
    </section>
  );
}
