import { useState } from 'react';
import { useEnterPin } from '../../platform/use-enter-pin.ts';
import { Button } from '../../ui/kit/Button.tsx';
import { Field } from '../../ui/kit/Field.tsx';
import styles from './session.module.css';

/** Asks for the PIN of whoever uses this screen, where the work is; nothing else on the page changes. */
export function PinForm({ onDone }: { onDone?: () => void }) {
  const [pin, setPin] = useState('');
  const enter = useEnterPin();
  const submit = () => {
    enter.mutate(pin, {
      onSettled: () => setPin(''),
      onSuccess: () => onDone?.(),
    });
  };
  return (
    <form
      className={styles.pin}
      aria-label="PIN"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Field kind="secret" label="Your PIN" hint="Changes here want the person, not only the screen." value={pin} onChange={setPin} error={enter.error?.message ?? null} />
      <Button type="submit" kind="primary" busy={enter.isPending} disabled={pin === ''}>
        Enter
      </Button>
    </form>
  );
}
