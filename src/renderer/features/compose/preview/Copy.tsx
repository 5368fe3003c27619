import { useState } from 'react';
import { Button } from '../../../ui/kit/Button.tsx';
import styles from './preview.module.css';

/** Copies a text, and says whether that was allowed. */
export function Copy({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState<{ readonly text: string; readonly ok: boolean } | null>(null);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setCopied({ text, ok: true }),
      () => setCopied({ text, ok: false }),
    );
  };
  return (
    <span>
      <Button onClick={copy}>{what}</Button>{' '}
      <span role="status" className={styles.quiet}>
        {/* What was copied before it was changed is not this text. */}
        {copied?.text !== text ? '' : copied.ok ? 'Copied' : 'This screen may not write to the clipboard'}
      </span>
    </span>
  );
}
