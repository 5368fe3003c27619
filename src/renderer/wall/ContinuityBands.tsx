import { lazy, Suspense } from 'react';
import { Link } from 'wouter';
import { epochMs } from '../../shared/model/units.ts';
import { continuityLines, isNamed, type ContinuityLine } from '../../shared/text/continuity-lines.ts';
import { plain } from '../../shared/text/plain.ts';
import { formatStopwatch } from '../../shared/time/format.ts';
import { usePersonName } from '../features/session/index.ts';
import { useEngineNow, useLive } from '../lib/live-store.ts';
import { useCall } from '../platform/use-call.ts';
import { StateMark } from '../ui/kit/StateMark.tsx';
import type { StateName } from '../ui/kit/state.ts';
import styles from './continuity-bands.module.css';

/** Most walls never show a countdown: what answers one is loaded when it is wanted. */
const TriggerActions = lazy(() => import('./TriggerActions.tsx').then((module) => ({ default: module.TriggerActions })));

const MARK: Readonly<Record<ContinuityLine['kind'], StateName>> = { held: 'held', run: 'P1', countdown: 'P1', suggestion: 'P2', drill: 'drill' };

/** What is held, runs, is about to begin or is suggested, one line each; below them what is only to be known. Nothing of it where there are no plans. */
export function ContinuityBands() {
  const face = useLive((state) => state.continuity);
  const now = useEngineNow() ?? epochMs(0);
  const nameOf = usePersonName();
  const namesPlans = face.triggers.some((trigger) => isNamed(trigger, face));
  const plans = useCall('plans.list', { limit: 1_000 }, { enabled: namesPlans }).data?.items;
  const { lines, more, notes } = continuityLines(face, now, nameOf, ({ plan }) => plain(plans?.find(({ id }) => id === plan)?.name ?? plan, 60));
  if (lines.length + notes.length === 0) return null;
  return (
    <section className={styles.bands} aria-label="Continuity">
      {lines.map((line) => (
        <Line key={`${line.kind} ${line.key}`} line={line} now={now} />
      ))}
      {more + notes.length === 0 ? null : (
        <p className={styles.notes}>
          {more === 0 ? null : <Link href="/continuity">+{more} more of continuity</Link>}
          {notes.map((note) => (
            <span key={note} title={note} dir="auto">
              {note}
            </span>
          ))}
        </p>
      )}
    </section>
  );
}

function Line({ line, now }: { line: ContinuityLine; now: number }) {
  const { kind, word, text, link, since, trigger } = line;
  return (
    <article className={styles.line} data-kind={kind} aria-label={`${word}: ${text}`}>
      <span className={styles.word}>
        <StateMark state={MARK[kind]} word={word} />
      </span>
      <Link href={link} className={styles.text ?? ''} title={text}>
        <span dir="auto">{text}</span>
      </Link>
      {since === null ? null : (
        <span className={styles.age} role="timer" aria-live="off">
          {formatStopwatch(now - since)}
        </span>
      )}
      {trigger === null ? null : (
        <Suspense>
          <TriggerActions trigger={trigger} />
        </Suspense>
      )}
    </article>
  );
}
