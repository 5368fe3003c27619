import { useId, type KeyboardEvent, type ReactNode } from 'react';
import { Button } from '../../ui/kit/Button.tsx';
import { Dialog } from '../../ui/kit/Dialog.tsx';
import { Failure, type CallFailure, type Draft } from '../session/index.ts';
import styles from './forms/forms.module.css';

export interface FormDialogProps {
  readonly title: string;
  readonly lead?: ReactNode;
  /** What the button says: "Record the update". */
  readonly submit: string;
  readonly kind?: 'primary' | 'danger';
  readonly busy: boolean;
  readonly error: CallFailure | null;
  /** What did not happen, before the reason: "Not recorded". */
  readonly what: string;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Above the buttons: what changed meanwhile. */
  readonly notice?: ReactNode;
  /** What was typed here before and not sent, where the form keeps it. */
  readonly draft?: Draft;
  readonly width?: 'normal' | 'wide';
}

/** Asks for what one step needs. Enter sends it, in a text of several lines Ctrl+Enter; what was typed stays when it is refused. */
export function FormDialog({ title, lead, submit, kind = 'primary', busy, error, what, onSubmit, onClose, children, notice, draft, width = 'normal' }: FormDialogProps) {
  const form = useId();
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (!busy) onSubmit();
  };
  return (
    <Dialog title={title} onClose={onClose} width={width} {...(lead !== undefined && { lead })}>
      <form
        id={form}
        className={styles.form}
        noValidate
        onKeyDown={onKey}
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) onSubmit();
        }}
      >
        {children}
        {notice}
        {draft?.found === true ? <Unsent draft={draft} onClose={onClose} /> : null}
      </form>
      <div className={styles.foot}>
        {/* The PIN has a form of its own, which cannot stand inside this one. */}
        <Failure error={error} what={what} onPin={onSubmit} />
        <div className={styles.actions}>
          <Button type="submit" form={form} kind={kind} busy={busy}>
            {submit}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            Cancel
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

/** Says that it is what was typed before; after the fields, so that the first of them has the focus. */
function Unsent({ draft, onClose }: { draft: Draft; onClose: () => void }) {
  return (
    <p className={styles.quiet}>
      Kept from before, not sent yet.{' '}
      <Button
        kind="quiet"
        onClick={() => {
          draft.drop();
          onClose();
        }}
      >
        Throw it away
      </Button>
    </p>
  );
}
