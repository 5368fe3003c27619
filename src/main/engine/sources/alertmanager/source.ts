import type { AlertmanagerSourceConfig } from '../../../../shared/model/sources/alertmanager.ts';
import { parseMatcher } from '../../../../shared/model/label-matcher.ts';
import type { DurationMs } from '../../../../shared/model/units.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';
import type { HttpEndpoint } from '../http/endpoint.ts';
import type { HttpDeps } from '../http/client.ts';
import type { SourceDeps } from '../registry.ts';
import type { Fed, Source, SourceIdentity } from '../source.ts';
import type { Status } from './answer.ts';
import { createAlertmanagerClient } from './client.ts';
import { FROM, receivedOf } from './received.ts';

type AlertmanagerDeps = Pick<SourceDeps, 'services'> & HttpDeps;

/** Reads an Alertmanager: every alert that is active there, silenced and inhibited ones too. It measures nothing, so it has no signals. */
export function createAlertmanagerSource(config: AlertmanagerSourceConfig, endpoint: HttpEndpoint, everyMs: DurationMs, deps: AlertmanagerDeps): Source {
  const client = createAlertmanagerClient(endpoint, deps);
  // Each was read once before, when the configuration was checked.
  const filter = config.filter.flatMap((text) => parseMatcher(text) ?? []);

  const poll = async (abort: AbortSignal): Promise<Fed> => {
    const { told, clockOffsetMs } = await client.alerts(filter, abort);
    return {
      alerts: { from: FROM, active: told.items.map((alert) => receivedOf(alert, config.id, deps.services())), complete: told.unreadable === 0 },
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
    feeds: [{ name: 'alerts', everyMs, poll }],
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
