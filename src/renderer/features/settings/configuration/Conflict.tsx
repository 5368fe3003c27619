import { counted } from '../../../../shared/text/counted.ts';
import { plainLines } from '../../../../shared/text/plain.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { differenceOf } from './text-lines.ts';
import styles from './configuration.module.css';

export interface ConflictProps {
  readonly disk: string;
  readonly mine: string;
  readonly onTakeDisk: () => void;
  readonly onKeepMine: () => void;
}

const SHOWN = 60;

/** The file became another while it was edited here: both versions where they differ, and a decision. */
export function Conflict({ disk, mine, onTakeDisk, onKeepMine }: ConflictProps) {
  const difference = differenceOf(disk, mine);
  if (difference === null) return null;
  return (
    <section className={styles.conflict} role="alert" aria-label="Changed on disk">
      <p className={styles.headline}>
        <StateMark state="P2" word="The file was changed on disk while you were editing it" />
      </p>
      <div className={styles.sides}>
        <Side title="On disk" lines={difference.left} from={difference.fromLine} />
        <Side title="Yours" lines={difference.right} from={difference.fromLine} />
      </div>
      <div className={styles.conflictActions}>
        <Button onClick={onKeepMine}>Keep mine</Button>
        <span className={styles.quiet}>Nothing is written before you save; saving then replaces what is on disk.</span>
        <Button kind="danger" onClick={onTakeDisk}>
          Take what is on disk
        </Button>
      </div>
    </section>
  );
}

function Side({ title, lines, from }: { title: string; lines: readonly string[]; from: number }) {
  return (
    <div className={styles.side}>
      <p className={styles.sideTitle}>
        {title}, from line {from}
      </p>
      <pre className={styles.sideText} tabIndex={0} aria-label={`${title}, from line ${from}`}>
        {lines.length === 0 ? '(these lines are not there)' : plainLines(lines.slice(0, SHOWN).join('\n'), SHOWN)}
      </pre>
      {lines.length > SHOWN ? <p className={styles.quiet}>and {counted(lines.length - SHOWN, 'line')} more</p> : null}
    </div>
  );
}
