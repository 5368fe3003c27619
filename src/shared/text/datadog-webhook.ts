/**
 * The payload to set in Datadog's webhook, as docs/webhooks.md gives it, for what it sends by itself does not say which monitor an
 * event belongs to. Variables: https://docs.datadoghq.com/integrations/webhooks/
 */
export const DATADOG_WEBHOOK_TEMPLATE = {
  alert_id: '$ALERT_ID',
  transition: '$ALERT_TRANSITION',
  title: '$ALERT_TITLE',
  scope: '$ALERT_SCOPE',
  priority: '$ALERT_PRIORITY',
  tags: '$TAGS',
  status: '$ALERT_STATUS',
  date: '$DATE',
  cycle: '$ALERT_CYCLE_KEY',
  link: '$LINK',
  metric: '$ALERT_METRIC',
} as const;
