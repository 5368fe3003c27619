import { useState } from 'react';
import type { Signal, Source } from '../../../../shared/model/entities.ts';
import { epochMs, fromRfc3339 } from '../../../../shared/model/units.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatSince } from '../../../../shared/time/format.ts';
import { traitsOf } from '../../../../shared/model/sources/index.ts';
import { useEngineNow, useSignals } from '../../../lib/live-store.ts';
import { useCall, useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Facts } from '../../../ui/kit/Facts.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Confirm } from '../Confirm.tsx';
import { Failure } from '../../session/index.ts';
import { agoText, offsetText } from '../words.ts';
import styles from '../settings.module.css';

const MARK = { ok: { state: 'ok', word: 'answers' }, failing: { state: 'blind', word: 'fails' }, waiting: { state: 'none', word: 'not asked yet' } } as const;
const NAMED = 8;

/** One source: whether it answers, since when, and what would go with it. */
export function SourceRow({ source, demo }: { source: Source; demo: boolean }) {
  const now = useEngineNow();
  const signals = [...useSignals().values()].filter((signal) => signal.source === source.id);
  const since = fromRfc3339(source.since);
  const { state, word } = MARK[source.state];
  const message = source.message === null || source.state !== 'failing' ? '' : `: ${plain(source.message, 300)}`;
  return (
    <li className={styles.row} data-source={source.id}>
      <div className={styles.rowMain}>
        <p className={styles.rowName} dir="auto">
          {plain(source.name, 80)}
        </p>
        <p className={styles.rowText}>
          {traitsOf(source).label}
          {source.url === null ? '' : ` · ${plain(source.url, 200)}`}
        </p>
        <p className={styles.rowText}>
          <StateMark state={state} word={word} />
          {source.state === 'waiting' || since === null ? '' : ` ${formatSince(since, now ?? epochMs(since))}`}
          {message}
        </p>
        {source.warnings.map((warning) => (
          <p key={warning} className={styles.warning}>
            {plain(warning, 400)}
          </p>
        ))}
      </div>
      <Facts
        facts={[
          ['Last answer', agoText(source.lastAnswerAt, now)],
          ['Its clock', !traitsOf(source).keepsSamples ? null : (offsetText(source.clockOffsetMs) ?? 'not known yet')],
          ['Signals', String(signals.length)],
        ]}
      />
      <Remove source={source} signals={signals} demo={demo} />
    </li>
  );
}

function Remove({ source, signals, demo }: { source: Source; signals: readonly Signal[]; demo: boolean }) {
  const session = useCall('session.get', {});
  const remove = useCallMutation('sources.remove', ['config.get']);
  const [asked, setAsked] = useState(false);
  const may = session.data?.seat.rights.includes('admin') ?? false;
  /** The demo's sources are made anew with every demo; nobody may remove what this seat may not. */
  if (demo || !may) return null;
  const name = plain(source.name, 80);
  if (!asked) return <Button kind="quiet" label={`Remove ${name}`} onClick={() => setAsked(true)}>Remove…</Button>;
  const named = signals.slice(0, NAMED).map((signal) => plain(signal.name, 60));
  const more = signals.length - named.length;
  return (
    <Confirm action={`Remove ${name} and ${counted(signals.length, 'signal')}`} keep="Keep it" busy={remove.isPending} onKeep={() => setAsked(false)} onConfirm={() => remove.mutate({ id: source.id })}>
      Removing {name} takes out of holdfast.yaml: the source{signals.length === 0 ? '' : `, ${counted(signals.length, 'signal')} (${named.join(', ')}${more > 0 ? ` and ${more} more` : ''})`} and the rules on them. Services stay; so does the history that was kept.
      <Failure error={remove.error} what="Not removed" onPin={() => remove.mutate({ id: source.id })} />
    </Confirm>
  );
}
