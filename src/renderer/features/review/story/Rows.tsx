import { memo, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { Story } from '../../../../shared/model/story.ts';
import type { TimelineEvent } from '../../../../shared/model/timeline.ts';
import { plainLines, plain } from '../../../../shared/text/plain.ts';
import { rowWords, type Names } from '../../../../shared/text/timeline-words.ts';
import type { ChartCursor } from '../../../ui/charts/cursor.ts';
import { Segments } from '../../../ui/kit/Segments.tsx';
import { useNames, useTimeWords, type TimeWords } from '../../incidents/index.ts';
import { countUntil } from '../rules/moments.ts';
import { sinceText } from '../rules/words.ts';
import styles from './story.module.css';

export interface RowsProps {
  readonly story: Story;
  readonly cursor: ChartCursor;
  readonly start: number;
}

/** Told more than this later than it happened: the row says so. */
const LATE_MS = 60_000;
const LONG = 280;
const DAY = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' });

/** Everything that happened. It scrolls to the moment that is looked at; choosing a row goes to its moment. */
export function Rows({ story, cursor, start }: RowsProps) {
  const [show, setShow] = useState<'all' | 'key'>('all');
  const rows = useMemo(() => story.rows.filter(({ key }) => show === 'all' || key).toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.seq - b.seq), [story, show]);
  const names = useNames();
  const time = useTimeWords();
  return (
    <section className={styles.timeline} aria-label="Timeline">
      <div className={styles.head}>
        <h2 className={styles.title}>Timeline</h2>
        <Segments label="Rows shown" value={show} options={[{ value: 'all', label: 'Everything' }, { value: 'key', label: 'Key moments' }]} onChange={setShow} />
      </div>
      {rows.length === 0 ? <p className={styles.quiet}>Nothing was written down.</p> : <List rows={rows} cursor={cursor} start={start} names={names} time={time} />}
      {story.cut ? <p className={styles.quiet}>It is longer than is shown here; the first {story.rows.length} rows are.</p> : null}
    </section>
  );
}

interface ListProps {
  readonly rows: readonly TimelineEvent[];
  readonly cursor: ChartCursor;
  readonly start: number;
  readonly names: Names;
  readonly time: TimeWords;
}

const rowId = (row: TimelineEvent): string => `row-${row.seq}`;

function List({ rows, cursor, start, names, time }: ListProps) {
  const list = useRef<HTMLUListElement>(null);
  const times = useMemo(() => rows.map(({ at }) => Date.parse(at)), [rows]);
  // Which row is at the cursor is marked on the elements themselves: five hundred rows are not drawn anew because a pointer moves.
  useEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    const late = rows.filter(({ at, recordedAt }) => Date.parse(recordedAt) - Date.parse(at) > LATE_MS);
    let marked: Element | null = null;
    const mark = (): void => {
      const now = cursor.time() ?? start;
      const current = element.children[countUntil(times, now) - 1] ?? null;
      for (const row of late) document.getElementById(rowId(row))?.toggleAttribute('data-unknown', Date.parse(row.at) <= now && Date.parse(row.recordedAt) > now);
      element.toggleAttribute('data-before', current === null);
      if (current === marked) return;
      marked?.removeAttribute('data-now');
      marked?.setAttribute('aria-selected', 'false');
      marked = current;
      current?.setAttribute('data-now', '');
      current?.setAttribute('aria-selected', 'true');
      if (current === null) element.removeAttribute('aria-activedescendant');
      else element.setAttribute('aria-activedescendant', current.id);
      const scroller = element;
      if (!(current instanceof HTMLElement)) scroller.scrollTop = 0;
      else scroller.scrollTop = current.offsetTop - scroller.clientHeight / 2 + current.offsetHeight / 2;
    };
    mark();
    const stop = cursor.onMove(mark);
    return () => {
      stop();
      marked?.removeAttribute('data-now');
    };
  }, [rows, times, cursor, start]);

  const onKey = (event: KeyboardEvent): void => {
    const at = countUntil(times, cursor.time() ?? start) - 1;
    const goal: Readonly<Record<string, number | undefined>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: times.length - 1, PageDown: at + 10, PageUp: at - 10 };
    const next = goal[event.key];
    if (next === undefined) return;
    event.preventDefault();
    let index = Math.min(Math.max(next, 0), times.length - 1);
    // Several at one moment are one step.
    while (event.key === 'ArrowUp' && index > 0 && times[index] === times[at]) index -= 1;
    cursor.hold(times[index] ?? start);
  };
  return (
    <ul ref={list} className={styles.rows} role="listbox" tabIndex={0} aria-label="Rows; choosing one goes to its moment" onKeyDown={onKey}>
      {rows.map((row, index) => (
        <Row key={row.seq} row={row} start={start} day={index === 0 || rows[index - 1]?.at.slice(0, 10) !== row.at.slice(0, 10)} names={names} time={time} cursor={cursor} />
      ))}
    </ul>
  );
}

interface RowProps {
  readonly row: TimelineEvent;
  readonly start: number;
  readonly day: boolean;
  readonly names: Names;
  readonly time: TimeWords;
  readonly cursor: ChartCursor;
}

const Row = memo(function Row({ row, start, day, names, time, cursor }: RowProps) {
  const { title, facts, texts } = rowWords(row, names);
  const [at, told] = [Date.parse(row.at), Date.parse(row.recordedAt)];
  return (
    // The list has the focus and moves by keys; a pointer chooses a row.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the list's
    <li id={rowId(row)} role="option" aria-selected="false" className={styles.row} data-type={row.type} data-key={row.key ? '' : undefined} onClick={() => cursor.hold(at)}>
      <time className={styles.when} dateTime={row.at} title={time.full(row.at)}>
        {day ? <span className={styles.quiet}>{DAY.format(at)}</span> : null}
        <span>{row.at.slice(11, 19)}</span>
        {time.zone === null ? null : <span className={styles.quiet}>{time.local(row.at)}</span>}
      </time>
      <div className={styles.what}>
        <p className={styles.words} dir="auto">
          {title}
        </p>
        {facts === null ? null : <p className={styles.text}>{facts}</p>}
        {texts.map(({ field, text }) => (
          <p key={field} className={styles.text} dir="auto">
            {text === null ? 'Text removed' : plainLines(text.length > LONG ? `${text.slice(0, LONG)}…` : text, 12)}
          </p>
        ))}
        <p className={styles.quiet}>
          {sinceText(at, start)} · {plain(row.actor.name, 60)}
          {row.fromMemory ? ' · from memory' : ''}
          {row.count > 1 ? ` · × ${row.count}` : ''}
          {told - at > LATE_MS ? ` · written down ${sinceText(told, start)}` : ''}
          <span className={styles.unknown}>not known yet</span>
        </p>
      </div>
    </li>
  );
});
