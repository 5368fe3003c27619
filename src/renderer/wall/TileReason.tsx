import { memo, type ReactNode } from 'react';
import type { Signal, Source } from '../../shared/model/entities.ts';
import { troubleSince, type TileState, type Trouble } from '../../shared/model/state.ts';
import { epochMs, type EpochMs } from '../../shared/model/units.ts';
import { maintenanceText, stateWord, troubleText } from '../../shared/text/state-words.ts';
import { formatDuration, formatSince, formatUntil } from '../../shared/time/format.ts';
import { useEngineNow, useSources } from '../lib/live-store.ts';
import { inBreach } from './pick.ts';
import styles from './tile-reason.module.css';

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

interface Told {
  /** How long already; null where that is not known. */
  readonly lasted: string | null;
  readonly when: string;
  readonly why: string;
  /** Other rules that are broken at the same time. */
  readonly more: number;
}

function tell(state: TileState, pair: readonly Signal[], sources: readonly Source[], at: EpochMs): Told | null {
  const { maintenance } = state;
  if (maintenance !== null && state.kind === 'maintenance')
    return { lasted: null, when: `until ${formatUntil(maintenance.until, at)}, ${formatDuration(maintenance.until - at)} left`, why: maintenanceText(state, sources, at) ?? '', more: 0 };
  const trouble = toldTrouble(state, pair);
  if (trouble === undefined) return null;
  const since = troubleSince(trouble) ?? state.since;
  const more = inBreach(trouble) ? state.troubles.filter(inBreach).length - 1 : 0;
  return { lasted: since === null ? null : formatDuration(at - since), when: sinceWords(state, since, at), why: troubleText(trouble, sources, at), more };
}

/** How long already, since when, and why; nothing for a service that is well. A small tile says how long and the first words of why. */
export const TileReason = memo(function TileReason({ state, pair, short, children }: TileReasonProps) {
  const now = useEngineNow();
  const sources = useSources();
  const told = tell(state, pair, sources, now ?? epochMs(0));
  if (told === null) return null;
  const first = short && state.kind !== 'maintenance' ? `${told.why}${notes(state)}` : told.when;
  return (
    <div className={styles.reason}>
      <p className={styles.since}>
        <span className={styles.when} title={short ? told.why : undefined}>
          {told.lasted === null ? null : <span className={styles.lasted}>{told.lasted}</span>} {first}
        </span>
        {children}
      </p>
      {short ? null : (
        <p className={styles.whyLine} title={told.why}>
          <span className={styles.why}>{told.why}</span>
          {told.more === 0 ? null : <span className={styles.moreTroubles}>+{told.more} more</span>}
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
