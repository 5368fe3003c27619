import { useState } from 'react';
import { useLocation } from 'wouter';
import { usePair } from '../platform/context.tsx';
import { Button } from '../ui/kit/Button.tsx';
import { Field } from '../ui/kit/Field.tsx';
import styles from './pairing.module.css';

/** Shown where the server does not know this screen: a code from somebody who is already in makes it a seat. */
export function PairingScreen({ onPaired }: { onPaired: () => void }) {
  const pair = usePair();
  const [, navigate] = useLocation();
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  if (pair === null)
    return (
      <main className={styles.screen}>
        <h1 className={styles.title}>This window was refused</h1>
        <p className={styles.text}>The engine does not accept this window. Quit Holdfast and start it again.</p>
        <Button onClick={onPaired}>Try again</Button>
      </main>
    );
  const submit = async () => {
    setBusy(true);
    setError(null);
    const result = await pair(code);
    setBusy(false);
    if (!result.ok) {
      setError(result.error.message);
      return;
    }
    navigate('/wall', { replace: true });
    onPaired();
  };
  return (
    <main className={styles.screen}>
      <h1 className={styles.title}>Pair this screen</h1>
      <p className={styles.text}>
        Holdfast does not know this screen yet. Somebody who is already in opens Settings, then Seats, and invites a screen; the server also prints a code when it starts. Type that code here. It works once.
      </p>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Field label="Pairing code" name="code" value={code} onChange={setCode} error={error} autoFocus />
        <Button kind="primary" type="submit" busy={busy} disabled={code.trim() === ''}>
          Pair
        </Button>
      </form>
    </main>
  );
}
