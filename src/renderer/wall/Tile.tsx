import { memo, useMemo } from 'react';
import { Link } from 'wouter';
import type { ServiceId, SignalId } from '../../shared/model/ids.ts';
import type { Signal } from '../../shared/model/entities.ts';
import type { TileState } from '../../shared/model/state.ts';
import { plain } from '../../shared/text/plain.ts';
import { clockShort, clockText, signalLabel, stateWord } from '../../shared/text/state-words.ts';
import { TimeChart } from '../ui/charts/TimeChart.tsx';
import { Age } from '../ui/kit/Age.tsx';
import { ErrorBoundary } from '../ui/kit/ErrorBoundary.tsx';
import { StateMark } from '../ui/kit/StateMark.tsx';
import { useLive, useSources } from '../lib/live-store.ts';
import { oldestTime, shownNumber } from '../lib/shown-number.ts';
import { useEngineSilent, useRememberFromHistory } from '../lib/use-shown-numbers.ts';
import { pickPair, pickShown, pickTraffic, shortLabel } from './pick.ts';
import type { Tile as TileData } from './pages.ts';
import type { Place } from './layout.ts';
import { MARK_OF } from '../ui/kit/marks.ts';
import { TileNumber } from './TileNumber.tsx';
import { TileReason } from './TileReason.tsx';
import { TrafficLine } from './TrafficLine.tsx';
import { useServiceSignals } from '../lib/use-service-signals.ts';
import styles from './tile.module.css';

export interface TileProps {
  readonly tile: TileData;
  readonly place: Place;
  readonly windowMs: number;
  readonly pinned: boolean;
  readonly onPin: (service: ServiceId) => void;
}

/** One service: its state, what decides it, how old that is and how it came about. */
export const Tile = memo(function Tile({ tile, place, windowMs, pinned, onPin }: TileProps) {
  const { service, state, p0 } = tile;
  const signals = useServiceSignals(service);
  const pair = useShown(signals, state, windowMs);
  const traffic = pickTraffic(signals);
  const name = plain(service.name, 80);
  const seenAs = state.maintenance?.would ?? state.kind;
  const hatched = seenAs === 'blind' || seenAs === 'late' || !state.confirmed;
  const compact = place.size === 'compact';
  const age = (
    <span className={styles.end}>
      <button type="button" className={styles.pin} aria-pressed={pinned} onClick={() => onPin(service.id)} aria-label={pinned ? `Unpin ${name}` : `Pin ${name} to every page`}>
        {pinned ? 'pinned' : 'pin'}
      </button>
      <TileAge pair={pair} />
    </span>
  );
  const well = state.kind === 'ok';
  return (
    <article
      className={styles.tile}
      data-kind={state.kind}
      data-size={place.size}
      data-inverted={state.kind === 'P0' ? '' : undefined}
      data-hatched={hatched ? '' : undefined}
      data-service={service.id}
      style={{ gridColumn: `${place.column} / span ${place.columns}`, gridRow: `${place.row} / span ${place.rows}` }}
      aria-label={`${name}: ${stateWord(state)}`}
    >
      <div className={styles.inner}>
        <div className={styles.words}>
          <header className={styles.head}>
            <span className={styles.mark}>
              <StateMark state={MARK_OF[state.kind]} word={false} />
            </span>
            <h2 className={styles.name} dir="auto" title={name}>
              <Link href={`/service/${service.id}`} className={styles.link ?? ''}>
                {name}
              </Link>
            </h2>
            <span className={styles.word}>{stateWord(state)}</span>
          </header>
          <div className={styles.numbers}>
            {pair.map((signal) => (
              <TileNumber key={signal.id} signal={signal} />
            ))}
          </div>
          {traffic && !pair.includes(traffic) && !compact ? <TrafficLine signal={traffic} /> : null}
          {well ? null : (
            <TileReason state={state} pair={pair} short={compact}>
              {age}
            </TileReason>
          )}
        </div>
        <div className={styles.charts} data-one={pair.length === 1 ? '' : undefined}>
          {pair.map((signal) => (
            <TileChart key={signal.id} signal={signal} name={name} windowMs={windowMs} />
          ))}
        </div>
        {well ? <p className={styles.foot}>{p0 === null ? null : <span className={styles.open}>{p0} not resolved</span>}{age}</p> : null}
      </div>
    </article>
  );
});

/** The signals on the tile. Which they are changes only with its state, not with every reading. */
function useShown(signals: readonly Signal[], state: TileState, windowMs: number): readonly Signal[] {
  const usual = useMemo(() => pickPair(signals), [signals]);
  useRememberFromHistory(usual, windowMs);
  const ids = useLive((live) => {
    const isKnown = (id: SignalId) => live.lastKnown.has(id) || (live.signals.get(id)?.latest?.value ?? null) !== null;
    return pickShown(signals, state.troubles, isKnown)
      .map((signal) => signal.id)
      .join(' ');
  });
  return useMemo(() => ids.split(' ').flatMap((id) => signals.filter((signal) => signal.id === id)), [ids, signals]);
}

function TileChart({ signal, name, windowMs }: { signal: Signal; name: string; windowMs: number }) {
  return (
    <div className={styles.chart}>
      <ErrorBoundary what={`The chart of ${name}`}>
        <TimeChart series={[{ signal: signal.id, label: shortLabel(signal), tone: 'strong' }]} unit={signal.unit} windowMs={windowMs} thresholds={signal.thresholds} size="tile" label={`${signalLabel(signal)} of ${name}`} />
      </ErrorBoundary>
    </div>
  );
}

/** The age of the older of the current numbers shown: an age must never flatter. A source whose clock is off gets no age, but is said. */
function TileAge({ pair }: { pair: readonly Signal[] }) {
  const sources = useSources();
  const silent = useEngineSilent();
  const oldest = useLive((live) => oldestTime(pair.map((signal) => shownNumber(live.signals.get(signal.id) ?? signal, live.lastKnown.get(signal.id), silent))));
  const skewed = pair.map((signal) => sources.find((source) => source.id === signal.source)).find((source) => clockShort(source) !== null);
  if (skewed) return <span className={styles.clock} title={clockText(skewed) ?? ''}>{clockShort(skewed)}</span>;
  if (oldest === null) return null;
  return (
    <span className={styles.age}>
      <Age since={oldest} suffix="old" />
    </span>
  );
}
