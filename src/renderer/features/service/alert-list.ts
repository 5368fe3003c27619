import type { ServiceId } from '../../../shared/model/ids.ts';
import type { Alert, AlertCounts } from '../../../shared/model/incident.ts';

const SHOWN = 5;

/** Alerts of one rule that stand alike: a line. */
export interface AlertLine {
  /** The one that began first stands for all of them. */
  readonly alert: Alert;
  readonly alerts: readonly Alert[];
}

export interface AlertList {
  /** The gravest of the service. */
  readonly shown: readonly AlertLine[];
  /** Others of the service that this screen knows. */
  readonly more: number;
  /** Alerts of the workspace that this screen does not know: some of them may be of this service. */
  readonly unknown: number;
}

/** Alike in everything that a line says of them, but for when each began and what tells them apart. */
const alike = ({ rule, name, source, severity, state, confirmed, incident, suppressedBy, muted }: Alert): string => JSON.stringify([rule, name, source, severity, state, confirmed, incident, suppressedBy, muted?.by ?? null, muted?.ids.toSorted() ?? []]);

const earliest = (alerts: readonly Alert[]): Alert | undefined => alerts.toSorted((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))[0];

/** Which alerts of a service are listed, and what is left out. A screen knows the gravest 200 of the workspace. */
export function listAlerts(service: ServiceId, alerts: readonly Alert[], counts: AlertCounts): AlertList {
  const mine = alerts.filter((alert) => alert.service === service);
  const lines = [...Map.groupBy(mine, alike).values()].flatMap((all): AlertLine[] => {
    const alert = earliest(all);
    return alert === undefined ? [] : [{ alert, alerts: all }];
  });
  const shown = lines.slice(0, SHOWN);
  return { shown, more: mine.length - shown.reduce((sum, line) => sum + line.alerts.length, 0), unknown: Math.max(0, counts.firing + counts.pending + counts.suppressed - alerts.length) };
}

type Labels = Readonly<Record<string, string>>;

/** The labels that all of them have alike. */
export function commonLabels(alerts: readonly { readonly labels: Labels }[]): Labels {
  const [first, ...others] = alerts;
  return Object.fromEntries(Object.entries(first?.labels ?? {}).filter(([name, value]) => others.every(({ labels }) => labels[name] === value)));
}
