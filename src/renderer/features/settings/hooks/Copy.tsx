import { useState } from 'react';
import { Button } from '../../../ui/kit/Button.tsx';
import styles from '../settings.module.css';

/** Copies a text, and says whether that was allowed. */
export function Copy({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no');
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setCopied('yes'),
      () => setCopied('failed'),
    );
  };
  return (
    <>
      <Button kind="quiet" onClick={copy}>
        {what}
      </Button>
      <span role="status" className={styles.quiet}>
        {copied === 'yes' ? 'Copied' : copied === 'failed' ? 'This screen may not write to the clipboard; mark the text and copy it by hand' : ''}
      </span>
    </>
  );
}
