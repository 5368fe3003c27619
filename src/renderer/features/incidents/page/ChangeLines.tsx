import { useState } from 'react';
import type { Change } from '../../../../shared/model/change.ts';
import { changedLines } from '../../../../shared/text/change-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import styles from './changes.module.css';

const SHOWN = 6;

/** What is gone and what is new, a line each: a sign and a word for it, not colour alone. */
export function ChangeLines({ change }: { change: Pick<Change, 'before' | 'after'> }) {
  const [all, setAll] = useState(false);
  const lines = changedLines(change);
  if (lines.length === 0) return null;
  const shown = all ? lines : lines.slice(0, SHOWN);
  return (
    <>
      <ul className={styles.lines} aria-label="What is different">
        {shown.map(({ sign, number, text }) => (
          <li key={`${sign}${number}`} className={styles.line} data-sign={sign === '-' ? 'removed' : 'added'}>
            <span aria-hidden="true">{sign === '-' ? '−' : '+'} </span>
            <span className="hf-visually-hidden">{sign === '-' ? 'removed: ' : 'added: '}</span>
            {plain(text, 400)}
          </li>
        ))}
      </ul>
      {lines.length <= SHOWN ? null : (
        <Button kind="quiet" onClick={() => setAll(!all)}>
          {all ? 'Fewer lines' : `+${lines.length - SHOWN} lines`}
        </Button>
      )}
    </>
  );
}
