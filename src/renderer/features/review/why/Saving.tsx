import { Button } from '../../../ui/kit/Button.tsx';
import { Changed, readConflict } from '../../incidents/index.ts';
import { Failure } from '../../session/index.ts';
import type { Part } from '../use-part.ts';
import type { Putting } from '../use-put.ts';
import styles from './why.module.css';

export interface SavingProps extends Pick<Putting, 'busy' | 'error'> {
  readonly part: Pick<Part<unknown>, 'changed' | 'meanwhile' | 'drop'>;
  readonly save: () => void;
  /** What the button says: "Save the whys". */
  readonly label: string;
}

/** The end of a part that is written and then saved: that it is not saved yet, and what others changed meanwhile. */
export function Saving({ part, save, label, busy, error }: SavingProps) {
  const conflict = error?.code === 'conflict' ? readConflict(error.details) : null;
  return (
    <div className={styles.saving}>
      {conflict === null ? null : <Changed changes={conflict.changes} />}
      <Failure error={error} what="Not saved" onPin={save} />
      {part.meanwhile && part.changed && conflict === null ? <p className={styles.quiet}>Somebody else saved something here meanwhile. It is taken in above; what you wrote stays.</p> : null}
      {part.changed ? (
        <div className={styles.buttons}>
          <Button kind="primary" busy={busy} onClick={save}>
            {label}
          </Button>
          <Button kind="quiet" onClick={part.drop}>
            Throw the changes away
          </Button>
          <span className={styles.quiet}>Not saved yet; Ctrl Enter saves</span>
        </div>
      ) : null}
    </div>
  );
}
