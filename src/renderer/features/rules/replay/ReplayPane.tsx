import { useState } from 'react';
import type { Signal } from '../../../../shared/model/entities.ts';
import type { Replay, Slo } from '../../../../shared/model/incident.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useLiveStore } from '../../../lib/live-store.ts';
import { TimeChart } from '../../../ui/charts/TimeChart.tsx';
import { Button } from '../../../ui/kit/Button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { Segments } from '../../../ui/kit/Segments.tsx';
import { useTimeWords } from '../../incidents/index.ts';
import type { RuleDraft } from '../edit/draft.ts';
import { Firings } from './Firings.tsx';
import { REPLAY_SPANS, replaySentence, type ReplaySpanMs } from './replay-words.ts';
import { ReplayChart } from './ReplayChart.tsx';
import { useReplay, type ReplayState } from './use-replay.ts';
import styles from './replay.module.css';

const SPANS = REPLAY_SPANS.map(({ ms, word }) => ({ value: ms, label: word }));
const FIRST_SPAN: ReplaySpanMs = REPLAY_SPANS[1].ms;
/** A replay up to the very second would be asked anew at every second. */
const MINUTE_MS = 60_000;

export interface ReplayPaneProps {
  readonly draft: RuleDraft;
  readonly subject: Signal | undefined;
  readonly slo: Slo | undefined;
}

/** What the rule as it stands in the form would have done. */
export function ReplayPane({ draft, subject, slo }: ReplayPaneProps) {
  const live = useLiveStore();
  const minute = (): EpochMs => epochMs(Math.floor((live.engineNow() ?? 0) / MINUTE_MS) * MINUTE_MS);
  const [spanMs, setSpanMs] = useState<ReplaySpanMs>(FIRST_SPAN);
  const [until, setUntil] = useState(minute);
  const { both } = useTimeWords();
  const state = useReplay(draft, subject, spanMs, until);
  return (
    <section className={styles.pane} aria-label="Replay">
      <header className={styles.head}>
        <h2 className={styles.title}>Replay</h2>
        <Segments label="Time that is replayed" value={spanMs} options={SPANS} onChange={setSpanMs} />
        <span className={styles.quiet}>up to {both(toRfc3339(until)).replaceAll(/:00\b(?= )/g, '')}</span>
        <Button kind="quiet" onClick={() => setUntil(minute())}>
          To now
        </Button>
      </header>
      <Body state={state} draft={draft} subject={subject} slo={slo} spanMs={spanMs} />
    </section>
  );
}

function Body({ state, draft, subject, slo, spanMs }: ReplayPaneProps & { state: ReplayState; spanMs: ReplaySpanMs }) {
  const { replay, busy, error, retry, complete } = state;
  const { utc } = useTimeWords();
  if (subject === undefined)
    return <EmptyState title="Here stands when the rule would have fired">Choose {draft.kind === 'burn' ? 'an objective' : 'a signal'}, and the rule is played over what is known of the past, by the same code that judges it live.</EmptyState>;
  if (!complete) return <Before subject={subject} spanMs={spanMs} />;
  if (error !== null) return <ErrorState title="The past could not be replayed" message={plain(error.message, 400)} onRetry={retry} />;
  if (replay === null) return <Skeleton units={40} label="Replaying" />;
  const sentence = replaySentence(replay, (instant) => `${utc(instant)} UTC`);
  return (
    <div className={styles.body} data-busy={busy ? '' : undefined} aria-busy={busy}>
      {sentence === null ? (
        <EmptyState title="Nothing is known of this signal in that time">
          History begins with the first reading that Holdfast took; a Prometheus source is also asked for what it has kept. “To now” asks again, up to this minute.
        </EmptyState>
      ) : (
        <>
          <p className={styles.sentence} role="status">
            {sentence}.
          </p>
          <Notes replay={replay} />
          <ReplayChart replay={replay} subject={subject} unit={slo === undefined || draft.kind !== 'burn' ? subject.unit : 'ratio'} draft={draft} />
          <Firings replay={replay} unit={draft.kind === 'burn' ? 'ratio' : subject.unit} />
        </>
      )}
    </div>
  );
}

/** What the signal did, for whoever is looking for a limit. */
const Before = ({ subject, spanMs }: { subject: Signal; spanMs: ReplaySpanMs }) => (
  <>
    <p className={styles.quiet}>Complete the condition, and this says when the rule would have fired. This is what the signal did:</p>
    <div className={styles.plot}>
      <TimeChart series={[{ signal: subject.id, label: subject.stat ?? 'value', tone: 'strong' }]} unit={subject.unit} windowMs={spanMs} thresholds={[]} size="page" label={plain(subject.name, 60)} />
    </div>
  </>
);

const Notes = ({ replay }: { replay: Replay }) =>
  replay.notes.length === 0 ? null : (
    <ul className={styles.notes}>
      {replay.notes.map((note) => (
        <li key={note}>{plain(note, 300)}</li>
      ))}
    </ul>
  );
