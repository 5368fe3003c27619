import { z } from 'zod';
import { HoldfastError } from '../../../shared/model/result.ts';
import { labelsIdentity, type ReceivedAlert } from '../alerts/received.ts';
import { lacking, readSent, SentAlert, TruncatedAlerts, type HookDefaults } from './alertmanager.ts';
import { ALERT_BYTES, type HookContext, type HookKind } from './kinds.ts';
import { grafanaSignature } from './signature.ts';
import { readList, readShape } from './words.ts';

const MOST_AT_ONCE = 20_000;
const Message = z.object({ version: z.string(), alerts: z.array(z.unknown(), { error: 'expected the alerts of Grafana Alerting (Grafana 9 or later)' }).max(MOST_AT_ONCE), truncatedAlerts: TruncatedAlerts });

/** Grafana tells an alert apart by a fingerprint of all its labels, of which it sends and serves only those without "__". */
const grafanaIdentity = ({ fingerprint, labels }: Pick<SentAlert, 'fingerprint' | 'labels'>): string =>
  fingerprint !== undefined && fingerprint !== '' ? fingerprint : labelsIdentity(Object.fromEntries(Object.entries(labels).filter(([name]) => !name.startsWith('__'))));

/** What all Grafanas are called among those that send or tell alerts. */
export const GRAFANA = 'grafana';

/** Alerts that stand in the place of one whose rule could not be judged: https://grafana.com/docs/grafana/latest/alerting/fundamentals/alert-rule-evaluation/stale-alert-instances/ */
const NOT_JUDGED: Readonly<Record<string, string>> = { DatasourceNoData: 'no data', DatasourceError: 'its query fails' };

/** One alert of Grafana, whether it was sent or fetched. One that tells that a rule cannot be judged says so: what it would have said is not known. */
export function readGrafana(sent: SentAlert, services: HookContext['services'], hook: HookDefaults = {}): ReceivedAlert {
  const read = readSent(GRAFANA, grafanaIdentity(sent), sent, services, hook);
  const { rulename } = sent.labels;
  const why = Object.hasOwn(NOT_JUDGED, read.name) ? NOT_JUDGED[read.name] : undefined;
  return why === undefined || rulename === undefined ? read : { ...read, name: `${rulename} (${why})`, title: `${rulename} cannot be judged: ${why}` };
}

/** https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/ */
export const grafana: HookKind = {
  mostBytes: ALERT_BYTES,
  signedBy: grafanaSignature,
  repeatsOnlyOn5xx: true,
  read: async (body, context) => {
    const { version, alerts, truncatedAlerts } = readShape(Message, body);
    if (version !== '1') throw new HoldfastError('invalid_input', `version: expected "1", the version of Grafana's webhook that is understood here, found "${version.slice(0, 20)}"`);
    const sent = await readList('alerts', SentAlert, alerts, context.breathe);
    return { alerts: sent.map((each) => readGrafana(each, context.services, context.hook)), lacks: lacking(truncatedAlerts, 'Max Alerts') };
  },
};
