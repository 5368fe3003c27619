import type { Service } from '../../../../shared/model/entities.ts';
import { dashboardAt } from '../../../../shared/model/dashboards.ts';
import type { ServiceId } from '../../../../shared/model/ids.ts';
import type { IncidentDetail } from '../../../../shared/model/incident.ts';
import { epochMs, fromRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { isOver } from './is-over.ts';

export interface DashboardLink {
  readonly name: string;
  /** Name of the service; null where there is no other. */
  readonly of: string | null;
  readonly url: string;
}

export interface DashboardSpan {
  readonly from: EpochMs;
  /** Null: now. */
  readonly to: EpochMs | null;
}

/** How it was before the onset is half of what a dashboard can say. */
const BEFORE_ONSET_MS = 3_600_000;

const instant = (text: string | null): EpochMs | null => (text === null ? null : fromRfc3339(text));

type Spanned = Pick<IncidentDetail, 'impactStartedAt' | 'detectedAt' | 'declaredAt' | 'resolvedAt' | 'changedAt' | 'state' | 'standing'>;

/** From an hour before the onset until it was resolved, or now; null while nobody knows when it began. */
export function dashboardSpan(incident: Spanned): DashboardSpan | null {
  const onset = instant(incident.impactStartedAt ?? incident.detectedAt ?? incident.declaredAt);
  if (onset === null) return null;
  return { from: epochMs(onset - BEFORE_ONSET_MS), to: instant(incident.resolvedAt ?? (isOver(incident) ? incident.changedAt : null)) };
}

/** Dashboards of the services of an incident, each once. One of another workspace leads nowhere here. */
export function dashboardLinks(incident: Spanned & Pick<IncidentDetail, 'services' | 'importedFrom'>, service: (id: ServiceId) => Service | undefined): DashboardLink[] {
  const span = incident.importedFrom === null ? dashboardSpan(incident) : null;
  if (span === null) return [];
  const { from, to } = span;
  const having = incident.services.flatMap((id) => service(id) ?? []).filter(({ dashboards = [] }) => dashboards.length > 0);
  const links = having.flatMap(({ name, dashboards = [] }) => dashboards.map((dashboard): DashboardLink => ({ name: dashboard.name, of: having.length > 1 ? name : null, url: dashboardAt(dashboard, { at: from }, to === null ? { agoMs: 0 } : { at: to }) })));
  return links.filter(({ url }, index) => links.findIndex((link) => link.url === url) === index);
}
