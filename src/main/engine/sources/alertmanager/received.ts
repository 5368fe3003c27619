import type { SourceId } from '../../../../shared/model/ids.ts';
import type { AlertMute } from '../../../../shared/model/incident.ts';
import { severityOfLabel } from '../../../../shared/model/severity.ts';
import { labelsIdentity, serviceOf, type ReceivedAlert } from '../../alerts/received.ts';
import type { SourceDeps } from '../registry.ts';
import type { KeptAlert } from './answer.ts';

/** What all Alertmanagers are called among those that send or tell alerts, so that one that is sent and fetched is one alert. */
export const FROM = 'alertmanager';

/** An alert that Alertmanager keeps, as the one that its webhook would send. */
export function receivedOf(alert: KeptAlert, source: SourceId, services: ReturnType<SourceDeps['services']>): ReceivedAlert {
  const { labels, annotations, startsAt, generatorURL, receivers } = alert;
  const name = labels['alertname'] ?? 'alert';
  return {
    from: FROM,
    source,
    identity: labelsIdentity(labels),
    name,
    title: annotations['summary'] ?? annotations['description'] ?? name,
    severity: severityOfLabel(labels['severity']),
    service: serviceOf(labels, services),
    labels,
    annotations,
    state: 'firing',
    startsAt,
    // It tells when the rule began to be pending, not the first bad sample.
    noEarlierThan: false,
    endsAt: null,
    until: null,
    url: generatorURL,
    receivers,
    origin: 'alert',
    muted: mutedOf(alert),
  };
}

/** A silence comes first: somebody decided it. */
export function mutedOf({ silencedBy, inhibitedBy, mutedBy }: Pick<KeptAlert, 'silencedBy' | 'inhibitedBy' | 'mutedBy'>): AlertMute | null {
  if (silencedBy.length > 0) return { by: 'silence', ids: [...silencedBy] };
  if (inhibitedBy.length > 0) return { by: 'inhibition', ids: [...inhibitedBy] };
  return mutedBy.length > 0 ? { by: 'muteTime', ids: [...mutedBy] } : null;
}
