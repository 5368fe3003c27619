import { useState } from 'react';
import type { Incident } from '../../../../shared/model/incident.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { KeyButton } from '../Key.tsx';
import { IncidentRow } from './IncidentRow.tsx';
import styles from './list.module.css';

const SHOWN = 50;

export interface ProposalActs {
  readonly accept: (incident: Incident) => void;
  readonly dismiss: (incident: Incident) => void;
  readonly merge: (incident: Incident) => void;
}

export interface OpenListProps {
  readonly incidents: readonly Incident[];
  readonly filtered: boolean;
  /** Null: whoever looks may not decide on proposals. */
  readonly may: ProposalActs | null;
  readonly letters: boolean;
  readonly busy: boolean;
}

/** What is open and what is proposed, most urgent first. */
export function OpenList({ incidents, filtered, may, letters, busy }: OpenListProps) {
  const [limit, setLimit] = useState(SHOWN);
  const declared = incidents.filter(({ standing }) => standing === 'declared').length;
  const proposed = incidents.length - declared;
  return (
    <section className={styles.section} aria-label="Open">
      <h2 className={styles.sectionTitle}>
        {incidents.length === 0 ? 'Open' : `${declared} open${proposed === 0 ? '' : `, ${proposed} proposed`}`}
      </h2>
      {incidents.length === 0 ? (
        <p className={styles.empty}>{filtered ? 'No open incident fits these filters.' : 'No incident is open. One appears here when a rule proposes or opens it, when an alert is received, or when somebody declares it.'}</p>
      ) : (
        <div className={styles.table}>
          <p className={styles.columns} aria-hidden="true">
            <span className={styles.wide}>Incident</span>
            <span>State</span>
            <span data-end="">For</span>
            <span>Commander</span>
            <span data-end="">Due next</span>
          </p>
        <ol className={styles.list}>
          {incidents.slice(0, limit).map((incident) => (
            <IncidentRow key={incident.id} incident={incident}>
              {incident.standing === 'proposed' && may !== null ? <ProposalButtons incident={incident} may={may} letters={letters} busy={busy} /> : undefined}
            </IncidentRow>
          ))}
        </ol>
        </div>
      )}
      {incidents.length > limit ? <Button onClick={() => setLimit(limit + SHOWN)}>+{incidents.length - limit} more open</Button> : null}
    </section>
  );
}

function ProposalButtons({ incident, may, letters, busy }: { incident: Incident; may: ProposalActs; letters: boolean; busy: boolean }) {
  return (
    <>
      <KeyButton kind="primary" keys="a" letters={letters} disabled={busy} onClick={() => may.accept(incident)}>
        Accept
        <span className="hf-visually-hidden"> {incident.id}</span>
      </KeyButton>
      <KeyButton keys="x" letters={letters} onClick={() => may.dismiss(incident)}>
        Dismiss…
        <span className="hf-visually-hidden"> {incident.id}</span>
      </KeyButton>
      <KeyButton keys="g" letters={letters} onClick={() => may.merge(incident)}>
        Merge…
        <span className="hf-visually-hidden"> {incident.id}</span>
      </KeyButton>
    </>
  );
}
