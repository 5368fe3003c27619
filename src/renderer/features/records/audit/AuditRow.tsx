import { useState } from 'react';
import { Link } from 'wouter';
import type { TimelineEvent } from '../../../../shared/model/timeline.ts';
import { plain, plainLines } from '../../../../shared/text/plain.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { rowWords } from '../../../../shared/text/timeline-words.ts';
import { approvable, Moment, useNames, usePeople } from '../../incidents/index.ts';
import { useRights } from '../../session/index.ts';
import { Approve } from './Approve.tsx';
import { auditWords, type AuditText } from '../../../../shared/text/audit-words.ts';
import { Difference } from './Difference.tsx';
import styles from './audit.module.css';

export interface AuditRowProps {
  readonly row: TimelineEvent;
  /** All that are loaded: they tell whether a removal was agreed to. */
  readonly rows: readonly TimelineEvent[];
  readonly onRemove: (field: string) => void;
}

/** One row of the journal; opened it shows its texts, its hash and what can be removed. */
export function AuditRow({ row, rows, onRemove }: AuditRowProps) {
  const [open, setOpen] = useState(false);
  const { person } = useRights();
  const words = useWords(row);
  const removal = approvable(row, rows, person?.id ?? null);
  const [difference] = words.texts.filter(({ isDifference }) => isDifference);
  return (
    <li className={styles.row} data-seq={row.seq} data-type={row.type}>
      <span className={styles.seq}>{row.seq}</span>
      <span className={styles.when}>
        <Moment at={row.recordedAt} />
      </span>
      <span className={styles.actor} dir="auto">
        {plain(row.actor.name, 60)}
      </span>
      <div className={styles.what}>
        <button type="button" className={styles.title} aria-expanded={open} onClick={() => setOpen(!open)} dir="auto">
          {words.title}
        </button>
        {open ? null : <Teaser title={words.title} texts={words.texts} difference={difference} />}
      </div>
      {row.incident === null ? <span /> : <Link href={`/incidents/${row.incident}`}>{row.incident}</Link>}
      {removal === null ? null : <Approve row={row} removal={removal} />}
      {open ? <Opened row={row} texts={words.texts} onRemove={onRemove} /> : null}
    </li>
  );
}

/** An incident's row as its timeline says it, the workspace's own as the audit does. */
function useWords(row: TimelineEvent): { readonly title: string; readonly texts: readonly AuditText[] } {
  const names = useNames();
  const people = usePeople();
  if (row.incident === null) return auditWords(row, { person: (id) => plain(people.find((each) => each.id === id)?.name ?? id, 60) });
  const { title, texts } = rowWords(row, names);
  return { title, texts: texts.map((text) => ({ ...text, isDifference: false })) };
}

/** The first line of what stands in it, so that most rows need not be opened. */
function Teaser({ title, texts, difference }: { title: string; texts: readonly AuditText[]; difference: AuditText | undefined }) {
  if (difference?.text !== undefined && difference.text !== null) return <Difference text={difference.text} preview />;
  const [first] = texts;
  if (first === undefined || (first.text !== null && title.includes(plain(first.text, 120)))) return null;
  return (
    <span className={styles.teaser} dir="auto">
      {first.text === null ? 'a text was removed' : plain(first.text, 160)}
    </span>
  );
}

function Opened({ row, texts, onRemove }: { row: TimelineEvent; texts: readonly AuditText[]; onRemove: (field: string) => void }) {
  return (
    <div className={styles.opened}>
      {texts.map(({ field, text, isDifference }) => (
        <div key={field} className={styles.text}>
          {text === null ? <p className={styles.quiet}>The text “{field}” was removed on request of two people; its salted hash stays.</p> : isDifference ? <Difference text={text} /> : <p className={styles.words} dir="auto">{plainLines(text)}</p>}
          {text === null ? null : (
            <Button kind="quiet" onClick={() => onRemove(field)}>
              Ask to remove this text…
            </Button>
          )}
        </div>
      ))}
      <dl className={styles.facts}>
        <div>
          <dt>Happened</dt>
          <dd>
            <Moment at={row.at} />
          </dd>
        </div>
        <div>
          <dt>Kind</dt>
          <dd>
            <code>{plain(row.type, 40)}</code>
          </dd>
        </div>
        <div>
          <dt>Hash</dt>
          <dd>
            <code>{row.hash}</code>
          </dd>
        </div>
      </dl>
    </div>
  );
}
