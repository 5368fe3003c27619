import type { AlertmanagerSourceConfig } from '../../../../shared/model/sources/alertmanager.ts';
import { matchesAll, parseMatcher } from '../../../../shared/model/label-matcher.ts';
import { epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { readDuration } from '../../../config/duration.ts';
import { createWatchdogs } from '../../alerts/watchdogs.ts';
import type { HttpEndpoint } from '../http/endpoint.ts';
import type { HttpDeps } from '../http/client.ts';
import type { SourceDeps } from '../registry.ts';
import { SourceFailure, type Fed, type Source, type SourceIdentity, type SourceSilence, type WatchdogState } from '../source.ts';
import type { KeptAlert, Status } from './answer.ts';
import { createAlertmanagerClient } from './client.ts';
import { FROM, receivedOf } from './received.ts';
import { createSilencer } from './silencer.ts';
import { missing, nameOf, readWatchdog, type Watchdog } from './watchdog.ts';

type AlertmanagerDeps = Pick<SourceDeps, 'services' | 'watchdogs'> & HttpDeps;

/** Beyond this the clock there is plainly wrong, and what it says is moved onto ours. */
const CLOCK_TOLERANCE_MS = 2_000;

/** Reads an Alertmanager: every alert that is active there, silenced and inhibited ones too. It measures nothing, so it has no signals. */
export function createAlertmanagerSource(config: AlertmanagerSourceConfig, endpoint: HttpEndpoint, deps: AlertmanagerDeps): Source {
  const client = createAlertmanagerClient(endpoint, deps);
  // Each was read once before, when the configuration was checked.
  const filter = config.filter.flatMap((text) => parseMatcher(text) ?? []);
  const watchdog = readWatchdog(config);
  /** Its clock minus ours, where it is plainly wrong. */
  let skewMs = 0;
  const onOurClock = (silence: SourceSilence): SourceSilence => ({ ...silence, startsAt: epochMs(silence.startsAt - skewMs), endsAt: epochMs(silence.endsAt - skewMs) });
  let watchdogLookedFor = false;
  const watchdogs = deps.watchdogs ?? createWatchdogs({ clock: deps.clock, configured: () => [] });

  const lastArrivedOf = ({ by }: Watchdog): EpochMs | null => (by === 'webhook' ? watchdogs.lastSent(config.id) : watchdogs.lastArrived(config.id));
  /** Before it is looked for it may have arrived unseen, where it is only sent and cannot be asked for. */
  const whyMissing = (dog: Watchdog): string | null => missing(dog, lastArrivedOf(dog), dog.by === 'webhook' ? watchdogs.since : null, deps.clock.nowMs());
  const watchdogState = (dog: Watchdog): WatchdogState => {
    const lastAt = lastArrivedOf(dog);
    const isMissing = whyMissing(dog) !== null;
    return { name: nameOf(dog), withinMs: dog.withinMs, lastAt, state: !watchdogLookedFor || (lastAt === null && !isMissing) ? 'waiting' : isMissing ? 'missing' : 'arrives' };
  };

  /** When the watchdog was last sent to the Alertmanager, on our clock; null where it is not there. */
  const lookFor = async ({ matchers }: Watchdog, told: readonly KeptAlert[], abort: AbortSignal): Promise<EpochMs | null> => {
    const kept = filter.length === 0 ? told : (await client.alerts(matchers, abort)).told.items;
    const times = kept.filter(({ labels }) => matchesAll(matchers, labels)).map(({ updatedAt }) => updatedAt);
    if (times.length === 0) return null;
    return epochMs(Math.max(...times) - skewMs);
  };

  /** Whether the alert that always fires is there, and why what is told cannot be all where it has not arrived for too long. */
  const lookAfterWatchdog = async (told: readonly KeptAlert[], abort: AbortSignal): Promise<{ readonly isThere: boolean; readonly blind: string | null }> => {
    if (watchdog === null) return { isThere: true, blind: null };
    const at = watchdog.by === 'webhook' ? null : await lookFor(watchdog, told, abort);
    if (at !== null) watchdogs.arrived(config.id, at);
    watchdogLookedFor = true;
    return { isThere: watchdog.by === 'webhook' || at !== null, blind: whyMissing(watchdog) };
  };

  /** What is kept silent there; where that cannot be read, alerts still can. */
  const readSilences = async (abort: AbortSignal): Promise<Pick<Fed, 'silences' | 'warnings'>> => {
    try {
      const { items, unreadable } = (await client.silences(abort)).told;
      return { silences: { items: items.map(onOurClock), complete: unreadable === 0 }, warnings: [] };
    } catch (error) {
      if (!(error instanceof SourceFailure)) throw error;
      return { warnings: [`Its silences cannot be read: ${error.message}.`] };
    }
  };

  const poll = async (abort: AbortSignal): Promise<Fed> => {
    const { told, clockOffsetMs } = await client.alerts(filter, abort);
    skewMs = clockOffsetMs !== null && Math.abs(clockOffsetMs) > CLOCK_TOLERANCE_MS ? clockOffsetMs : 0;
    const { silences, warnings } = await readSilences(abort);
    const { isThere, blind } = await lookAfterWatchdog(told.items, abort);
    return {
      // While nobody evaluates rules, and after a restart, which forgets all alerts, some are missing there although nothing is over.
      alerts: { from: FROM, active: told.items.map((alert) => receivedOf(alert, config.id, deps.services())), complete: told.unreadable === 0 && isThere && blind === null },
      ...(silences === undefined ? {} : { silences }),
      blind,
      clockOffsetMs,
      warnings: told.unreadable === 0 ? warnings : [...warnings, `${counted(told.unreadable, 'alert')} of it cannot be read, and ${told.unreadable === 1 ? 'is' : 'are'} not shown.`],
    };
  };

  /** What it is, and whether it is one of several that share what they know. */
  const identify = async (abort: AbortSignal): Promise<SourceIdentity> => {
    const { told, clockOffsetMs } = await client.status(abort);
    // An account may be let see the state and not the alerts; which is what is read.
    await client.alerts(filter, abort);
    return { product: 'Alertmanager', version: told.version, account: null, notes: clusterNotes(told), clockOffsetMs };
  };

  return {
    plan: () => [],
    poll: () => Promise.resolve({ outcomes: [], clockOffsetMs: null, warnings: [] }),
    history: () => Promise.resolve([]),
    openUrl: () => null,
    silencer: createSilencer({ client, clock: deps.clock, source: config.id, address: endpoint.url, services: deps.services, skewMs: () => skewMs }),
    feeds: [{ name: 'alerts', everyMs: readDuration(config.every), poll }],
    ...(watchdog !== null && { watchdog: () => watchdogState(watchdog) }),
    identify,
    close: () => {
      client.close();
      return Promise.resolve();
    },
  };
}

function clusterNotes({ cluster, peers }: Status): readonly string[] {
  if (cluster === 'disabled') return [];
  return [cluster === 'ready' ? `It is one of a cluster of ${peers}, which is ready.` : `Its cluster is not ready but ${plain(cluster, 20)}: it may not know every alert and silence yet.`];
}
