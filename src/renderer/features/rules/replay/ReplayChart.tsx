import { useMemo } from 'react';
import type { Unit } from '../../../../shared/model/config.ts';
import type { Signal, Threshold } from '../../../../shared/model/entities.ts';
import { RuleId, SignalId } from '../../../../shared/model/ids.ts';
import type { Replay } from '../../../../shared/model/incident.ts';
import { epochMs, fromRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { createFixedSeries, type FixedPoint } from '../../../lib/fixed-series.ts';
import { SeriesCacheContext } from '../../../lib/series-cache.ts';
import type { ChartSeries } from '../../../ui/charts/chart-types.ts';
import { TimeChart } from '../../../ui/charts/TimeChart.tsx';
import type { RuleDraft } from '../edit/draft.ts';
import { chartSpanMs, constantLimit, gapMsOf } from './replay-words.ts';
import styles from './replay.module.css';

/** A limit that moves is a line of its own; no signal of holdfast.yaml has an id this long. */
const LIMIT = SignalId.parse('limit'.padEnd(63, '.'));
const RULE = RuleId.parse('replay');
/** More numbers above the plot than this cannot be told apart. */
const MOST_NUMBERED = 12;

const at = (text: string): EpochMs => fromRfc3339(text) ?? epochMs(0);

const pointsOf = ({ points }: Replay, of: 'value' | 'limit'): FixedPoint[] => points.map((point) => ({ time: at(point.time), value: point[of] ?? Number.NaN }));

export interface ReplayChartProps {
  readonly replay: Replay;
  readonly subject: Signal;
  readonly unit: Unit;
  readonly draft: Pick<RuleDraft, 'kind' | 'side' | 'severity'>;
}

/** The signal with its limit; the times in which the rule would have fired are shaded, the first ones numbered as in the list below. */
export function ReplayChart({ replay, subject, unit, draft }: ReplayChartProps) {
  const until = at(replay.to);
  const limit = draft.kind === 'threshold' ? constantLimit(replay) : null;
  const moves = limit === null && replay.points.some((point) => point.limit !== null);
  const cache = useMemo(
    () =>
      createFixedSeries({
        gapMs: gapMsOf(replay),
        series: new Map([
          [subject.id, pointsOf(replay, 'value')],
          [LIMIT, pointsOf(replay, 'limit')],
        ]),
      }),
    [replay, subject.id],
  );
  const series: readonly ChartSeries[] = [{ signal: subject.id, label: subject.stat ?? 'value', tone: 'strong' }, ...(moves ? [{ signal: LIMIT, label: 'limit', tone: 'quiet' as const }] : [])];
  const thresholds: readonly Threshold[] = limit === null ? [] : [{ rule: RULE, above: draft.side === 'above' ? limit : null, below: draft.side === 'below' ? limit : null, consecutive: null, severity: draft.severity }];
  const spans = replay.firings.map(({ firedAt, endedAt }) => ({ from: at(firedAt), to: at(endedAt ?? replay.to) }));
  const marks = replay.firings.length > MOST_NUMBERED ? [] : replay.firings.map(({ firedAt }, index) => ({ at: at(firedAt), word: String(index + 1) }));
  return (
    <div className={styles.plot}>
      <SeriesCacheContext value={cache}>
        <TimeChart series={series} unit={unit} windowMs={chartSpanMs(replay)} until={until} thresholds={thresholds} marks={marks} spans={spans} size="page" label={`${plain(subject.name, 60)} with the limit and the times in which the rule would have fired`} />
      </SeriesCacheContext>
    </div>
  );
}
