/** An alert as an Alertmanager hands it on, with as many labels as one of a cluster has; every index is an alert of its own. */
function alertOf(index: number, startsAt: string): object {
  const [service, pod] = [`svc-${String(index % 40).padStart(2, '0')}`, `pod-${index}`];
  return {
    status: 'firing',
    labels: { alertname: `Broken${index % 500}`, severity: index % 10 === 0 ? 'critical' : 'warning', service, cluster: 'eu-1', namespace: 'shop', job: service, instance: `10.0.${index % 250}.${(index >> 8) % 250}:9100`, pod },
    annotations: { summary: `${service} answers with errors in ${pod}`, description: 'More than two of a hundred requests have failed for five minutes in a row.', runbook_url: `https://runbooks.test/${service}` },
    startsAt,
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: `http://prometheus.test/graph?g0.expr=errors%7Bpod%3D%22${pod}%22%7D`,
    fingerprint: index.toString(16).padStart(16, '0'),
  };
}

/** Who takes the alerts: the webhook's own message, or the API of an Alertmanager, which takes a list without what only it knows. */
export type Shape = 'webhook' | 'alertmanager';

export function messageOf(shape: Shape, from: number, count: number, startsAt: string): string {
  const alerts = Array.from({ length: count }, (_, index) => alertOf(from + index, startsAt));
  if (shape === 'webhook') return JSON.stringify({ version: '4', groupKey: `{}:${from}`, truncatedAlerts: 0, status: 'firing', receiver: 'holdfast', groupLabels: {}, commonLabels: {}, commonAnnotations: {}, externalURL: 'http://alertmanager.test', alerts });
  return JSON.stringify(alerts.map((alert) => Object.fromEntries(Object.entries(alert).filter(([key]) => key === 'labels' || key === 'annotations' || key === 'startsAt' || key === 'generatorURL'))));
}
