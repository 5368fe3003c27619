import { useRef, useState } from 'react';
import { Link } from 'wouter';
import type { Service, Signal } from '../../../shared/model/entities.ts';
import type { ServiceId } from '../../../shared/model/ids.ts';
import { coverOf } from '../../../shared/model/maintenance.ts';
import { tileState, type TileState } from '../../../shared/model/state.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { plain } from '../../../shared/text/plain.ts';
import { maintenanceText, stateWord, troubleText } from '../../../shared/text/state-words.ts';
import { formatDuration, formatSince, formatSpan, formatUntil } from '../../../shared/time/format.ts';
import { defaultWindow, WINDOWS_MS, type WindowMs } from '../../../shared/time/windows.ts';
import { useAlerts, useEngineNow, useEngineStatus, useLive, useMaintenance, useService, useSources, useWorkspace } from '../../lib/live-store.ts';
import { useRememberFromHistory } from '../../lib/use-shown-numbers.ts';
import { EmptyState, Skeleton } from '../../ui/kit/EmptyState.tsx';
import { MARK_OF } from '../../ui/kit/marks.ts';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { sortSignals, withoutSeconds } from '../../ui/charts/chart-groups.ts';
import { DisagreementFlag } from '../../ui/opinion/Opinion.tsx';
import { withoutOwnLinks } from '../../lib/use-chain.ts';
import { ServiceAlerts } from './ServiceAlerts.tsx';
import { ServiceChain } from './ServiceChain.tsx';
import { ServiceCharts } from './ServiceCharts.tsx';
import { ServiceDashboards } from './ServiceDashboards.tsx';
import { ServiceDowntimes } from './ServiceDowntimes.tsx';
import { ServiceNumbers } from './ServiceNumbers.tsx';
import { SignalList } from './SignalList.tsx';
import styles from './service.module.css';

/** The signals of one service with their readings; changes only when one of them does. */
function useReadings(service: Service | undefined): readonly Signal[] {
  const held = useRef<readonly Signal[]>([]);
  return useLive((state) => {
    const next = (service?.signals ?? []).map((id) => state.signals.get(id)).filter((signal) => signal !== undefined);
    if (next.length !== held.current.length || next.some((signal, index) => signal !== held.current[index])) held.current = next;
    return held.current;
  });
}

/** Everything known of one service: its state and why, its numbers, its charts, and what stands behind each number. */
export function ServicePage({ id }: { id: ServiceId }) {
  const service = useService(id);
  const workspace = useWorkspace();
  const signals = useReadings(service);
  const [chosenWindow, setWindowMs] = useState<WindowMs | null>(null);
  const windowMs = chosenWindow ?? defaultWindow(workspace?.demo ?? false);
  useRememberFromHistory(signals, windowMs);
  if (workspace === null) return <Skeleton units={40} label="Loading the service" />;
  if (service === undefined)
    return (
      <main>
        <h1 className="hf-visually-hidden">Not found</h1>
        <EmptyState title="There is no such service" actions={<Link href="/wall">Go to the wall</Link>}>
          No service is called “{plain(id, 63)}”. It may have been removed from the configuration.
        </EmptyState>
      </main>
    );
  const sorted = sortSignals(signals);
  const shown = withoutSeconds(withoutOwnLinks(service, sorted));
  return (
    <main className={styles.page}>
      <ServiceHeader service={service} signals={signals} />
      <Disagreements signals={sorted} />
      <ServiceDowntimes service={service.id} />
      <ServiceAlerts service={service.id} />
      {sorted.length === 0 ? (
        <EmptyState title="No signal watches this service yet" actions={<Link href="/settings/connect">Connect a source</Link>}>
          Its numbers and charts will stand here once holdfast.yaml has a signal with “service: {service.id}”.
        </EmptyState>
      ) : (
        <>
          <ServiceChain service={service} />
          <ServiceNumbers signals={shown} />
          <div className={styles.above}>
            <WindowChoice windowMs={windowMs} onChoose={setWindowMs} />
            <ServiceDashboards service={service} windowMs={windowMs} />
          </div>
          <ServiceCharts service={service} windowMs={windowMs} />
          <SignalList signals={sorted} />
        </>
      )}
    </main>
  );
}

/** The signals on which two sources disagree, with both numbers. */
function Disagreements({ signals }: { signals: readonly Signal[] }) {
  const apart = signals.filter(({ secondOpinion }) => secondOpinion?.state === 'disagree');
  if (apart.length === 0) return null;
  return (
    <ul className={styles.disagreements} aria-label="Sources that disagree">
      {apart.map(({ id }) => (
        <li key={id}>
          <DisagreementFlag signal={id} named />
        </li>
      ))}
    </ul>
  );
}

function useServiceState(service: Service, signals: readonly Signal[]): TileState {
  const engine = useEngineStatus();
  const windows = useMaintenance();
  const alerts = useAlerts();
  const now = useEngineNow() ?? epochMs(0);
  return tileState(service, signals, engine, now, coverOf(service.id, windows, now), alerts);
}

/** Since when, or until when for announced work. */
function When({ state, now }: { state: TileState; now: EpochMs }) {
  if (state.kind === 'maintenance' && state.maintenance !== null) return <span className={styles.since}>{`until ${formatUntil(state.maintenance.until, now)}, ${formatDuration(state.maintenance.until - now)} left`}</span>;
  if (state.since === null) return null;
  return (
    <span className={styles.since}>
      {formatSince(state.since, now)} · {formatDuration(now - state.since)}
      {state.confirmed || state.kind === 'blind' ? '' : ' · not confirmed now'}
    </span>
  );
}

function ServiceHeader({ service, signals }: { service: Service; signals: readonly Signal[] }) {
  const state = useServiceState(service, signals);
  const sources = useSources();
  const now = useEngineNow() ?? epochMs(0);
  const maintenance = state.kind === 'maintenance' ? maintenanceText(state, sources, now) : null;
  const reasons = [...new Set([...(maintenance === null ? [] : [maintenance]), ...state.troubles.map((trouble) => troubleText(trouble, sources, now))])];
  return (
    <header className={styles.header} data-kind={state.kind} data-inverted={state.kind === 'P0' ? '' : undefined}>
      <p className={styles.crumb}>
        <Link href="/wall">Wall</Link> · tier {service.tier}
      </p>
      <h1 className={styles.title} dir="auto">
        {plain(service.name, 80)}
      </h1>
      <p className={styles.state} role="status">
        <StateMark state={MARK_OF[state.kind]} word={stateWord(state)} />
        <When state={state} now={now} />
      </p>
      {reasons.length === 0 ? null : (
        <ul className={styles.reasons}>
          {reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
    </header>
  );
}

function WindowChoice({ windowMs, onChoose }: { windowMs: WindowMs; onChoose: (windowMs: WindowMs) => void }) {
  return (
    <div className={styles.windows} role="group" aria-label="Time shown in the charts">
      {WINDOWS_MS.map((each) => (
        <button key={each} type="button" className={styles.window} aria-pressed={each === windowMs} onClick={() => onChoose(each)}>
          {formatSpan(each)}
        </button>
      ))}
    </div>
  );
}
