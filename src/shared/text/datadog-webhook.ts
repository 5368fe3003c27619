/**
 * The payload to set in Datadog's webhook, for what it sends by itself does not say which monitor an event belongs to. Variables:
 * https://docs.datadoghq.com/integrations/webhooks/
 */
export const DATADOG_WEBHOOK_TEMPLATE = {
  id: '$ID',
  alert_id: '$ALERT_ID',
  alert_cycle_key: '$ALERT_CYCLE_KEY',
  aggreg_key: '$AGGREG_KEY',
  alert_title: '$ALERT_TITLE',
  alert_transition: '$ALERT_TRANSITION',
  alert_type: '$ALERT_TYPE',
  alert_priority: '$ALERT_PRIORITY',
  alert_metric: '$ALERT_METRIC',
  alert_query: '$ALERT_QUERY',
  alert_scope: '$ALERT_SCOPE',
  alert_status: '$ALERT_STATUS',
  event_title: '$EVENT_TITLE',
  event_msg: '$TEXT_ONLY_MSG',
  event_type: '$EVENT_TYPE',
  date: '$DATE',
  last_updated: '$LAST_UPDATED',
  hostname: '$HOSTNAME',
  tags: '$TAGS',
  link: '$LINK',
  org_id: '$ORG_ID',
} as const;
