import { useSyncExternalStore, type ReactNode } from 'react';
import { epochMs } from '../../../../shared/model/units.ts';
import { timeTicks } from '../../../../shared/charts/scale.ts';
import { formatClocks, formatUtcTime, formatZoneTime, zoneName } from '../../../../shared/time/format.ts';
import { useWorkspace } from '../../../lib/live-store.ts';
import type { ChartCursor } from '../../../ui/charts/cursor.ts';
import { shareOf, type Window } from '../rules/phases.ts';
import { sinceText } from '../rules/words.ts';
import styles from './stack.module.css';

export interface RulerProps {
  readonly window: Window;
  /** What T+0 is. */
  readonly start: number;
  readonly cursor: ChartCursor;
  /** Which incident it is of, where there are two. */
  readonly of?: string;
}

const MOST_TICKS = 6;
/** A label that would stand over the edge is left out; its line stays in the charts. */
const EDGE = 0.03;

/** The time axis of everything below it: UTC, the workspace's own time, and counted from the start. It takes the focus; arrow keys move the cursor. */
export function Ruler({ window, start, cursor, of }: RulerProps) {
  const timeZone = useWorkspace()?.timeZone ?? 'UTC';
  const zone = formatZoneTime(epochMs(start), timeZone) === null ? null : zoneName(timeZone);
  // Round minutes counted from the start say more here than round minutes of the clock.
  const ticks = timeTicks({ low: window.from - start, high: window.until - start }, MOST_TICKS).map((since) => start + since).filter((at) => shareOf(window, at) > EDGE && shareOf(window, at) < 1 - EDGE);
  return (
    <div className={styles.ruler}>
      <span className={styles.laneName}>
        <span>{of ?? 'From the start'}</span>
        <span className={styles.quiet}>UTC</span>
        {zone === null ? null : <span className={styles.quiet}>{zone}</span>}
      </span>
      <Slider window={window} start={start} cursor={cursor} of={of} timeZone={timeZone}>
        {ticks.map((at) => (
          <span key={at} className={styles.tick} style={{ insetInlineStart: `${(shareOf(window, at) * 100).toFixed(3)}%` }}>
            <span>{sinceText(at, start)}</span>
            <span className={styles.quiet}>{formatUtcTime(epochMs(at))}</span>
            {zone === null ? null : <span className={styles.quiet}>{formatZoneTime(epochMs(at), timeZone)?.slice(0, 8)}</span>}
          </span>
        ))}
      </Slider>
    </div>
  );
}

function Slider({ window, start, cursor, of, timeZone, children }: Omit<RulerProps, 'of'> & { of: string | undefined; timeZone: string; children: ReactNode }) {
  const time = useSyncExternalStore(cursor.onMove, cursor.time) ?? start;
  return (
    <div className={styles.scrubber} role="slider" tabIndex={0} aria-label={of === undefined ? 'Moment looked at' : `Moment of ${of} looked at`} aria-orientation="horizontal" aria-valuemin={window.from} aria-valuemax={window.until} aria-valuenow={Math.min(window.until, Math.max(window.from, time))} aria-valuetext={`${sinceText(time, start)}, ${formatClocks(epochMs(Math.round(time)), timeZone)}`}>
      {children}
    </div>
  );
}
