import { memo } from 'react';
import type { TileState } from '../../shared/model/state.ts';
import { epochMs } from '../../shared/model/units.ts';
import { stateWord, troubleText } from '../../shared/text/state-words.ts';
import { formatDuration, formatSince } from '../../shared/time/format.ts';
import { useEngineNow, useSources } from '../lib/live-store.ts';
import styles from './tile.module.css';

/** Since when, for how long, and why; nothing for a service that is well. */
export const TileReason = memo(function TileReason({ state, short }: { state: TileState; short: boolean }) {
  const now = useEngineNow();
  const sources = useSources();
  const [first] = state.troubles;
  if (first === undefined) return <span className={styles.reason} />;
  const at = now ?? epochMs(0);
  const why = troubleText(first, sources, at);
  return (
    <span className={styles.reason}>
      {state.since === null ? null : (
        <span className={styles.since}>
          {stateWord(state) === 'blind' ? 'blind ' : ''}
          {formatSince(state.since, at)} · {formatDuration(at - state.since)}
          {state.confirmed || state.kind === 'blind' ? '' : ' · not confirmed now'}
          {state.was === null || state.was === 'ok' ? '' : ` · was ${state.was === 'noData' ? 'without data' : state.was}`}
        </span>
      )}
      {short && state.since !== null ? null : (
        <span className={styles.why} title={why}>
          {why}
        </span>
      )}
    </span>
  );
});
