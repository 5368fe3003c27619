import { memo, useEffect, useRef, useState } from 'react';
import type { Evidence, TimelineEvent } from '../../../../shared/model/timeline.ts';
import { formatValueText } from '../../../../shared/text/format.ts';
import { plain, plainLines } from '../../../../shared/text/plain.ts';
import { useShell } from '../../../platform/context.tsx';
import { Button } from '../../../ui/kit/Button.tsx';
import { Moment } from '../Moment.tsx';
import { useIncidentPage } from '../page-context.ts';
import { approvable, erasedAt, removalOf } from '../rules/redactions.ts';
import { rowWords, type Names } from '../../../../shared/text/timeline-words.ts';
import { useNames, useTimeWords } from '../use-names.ts';
import styles from './timeline.module.css';

const DAY_WORDS = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' });
/** Told more than this later than it happened: the row says when it was written down. */
const LATE_MS = 60_000;

export interface RowProps {
  readonly event: TimelineEvent;
  /** All rows that are loaded: what was removed, and why, stands in others. */
  readonly rows: readonly TimelineEvent[];
  readonly newDay: boolean;
  /** The row that the address leads to: shown first, and marked. */
  readonly target: boolean;
}

/** One row: when, what, in whose words, and what it rests on. */
export const Row = memo(function Row({ event, rows, newDay, target }: RowProps) {
  const element = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (target) element.current?.scrollIntoView({ block: 'center' });
  }, [target]);
  const names = useNames();
  const time = useTimeWords();
  const { title, facts, texts } = rowWords(event, names);
  const told = Date.parse(event.recordedAt) - Date.parse(event.at) > LATE_MS;
  return (
    <>
      {newDay ? (
        <li className={styles.day}>
          <span aria-hidden="true">UTC</span>
          {time.zone === null ? null : <span aria-hidden="true">{time.zone}</span>}
          {DAY_WORDS.format(Date.parse(event.at))}, UTC
        </li>
      ) : null}
      <li ref={element} className={styles.row} data-target={target ? '' : undefined} aria-current={target ? 'true' : undefined} data-type={event.type} data-key={event.key ? '' : undefined}>
        <time className={styles.utc} dateTime={event.at} title={time.full(event.at)}>
          {event.at.slice(11, 19)}
        </time>
        {time.zone === null ? null : <span className={styles.local}>{time.local(event.at)}</span>}
        <div className={styles.body}>
          <p className={styles.what}>
            <span className={styles.words} dir="auto">
              {title}
            </span>
            {event.count > 1 ? (
              <span className={styles.quiet}>
                {' '}
                × {event.count}, last at <Moment at={event.lastAt} show="utc" />
              </span>
            ) : null}
          </p>
          {facts === null ? null : <p className={styles.lines}>{facts}</p>}
          {texts.map(({ field, text }) => (text === null ? <Removed key={field} event={event} field={field} rows={rows} /> : <Text key={field} event={event} field={field} text={text} />))}
          <p className={styles.source}>
            {plain(event.actor.name, 60)}
            {event.evidence === null ? null : <Rests evidence={event.evidence} names={names} />}
            {event.fromMemory ? ' · from memory' : ''}
            {told ? ' · written down at ' : ''}
            {told ? <Moment at={event.recordedAt} show="utc" /> : null}
          </p>
          <Approve event={event} rows={rows} />
        </div>
      </li>
    </>
  );
});

/** The id of an alert tells nobody anything; everything else is named. */
function restsWord({ kind, ref }: Evidence, names: Names): string {
  if (kind === 'alert') return 'alert';
  if (kind !== 'sample') return `${kind} ${plain(ref, 80)}`;
  const service = names.serviceOf(ref);
  return `sample ${service === '' ? '' : `${service} `}${names.signal(ref)}`;
}

/** What a row rests on: a sample, an alert, a link, a screen, another record. */
function Rests({ evidence, names }: { evidence: Evidence; names: Names }) {
  const shell = useShell();
  if (evidence.kind === 'link')
    return (
      <>
        {' · '}
        <a
          href={evidence.ref}
          onClick={(event) => {
            event.preventDefault();
            shell.openExternal(evidence.ref);
          }}
        >
          {URL.canParse(evidence.ref) ? plain(new URL(evidence.ref).host, 60) : 'link'}
        </a>
      </>
    );
  const value = evidence.value === null ? '' : ` ${formatValueText(evidence.value, null, evidence.kind === 'sample' ? names.unitOf(evidence.ref) : 'none')}`;
  return (
    <>
      {` · ${restsWord(evidence, names)}${value}`}
      {evidence.time === null ? '' : ' at '}
      {evidence.time === null ? null : <Moment at={evidence.time} show="utc" />}
    </>
  );
}

const LONG = 480;

/** A free text with its lines; a long one opens on demand. */
function Text({ event, field, text }: { event: TimelineEvent; field: string; text: string }) {
  const { may, ask } = useIncidentPage();
  const [open, setOpen] = useState(false);
  const long = text.length > LONG;
  return (
    <div className={styles.text}>
      <p className={styles.lines} dir="auto">
        {plainLines(long && !open ? `${text.slice(0, LONG)}…` : text, 400)}
      </p>
      <span className={styles.tools}>
        {long ? (
          <Button kind="quiet" onClick={() => setOpen(!open)}>
            {open ? 'Show less' : `Show all ${text.length} characters`}
          </Button>
        ) : null}
        {may.redact ? (
          <span className={styles.remove}>
            <Button kind="quiet" onClick={() => ask({ form: 'redact', event, field })} label={`Ask to remove the text of row ${event.seq}`}>
              Remove…
            </Button>
          </span>
        ) : null}
      </span>
    </div>
  );
}

/** Where a text was, and who wanted it gone: the gap stays. */
function Removed({ event, field, rows }: { event: TimelineEvent; field: string; rows: readonly TimelineEvent[] }) {
  const removal = removalOf(rows, event.seq, field);
  const erased = removal?.approvedBy == null ? erasedAt(rows, event.seq) : null;
  if (erased !== null)
    return (
      <p className={styles.gap}>
        <span className={styles.bar} aria-hidden="true" />
        Text removed by retention on {DAY_WORDS.format(Date.parse(erased))}
      </p>
    );
  return (
    <p className={styles.gap}>
      <span className={styles.bar} aria-hidden="true" />
      Text removed
      {removal === null ? '; “Everything” shows why' : `: ${plain(removal.reason ?? 'no reason', 300)} (asked by ${plain(removal.askedBy.name, 60)}${removal.approvedBy === null ? '' : `, agreed by ${plain(removal.approvedBy.name, 60)}`})`}
    </p>
  );
}

function Approve({ event, rows }: { event: TimelineEvent; rows: readonly TimelineEvent[] }) {
  const { may, act, busy } = useIncidentPage();
  const target = approvable(event, rows, may.person);
  if (target === null || !may.redact) return null;
  return (
    <Button disabled={busy} onClick={() => act({ type: 'approveRedaction', ...target })}>
      Agree to remove it
    </Button>
  );
}
