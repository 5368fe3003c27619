import { z } from 'zod';
import { HoldfastError } from '../../../shared/model/result.ts';
import { labelsIdentity } from '../alerts/received.ts';
import { readSent, SentAlert } from './alertmanager.ts';
import { ALERT_BYTES, type HookKind } from './kinds.ts';
import { grafanaSignature } from './signature.ts';
import { readShape } from './words.ts';

const MOST_AT_ONCE = 20_000;
const Message = z.object({ version: z.string(), alerts: z.array(SentAlert, { error: 'expected the alerts of Grafana Alerting (Grafana 9 or later)' }).max(MOST_AT_ONCE) });

/** Grafana tells an alert apart by a fingerprint of all its labels, of which it sends and serves only those without "__". */
export const grafanaIdentity = ({ fingerprint, labels }: Pick<SentAlert, 'fingerprint' | 'labels'>): string =>
  fingerprint !== undefined && fingerprint !== '' ? fingerprint : labelsIdentity(Object.fromEntries(Object.entries(labels).filter(([name]) => !name.startsWith('__'))));

/** https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/ */
export const grafana: HookKind = {
  mostBytes: ALERT_BYTES,
  signedBy: grafanaSignature,
  repeatsOnlyOn5xx: true,
  read: (body, context) => {
    const { version, alerts } = readShape(Message, body);
    if (version !== '1') throw new HoldfastError('invalid_input', `version: expected "1", the version of Grafana's webhook that is understood here, found "${version.slice(0, 20)}"`);
    return { alerts: alerts.map((each) => readSent('grafana', grafanaIdentity(each), each, context.services, context.hook)) };
  },
};
