import type { CallArgs } from '../../../shared/contract/contract.ts';
import type { Service } from '../../../shared/model/entities.ts';
import { severityOfLabel } from '../../../shared/model/severity.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { plain } from '../../../shared/text/plain.ts';
import type { Observation } from './service.ts';

type Received = CallArgs<'hooks.alertmanager'>['alerts'][number];
/** Alertmanager sends this year for "has not ended". */
const NO_END_YEAR = 1;

/** The labels in one order, so that the same alert is known again whoever computed a fingerprint. */
const identityOf = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',');

/** Which service an alert speaks of: the one whose id or name stands in its `service` label. */
export const serviceOf = (labels: Readonly<Record<string, string>>, services: readonly Pick<Service, 'id' | 'name'>[]): Service['id'] | null => {
  const named = labels['service']?.toLowerCase();
  return services.find(({ id, name }) => id.toLowerCase() === named || name.toLowerCase() === named)?.id ?? null;
};

/** One alert of an Alertmanager's webhook (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config) as it concerns us. */
export function readReceived({ status, labels, annotations, startsAt, endsAt }: Received, services: readonly Pick<Service, 'id' | 'name'>[], now: EpochMs): Observation {
  const alertName = labels['alertname'] ?? 'alert';
  const service = serviceOf(labels, services);
  const severity = severityOfLabel(labels['severity']);
  const title = plain(annotations['summary'] ?? annotations['description'] ?? alertName, 200);
  const rule = `alertmanager:${plain(alertName, 120)}`;
  const ended = status === 'resolved';
  const end = endsAt === undefined || new Date(endsAt).getUTCFullYear() <= NO_END_YEAR ? now : epochMs(Date.parse(endsAt));
  return {
    subject: {
      key: `alertmanager/${identityOf(labels)}`,
      rule,
      name: title,
      source: null,
      service,
      signal: null,
      severity,
      labels,
      annotations,
      facts: { mode: severity === 'P2' ? 'propose' : 'open', signature: `${service ?? 'unassigned'}/${rule}/received`, services: service === null ? [] : [service], title, origin: 'alert' },
    },
    standing: {
      state: ended ? 'inactive' : 'firing',
      startsAt: epochMs(Date.parse(startsAt)),
      // An Alertmanager tells when its rule began to be pending, not the first bad sample.
      noEarlierThan: false,
      firedAt: ended ? null : now,
      endsAt: ended ? end : null,
      value: null,
      limit: null,
      confirmedAt: now,
      confirmed: true,
    },
  };
}
