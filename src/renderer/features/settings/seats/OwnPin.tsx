import { useState } from 'react';
import { plain } from '../../../../shared/text/plain.ts';
import { useCall, useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { Field } from '../../../ui/kit/Field.tsx';
import { Section } from '../Page.tsx';
import styles from '../settings.module.css';

const FORM = /^\d{4,12}$/;

/** The PIN of the person at this screen: set, or changed with the one it replaces. */
export function OwnPin() {
  const session = useCall('session.get', {});
  if (session.data === undefined) return session.isError ? null : <Skeleton units={6} />;
  const { person, seat } = session.data;
  return (
    <Section title="Your PIN" lead="Operating, approving and settings want the person and not only the screen. The PIN is asked for once in twelve hours on each screen.">
      {person === null ? <p className={styles.quiet}>Nobody is named for this screen, so there is no PIN to set here.</p> : seat.kind === 'token' ? <p className={styles.quiet}>A PIN is set from a screen, not with a token.</p> : <PinChange name={person.name} />}
    </Section>
  );
}

function PinChange({ name }: { name: string }) {
  const change = useCallMutation('seats.setPin', ['session.get']);
  const [current, setCurrent] = useState('');
  const [pin, setPin] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const problem = !FORM.test(pin) ? 'Expected 4 to 12 digits' : null;
  const mismatch = pin !== again ? 'The two are not the same' : null;
  const submit = () => {
    setTried(true);
    if (problem !== null || mismatch !== null) return;
    change.mutate(
      { pin, ...(current === '' ? {} : { current }) },
      {
        onSuccess: () => {
          setCurrent('');
          setPin('');
          setAgain('');
          setTried(false);
        },
      },
    );
  };
  return (
    <form
      aria-label={`PIN of ${plain(name, 80)}`}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className={styles.form}>
        <Field kind="secret" label="Current PIN" hint="Leave it empty while none is set" value={current} onChange={setCurrent} error={change.error?.message ?? null} />
        <span />
        <Field kind="secret" label="New PIN" hint="4 to 12 digits" value={pin} onChange={setPin} error={tried ? problem : null} />
        <Field kind="secret" label="New PIN again" hint="So that a slip does not lock you out" value={again} onChange={setAgain} error={tried ? mismatch : null} />
      </div>
      <div className={styles.actions}>
        <Button type="submit" busy={change.isPending}>
          Set the PIN
        </Button>
        <span className={styles.quiet} role="status">
          {change.isSuccess && pin === '' ? 'Set. Other screens of yours ask for it from now on.' : ''}
        </span>
      </div>
    </form>
  );
}
