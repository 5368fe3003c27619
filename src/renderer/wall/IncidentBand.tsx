import { lazy, memo, Suspense } from 'react';
import { Link } from 'wouter';
import type { IncidentId } from '../../shared/model/ids.ts';
import type { Incident } from '../../shared/model/incident.ts';
import { epochMs } from '../../shared/model/units.ts';
import { asksForCommander, decisionWords, promiseWords, recoveryWords, rolesWords, shownTitle, type Words } from '../../shared/text/band-words.ts';
import { recoveredAt } from '../../shared/text/headline.ts';
import { countedFrom } from '../../shared/text/incident-words.ts';
import { formatSince, formatStopwatch } from '../../shared/time/format.ts';
import { useEngineNow } from '../lib/live-store.ts';
import { useBreak } from '../lib/use-chain.ts';
import { useShell } from '../platform/context.tsx';
import { StateMark } from '../ui/kit/StateMark.tsx';
import styles from './bands.module.css';

/** Most incidents never come to a decision: what executes a plan is loaded when one is due. */
const HoldOnBand = lazy(() => import('./HoldOnBand.tsx').then((module) => ({ default: module.HoldOnBand })));

/** One declared incident: how bad, what, how long already, what is decided or due. A private one says only that it is there. */
export const IncidentBand = memo(function IncidentBand({ incident }: { incident: Incident }) {
  const title = shownTitle(incident);
  return (
    <article className={styles.band} data-incident={incident.id} aria-label={`${incident.severity} ${incident.id}: ${title}`}>
      <span className={styles.marks}>
        <StateMark state={incident.severity} />
        {incident.isDrill ? <StateMark state="drill" /> : null}
      </span>
      <IncidentLink incident={incident} title={title} />
      <Lasted incident={incident} />
      {incident.private ? null : <Facts incident={incident} />}
    </article>
  );
});

export function IncidentLink({ incident, title }: { incident: Incident; title: string }) {
  return (
    <Link href={`/incidents/${incident.id}`} className={styles.link ?? ''} title={title}>
      <IncidentNumber id={incident.id} /> {incident.standing === 'proposed' ? <span className={styles.proposed}>Proposed: </span> : null}
      <span dir="auto">{title}</span>
    </Link>
  );
}

/** Among several lines the year gives way to the title; every open incident is of this year or hardly older. */
function IncidentNumber({ id }: { id: IncidentId }) {
  const [prefix = '', year = '', number = ''] = id.split('-');
  return (
    <span className={styles.number}>
      {prefix}-<span className={styles.year}>{year}-</span>
      {number}
    </span>
  );
}

/** How long users have been affected: it stands still once the data show that they are not any more. */
export function Lasted({ incident }: { incident: Incident }) {
  const now = useEngineNow();
  const from = countedFrom(incident);
  if (from === null || now === null) return null;
  return (
    <span className={styles.lasted}>
      <span className={styles.since}>
        {incident.noEarlierThan ? 'at least ' : ''}
        {formatSince(from, now)}
      </span>
      <span className={styles.age} role="timer" aria-live="off">
        {formatStopwatch((recoveredAt(incident) ?? now) - from)}
      </span>
    </span>
  );
}

/** In the order of their weight: where a line has no room for all, the last ones give way. */
function Facts({ incident }: { incident: Incident }) {
  const now = useEngineNow() ?? epochMs(0);
  const recovery = recoveryWords(incident, now);
  const breaks = useBreak(incident.services);
  const { vacant, commander } = rolesWords(incident, asksForCommander(incident));
  const decision = decisionWords(incident, now);
  const isOpen = incident.clocks.some(({ kind }) => kind === 'when') && !incident.isDrill && incident.severity === 'P0';
  const facts: readonly (readonly [what: string, words: Words | null])[] = [
    ['recovery', recovery === null ? null : { text: recovery, tone: 'quiet' }],
    ['promise', promiseWords(incident, now)],
    ['breaks', breaks === null ? null : { text: breaks, tone: 'warn' }],
    ['vacant', vacant],
    ['commander', commander],
  ];
  return (
    <span className={styles.second}>
      {decision === null ? null : <Fact what="decision" words={decision} />}
      {isOpen ? (
        <Suspense>
          <HoldOnBand incident={incident} />
        </Suspense>
      ) : null}
      <span className={styles.facts}>
        {facts.map(([what, words]) => (words === null ? null : <Fact key={what} what={what} words={words} />))}
        {incident.warRoom === null ? null : <WarRoom url={incident.warRoom} />}
      </span>
    </span>
  );
}

const Fact = ({ what, words }: { what: string; words: Words }) => (
  <span className={styles.fact} data-fact={what} data-tone={words.tone}>
    {words.text}
  </span>
);

function WarRoom({ url }: { url: string }) {
  const shell = useShell();
  const open = (event: { preventDefault(): void }) => {
    event.preventDefault();
    shell.openExternal(url);
  };
  return (
    <a className={styles.fact} data-fact="warRoom" href={url} rel="noopener noreferrer" onClick={open} title={url}>
      War room
    </a>
  );
}
