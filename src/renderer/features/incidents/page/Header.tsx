import { Link } from 'wouter';
import type { IncidentDetail } from '../../../../shared/model/incident.ts';
import { fromRfc3339 } from '../../../../shared/model/units.ts';
import { countedFrom, standingWord } from '../../../../shared/text/incident-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatStopwatch } from '../../../../shared/time/format.ts';
import { useEngineNow } from '../../../lib/live-store.ts';
import { useShell } from '../../../platform/context.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Moment } from '../Moment.tsx';
import { groupedNumber, KIND_WORD, ORIGIN_WORD } from '../../../../shared/text/fact-words.ts';
import { useNames } from '../use-names.ts';
import { isOver } from '../rules/is-over.ts';
import { WhereItBreaks } from './Chains.tsx';
import styles from './header.module.css';

/** What must be read first: how grave, which one, since when. A P0 that is not over stands in an inverted band. */
export function Header({ detail }: { detail: IncidentDetail }) {
  const inverted = detail.severity === 'P0' && !isOver(detail) && detail.standing === 'declared';
  return (
    <header className={styles.header} data-inverted={inverted ? '' : undefined} data-over={isOver(detail) ? '' : undefined}>
      <div className={styles.what}>
        <p className={styles.line}>
          <Link href="/incidents" className={styles.crumb ?? ''}>
            Incidents
          </Link>
          <StateMark state={detail.severity} />
          <span className={styles.number}>{detail.id}</span>
          <span className={styles.state}>{standingWord(detail)}</span>
          {detail.isDrill ? <StateMark state="drill" /> : null}
          {detail.private ? <span className={styles.tag}>PRIVATE</span> : null}
          {detail.held ? <StateMark state="held" word="LEGAL HOLD" /> : null}
          {detail.reopened > 0 ? <span className={styles.state}>reopened{detail.reopened > 1 ? ` ${detail.reopened} times` : ''}</span> : null}
        </p>
        <h1 className={styles.title} dir="auto" title={plain(detail.title, 400)}>
          {plain(detail.title, 400)}
        </h1>
        <WhereItBreaks detail={detail} />
        <Facts detail={detail} />
      </div>
      <Since detail={detail} />
    </header>
  );
}

function Facts({ detail }: { detail: IncidentDetail }) {
  const names = useNames();
  const shell = useShell();
  const { warRoom } = detail;
  return (
    <p className={styles.facts}>
      {detail.services.map((id) => (
        <Link key={id} href={`/service/${id}`} dir="auto">
          {names.service(id)}
        </Link>
      ))}
      <span>{ORIGIN_WORD[detail.origin]}</span>
      {detail.kind === null ? null : <span>{KIND_WORD[detail.kind].toLowerCase()}</span>}
      {warRoom === null ? null : (
        <a
          href={warRoom}
          onClick={(event) => {
            event.preventDefault();
            shell.openExternal(warRoom);
          }}
        >
          War room
        </a>
      )}
      {detail.standing === 'declared' ? <Link href={`/compose/${detail.id}`}>Write update</Link> : null}
      {isOver(detail) && detail.standing === 'declared' ? <Link href={`/review/${detail.id}/report`}>Report</Link> : null}
      {detail.importedFrom === null ? null : (
        <span dir="auto">
          imported from {plain(detail.importedFrom.workspace, 80)}, where it is {detail.importedFrom.incident}; chain checked up to row {groupedNumber(detail.importedFrom.checkedTo)}
        </span>
      )}
      {detail.mergedInto === null ? null : <Link href={`/incidents/${detail.mergedInto}`}>Go on in {detail.mergedInto}</Link>}
    </p>
  );
}

/** The age of the impact; of what is over, how long it lasted. */
function Since({ detail }: { detail: IncidentDetail }) {
  const now = useEngineNow();
  const from = countedFrom(detail);
  // Where nobody knows when the impact ended, it lasted no longer than until somebody said that it is over.
  const endedAt = detail.impactEndedAt ?? (isOver(detail) ? detail.resolvedAt : null);
  const ended = endedAt === null ? null : fromRfc3339(endedAt);
  const told = detail.impactStartedAt ?? detail.detectedAt ?? detail.declaredAt;
  const what = detail.impactStartedAt === null ? (detail.detectedAt === null ? 'declared' : 'detected') : 'impact';
  if (from === null || told === null || now === null) return <p className={styles.since}>Beginning not recorded</p>;
  return (
    <div className={styles.since}>
      <p className={styles.age}>{formatStopwatch((ended ?? now) - from)}</p>
      <p className={styles.sinceWords}>
        {ended === null ? `${what} since ` : 'impact from '}
        <Moment at={told} />
      </p>
      {endedAt === null ? null : (
        <p className={styles.sinceWords}>
          {detail.impactEndedAt === null ? 'resolved ' : 'to '}
          <Moment at={endedAt} />
        </p>
      )}
      {detail.noEarlierThan ? <p className={styles.sinceWords}>perhaps earlier: no samples before</p> : null}
    </div>
  );
}
