import { isSilent } from '../../shared/model/state.ts';
import { epochMs } from '../../shared/model/units.ts';
import { formatDuration, formatSince } from '../../shared/time/format.ts';
import { useEngineNow, useEngineStatus, useWorkspace } from '../lib/live-store.ts';
import { StateMark } from '../ui/kit/StateMark.tsx';
import styles from './frame.module.css';

/** Says that nothing on the screen is live, and since when; it stands above the last picture, which stays. */
export function EngineBand() {
  const engine = useEngineStatus();
  const known = useWorkspace() !== null;
  const now = useEngineNow();
  if (!known || !isSilent(engine)) return null;
  const at = now ?? epochMs(0);
  const what = engine.state === 'stopped' ? 'Engine stopped' : 'Server unreachable';
  const since = engine.since === null ? '' : ` ${formatSince(engine.since, at)} (${formatDuration(at - engine.since)})`;
  return (
    <div className={styles.band} role="alert">
      <StateMark state="blind" word={`${what}${since}`} />
      <span className={styles.bandNote}>This is the last known picture.</span>
    </div>
  );
}
