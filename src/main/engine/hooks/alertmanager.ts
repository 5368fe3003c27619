import type { CallArgs } from '../../../shared/contract/contract.ts';
import type { Service } from '../../../shared/model/entities.ts';
import { severityOfLabel } from '../../../shared/model/severity.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { labelsIdentity, serviceOf, type ReceivedAlert } from '../alerts/received.ts';

type Sent = CallArgs<'hooks.alertmanager'>['alerts'][number];
/** Alertmanager sends this year for "has not ended". */
const NO_END_YEAR = 1;

const endOf = (endsAt: string | undefined): EpochMs | null => (endsAt === undefined || new Date(endsAt).getUTCFullYear() <= NO_END_YEAR ? null : epochMs(Date.parse(endsAt)));

/**
 * One alert of an Alertmanager's webhook (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config).
 * An `endsAt` ahead of a firing one says that it is over then, unless it is sent again.
 */
export function readAlertmanager({ status, labels, annotations, startsAt, endsAt, generatorURL }: Sent, services: readonly Pick<Service, 'id' | 'name'>[]): ReceivedAlert {
  const name = labels['alertname'] ?? 'alert';
  const end = endOf(endsAt);
  return {
    from: 'alertmanager',
    source: null,
    identity: labelsIdentity(labels),
    name,
    title: annotations['summary'] ?? annotations['description'] ?? name,
    severity: severityOfLabel(labels['severity']),
    service: serviceOf(labels, services),
    labels,
    annotations,
    state: status,
    startsAt: epochMs(Date.parse(startsAt)),
    // An Alertmanager tells when its rule began to be pending, not the first bad sample.
    noEarlierThan: false,
    endsAt: status === 'resolved' ? end : null,
    until: status === 'firing' ? end : null,
    url: generatorURL,
    origin: 'alert',
  };
}
