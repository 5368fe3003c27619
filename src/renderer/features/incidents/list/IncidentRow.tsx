import { memo, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { Incident } from '../../../../shared/model/incident.ts';
import { epochMs, fromRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { clockName, clockStage, countedFrom, dueText, nearestClock, standingWord } from '../../../../shared/text/incident-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatDuration } from '../../../../shared/time/format.ts';
import { useEngineNow, useLive } from '../../../lib/live-store.ts';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Moment } from '../Moment.tsx';
import styles from './row.module.css';

export interface IncidentRowProps {
  readonly incident: Incident;
  /** `over`: says how long it lasted and when it was, instead of what is due. */
  readonly over?: boolean;
  /** Below the row, for proposals. */
  readonly children?: ReactNode;
}

/** One incident in a line: how grave, which, where it stands, since when, who has command, what is due. */
export const IncidentRow = memo(function IncidentRow({ incident, over = false, children }: IncidentRowProps) {
  return (
    <li className={styles.row} data-row={incident.id} data-over={over ? '' : undefined}>
      <span className={styles.mark}>
        <StateMark state={incident.severity} />
      </span>
      <span className={styles.number}>{incident.id}</span>
      <div className={styles.what}>
        <Link href={`/incidents/${incident.id}`} className={styles.title ?? ''} data-main="" dir="auto">
          {plain(incident.title, 200)}
        </Link>
        <Where incident={incident} />
      </div>
      <span className={styles.state}>{standingWord(incident)}</span>
      {over ? <Lasted incident={incident} /> : <Age incident={incident} />}
      <Commander incident={incident} over={over} />
      {over ? null : <Due incident={incident} />}
      {children === undefined ? null : <div className={styles.below}>{children}</div>}
    </li>
  );
});

function Where({ incident }: { incident: Incident }) {
  const services = useLive((state) => state.servicesById);
  const names = incident.services.map((id) => plain(services.get(id)?.name ?? id, 40));
  const shown = names.length > 3 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return (
    <span className={styles.where} dir="auto">
      {incident.isDrill ? <strong>DRILL </strong> : null}
      {incident.private ? <strong>PRIVATE </strong> : null}
      {incident.held ? <strong>LEGAL HOLD </strong> : null}
      {shown.join(', ')}
    </span>
  );
}

/** Since the impact, to the second; read as a duration by whoever hears it. */
function Age({ incident }: { incident: Incident }) {
  const now = useEngineNow();
  const from = countedFrom(incident);
  if (from === null || now === null) return <span className={styles.age}>–</span>;
  return (
    <span className={styles.age}>
      <span className="hf-visually-hidden">for </span>
      {formatDuration(now - from)}
    </span>
  );
}

function lastedMs(incident: Incident): number | null {
  const from = countedFrom(incident);
  const to = fromRfc3339(incident.impactEndedAt ?? incident.resolvedAt ?? '');
  return from === null || to === null ? null : to - from;
}

function Lasted({ incident }: { incident: Incident }) {
  const span = lastedMs(incident);
  const at = incident.impactStartedAt ?? incident.detectedAt;
  return (
    <>
      <span className={styles.when}>{at === null ? '–' : <Moment at={at} show="utc" />}</span>
      <span className={styles.lasted}>
        <span className="hf-visually-hidden">lasted </span>
        {span === null ? '–' : formatDuration(span)}
      </span>
    </>
  );
}

function Commander({ incident, over }: { incident: Incident; over: boolean }) {
  const name = incident.roles.find(({ role }) => role === 'incidentCommander')?.name;
  const missing = !over && incident.vacantRoles.includes('incidentCommander');
  return (
    <span className={styles.commander} data-missing={missing ? '' : undefined} dir="auto">
      {name === undefined ? (missing ? 'no commander' : '–') : plain(name, 40)}
    </span>
  );
}

function Due({ incident }: { incident: Incident }) {
  const now = useEngineNow() ?? epochMs(0);
  const clock = nearestClock(incident.clocks);
  if (clock === null) return <span className={styles.due} />;
  const dueAt: EpochMs = fromRfc3339(clock.dueAt) ?? now;
  return (
    <span className={styles.due} data-stage={clockStage(clock, now)}>
      <span className={styles.clock} dir="auto">
        {clockName(clock)}
      </span>
      <span className={styles.left}>{dueText(dueAt, now)}</span>
    </span>
  );
}
