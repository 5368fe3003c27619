import { Link, useParams } from 'wouter';
import type { ChannelView } from '../../../shared/contract/channel-calls.ts';
import { IncidentId } from '../../../shared/model/ids.ts';
import { shownTitle } from '../../../shared/text/band-words.ts';
import { AUDIENCE_WORD } from '../../../shared/text/incident-words.ts';
import { plain } from '../../../shared/text/plain.ts';
import { useIncidents } from '../../lib/live-store.ts';
import { useCall } from '../../platform/use-call.ts';
import { Screen } from '../../ui/kit/Screen.tsx';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { OfIncident } from './Desk.tsx';
import { Ledger } from './ledger/Ledger.tsx';
import { NoIncident } from './NoIncident.tsx';
import { Proof } from './Proof.tsx';
import { CHANNEL_WORD } from './rules/words.ts';
import styles from './compose.module.css';

/** Status updates: of all incidents, or those of the one in the address. */
export function ComposePage() {
  const { incident } = useParams<{ incident?: string }>();
  if (incident === undefined) return <Overview />;
  const known = IncidentId.safeParse(incident);
  return known.success ? <OfIncident key={known.data} incident={known.data} /> : <NoIncident incident={incident} />;
}

function Overview() {
  return (
    <Screen title="Compose" lead="Status updates of every incident, and what became of each on every channel.">
      <OpenOnes />
      <Ledger incident={null} />
      <Channels />
    </Screen>
  );
}

function OpenOnes() {
  const incidents = useIncidents().filter(({ standing }) => standing === 'declared');
  return (
    <section className={styles.section} aria-label="Open incidents">
      <h2 className={styles.title}>Open incidents</h2>
      {incidents.length === 0 ? (
        <p className={styles.quiet}>
          None is open. Updates of one that is over are reached from <Link href="/incidents">its page</Link>.
        </p>
      ) : (
        <ul className={styles.list}>
          {incidents.map((incident) => (
            <li key={incident.id} className={styles.open}>
              <StateMark state={incident.severity} />
              <Link href={`/compose/${incident.id}`}>{incident.id}</Link>
              <span className={styles.cut} dir="auto">
                {shownTitle(incident, 200)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Channels() {
  const { data, error } = useCall('channels.list', {});
  if (data === undefined) return error === null ? null : <p className={styles.section}>The channels could not be read: {plain(error.message, 200)}</p>;
  return (
    <section className={styles.section} aria-label="Channels">
      <h2 className={styles.title}>Channels</h2>
      {data.items.length === 0 ? <NoChannels /> : <ul className={styles.list}>{data.items.map((channel) => <Channel key={channel.id} channel={channel} />)}</ul>}
    </section>
  );
}

function NoChannels() {
  return (
    <p className={styles.quiet}>
      There is no channel yet. <Link href="/settings/channels">Add one in Settings</Link>; copying a text by hand works without any.
    </p>
  );
}

function Channel({ channel }: { channel: ChannelView }) {
  return (
    <li className={styles.channel} data-channel={channel.id}>
      <span className={styles.cut} dir="auto">
        {plain(channel.name, 80)}
      </span>
      <span className={styles.quiet}>
        {CHANNEL_WORD[channel.type]} · {AUDIENCE_WORD[channel.audience]}
      </span>
      <Proof channel={channel} />
    </li>
  );
}
