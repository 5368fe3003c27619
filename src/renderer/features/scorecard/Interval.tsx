import { useId, useState, type ReactNode } from 'react';
import type { TimeMetric } from '../../../shared/model/scorecard.ts';
import { useCall } from '../../platform/use-call.ts';
import { plain } from '../../../shared/text/plain.ts';
import { intervalText } from './rules/words.ts';
import type { CardQuery } from './use-card.ts';
import styles from './headline.module.css';

/** Around a mean: how sure it is, asked for when somebody points at it or comes to it by keyboard. */
export function Interval({ metric, query, children }: { metric: TimeMetric; query: CardQuery; children: ReactNode }) {
  const [asked, setAsked] = useState(false);
  const id = useId();
  const interval = useCall('scorecard.interval', { ...query, metric }, { enabled: asked });
  const text = interval.data === undefined ? (interval.isError ? `How sure it is could not be found out: ${plain(interval.error.message, 120)}` : 'Finding out how sure it is') : intervalText(interval.data);
  const ask = (on: boolean) => () => setAsked(on);
  return (
    <span className={styles.interval} aria-describedby={asked ? id : undefined} onPointerEnter={ask(true)} onPointerLeave={ask(false)} onFocus={ask(true)} onBlur={ask(false)} onKeyDown={(event) => (event.key === 'Escape' ? setAsked(false) : undefined)}>
      {children}
      {asked ? (
        <span id={id} role="tooltip" className={styles.tip}>
          {text}
        </span>
      ) : null}
    </span>
  );
}
