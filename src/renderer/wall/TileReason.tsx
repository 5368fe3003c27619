import { memo, type ReactNode } from 'react';
import type { Signal } from '../../shared/model/entities.ts';
import type { TileState, Trouble } from '../../shared/model/state.ts';
import { epochMs } from '../../shared/model/units.ts';
import { stateWord, troubleText } from '../../shared/text/state-words.ts';
import { formatDuration, formatSince } from '../../shared/time/format.ts';
import { useEngineNow, useSources } from '../lib/live-store.ts';
import styles from './tile.module.css';

export interface TileReasonProps {
  readonly state: TileState;
  /** The signals on the tile: of several equal troubles, theirs is told. */
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

/** How long already, since when, and why; nothing for a service that is well. A small tile says only how long. */
export const TileReason = memo(function TileReason({ state, pair, short, children }: TileReasonProps) {
  const now = useEngineNow();
  const sources = useSources();
  const trouble = toldTrouble(state, pair);
  if (trouble === undefined) return null;
  const at = now ?? epochMs(0);
  const why = troubleText(trouble, sources, at);
  return (
    <div className={styles.reason}>
      <p className={styles.since}>
        {state.since === null ? null : (
          <span className={styles.when}>
            <span className={styles.lasted}>{formatDuration(at - state.since)}</span> {stateWord(state) === 'blind' ? 'blind ' : ''}
            {formatSince(state.since, at)}
            {notes(state)}
          </span>
        )}
        {children}
      </p>
      {short && state.since !== null ? null : (
        <p className={styles.why} title={why}>
          {why}
        </p>
      )}
    </div>
  );
});

function notes(state: TileState): string {
  if (state.was !== null && state.was !== 'ok') return ` · was ${state.was === 'noData' ? 'without data' : state.was}`;
  return state.confirmed || state.kind === 'blind' ? '' : ' · not confirmed now';
}
