import { Link } from 'wouter';
import type { HandoverDraft } from '../../../shared/model/shift.ts';
import { epochMs, fromRfc3339 } from '../../../shared/model/units.ts';
import { counted } from '../../../shared/text/counted.ts';
import { clockName, clockStage, dueText, INCIDENT_STATE_WORD, ROLE_WORD } from '../../../shared/text/incident-words.ts';
import { plain } from '../../../shared/text/plain.ts';
import { formatDuration } from '../../../shared/time/format.ts';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { Moment } from '../incidents/index.ts';
import { useSheetNow } from './use-sheet-now.ts';
import styles from './shift.module.css';

type Handed = HandoverDraft['incidents'][number];
interface Props {
  readonly incident: Handed;
  readonly frozenAt: string | null;
}

/** One incident that is handed over: how grave, since when, who has command, what was promised. */
export function SheetIncident({ incident, frozenAt }: Props) {
  const { id, title, severity, state, standing, commander, vacantRoles, clocks, openActions } = incident;
  const others = vacantRoles.filter((role) => role !== 'incidentCommander');
  return (
    <li className={styles.incident} data-row={id}>
      <span>
        <StateMark state={severity} />
      </span>
      <div>
        <Link href={`/incidents/${id}`} className={styles.incidentTitle ?? ''} dir="auto">
          <span className={styles.number}>{id}</span> {plain(title, 200)}
        </Link>
        <p className={styles.facts}>
          <span>{standing === 'proposed' ? 'proposed' : INCIDENT_STATE_WORD[state]}</span>
          {commander === null ? vacantRoles.includes('incidentCommander') ? <strong className={styles.wanting}>no commander</strong> : null : <span>commander {plain(commander, 60)}</span>}
          {others.length === 0 ? null : <strong className={styles.wanting}>vacant: {others.map((role) => ROLE_WORD[role].toLowerCase()).join(', ')}</strong>}
          {openActions === 0 ? null : (
            <span>{counted(openActions, 'open action item')}</span>
          )}
        </p>
        {clocks.length === 0 ? null : (
          <ul className={styles.clocks} aria-label="Due">
            {clocks.map((clock) => (
              <DueLine key={clock.id} clock={clock} frozenAt={frozenAt} />
            ))}
          </ul>
        )}
      </div>
      <Since incident={incident} frozenAt={frozenAt} />
    </li>
  );
}

function Since({ incident, frozenAt }: Props) {
  const now = useSheetNow(frozenAt);
  const from = incident.impactStartedAt === null ? null : fromRfc3339(incident.impactStartedAt);
  return (
    <span className={styles.since}>
      {from === null ? (
        'impact not known'
      ) : (
        <>
          <span className="hf-visually-hidden">for </span>
          {formatDuration(now - from)}
        </>
      )}
    </span>
  );
}

function DueLine({ clock, frozenAt }: { clock: Handed['clocks'][number]; frozenAt: string | null }) {
  const now = useSheetNow(frozenAt);
  const dueAt = fromRfc3339(clock.dueAt) ?? epochMs(0);
  return (
    <li className={styles.clock} data-stage={clockStage(clock, now)}>
      {clockName(clock)} <strong>{dueText(dueAt, now)}</strong>
      <span className={styles.quiet}>
        {clock.promised ? ' promised for ' : ' at '}
        <Moment at={clock.dueAt} />
      </span>
    </li>
  );
}
