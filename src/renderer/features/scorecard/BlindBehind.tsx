import { Link } from 'wouter';
import type { BlindCause } from '../../../shared/model/blind.ts';
import type { BlindIncident, ScorecardBlind } from '../../../shared/model/scorecard.ts';
import { blindCausesText } from '../../../shared/text/blind-words.ts';
import { plain } from '../../../shared/text/plain.ts';
import { spanText } from '../../../shared/text/span-text.ts';
import { ErrorState, Skeleton } from '../../ui/kit/EmptyState.tsx';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { Table, type Column } from '../../ui/kit/Table.tsx';
import { Moment, useNames } from '../incidents/index.ts';
import { Figure } from './OpenNumber.tsx';
import { countText } from './rules/words.ts';
import { useBlind } from './use-blind.ts';
import type { CardQuery } from './use-card.ts';
import styles from './panel.module.css';

const why = (causes: readonly BlindCause[]) => <span className={styles.quiet}>{blindCausesText(causes)}</span>;

const INCIDENTS: readonly Column<BlindIncident>[] = [
  { key: 'severity', title: 'Severity', cell: ({ severity }) => <StateMark state={severity} /> },
  {
    key: 'incident',
    title: 'Incident',
    cell: ({ incident, title }) => (
      <>
        <Link href={`/incidents/${incident}`}>{incident}</Link>
        <span className={styles.incidentTitle} dir="auto">
          {plain(title, 160)}
        </span>
      </>
    ),
  },
  { key: 'began', title: 'Began', cell: ({ startedAt }) => <Moment at={startedAt} show="utc" /> },
  { key: 'detect', title: 'Time to detect', align: 'end', cell: ({ blind }) => <Figure text={spanText(blind.ofSeconds)} /> },
  { key: 'blind', title: 'Of it blind', align: 'end', cell: ({ blind }) => <>{blind.unknownSeconds > 0 ? 'at least ' : ''}<Figure text={spanText(blind.seconds)} /></> },
  { key: 'why', title: 'Why', cell: ({ blind }) => why(blind.causes) },
];

type Seen = ScorecardBlind['services'][number];

const servicesOf = (name: (id: string) => string): readonly Column<Seen>[] => [
  { key: 'service', title: 'Service', cell: ({ service }) => <span dir="auto">{name(service)}</span> },
  { key: 'blind', title: 'Blind', align: 'end', cell: ({ seconds, recordedFrom }) => (recordedFrom === null ? 'not known' : <Figure text={spanText(seconds)} />) },
  { key: 'since', title: 'Recorded', cell: ({ recordedFrom }) => <span className={styles.quiet}>{recordedFrom === null ? 'nothing so far' : <>since <Moment at={recordedFrom} show="utc" /></>}</span> },
  { key: 'why', title: 'Why', cell: ({ causes }) => why(causes) },
];

/** The incidents that were found after blind minutes, and for how long each service was not seen in the period. */
export function BlindBehind({ query }: { query: CardQuery }) {
  const names = useNames();
  const { data, isError, error, refetch, isPlaceholderData } = useBlind(query);
  if (data === undefined) return isError ? <ErrorState title="The blind minutes could not be read" message={error.message} onRetry={() => void refetch()} /> : <Skeleton units={12} label="Loading the blind minutes" />;
  const { items, more, services, moreServices, unknown, recordedFrom } = data;
  return (
    <div className={styles.panel} aria-busy={isPlaceholderData}>
      <Table label="Incidents that were found after blind minutes" columns={INCIDENTS} rows={items} rowKey={({ incident }) => incident} empty={unknown === 0 ? 'None was found after blind minutes.' : 'None is known to have been found after blind minutes.'} />
      {more === 0 && unknown === 0 ? null : (
        <p className={styles.quiet}>
          {more === 0 ? '' : `${countText(more)} more, blind for less. `}
          {unknown === 0 ? '' : `Of ${countText(unknown)}${items.length === 0 ? '' : ' more'} it is not known: they were imported, or nothing was recorded${recordedFrom === null ? '' : ' yet'}.`}
        </p>
      )}
      <section aria-label="Services that were not seen">
        <h3 className={styles.heading}>Not seen in this period</h3>
        <Table label="How long each service was not seen" columns={servicesOf(names.service)} rows={services} rowKey={({ service }) => service} empty="No service is watched." />
        {moreServices === 0 ? null : <p className={styles.quiet}>{countText(moreServices)} more, blind for less.</p>}
      </section>
    </div>
  );
}
