import { Copy } from './Copy.tsx';
import { snippetOf, type SnippetOf } from './snippets.ts';
import styles from '../settings.module.css';

/** How a sender is set up for this webhook, ready to copy. */
export function SenderSetup({ of }: { of: SnippetOf }) {
  const { where, text } = snippetOf(of);
  return (
    <>
      <p className={styles.quiet}>{where}</p>
      <pre className={styles.snippet} tabIndex={0} aria-label="What to set up at the sender">
        <code>{text}</code>
      </pre>
      <Copy text={text} what="Copy" />
    </>
  );
}
