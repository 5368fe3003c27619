import { formatSince } from '../../shared/time/format.ts';
import { epochMs } from '../../shared/model/units.ts';
import { useEngineNow, useEngineStatus, useLive } from '../lib/live-store.ts';
import styles from './header.module.css';

/** Moves once with every tick of the engine itself, and only then: a frozen screen or a dead engine is seen standing still. */
export function Heartbeat() {
  const tick = useLive((state) => state.lastTick);
  const engine = useEngineStatus();
  const now = useEngineNow();
  const words = {
    live: 'Heartbeat: the engine is live',
    connecting: 'Heartbeat: connecting',
    stopped: `No heartbeat ${engine.since === null ? '' : formatSince(engine.since, now ?? epochMs(0))}`,
    unreachable: `No heartbeat ${engine.since === null ? '' : formatSince(engine.since, now ?? epochMs(0))}`,
  }[engine.state];
  return (
    <span className={styles.heartbeat} role="img" aria-label={words} title={words} data-engine={engine.state} data-beat={tick === null ? 'none' : tick % 2}>
      <span className={styles.beat} />
      <span className={styles.beat} />
    </span>
  );
}
