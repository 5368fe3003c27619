import { counted } from '../../../shared/text/counted.ts';
import { useMemo } from 'react';
import type { Scorecard, TimeMetric } from '../../../shared/model/scorecard.ts';
import { plain } from '../../../shared/text/plain.ts';
import { useLater } from '../../lib/use-later.ts';
import { useCall } from '../../platform/use-call.ts';
import type { StripScale } from '../../ui/charts/strip.ts';
import { StripPlot, type StripDot, type StripMark } from '../../ui/charts/StripPlot.tsx';
import { IncidentId } from '../../../shared/model/ids.ts';
import { spanText } from '../../../shared/text/span-text.ts';
import { useTimeWords } from '../incidents/index.ts';
import { BlindFootnote } from './BlindFootnote.tsx';
import { Interval } from './Interval.tsx';
import { Figure, OpenNumber } from './OpenNumber.tsx';
import { countText, coverageText, METRIC_NAME, METRIC_QUESTION, METRIC_SHORT, missingText, runningText, timeComparison } from './rules/words.ts';
import { Trend } from './Trend.tsx';
import type { CardQuery } from './use-card.ts';
import type { Dots } from './use-dots.ts';
import styles from './headline.module.css';

const SHAPE = { P0: 'square', P1: 'diamond', P2: 'triangle' } as const;
/** Whoever passes over dots asks for none of them. */
const PAUSE_MS = 150;
/** Never asked for. */
const NO_INCIDENT = IncidentId.parse('INC-0000-0000');

export interface TimeRowProps {
  readonly metric: TimeMetric;
  readonly figure: Scorecard['metrics'][TimeMetric];
  /** Beside the time to resolve: those that have not come so far. */
  readonly running: Scorecard['running'] | null;
  readonly query: CardQuery;
  readonly dots: Dots;
  readonly scale: StripScale | null;
  readonly onOpen: (incident: string) => void;
}

/** One time: its mean, how it spreads, of how many it speaks, how it was before, and every incident as a dot. */
export function TimeRow({ metric, figure, running, query, dots, scale, onOpen }: TimeRowProps) {
  const words = useTimeWords();
  const shown = useMemo(
    (): readonly StripDot[] => dots.items.map(({ incident, seconds, severity, at, isDrill }) => ({ key: incident, seconds, shape: SHAPE[severity], label: `${incident}, ${severity}${isDrill ? ', drill' : ''}, ${spanText(seconds)}, began ${words.utc(at)} UTC` })),
    [dots, words],
  );
  const missing = missingText(figure);
  const unmeasured = running === null ? null : runningText(running);
  return (
    <article className={styles.row} data-metric={metric} aria-label={METRIC_NAME[metric]}>
      <h3 className={styles.name}>
        {METRIC_NAME[metric]}
        <span className={styles.question}>
          <abbr title={METRIC_NAME[metric].replace('Time', 'Mean time')}>{METRIC_SHORT[metric]}</abbr> · {METRIC_QUESTION[metric]}
        </span>
      </h3>
      <div className={styles.mean}>
        <Interval metric={metric} query={query}>
          <OpenNumber panel={{ what: 'metric', metric, severity: null, service: null }} label={`Mean ${METRIC_NAME[metric].toLowerCase()}`} large>
            <Figure text={spanText(figure.mean)} />
          </OpenNumber>
        </Interval>
        <Trend comparison={timeComparison(figure)} />
      </div>
      <dl className={styles.spread}>
        <div>
          <dt>median</dt>
          <dd>
            <Figure text={spanText(figure.median)} />
          </dd>
        </div>
        <div>
          <dt>p90</dt>
          <dd>
            <Figure text={spanText(figure.p90)} />
          </dd>
        </div>
        <div className={styles.coverage}>
          <dt className="hf-visually-hidden">counted</dt>
          <dd>
            {coverageText(figure)}
            {missing === null ? '' : `, ${missing}`}
          </dd>
        </div>
        {unmeasured === null ? null : (
          <div className={styles.coverage}>
            <dt className="hf-visually-hidden">running</dt>
            <dd>
              <strong>{unmeasured}</strong>
            </dd>
          </div>
        )}
      </dl>
      <div className={styles.plot}>
        {scale === null || shown.length === 0 ? (
          <p className={styles.noDots}>{figure.of === 0 && figure.pending === 0 ? 'No incidents in this period.' : `${counted(figure.of + figure.pending, 'incident')}, none of which has this time.`}</p>
        ) : (
          <StripPlot label={METRIC_NAME[metric]} scale={scale} dots={shown} marks={marksOf(figure)} onOpen={onOpen} tip={titleOf} />
        )}
        {dots.more === 0 ? null : <p className={styles.more}>+{countText(dots.more)} more</p>}
      </div>
      {metric === 'mttd' ? <BlindFootnote query={query} /> : null}
    </article>
  );
}

const marksOf = ({ mean, median, p90 }: TimeRowProps['figure']): readonly StripMark[] =>
  ([[p90, 'quiet'], [mean, 'normal'], [median, 'strong']] as const).flatMap(([seconds, tone]) => (seconds === null ? [] : [{ seconds, tone }]));

const titleOf = (id: string) => <DotTitle id={id} />;

/** The words for a dot, once somebody stays on it. */
function DotTitle({ id }: { id: string }) {
  const settled = useLater(id, PAUSE_MS);
  const known = IncidentId.safeParse(settled);
  const detail = useCall('incidents.get', { id: known.success ? known.data : NO_INCIDENT }, { enabled: known.success && settled === id });
  return detail.data === undefined || settled !== id ? null : <strong dir="auto">{plain(detail.data.title, 90)}</strong>;
}
