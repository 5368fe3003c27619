import { Fragment } from 'react';
import { Button } from '../../../ui/kit/Button.tsx';
import { Dialog } from '../../../ui/kit/Dialog.tsx';
import { CheckField } from '../../../ui/kit/Field.tsx';
import { Key } from '../Key.tsx';
import styles from './forms.module.css';

export interface KeysHelpProps {
  readonly keys: readonly (readonly [string, string])[];
  readonly letters: boolean;
  readonly onLetters: (on: boolean) => void;
  readonly onClose: () => void;
}

/** What each key does on this screen, and how to switch single letters off. */
export function KeysHelp({ keys, letters, onLetters, onClose }: KeysHelpProps) {
  return (
    <Dialog title="Keys of this screen" lead="While nobody types." onClose={onClose} width="wide">
      <dl className={styles.keys}>
        {keys.map(([key, what]) => (
          <Fragment key={key}>
            <dt>
              <Key>{key}</Key>
            </dt>
            <dd>{what}</dd>
          </Fragment>
        ))}
      </dl>
      <CheckField label="Single letters act on this screen" hint="Switch them off if you steer by voice, or if keys get pressed by accident" checked={letters} onChange={onLetters} />
      <div className={styles.close}>
        <Button onClick={onClose}>Close</Button>
      </div>
    </Dialog>
  );
}
