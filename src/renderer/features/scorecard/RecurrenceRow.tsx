import { Link } from 'wouter';
import type { Scorecard, ScorecardIncident } from '../../../shared/model/scorecard.ts';
import { plain } from '../../../shared/text/plain.ts';
import { useCall } from '../../platform/use-call.ts';
import { Figure, OpenNumber } from './OpenNumber.tsx';
import { countText, recurrenceText, shareComparison, shareText } from './rules/words.ts';
import { Trend } from './Trend.tsx';
import type { CardQuery } from './use-card.ts';
import styles from './headline.module.css';

const SHOWN = 3;
/** The newest of a period; whoever wants all opens the number. */
const LOOKED_AT = 200;

/** Why again: how many of the resolved incidents had a cause that was there before, and the newest of them. */
export function RecurrenceRow({ figure, query }: { figure: Scorecard['metrics']['recurrence']; query: CardQuery }) {
  const found = useCall('scorecard.incidents', { ...query, metric: 'recurrence', show: 'counted', limit: LOOKED_AT }, { keep: true, enabled: figure.confirmed + figure.suspected > 0 });
  const repeats = (found.data?.items ?? []).filter(({ recurs }) => recurs !== null).slice(0, SHOWN);
  return (
    <article className={styles.row} data-metric="recurrence" aria-label="Recurrence">
      <h3 className={styles.name}>
        Recurrence
        <span className={styles.question}>Why again</span>
      </h3>
      <div className={styles.mean}>
        <OpenNumber panel={{ what: 'metric', metric: 'recurrence', severity: null, service: null }} label="Recurrence rate" large>
          <Figure text={shareText(figure.rate)} />
        </OpenNumber>
        <Trend comparison={shareComparison(figure)} />
      </div>
      <dl className={styles.spread}>
        <div className={styles.coverage}>
          <dt className="hf-visually-hidden">counted</dt>
          <dd>{recurrenceText(figure)}</dd>
        </div>
        {figure.notClassifiable === 0 ? null : (
          <div className={styles.coverage}>
            <dt className="hf-visually-hidden">left out</dt>
            <dd>{countText(figure.notClassifiable)} not classifiable</dd>
          </div>
        )}
      </dl>
      <div className={styles.plot}>
        {repeats.length === 0 ? (
          <p className={styles.noDots}>{figure.n === 0 ? 'An incident can be classified once its rule or its cause is known.' : figure.confirmed + figure.suspected === 0 ? 'Nothing came back.' : null}</p>
        ) : (
          <ul className={styles.repeats}>
            {repeats.map((each) => (
              <Repeat key={each.incident} incident={each} />
            ))}
          </ul>
        )}
      </div>
    </article>
  );
}

function Repeat({ incident }: { incident: ScorecardIncident }) {
  return (
    <li>
      <span className={styles.repeatKind}>{incident.recurs}</span>
      <Link href={`/incidents/${incident.incident}`}>{incident.incident}</Link>
      <span className={styles.repeatTitle} dir="auto">
        {plain(incident.title, 120)}
      </span>
    </li>
  );
}
