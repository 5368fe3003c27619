import { z } from 'zod';
import { TimelineEvent } from '../../../../shared/model/timeline.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { rowWords } from '../../../../shared/text/timeline-words.ts';
import { useNames } from '../use-names.ts';
import styles from './forms.module.css';

const SHOWN = 6;

/** What a refused change tells with `conflict`: the version now, and the entries since the one that was looked at. */
const Conflict = z.object({ version: z.number().int(), changes: z.array(TimelineEvent) });
export type Conflict = z.infer<typeof Conflict>;

export function readConflict(details: unknown): Conflict | null {
  const read = Conflict.safeParse(details);
  return read.success ? read.data : null;
}

/** What others did since the incident was looked at, so that nobody overwrites it unseen. */
export function Changed({ changes }: Pick<Conflict, 'changes'>) {
  const names = useNames();
  return (
    <section className={styles.conflict} role="alert">
      <p className={styles.conflictTitle}>This incident changed while you were at it. What you typed stays; send it again to apply it to the incident as it is now.</p>
      <ul>
        {changes.slice(-SHOWN).map((row) => {
          const { title, texts } = rowWords(row, names);
          return (
            <li key={row.seq} dir="auto">
              {plain(row.actor.name, 60)}: {title}
              {texts.map(({ text }) => (text === null ? '' : ` – ${plain(text, 160)}`))}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
