import { useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import type { Scorecard, ScorecardIncident, ScorecardMetric } from '../../../shared/model/scorecard.ts';
import type { ScorecardSides } from '../../../shared/model/scorecard-sides.ts';
import { blindBeforeShort, blindNote } from '../../../shared/text/blind-words.ts';
import { plain } from '../../../shared/text/plain.ts';
import { useCall } from '../../platform/use-call.ts';
import { useCallPages } from '../../platform/use-call-pages.ts';
import { Button } from '../../ui/kit/Button.tsx';
import { Dialog } from '../../ui/kit/Dialog.tsx';
import { ErrorState, Skeleton } from '../../ui/kit/EmptyState.tsx';
import { Facts } from '../../ui/kit/Facts.tsx';
import { Segments } from '../../ui/kit/Segments.tsx';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { Table, type Column } from '../../ui/kit/Table.tsx';
import { Moment, useNames } from '../incidents/index.ts';
import { BlindBehind } from './BlindBehind.tsx';
import { OPENED_HERE } from './OpenNumber.tsx';
import { metricFacts, rowValue } from './rules/behind.ts';
import { writePanel, type Panel } from './rules/panel.ts';
import { countText, intervalText, LEFT_OUT_WORD, METRIC_SHORT } from './rules/words.ts';
import { SidePanel } from './SidePanel.tsx';
import { useBlind } from './use-blind.ts';
import type { CardQuery } from './use-card.ts';
import styles from './panel.module.css';

export interface NumberPanelProps {
  readonly panel: Panel;
  readonly card: Scorecard;
  readonly sides: ScorecardSides | null;
  readonly query: CardQuery;
}

/** A number from behind: its formula, of what it speaks, the incidents that enter it and those that do not, with the reason. */
export function NumberPanel({ panel, card, sides, query }: NumberPanelProps) {
  const [, navigate] = useLocation();
  const search = useSearch();
  const openedHere = (window.history.state as Partial<typeof OPENED_HERE> | null)?.scorecardNumber === true;
  // What a click opened is an entry of the history: closing it must not leave it there for "back" to open again.
  const close = () => (openedHere ? window.history.back() : navigate(`/scorecard${writePanel(null, search)}`, { replace: true }));
  if (panel.what === 'side') return <SidePanel side={panel.side} of={panel.of} sides={sides} onClose={close} />;
  return <MetricPanel panel={panel} card={card} query={query} onClose={close} />;
}

const isTime = (metric: ScorecardMetric): metric is 'mttd' | 'mtta' | 'mttm' | 'mttr' => metric.startsWith('mtt');

function MetricPanel({ panel, card, query, onClose }: { panel: Extract<Panel, { what: 'metric' }>; card: Scorecard; query: CardQuery; onClose: () => void }) {
  const { metric, severity, service } = panel;
  const names = useNames();
  const { definition } = card.metrics[metric];
  const narrowed = severity ?? (service === null ? null : names.service(service));
  const asked: CardQuery = { ...query, ...(severity !== null && { severity }), ...(service !== null && { service }) };
  return (
    <Dialog title={`${definition.name}${isTime(metric) ? ` (${METRIC_SHORT[metric]})` : ''}${narrowed === null ? '' : `, ${narrowed}`}`} onClose={onClose} width="wide">
      <div className={styles.panel}>
        {/* Whoever comes from the footnote asks for these incidents, and not for the formula. */}
        {panel.blind === true ? <Behind metric={metric} query={asked} start="blind" /> : null}
        <Facts
          facts={[
            ...(narrowed === null ? metricFacts(card, metric) : []),
            ['Formula', definition.formula],
            ...(isTime(metric) && narrowed === null ? [['How sure', <HowSure key="sure" metric={metric} query={query} />] as const] : []),
            ...(metric === 'mttd' ? [['Blind minutes', <Blind key="blind" query={asked} />] as const] : []),
            ['Does not enter', definition.leftOut.length === 0 ? null : <ul key="out" className={styles.reasons}>{definition.leftOut.map((reason) => <li key={reason}>{reason}</li>)}</ul>],
            ['Source', definition.source],
          ]}
        />
        {panel.blind === true ? null : <Behind metric={metric} query={asked} start="counted" />}
      </div>
    </Dialog>
  );
}

function HowSure({ metric, query }: { metric: 'mttd' | 'mtta' | 'mttm' | 'mttr'; query: CardQuery }) {
  const { data, error } = useCall('scorecard.interval', { ...query, metric });
  if (data === undefined) return error === null ? '…' : plain(error.message, 200);
  return (
    <>
      {intervalText(data)} {data.mean === null ? null : <span className={styles.quiet}>{plain(data.method, 300)}</span>}
    </>
  );
}

/** What nobody could see before detections: a footnote, since it changes no figure. */
function Blind({ query }: { query: CardQuery }) {
  const { data, error } = useBlind(query);
  if (data === undefined) return error === null ? '…' : plain(error.message, 200);
  return `${blindNote(data) ?? 'None of these was found after blind minutes.'} The figures are not changed by it.`;
}

const PAGE = 50;
const SHOWS = [
  { value: 'counted', label: 'Counted' },
  { value: 'leftOut', label: 'Left out' },
] as const;
const BLIND = { value: 'blind', label: 'After blind minutes' } as const;
type Show = (typeof SHOWS)[number]['value'] | typeof BLIND.value;

const columnsOf = (metric: ScorecardMetric, serviceName: (id: string) => string): readonly Column<ScorecardIncident>[] => [
  { key: 'severity', title: 'Severity', cell: ({ severity }) => <StateMark state={severity} /> },
  {
    key: 'incident',
    title: 'Incident',
    cell: ({ incident, title, services, isDrill }) => (
      <>
        <Link href={`/incidents/${incident}`}>{incident}</Link>
        <span className={styles.incidentTitle} dir="auto">
          {isDrill ? <strong>DRILL </strong> : null}
          {plain(title, 160)}
        </span>
        <span className={styles.quiet} dir="auto">
          {services.slice(0, 3).map(serviceName).join(', ')}
          {services.length > 3 ? `, ${services.length - 3} more` : ''}
        </span>
      </>
    ),
  },
  { key: 'began', title: 'Began', cell: ({ startedAt, startRecorded }) => <><Moment at={startedAt} show="utc" />{startRecorded ? null : <span className={styles.quiet}> (found; its start is not recorded)</span>}</> },
  { key: 'value', title: metric === 'recurrence' ? 'Repeats' : 'Value', align: 'end', cell: (row) => rowValue(metric, row) },
  { key: 'why', title: 'Note', cell: ({ leftOut, reopened, mergedInto, blind }) => <span className={styles.quiet}>{[leftOut === null ? '' : LEFT_OUT_WORD[leftOut], mergedInto === null ? '' : `into ${mergedInto}`, reopened ? 'reopened: the last resolution counts' : '', blind === null ? '' : (blindBeforeShort(blind) ?? '')].filter((part) => part !== '').join('; ')}</span> },
];

/** The incidents that enter the number, or those that do not and why, page by page. */
function Behind({ metric, query, start }: { metric: ScorecardMetric; query: CardQuery; start: Show }) {
  const [show, setShow] = useState<Show>(start);
  return (
    <section aria-label="Incidents behind it">
      <Segments label="Which incidents" value={show} options={metric === 'mttd' ? [...SHOWS, BLIND] : SHOWS} onChange={setShow} />
      {show === 'blind' ? <BlindBehind query={query} /> : <Listed metric={metric} query={query} show={show} />}
    </section>
  );
}

function Listed({ metric, query, show }: { metric: ScorecardMetric; query: CardQuery; show: Exclude<Show, 'blind'> }) {
  const names = useNames();
  const pages = useCallPages('scorecard.incidents', { ...query, metric, show, limit: PAGE });
  const rows = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      {pages.data === undefined ? (
        pages.isError ? (
          <ErrorState title="The incidents could not be read" message={pages.error.message} onRetry={() => void pages.refetch()} />
        ) : (
          <Skeleton units={12} label="Loading the incidents" />
        )
      ) : (
        <div aria-busy={pages.isPlaceholderData}>
          <Table label={show === 'counted' ? 'Incidents that are counted' : 'Incidents that are left out'} columns={columnsOf(metric, names.service)} rows={rows} rowKey={({ incident }) => incident} empty={show === 'counted' ? 'None.' : 'None is left out.'} />
        </div>
      )}
      {pages.hasNextPage ? (
        <p className={styles.more}>
          <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            Show more
          </Button>{' '}
          <span className={styles.quiet}>{countText(rows.length)} shown</span>
        </p>
      ) : null}
    </>
  );
}
