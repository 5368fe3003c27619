import { useState } from 'react';
import type { Signal, Source } from '../../../../shared/model/entities.ts';
import { traitsOf } from '../../../../shared/model/sources/index.ts';
import type { EpochMs } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { troubleText } from '../../../../shared/text/state-words.ts';
import { formatDuration, formatSince } from '../../../../shared/time/format.ts';
import { useService } from '../../../lib/live-store.ts';
import { useShell } from '../../../platform/context.tsx';
import { Breakable } from '../../../ui/kit/Breakable.tsx';
import { Button } from '../../../ui/kit/Button.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { HourStrip } from './HourStrip.tsx';
import { RemoveSource } from './RemoveSource.tsx';
import { cellsOf, clockEffect, lastError, linesOf, type Cell, type Tense } from './rules/cells.ts';
import type { Facts, Standing } from './rules/standing.ts';
import styles from './sources.module.css';

/** Signals that are named where only some of a source's are blind. */
const NAMED = 3;
/** Types whose address a browser can show. */
const SHOWN_IN_BROWSER: ReadonlySet<Source['type']> = new Set<Source['type']>(['prometheus', 'alertmanager', 'grafana']);

export interface SourceRowProps {
  readonly facts: Facts;
  readonly standing: Standing;
  /** Holdfast itself is not heard. */
  readonly silent: boolean;
  readonly mayRemove: boolean;
}

/** One source: how it stands, what it was asked and how it answered. */
export function SourceRow({ facts, standing, silent, mayRemove }: SourceRowProps) {
  const { source, signals, health } = facts;
  const tense: Tense = silent ? 'silent' : standing.grade === 'blind' ? 'past' : 'now';
  const [removing, setRemoving] = useState(false);
  const name = plain(source.name, 80);
  return (
    <li className={styles.source} data-source={source.id} data-grade={standing.grade}>
      <div className={styles.head}>
        <h2 className={styles.name} dir="auto">
          {name}
        </h2>
        <p className={styles.state}>
          <StateMark state={standing.state} word={standing.word} />
          <Since standing={standing} now={facts.now} />
        </p>
        <div className={styles.right}>
          {health === null ? null : <HourStrip hour={health.hour} />}
          <span className={styles.buttons}>
            <Open source={source} />
            {mayRemove && !removing ? <Button kind="quiet" label={`Remove ${name}`} onClick={() => setRemoving(true)}>Remove…</Button> : null}
          </span>
        </div>
      </div>
      {removing ? <RemoveSource source={source} signals={signals} onKeep={() => setRemoving(false)} /> : null}
      <p className={styles.where}>
        {traitsOf(source).label}
        {source.url === null ? null : (
          <>
            {' · '}
            <Breakable text={plain(source.url, 200)} />
          </>
        )}
      </p>
      <Reasons facts={facts} tense={tense} />
      <dl className={styles.cells}>
        {cellsOf(facts, tense).map((cell) => (
          <Figure key={cell.name} cell={cell} />
        ))}
      </dl>
    </li>
  );
}

function Since({ standing: { grade, since }, now }: { standing: Standing; now: EpochMs }) {
  if (since === null) return null;
  return (
    <span className={styles.since}>
      {formatSince(since, now)}
      {grade === 'blind' ? ` · ${formatDuration(now - since)}` : ''}
    </span>
  );
}

function Figure({ cell: { name, value, note, tone } }: { cell: Cell }) {
  return (
    <div className={styles.cell} data-tone={tone}>
      <dt>{name}</dt>
      <dd className={styles.value}>{value}</dd>
      {note === null ? null : <dd className={styles.small}>{note}</dd>}
    </div>
  );
}

/** Why it stands as it does, each in a sentence. */
function Reasons({ facts, tense }: { facts: Facts; tense: Tense }) {
  const { source, signals, health, now } = facts;
  const blind = tense === 'silent' || source.state === 'failing' ? [] : signals.filter(({ freshness }) => freshness === 'blind');
  const clock = clockEffect(facts);
  const error = lastError(facts);
  const said = source.message === null ? null : plain(source.message, 400);
  return (
    <>
      {said === null ? null : (
        <p className={styles.reason} data-grave={tense === 'past' || undefined} dir="auto">
          <Breakable text={`${said.charAt(0).toUpperCase()}${said.slice(1)}`} />
        </p>
      )}
      {[...source.warnings.map((warning) => plain(warning, 400)), ...(clock === null ? [] : [clock])].map((warning) => (
        <p key={warning} className={styles.warning} dir="auto">
          <Breakable text={warning} />
        </p>
      ))}
      {blind.length === 0 ? null : (
        <ul className={styles.lines} aria-label="Blind signals">
          {blind.slice(0, NAMED).map((signal) => (
            <BlindSignal key={signal.id} signal={signal} facts={facts} />
          ))}
          {blind.length > NAMED ? <li className={styles.line}>and {blind.length - NAMED} more</li> : null}
        </ul>
      )}
      <ul className={styles.lines} aria-label="What it tells beside values">
        {linesOf(health, now, tense).map(({ state, word, text }) => (
          <li key={word} className={styles.line}>
            <StateMark state={state} word={word} /> <Breakable text={text} />
          </li>
        ))}
      </ul>
      {error === null ? null : (
        <p className={styles.reason} dir="auto">
          <Breakable text={error} />
        </p>
      )}
    </>
  );
}

function BlindSignal({ signal, facts: { source, now } }: { signal: Signal; facts: Facts }) {
  const service = useService(signal.service);
  return (
    <li className={styles.line} dir="auto">
      <StateMark state="blind" word={service === undefined ? plain(signal.name, 60) : plain(service.name, 60)} /> <Breakable text={troubleText({ what: 'blind', signal }, [source], now)} />
    </li>
  );
}

function Open({ source }: { source: Source }) {
  const shell = useShell();
  const { url } = source;
  if (url === null || !SHOWN_IN_BROWSER.has(source.type)) return null;
  return (
    <Button kind="quiet" label={`Open ${plain(source.name, 80)} in a browser`} onClick={() => shell.openExternal(url)}>
      Open
    </Button>
  );
}
