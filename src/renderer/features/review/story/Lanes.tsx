import { memo } from 'react';
import { counted } from '../../../../shared/text/counted.ts';
import type { Lane, LanePoint, LaneSpan } from '../rules/lanes.ts';
import { shareOf, type Window } from '../rules/phases.ts';
import styles from './stack.module.css';

const percent = (share: number): string => `${(Math.min(1, Math.max(0, share)) * 100).toFixed(3)}%`;

/** The lanes of an incident under each other. What lies outside of the window is not drawn. */
export const Lanes = memo(function Lanes({ lanes, window, of }: { lanes: readonly Lane[]; window: Window; /** Which incident they are of, where there are two. */ of?: string }) {
  return (
    <section className={styles.lanes} aria-label={of === undefined ? 'Lanes' : `Lanes of ${of}`}>
      {lanes.map((lane) => (
        <div key={lane.key} className={styles.lane} data-lane={lane.key.split(' ')[0]}>
          <span className={styles.laneName}>{lane.name}</span>
          <div className={styles.laneRows}>
            {lane.rows.map((row, index) => (
              <div key={row[0]?.key ?? index} className={styles.laneRow}>
                {row.map((span) => (
                  <Span key={span.key} span={span} window={window} />
                ))}
              </div>
            ))}
            {lane.points.length === 0 ? null : (
              <div className={styles.laneRow}>
                {lane.points.map((point) => (
                  <Point key={point.key} point={point} window={window} />
                ))}
              </div>
            )}
          </div>
          {lane.more === 0 ? null : <span className={styles.more}>and {counted(lane.more, 'more', 'more')}</span>}
        </div>
      ))}
    </section>
  );
});

function Span({ span, window }: { span: LaneSpan; window: Window }) {
  const until = span.until ?? window.until;
  if (until < window.from || span.from > window.until || (until === span.from && span.from > window.until)) return null;
  const [left, right] = [shareOf(window, span.from), shareOf(window, until)];
  return (
    <span className={styles.span} data-severity={span.severity ?? undefined} data-open={span.until === null ? '' : undefined} style={{ insetInlineStart: percent(left), insetInlineEnd: `calc(100% - ${percent(right)})` }} title={span.word}>
      <span className={styles.word} dir="auto">
        {span.severity === null ? '' : `${span.severity} `}
        {span.word}
      </span>
    </span>
  );
}

/** A shape for each kind: a flag for an update, a full square for a decision, an open one for a clock, a wedge for a change. */
function Point({ point, window }: { point: LanePoint; window: Window }) {
  if (point.at < window.from || point.at > window.until) return null;
  return (
    <span className={styles.point} data-shape={point.shape} style={{ insetInlineStart: percent(shareOf(window, point.at)) }} title={point.word}>
      <span className="hf-visually-hidden">{point.word}</span>
    </span>
  );
}
