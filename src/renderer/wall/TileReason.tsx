import { memo, type ReactNode } from 'react';
import type { Signal } from '../../shared/model/entities.ts';
import { troubleSince, type TileState, type Trouble } from '../../shared/model/state.ts';
import { epochMs, type EpochMs } from '../../shared/model/units.ts';
import { stateWord, troubleText } from '../../shared/text/state-words.ts';
import { formatDuration, formatSince } from '../../shared/time/format.ts';
import { useEngineNow, useSources } from '../lib/live-store.ts';
import styles from './tile.module.css';

export interface TileReasonProps {
  readonly state: TileState;
  /** The signals on the tile: of several equal troubles, theirs is told, with its own time. */
  readonly pair: readonly Signal[];
  readonly short: boolean;
  /** Stands at the end of the first line. */
  readonly children: ReactNode;
}

function toldTrouble(state: TileState, pair: readonly Signal[]): Trouble | undefined {
  const [first] = state.troubles;
  const shown = state.troubles.find((trouble) => trouble.what === first?.what && 'signal' in trouble && pair.some((signal) => signal.id === trouble.signal.id));
  return shown ?? first;
}

/** How long already, since when, and why; nothing for a service that is well. A small tile says how long and the first words of why. */
export const TileReason = memo(function TileReason({ state, pair, short, children }: TileReasonProps) {
  const now = useEngineNow();
  const sources = useSources();
  const trouble = toldTrouble(state, pair);
  if (trouble === undefined) return null;
  const at = now ?? epochMs(0);
  const since = troubleSince(trouble) ?? state.since;
  const why = troubleText(trouble, sources, at);
  const lasted = since === null ? null : <span className={styles.lasted}>{formatDuration(at - since)}</span>;
  return (
    <div className={styles.reason}>
      <p className={styles.since}>
        <span className={styles.when} title={short ? why : undefined}>
          {lasted} {short ? `${why}${notes(state)}` : sinceWords(state, since, at)}
        </span>
        {children}
      </p>
      {short ? null : (
        <p className={styles.why} title={why}>
          {why}
        </p>
      )}
    </div>
  );
});

function sinceWords(state: TileState, since: EpochMs | null, at: EpochMs): string {
  return since === null ? '' : `${stateWord(state) === 'blind' ? 'blind ' : ''}${formatSince(since, at)}${notes(state)}`;
}

function notes(state: TileState): string {
  if (state.was !== null && state.was !== 'ok') return ` · was ${state.was === 'noData' ? 'without data' : state.was}`;
  return state.confirmed || state.kind === 'blind' ? '' : ' · not confirmed now';
}
