import { createHash, createHmac } from 'node:crypto';

export interface GrafanaWebhookAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** RFC 3339. */
  readonly startsAt: string;
  /** RFC 3339; Go's zero time while it fires. */
  readonly endsAt?: string;
  readonly values?: Readonly<Record<string, number>>;
  readonly dashboardUid?: string;
  readonly panelId?: number;
}

export interface GrafanaWebhookOptions {
  readonly receiver?: string;
  readonly groupBy?: readonly string[];
  /** How many alerts Grafana left out of this message. */
  readonly truncatedAlerts?: number;
  readonly externalUrl?: string;
}

/** As Grafana's Alertmanager makes it: the same for the same labels. Not its own algorithm, only its form. */
const fingerprint = (labels: Readonly<Record<string, string>>): string => createHash('sha256').update(JSON.stringify(Object.keys(labels).sort().map((name) => [name, labels[name]]))).digest('hex').slice(0, 16);

function common(all: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const [first = {}, ...others] = all;
  return Object.fromEntries(Object.entries(first).filter(([name, value]) => others.every((other) => other[name] === value)));
}

/**
 * The message of a webhook contact point of Grafana alerting:
 * https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
 */
export function grafanaWebhook(alerts: readonly GrafanaWebhookAlert[], options: GrafanaWebhookOptions = {}): string {
  const base = options.externalUrl ?? 'https://grafana.acme.test';
  const groupBy = options.groupBy ?? ['alertname', 'grafana_folder'];
  const commonLabels = common(alerts.map(({ labels }) => labels));
  const groupLabels = Object.fromEntries(groupBy.flatMap((name) => (commonLabels[name] === undefined ? [] : [[name, commonLabels[name]]])));
  const firing = alerts.filter(({ status }) => status === 'firing').length;
  const status = firing > 0 ? 'firing' : 'resolved';
  const title = `[${status.toUpperCase()}${firing > 0 ? `:${String(firing)}` : ''}] ${Object.values(groupLabels).join(' ')}`;
  return JSON.stringify({
    receiver: options.receiver ?? 'holdfast',
    status,
    alerts: alerts.map(({ labels, annotations = {}, startsAt, endsAt, values, dashboardUid, panelId, ...alert }) => ({
      status: alert.status,
      labels,
      annotations,
      startsAt,
      endsAt: endsAt ?? '0001-01-01T00:00:00Z',
      generatorURL: `${base}/alerting/grafana/${labels['__alert_rule_uid__'] ?? 'rule-uid'}/view?orgId=1`,
      fingerprint: fingerprint(labels),
      silenceURL: `${base}/alerting/silence/new?alertmanager=grafana&${Object.entries(labels).map(([name, value]) => `matcher=${encodeURIComponent(`${name}=${value}`)}`).join('&')}`,
      dashboardURL: dashboardUid === undefined ? '' : `${base}/d/${dashboardUid}?orgId=1`,
      panelURL: dashboardUid === undefined || panelId === undefined ? '' : `${base}/d/${dashboardUid}?orgId=1&viewPanel=${String(panelId)}`,
      values: values ?? null,
      valueString: Object.entries(values ?? {}).map(([name, value]) => `[ var='${name}' labels={} value=${String(value)} ]`).join(', '),
      orgId: 1,
    })),
    groupLabels,
    commonLabels,
    commonAnnotations: common(alerts.map(({ annotations = {} }) => annotations)),
    externalURL: `${base}/`,
    version: '1',
    groupKey: `{}/{}:{${Object.entries(groupLabels).map(([name, value]) => `${name}="${value}"`).join(', ')}}`,
    truncatedAlerts: options.truncatedAlerts ?? 0,
    orgId: 1,
    title,
    state: status === 'firing' ? 'alerting' : 'ok',
    message: `**${status === 'firing' ? 'Firing' : 'Resolved'}**\n\n${alerts.map(({ labels }) => Object.entries(labels).map(([name, value]) => ` - ${name} = ${value}`).join('\n')).join('\n')}`,
  });
}

/** Headers by which Grafana (from 12) signs: hexadecimal HMAC-SHA256 of the body, or of `seconds:body` where a header for the time is set. */
export function grafanaSignature(body: string, secret: string, atMs?: number): Record<string, string> {
  const hmac = (text: string): string => createHmac('sha256', secret).update(text).digest('hex');
  if (atMs === undefined) return { 'X-Grafana-Alerting-Signature': hmac(body) };
  const seconds = String(Math.floor(atMs / 1_000));
  return { 'X-Grafana-Alerting-Signature': hmac(`${seconds}:${body}`), 'X-Grafana-Alerting-Timestamp': seconds };
}
