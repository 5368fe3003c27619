import { Button } from '../../../ui/kit/Button.tsx';
import { Copy } from './Copy.tsx';
import { SenderSetup } from './SenderSetup.tsx';
import type { SnippetOf } from './snippets.ts';
import styles from '../settings.module.css';

export interface MadeProps {
  readonly of: SnippetOf;
  /** Null: it stands in the environment, or stayed as it was. */
  readonly secret: string | null;
  readonly onDone: () => void;
}

/** What was written, its secret this once, and what to do with it. */
export function Made({ of, secret, onDone }: MadeProps) {
  const word = of.proof === 'secret' ? 'key' : 'token';
  return (
    <section className={styles.section} aria-label={`Webhook ${of.id} is saved`}>
      <h2 className={styles.sectionTitle}>{of.id} is ready to receive</h2>
      {secret === null ? null : (
        <>
          <p className={styles.sectionLead}>This {word} is shown once. It is kept like every other secret; whoever loses it makes another here.</p>
          <pre className={styles.snippet} tabIndex={0} aria-label={`The ${word}`}>
            <code data-secret="">{secret}</code>
          </pre>
          <Copy text={secret} what={`Copy the ${word}`} />
        </>
      )}
      <div className={styles.details}>
        <SenderSetup of={of} />
      </div>
      <div className={styles.actions}>
        <Button kind="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    </section>
  );
}
