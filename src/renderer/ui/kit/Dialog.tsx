import { useEffect, useId, useRef, type ReactNode } from 'react';
import styles from './dialog.module.css';

export interface DialogProps {
  readonly title: string;
  /** Under the title: what this does, in a sentence. */
  readonly lead?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** `wide` for what stands side by side. */
  readonly width?: 'normal' | 'wide';
}

/** Whatever wants the first key: what is marked for it, else the first thing that takes input. */
const FIRST = '[data-autofocus], input:not([type="hidden"]), textarea, select, button';

/**
 * Asks for something above the page. While it is open it holds the focus and the page behind it takes none; Escape closes it, and the
 * focus goes back to where it was. Mounted means open.
 */
export function Dialog({ title, lead, onClose, children, width = 'normal' }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    const body = element?.querySelector('[data-part="body"]');
    (body?.querySelector<HTMLElement>('[data-autofocus]') ?? body?.querySelector<HTMLElement>(FIRST))?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      data-width={width}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      // A browser may close it without asking, on a second Escape.
      onClose={(event) => (event.currentTarget.open ? undefined : onClose())}
    >
      <header className={styles.head}>
        <h2 id={heading} className={styles.title}>
          {title}
        </h2>
        <button type="button" className={styles.close} onClick={onClose} aria-label="Close" title="Close (Escape)">
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M3 3l10 10M13 3L3 13" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
          </svg>
        </button>
      </header>
      {lead === undefined ? null : <p className={styles.lead}>{lead}</p>}
      <div data-part="body">{children}</div>
    </dialog>
  );
}
