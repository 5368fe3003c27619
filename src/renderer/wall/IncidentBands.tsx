import { counted } from '../../shared/text/counted.ts';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { useAlertCounts, useIncidents } from '../lib/live-store.ts';
import { chooseBands } from './bands.ts';
import { IncidentBand } from './IncidentBand.tsx';
import { ProposalLine } from './ProposalLine.tsx';
import styles from './bands.module.css';

/** A desk has room for some proposals with their buttons. A kiosk, where nobody can press them, names one only where nothing is declared. */
const MOST_PROPOSALS = 2;

/** What is open and due, above the services: one line per incident, never more than a few, and what has no line is counted. */
export function IncidentBands({ kiosk }: { kiosk: boolean }) {
  const incidents = useIncidents();
  const bands = useMemo(() => chooseBands(incidents), [incidents]);
  if (incidents.length === 0) return null;
  const proposed = bands.proposed.slice(0, kiosk ? Number(bands.shown.length === 0) : MOST_PROPOSALS);
  const unnamed = bands.proposed.length - proposed.length;
  return (
    <section className={styles.bands} aria-label="Incidents" data-alone={bands.shown.length === 1 ? '' : undefined}>
      {bands.shown.map((incident) => (
        <IncidentBand key={incident.id} incident={incident} />
      ))}
      {proposed.map((incident) => (
        <ProposalLine key={incident.id} incident={incident} kiosk={kiosk} />
      ))}
      {bands.more + unnamed === 0 ? null : <More declared={bands.more} proposed={unnamed} />}
    </section>
  );
}

/** Nothing is left out without being counted. */
function More({ declared, proposed }: { declared: number; proposed: number }) {
  const { firing } = useAlertCounts();
  return (
    <p className={styles.more}>
      <Link href="/incidents">
        {declared > 0 ? `+${declared} more${proposed > 0 ? ', ' : ''}` : ''}
        {proposed > 0 ? `+${proposed} proposed` : ''}
      </Link>
      {firing > 0 ? <span>{counted(firing, 'alert fires', 'alerts fire')}</span> : null}
    </p>
  );
}
