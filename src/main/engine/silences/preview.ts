import type { Alert } from '../../../shared/model/incident.ts';
import type { IncidentId, ServiceId } from '../../../shared/model/ids.ts';
import { severityRank } from '../../../shared/model/severity.ts';
import type { SilencedAlert, SilencePreview } from '../../../shared/model/silence.ts';
import { plain } from '../../../shared/text/plain.ts';
import { keyOf, type ReceivedAlert } from '../alerts/received.ts';
import type { AlertGroup } from '../sources/source.ts';

const GROUPS_SHOWN = 20;
const SAMPLES = 5;

/** What is shown of alerts that a silence keeps silent: the gravest few. */
export const gravestFew = (alerts: readonly Alert[]): SilencedAlert[] =>
  alerts
    .toSorted((a, b) => severityRank(a.severity) - severityRank(b.severity))
    .slice(0, SAMPLES)
    .map(({ name, severity, service, labels, incident }) => ({ name, severity, service, labels, incident }));

/** As it is known here; one that has not been read yet as the source tells it. */
const sampleOf = (alert: ReceivedAlert, known: Alert | null): SilencedAlert => ({
  name: known?.name ?? (plain(alert.title, 200) || plain(alert.name, 120)),
  severity: known?.severity ?? alert.severity,
  service: known?.service ?? alert.service,
  labels: known?.labels ?? { ...alert.labels },
  incident: known?.incident ?? null,
});

/** How many of each, the most first. */
function countBy<T, K>(items: readonly T[], key: (item: T) => K): [K, number][] {
  return [...Map.groupBy(items, key)].map(([of, all]): [K, number] => [of, all.length]).toSorted(([, a], [, b]) => b - a);
}

/** What a silence that matches these groups would keep silent, looked at from an incident. An alert in two groups is one. Pure. */
export function previewOf(groups: readonly AlertGroup[], activeOf: (key: string) => Alert | null, incident: IncidentId | null): SilencePreview {
  const each = [...new Map(groups.flatMap((group) => group.alerts).map((alert) => [keyOf(alert), alert]))].map(([key, alert]) => sampleOf(alert, activeOf(key)));
  const isForeign = (alert: SilencedAlert): boolean => alert.incident !== null && alert.incident !== incident;
  const largest = groups.toSorted((a, b) => b.alerts.length - a.alerts.length);
  return {
    alerts: each.length,
    ofIncident: incident === null ? 0 : each.filter((alert) => alert.incident === incident).length,
    ofOthers: countBy(each.filter(isForeign), (alert) => alert.incident).flatMap(([id, alerts]) => (id === null ? [] : [{ incident: id, alerts }])),
    services: countBy(each, (alert): ServiceId | null => alert.service).map(([service, alerts]) => ({ service, alerts })),
    gravest: each.filter(({ severity }) => severity === 'P0').length,
    samples: each.toSorted((a, b) => Number(isForeign(b)) - Number(isForeign(a)) || severityRank(a.severity) - severityRank(b.severity)).slice(0, SAMPLES),
    groups: largest.slice(0, GROUPS_SHOWN).map(({ labels, receiver, alerts }) => ({ labels: { ...labels }, receiver, alerts: alerts.length })),
    moreGroups: Math.max(0, largest.length - GROUPS_SHOWN),
  };
}
