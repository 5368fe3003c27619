import { Link } from 'wouter';
import type { IncidentId } from '../../../../shared/model/ids.ts';
import type { Silence, SilencedAlert } from '../../../../shared/model/silence.ts';
import { formatMatcher } from '../../../../shared/model/label-matcher.ts';
import { epochMs, fromRfc3339 } from '../../../../shared/model/units.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatDuration } from '../../../../shared/time/format.ts';
import { useEngineNow, useSources } from '../../../lib/live-store.ts';
import { useShell } from '../../../platform/context.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { apartWords, isConfirmed } from '../../alerts/index.ts';
import { Moment, useNames } from '../../incidents/index.ts';
import styles from './silences.module.css';

const SHOWN = 3;
/** What Holdfast finds its own silences by; the incident stands beside them. */
const MARK = / \((?:INC-\S+ )?hf-[0-9a-f]+\)$/;

/** One silence: how long it goes on, of what, why and by whom, and what it hides now. */
export function SilenceRow({ silence, name }: { silence: Silence; /** Of its source. */ name: string }) {
  const shell = useShell();
  const { matchers, comment, createdBy, incident, url } = silence;
  return (
    <li className={styles.row} data-silence={silence.id}>
      <Left silence={silence} />
      <div className={styles.what}>
        <p className={styles.codes}>
          {matchers.map(formatMatcher).map((text) => (
            <code key={text}>{plain(text, 200)}</code>
          ))}
        </p>
        {comment === null || comment === '' ? null : (
          <p dir="auto" className={styles.words}>
            {plain(incident === null ? comment : comment.replace(MARK, ''), 400)}
          </p>
        )}
        <p className={styles.quiet}>
          {plain(createdBy, 60) || 'Nobody is named'} · {plain(name, 60)}
          {incident === null ? '' : ' · '}
          {incident === null ? null : <Link href={`/incidents/${incident}`}>{incident}</Link>}
        </p>
        {url === null ? null : (
          <a
            href={url}
            onClick={(event) => {
              event.preventDefault();
              shell.openExternal(url);
            }}
          >
            Open in {plain(name, 40)}
          </a>
        )}
      </div>
      <Hides silence={silence} />
    </li>
  );
}

function Left({ silence: { startsAt, endsAt, source, state } }: { silence: Silence }) {
  const now = useEngineNow() ?? epochMs(0);
  const sources = useSources();
  const [start, end] = [fromRfc3339(startsAt) ?? now, fromRfc3339(endsAt) ?? now];
  const confirmed = isConfirmed(source, sources);
  const words = end <= now ? 'is over' : state === 'pending' && start > now ? `begins in ${formatDuration(start - now)}` : `ends in ${formatDuration(end - now)}`;
  return (
    <div className={styles.left}>
      <StateMark state={confirmed ? 'maintenance' : 'late'} word={words} />
      <p className={styles.quiet}>
        {state === 'pending' ? (
          <>
            from <Moment at={startsAt} />
            <br />
          </>
        ) : null}
        until <Moment at={endsAt} />
        {confirmed ? '' : ', not confirmed now'}
      </p>
    </div>
  );
}

/** The gravest of the alerts that it keeps silent. */
function Hides({ silence: { alerts, hides, state, source, incident } }: { silence: Silence }) {
  const confirmed = isConfirmed(source, useSources());
  if (alerts === 0) return <p className={styles.quiet}>{state === 'pending' ? 'Not in force yet' : confirmed ? 'Silences nothing now' : 'Silenced nothing when it last answered'}</p>;
  return (
    <div>
      <p className={styles.words}>{counted(alerts, 'alert')} silenced {confirmed ? 'now' : 'when it last answered'}</p>
      <ul className={styles.alerts}>
        {hides.slice(0, SHOWN).map((alert, index) => (
          // Alerts that are hidden from whoever looks have no labels to tell them apart by.
          // oxlint-disable-next-line react/no-array-index-key
          <Hidden key={`${index} ${alert.name}`} alert={alert} among={hides} own={incident} />
        ))}
      </ul>
      {alerts <= SHOWN ? null : <p className={styles.quiet}>and {(alerts - Math.min(SHOWN, hides.length)).toLocaleString('en-GB')} more</p>}
    </div>
  );
}

/** `own`: the incident that the silence was made from, which stands beside it already. */
function Hidden({ alert, among, own }: { alert: SilencedAlert; among: readonly SilencedAlert[]; own: IncidentId | null }) {
  const names = useNames();
  const details = [alert.service === null ? '' : names.service(alert.service), apartWords(alert.labels, among)].filter((text) => text !== '').join(' · ');
  return (
    <li className={styles.alert}>
      <StateMark state={alert.severity} />
      <span dir="auto">
        {plain(alert.name, 120)} <span className={styles.quiet}>{details}</span>
      </span>
      {alert.incident === null || alert.incident === own ? null : <Link href={`/incidents/${alert.incident}`}>{alert.incident}</Link>}
    </li>
  );
}
