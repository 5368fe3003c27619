import { DATADOG_WEBHOOK_TEMPLATE } from '../../../src/shared/text/datadog-webhook.ts';

/** What changed, in Datadog's words. */
export type AlertTransition = 'Triggered' | 'Re-Triggered' | 'Recovered' | 'No Data' | 'Re-No Data' | 'Warn' | 'Re-Warn' | 'Renotify';

export interface DatadogAlertEvent {
  /** Of this event; a message that is sent again has the same. */
  readonly eventId: string;
  readonly monitorId: number;
  readonly monitorName: string;
  readonly transition: AlertTransition;
  /** Group of a multi alert: `host:web-1,env:prod`; empty for a simple one. */
  readonly scope?: string;
  /** From the moment it triggers until it recovers; by default one for each monitor and group. */
  readonly cycleKey?: string;
  readonly atMs: number;
  readonly priority?: string;
  readonly query?: string;
  readonly message?: string;
  readonly tags?: readonly string[];
}

const TYPES: Readonly<Record<AlertTransition, string>> = { Triggered: 'error', 'Re-Triggered': 'error', Recovered: 'success', 'No Data': 'error', 'Re-No Data': 'error', Warn: 'warning', 'Re-Warn': 'warning', Renotify: 'error' };

function variables(event: DatadogAlertEvent): Readonly<Record<string, string>> {
  const { scope = '', query = 'avg(last_5m):avg:checkout.latency{env:prod} > 0.8' } = event;
  const title = `${event.priority === undefined ? '' : `[${event.priority}] `}[${event.transition}${scope === '' ? '' : ` on {${scope}}`}] ${event.monitorName}`;
  const cycle = event.cycleKey ?? `${String(event.monitorId)}${scope}`.replaceAll(/\W/g, '');
  return {
    ID: event.eventId,
    ALERT_ID: String(event.monitorId),
    ALERT_CYCLE_KEY: cycle,
    AGGREG_KEY: cycle,
    ALERT_TITLE: title,
    ALERT_TRANSITION: event.transition,
    ALERT_TYPE: TYPES[event.transition],
    ALERT_PRIORITY: event.priority ?? '',
    ALERT_METRIC: 'checkout.latency',
    ALERT_QUERY: query,
    ALERT_SCOPE: scope,
    ALERT_STATUS: `checkout.latency${scope === '' ? '' : ` over ${scope}`} was > 0.8 on average during the last 5m`,
    EVENT_TITLE: title,
    EVENT_MSG: `%%%\n${event.message ?? '@webhook-holdfast'}\n%%%`,
    TEXT_ONLY_MSG: event.message ?? '',
    EVENT_TYPE: 'metric_alert_monitor',
    DATE: String(event.atMs),
    LAST_UPDATED: String(event.atMs),
    HOSTNAME: '',
    TAGS: (event.tags ?? []).join(','),
    LINK: `https://app.datadoghq.com/event/event?id=${event.eventId}`,
    ORG_ID: '1234',
    ORG_NAME: 'Acme Payments',
  };
}

const fill = (template: unknown, values: Readonly<Record<string, string>>): string => JSON.stringify(template, (_, value: unknown) => (typeof value === 'string' ? value.replaceAll(/\$([A-Z_]+)/g, (_whole, name: string) => values[name] ?? '') : value));

/** The body that Datadog sends with our template as its payload. */
export const datadogWebhook = (event: DatadogAlertEvent): string => fill(DATADOG_WEBHOOK_TEMPLATE, variables(event));

/** The body that it sends where nobody has set a payload: it does not name the monitor. */
export const datadogUsualWebhook = (event: DatadogAlertEvent): string =>
  fill({ body: '$EVENT_MSG', last_updated: '$LAST_UPDATED', event_type: '$EVENT_TYPE', title: '$EVENT_TITLE', date: '$DATE', org: { id: '$ORG_ID', name: '$ORG_NAME' }, id: '$ID' }, variables(event));
