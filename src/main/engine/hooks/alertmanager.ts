import { z } from 'zod';
import type { HookConfig } from '../../../shared/model/hook-config.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import { severityOfLabel } from '../../../shared/model/severity.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { labelsIdentity, serviceOf, type ReceivedAlert } from '../alerts/received.ts';
import { ALERT_BYTES, type HookContext, type HookKind } from './kinds.ts';
import { readList, readShape } from './words.ts';

const time = z.iso.datetime({ offset: true, error: 'expected a time such as "2026-01-15T12:00:00Z"' });
const texts = (longest: number) => z.record(z.string().max(200), z.string().max(longest));

/** An alert as Alertmanager and Grafana send it. */
export const SentAlert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: texts(4_000),
  annotations: texts(8_000).default({}),
  startsAt: time,
  endsAt: time.optional(),
  generatorURL: z.string().max(4_000).default(''),
  fingerprint: z.string().max(100).optional(),
});
export type SentAlert = z.infer<typeof SentAlert>;

/** How many the sender left out, because its settings allow no more. */
export const TruncatedAlerts = z.int().min(0).nullish();

/** What is to be said of alerts that were left out; `setting` is what limits them there. */
export const lacking = (truncated: z.infer<typeof TruncatedAlerts>, setting: string): string | null =>
  truncated == null || truncated === 0 ? null : `${truncated === 1 ? 'one alert was' : `${truncated.toLocaleString('en-US')} alerts were`} left out of it there. Take away the limit (${setting}), or group its alerts more finely.`;

const MOST_AT_ONCE = 20_000;
const Message = z.object({ version: z.string(), alerts: z.array(z.unknown()).max(MOST_AT_ONCE), truncatedAlerts: TruncatedAlerts });

/** What a webhook says of alerts that do not say it themselves. */
export type HookDefaults = Partial<Pick<HookConfig, 'source' | 'service' | 'severity' | 'reportedBy'>>;

/** They send this year for "has not ended". */
const NO_END_YEAR = 1;
const endOf = (endsAt: string | undefined): EpochMs | null => (endsAt === undefined || new Date(endsAt).getUTCFullYear() <= NO_END_YEAR ? null : epochMs(Date.parse(endsAt)));

/**
 * One alert of a webhook of Alertmanager (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config) or of whatever
 * sends the same. An `endsAt` ahead of a firing one says that it is over then, unless it is sent again.
 */
export function readSent(from: string, identity: string, { status, labels, annotations, startsAt, endsAt, generatorURL }: SentAlert, services: HookContext['services'], hook: HookDefaults): ReceivedAlert {
  const name = labels['alertname'] ?? 'alert';
  const end = endOf(endsAt);
  return {
    from,
    source: hook.source ?? null,
    identity,
    name,
    title: annotations['summary'] ?? annotations['description'] ?? name,
    severity: labels['severity'] === undefined ? (hook.severity ?? 'P2') : severityOfLabel(labels['severity']),
    service: serviceOf(labels, services) ?? hook.service ?? null,
    labels,
    annotations,
    state: status,
    startsAt: epochMs(Date.parse(startsAt)),
    // They tell when their rule began to be pending, not the first bad sample.
    noEarlierThan: false,
    endsAt: status === 'resolved' ? end : null,
    until: status === 'firing' ? end : null,
    url: generatorURL,
    origin: hook.reportedBy === 'customers' ? 'customers' : 'alert',
  };
}

/** The same of an Alertmanager, which is known by its labels whoever tells of it. */
export const readAlertmanager = (sent: SentAlert, services: HookContext['services'], hook: HookDefaults = {}): ReceivedAlert => readSent('alertmanager', labelsIdentity(sent.labels), sent, services, hook);

export const alertmanager: HookKind = {
  mostBytes: ALERT_BYTES,
  signedBy: null,
  repeatsOnlyOn5xx: true,
  read: async (body, context) => {
    const { version, alerts, truncatedAlerts } = readShape(Message, body);
    if (version !== '4') throw new HoldfastError('invalid_input', `version: expected "4", the version of Alertmanager's webhook that is understood here, found "${version.slice(0, 20)}"`);
    const sent = await readList('alerts', SentAlert, alerts, context.breathe);
    return { alerts: sent.map((each) => readAlertmanager(each, context.services, context.hook)), lacks: lacking(truncatedAlerts, 'max_alerts') };
  },
};
