import { counted } from '../../../shared/text/counted.ts';
import type { ServiceId } from '../../../shared/model/ids.ts';
import type { Scorecard } from '../../../shared/model/scorecard.ts';
import { SEVERITIES, type Severity } from '../../../shared/model/severity.ts';
import { Table, type Column } from '../../ui/kit/Table.tsx';
import { useNames } from '../incidents/index.ts';
import { Figure, OpenNumber } from './OpenNumber.tsx';
import { countText, minutesText } from './rules/words.ts';
import styles from './sections.module.css';

interface CountRow {
  readonly key: string;
  readonly name: string;
  /** What the row is narrowed to. */
  readonly severity: Severity | null;
  readonly service: ServiceId | null;
  readonly incidents: number;
  readonly minutes: number;
  readonly before: { readonly incidents: number; readonly minutes: number };
}

const FEW = 8;
const ALL = 'all';
/** What has passed has its shape and its word, and no alarm's colour. */
const GLYPH = { P0: '■', P1: '◆', P2: '▲' } as const;

const columns = (title: string): readonly Column<CountRow>[] => [
  { key: 'name', title, cell: ({ key, name }) => (key === ALL ? <strong>{name}</strong> : <span dir="auto">{name}</span>) },
  { key: 'n', title: 'Incidents', align: 'end', cell: ({ name, severity, service, incidents }) => <OpenNumber panel={{ what: 'metric', metric: 'incidents', severity, service }} label={`Incidents, ${name}`}>{countText(incidents)}</OpenNumber> },
  { key: 'before', title: 'before', align: 'end', cell: ({ before }) => <span className={styles.quiet}>{countText(before.incidents)}</span> },
  { key: 'impact', title: 'Impact', align: 'end', cell: ({ name, severity, service, minutes }) => <OpenNumber panel={{ what: 'metric', metric: 'impact', severity, service }} label={`Impact, ${name}`}><Figure text={minutesText(minutes)} /></OpenNumber> },
  { key: 'impactBefore', title: 'before', align: 'end', cell: ({ before }) => <span className={styles.quiet}><Figure text={minutesText(before.minutes)} /></span> },
];
const BY_SEVERITY = columns('Severity');
const BY_SERVICE = columns('Service');

function severityRows({ metrics: { incidents, impact } }: Scorecard): readonly CountRow[] {
  const rows = SEVERITIES.map((severity): CountRow => ({ key: severity, name: `${GLYPH[severity]} ${severity}`, severity, service: null, incidents: incidents[severity], minutes: impact[severity], before: { incidents: incidents.before[severity], minutes: impact.before[severity] } }));
  return [...rows, { key: ALL, name: 'All', severity: null, service: null, incidents: incidents.total, minutes: impact.minutes, before: { incidents: incidents.before.total, minutes: impact.before.minutes } }];
}

/** How many incidents and for how long, by severity and by service; each number opens those behind it. */
export function Counts({ card }: { card: Scorecard }) {
  const names = useNames();
  const { unknown } = card.metrics.impact;
  const services = card.services.slice(0, FEW).map(({ service, incidents, impactMinutes, before }): CountRow => ({ key: service, name: names.service(service), severity: null, service, incidents, minutes: impactMinutes, before: { incidents: before.incidents, minutes: before.impactMinutes } }));
  const more = card.services.length - FEW + card.moreServices;
  return (
    <section className={styles.pair} aria-labelledby="scorecard-counts">
      <h2 id="scorecard-counts" className={styles.title}>
        Incidents and minutes of impact
      </h2>
      <div>
        <Table label="By severity" columns={BY_SEVERITY} rows={severityRows(card)} rowKey={({ key }) => key} empty="" />
        {unknown === 0 ? null : <p className={styles.note}>{counted(unknown, 'incident')} without known minutes: the instants are missing, or in an impossible order.</p>}
      </div>
      <div>
        <Table label="By service" columns={BY_SERVICE} rows={services} rowKey={({ key }) => key} empty="No incident names a service." />
        {more <= 0 ? null : <p className={styles.note}>+{counted(more, 'service')} more{card.moreServices === 0 ? ', in the CSV' : ''}</p>}
      </div>
    </section>
  );
}
