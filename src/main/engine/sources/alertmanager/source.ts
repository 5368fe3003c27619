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
import type { Fed, Source, SourceIdentity } from '../source.ts';
import type { KeptAlert, Status } from './answer.ts';
import { createAlertmanagerClient } from './client.ts';
import { FROM, receivedOf } from './received.ts';
import { missing, readWatchdog, type Watchdog } from './watchdog.ts';

type AlertmanagerDeps = Pick<SourceDeps, 'services' | 'watchdogs'> & HttpDeps;

/** Beyond this the clock there is plainly wrong, and what it says is moved onto ours. */
const CLOCK_TOLERANCE_MS = 2_000;

/** Reads an Alertmanager: every alert that is active there, silenced and inhibited ones too. It measures nothing, so it has no signals. */
export function createAlertmanagerSource(config: AlertmanagerSourceConfig, endpoint: HttpEndpoint, deps: AlertmanagerDeps): Source {
  const client = createAlertmanagerClient(endpoint, deps);
  // Each was read once before, when the configuration was checked.
  const filter = config.filter.flatMap((text) => parseMatcher(text) ?? []);
  const watchdog = readWatchdog(config);
  const watchdogs = deps.watchdogs ?? createWatchdogs({ clock: deps.clock, configured: () => [] });

  /** When the watchdog was last sent to the Alertmanager, on our clock; null where it is not there. */
  const lookFor = async ({ matchers }: Watchdog, told: readonly KeptAlert[], offsetMs: number | null, abort: AbortSignal): Promise<EpochMs | null> => {
    const kept = filter.length === 0 ? told : (await client.alerts(matchers, abort)).told.items;
    const times = kept.filter(({ labels }) => matchesAll(matchers, labels)).map(({ updatedAt }) => updatedAt);
    if (times.length === 0) return null;
    return epochMs(Math.max(...times) - (offsetMs !== null && Math.abs(offsetMs) > CLOCK_TOLERANCE_MS ? offsetMs : 0));
  };

  /** Whether the alert that always fires is there, and why what is told cannot be all where it has not arrived for too long. */
  const lookAfterWatchdog = async (told: readonly KeptAlert[], offsetMs: number | null, abort: AbortSignal): Promise<{ readonly isThere: boolean; readonly blind: string | null }> => {
    if (watchdog === null) return { isThere: true, blind: null };
    if (watchdog.by === 'webhook') return { isThere: true, blind: missing(watchdog, watchdogs.lastSent(config.id), watchdogs.since, deps.clock.nowMs()) };
    const at = await lookFor(watchdog, told, offsetMs, abort);
    if (at !== null) watchdogs.arrived(config.id, at);
    return { isThere: at !== null, blind: missing(watchdog, watchdogs.lastArrived(config.id), null, deps.clock.nowMs()) };
  };

  const poll = async (abort: AbortSignal): Promise<Fed> => {
    const { told, clockOffsetMs } = await client.alerts(filter, abort);
    const { isThere, blind } = await lookAfterWatchdog(told.items, clockOffsetMs, abort);
    return {
      // While nobody evaluates rules, and after a restart, which forgets all alerts, some are missing there although nothing is over.
      alerts: { from: FROM, active: told.items.map((alert) => receivedOf(alert, config.id, deps.services())), complete: told.unreadable === 0 && isThere && blind === null },
      blind,
      clockOffsetMs,
      warnings: told.unreadable === 0 ? [] : [`${counted(told.unreadable, 'alert')} of it cannot be read, and ${told.unreadable === 1 ? 'is' : 'are'} not shown.`],
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
    feeds: [{ name: 'alerts', everyMs: readDuration(config.every), poll }],
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
