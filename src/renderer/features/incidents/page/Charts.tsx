import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Service, Signal } from '../../../../shared/model/entities.ts';
import type { EvidenceSeries } from '../../../../shared/model/incident.ts';
import { epochMs, fromRfc3339, toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatDuration } from '../../../../shared/time/format.ts';
import { defaultWindow, type WindowMs } from '../../../../shared/time/windows.ts';
import { useEngineNow, useLive, useLiveStore, useSources, useWorkspace } from '../../../lib/live-store.ts';
import { SeriesCacheContext } from '../../../lib/series-cache.ts';
import { createStillSeries } from '../../../lib/still-series.ts';
import { withoutOwnLinks } from '../../../lib/use-chain.ts';
import { useServiceSignals } from '../../../lib/use-service-signals.ts';
import { useClient } from '../../../platform/context.tsx';
import { useCall } from '../../../platform/use-call.ts';
import { chartGroups, linesOf } from '../../../ui/charts/chart-groups.ts';
import { TimeChart } from '../../../ui/charts/TimeChart.tsx';
import { Button } from '../../../ui/kit/Button.tsx';
import { OpinionLegend } from '../../../ui/opinion/Opinion.tsx';
import { useIncidentPage } from '../page-context.ts';
import { commonNote, evidenceCharts, evidenceSpan, liveWindow, marksOf, shownSpan, toneOfLine, type Span } from '../rules/evidence-charts.ts';
import styles from './charts.module.css';

const OVER = new Set(['resolved', 'reviewed']);

/** What the numbers of its services did around the onset: live while it goes on, from the kept evidence once it is over. */
export function Charts() {
  const { detail } = useIncidentPage();
  const over = OVER.has(detail.state) || detail.standing === 'merged' || detail.standing === 'dismissed';
  return over ? <Kept /> : <LiveCharts />;
}

/** Charts that everybody wants to see first; the others are a click away. */
const FIRST: readonly Signal['kind'][] = ['latency', 'errorRate'];
const FIRST_SERVICES = 1;

function LiveCharts() {
  const { detail } = useIncidentPage();
  const services = useLive((state) => state.servicesById);
  const [all, setAll] = useState(false);
  const onset = detail.impactStartedAt === null ? null : fromRfc3339(detail.impactStartedAt);
  const now = useEngineNow(60_000) ?? epochMs(0);
  const demo = useWorkspace()?.demo ?? false;
  const windowMs = liveWindow(onset, now, defaultWindow(demo));
  // What is essential first: the order in which alerts came says nothing of what matters.
  const known = detail.services.map((id) => services.get(id)).filter((service) => service !== undefined).sort((a, b) => a.tier - b.tier);
  if (known.length === 0) return null;
  const shown = all ? known : known.slice(0, FIRST_SERVICES);
  return (
    <section className={styles.section} aria-label="Charts">
      <div className={styles.charts}>
        {shown.map((service) => (
          <OfService key={service.id} service={service} windowMs={windowMs} all={all} named={known.length > 1} />
        ))}
      </div>
      <Button kind="quiet" onClick={() => setAll(!all)}>
        {all ? 'Fewer charts' : known.length > FIRST_SERVICES ? `All charts of its ${known.length} services` : 'All charts'}
      </Button>
    </section>
  );
}

function OfService({ service, windowMs, all, named }: { service: Service; windowMs: WindowMs; all: boolean; named: boolean }) {
  const { detail } = useIncidentPage();
  const signals = useServiceSignals(service);
  const sources = useSources();
  const marks = useMemo(() => marksOf(detail), [detail]);
  const groups = useMemo(() => chartGroups(withoutOwnLinks(service, signals)).filter((group) => all || group.signals.some(({ kind }) => FIRST.includes(kind))), [service, signals, all]);
  return groups.map((group) => {
    const [first] = group.signals;
    const title = named ? `${plain(service.name, 40)}: ${plain(group.title, 40).toLowerCase()}` : plain(group.title, 60);
    return first === undefined ? null : (
      <Figure key={group.key} title={title} below={group.seconds.map(({ first: of }) => <OpinionLegend key={of.id} signal={of.id} named={group.signals.length > 1} />)}>
        <TimeChart
          series={linesOf(group, sources)}
          unit={first.unit}
          windowMs={windowMs}
          thresholds={group.thresholds}
          marks={marks}
          size="page"
          label={`${title} of ${plain(service.name, 60)}`}
        />
      </Figure>
    );
  });
}

