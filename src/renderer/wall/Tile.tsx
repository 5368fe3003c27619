import { memo, useMemo } from 'react';
import { Link } from 'wouter';
import type { ServiceId, SignalId } from '../../shared/model/ids.ts';
import type { Signal } from '../../shared/model/entities.ts';
import type { TileState } from '../../shared/model/state.ts';
import { plain } from '../../shared/text/plain.ts';
import { stateWord } from '../../shared/text/state-words.ts';
import { StateMark } from '../ui/kit/StateMark.tsx';
import { useLive } from '../lib/live-store.ts';
import { useEngineSilent, useRememberFromHistory } from '../lib/use-shown-numbers.ts';
import { withoutSeconds } from '../ui/charts/chart-groups.ts';
import { DisagreementFlag } from '../ui/opinion/Opinion.tsx';
import { pickPair, pickShown, pickTraffic } from './pick.ts';
import type { Tile as TileData } from './pages.ts';
import type { Place } from './layout.ts';
import { MARK_OF } from '../ui/kit/marks.ts';
import { TileCharts } from './TileCharts.tsx';
import { TileEnd } from './TileEnd.tsx';
import { TileNumber } from './TileNumber.tsx';
import { TileReason } from './TileReason.tsx';
import { TrafficLine } from './TrafficLine.tsx';
import { withoutOwnLinks } from '../lib/use-chain.ts';
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
  const all = useServiceSignals(service);
  const signals = useMemo(() => subjectsOf(service, all), [service, all]);
  const pair = useShown(signals, state, windowMs);
  const traffic = pickTraffic(signals);
  const name = plain(service.name, 80);
  const seenAs = state.maintenance?.would ?? state.kind;
  const hatched = seenAs === 'blind' || seenAs === 'late' || !state.confirmed;
  const compact = place.size === 'compact';
  const end = <TileEnd name={name} pair={pair} pinned={pinned} onPin={() => onPin(service.id)} />;
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
          <Disagreement pair={pair} short={compact} />
          {traffic && !pair.includes(traffic) && !compact ? <TrafficLine signal={traffic} /> : null}
          {well ? null : (
            <TileReason state={state} pair={pair} short={compact}>
              {end}
            </TileReason>
          )}
        </div>
        <TileCharts signals={pair} all={all} name={name} windowMs={windowMs} />
        {well ? <p className={styles.foot}>{p0 === null ? null : <span className={styles.open}>{p0} not resolved</span>}{end}</p> : null}
      </div>
    </article>
  );
});

/** What a tile may show of a service: neither the parts of its chain nor second opinions, unless there is nothing else. */
function subjectsOf(service: TileData['service'], all: readonly Signal[]): readonly Signal[] {
  const own = withoutSeconds(withoutOwnLinks(service, all));
  return own.length === 0 ? all : own;
}

/** Of the numbers on the tile, the first on which two sources disagree. */
function Disagreement({ pair, short }: { pair: readonly Signal[]; short: boolean }) {
  const silent = useEngineSilent();
  const id = useLive((live) => pair.find((signal) => live.signals.get(signal.id)?.secondOpinion?.state === 'disagree')?.id);
  if (id === undefined || silent) return null;
  return (
    <p className={styles.disagreement}>
      <DisagreementFlag signal={id} short={short} />
    </p>
  );
}

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
