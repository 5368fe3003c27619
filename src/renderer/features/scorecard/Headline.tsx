import { useMemo } from 'react';
import { useLocation } from 'wouter';
import { TIME_METRICS, type Scorecard, type TimeMetric } from '../../../shared/model/scorecard.ts';
import { stripScale } from '../../ui/charts/strip.ts';
import { useDots } from './use-dots.ts';
import { RecurrenceRow } from './RecurrenceRow.tsx';
import { TimeRow } from './TimeRow.tsx';
import type { CardQuery } from './use-card.ts';
import styles from './headline.module.css';

/** The times and the recurrence of the period: what an executive asks first. The dots of all times share one axis. */
export function Headline({ card, query }: { card: Scorecard; query: CardQuery }) {
  const [, navigate] = useLocation();
  const dots = useDots(query);
  const scale = useMemo(() => stripScale(TIME_METRICS.flatMap((metric) => dots[metric].items.map(({ seconds }) => seconds))), [dots]);
  const open = (id: string) => navigate(`/incidents/${id}`);
  return (
    <section className={styles.headline} aria-labelledby="scorecard-times">
      <h2 id="scorecard-times" className="hf-visually-hidden">
        Times and recurrence
      </h2>
      <p className={styles.legend} aria-hidden="true">
        <span data-tone="strong">median</span>
        <span data-tone="normal">mean</span>
        <span data-tone="quiet">90th percentile</span>
        <span data-shape="">a dot per incident: ■ P0 ◆ P1 ▲ P2</span>
      </p>
      {TIME_METRICS.map((metric: TimeMetric) => (
        <TimeRow key={metric} metric={metric} figure={card.metrics[metric]} running={metric === 'mttr' ? card.running : null} query={query} dots={dots[metric]} scale={scale} onOpen={open} />
      ))}
      <RecurrenceRow figure={card.metrics.recurrence} query={query} />
    </section>
  );
}