function Figure({ title, note = null, below = null, children }: { title: string; note?: string | null; below?: ReactNode; children: ReactNode }) {
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption} dir="auto">
        {title}
        {note === null ? null : <span className={styles.note}> {plain(note, 160)}</span>}
      </figcaption>
      <div className={styles.plot}>{children}</div>
      {below}
    </figure>
  );
}

const FIRST_KEPT = 4;

/** Series that were frozen with the incident: they need no source any more. */
function Kept() {
  const { detail } = useIncidentPage();
  const live = useLiveStore();
  const { data, isError, error, refetch } = useCall('incidents.evidence', { id: detail.id });
  // While the evidence is still growing its end is now: the now of the answer, not of every drawing.
  const span = useMemo(() => evidenceSpan(data?.items ?? [], live.engineNow() ?? epochMs(0)), [data, live]);
  if (isError)
    return (
      <section className={styles.section} aria-label="Charts">
        <p className={styles.quiet}>The kept series could not be read: {plain(error.message, 200)}</p>
        <Button onClick={() => void refetch()}>Try again</Button>
      </section>
    );
  if (data === undefined) return null;
  if (span === null) return <p className={styles.quiet}>No series were kept for this incident.</p>;
  return <Still items={data.items} kept={span} />;
}

const instant = (text: string | null): EpochMs | null => (text === null ? null : fromRfc3339(text));

function Still({ items, kept }: { items: readonly EvidenceSeries[]; kept: Span }) {
  const { detail } = useIncidentPage();
  const { from, until } = shownSpan(kept, instant(detail.impactStartedAt), instant(detail.impactEndedAt ?? detail.resolvedAt));
  const client = useClient();
  const series = useMemo(
    () =>
      createStillSeries({
        until,
        load: async (request) => {
          const result = await client('incidents.evidencePoints', { id: detail.id, signal: request.signal, from: toRfc3339(request.from), to: toRfc3339(request.to), maxPoints: request.maxPoints });
          return result.ok ? { ok: true, value: result.value.items } : result;
        },
      }),
    [client, detail.id, until],
  );
  useEffect(() => () => series.close(), [series]);
  const marks = useMemo(() => marksOf(detail), [detail]);
  const services = useLive((state) => state.servicesById);
  const live = useLiveStore();
  const [all, setAll] = useState(false);
  const charts = useMemo(
    () =>
      evidenceCharts(items, (signal) => {
        const known = live.store.getState().signals.get(signal);
        return known === undefined ? '' : (services.get(known.service)?.name ?? '');
      }),
    [items, live, services],
  );
  const missing = commonNote(charts);
  return (
    <SeriesCacheContext value={series}>
      <section className={styles.section} aria-label="Charts">
        <p className={styles.quiet}>
          Kept with the incident: {formatDuration(kept.until - kept.from)} around it.{missing === null ? '' : ` ${plain(missing, 200)}`}
        </p>
        <div className={styles.charts}>
          {charts.slice(0, all ? charts.length : FIRST_KEPT).map((chart) => (
            <Figure key={chart.key} title={plain(chart.title, 60)} note={missing === null ? chart.note : null}>
              <TimeChart series={chart.series.map((line) => ({ ...line, label: plain(line.label, 30), tone: toneOfLine(line.label, chart.series.length) }))} unit={chart.unit} windowMs={until - from} until={until} thresholds={[]} marks={marks} size="page" label={plain(chart.title, 60)} />
            </Figure>
          ))}
        </div>
        {charts.length > FIRST_KEPT ? (
          <Button kind="quiet" onClick={() => setAll(!all)}>
            {all ? 'Fewer charts' : `All ${charts.length} charts`}
          </Button>
        ) : null}
      </section>
    </SeriesCacheContext>
  );
}
