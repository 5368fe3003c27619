import type { Service } from '../../../../shared/model/entities.ts';
import { ServiceId } from '../../../../shared/model/ids.ts';
import type { Incident } from '../../../../shared/model/incident.ts';
import { Severity } from '../../../../shared/model/severity.ts';

/** What a list of incidents is narrowed to; it stands in the address, so that it can be sent to somebody. */
export interface Filters {
  readonly service: ServiceId | null;
  readonly severity: Severity | null;
  readonly text: string;
}

export const NO_FILTERS: Filters = { service: null, severity: null, text: '' };
const MOST_TEXT = 200;

/** Reads the query of an address; whatever is not understood narrows nothing. */
export function readFilters(search: string): Filters {
  const query = new URLSearchParams(search);
  const service = ServiceId.safeParse(query.get('service'));
  const severity = Severity.safeParse(query.get('severity'));
  return { service: service.success ? service.data : null, severity: severity.success ? severity.data : null, text: (query.get('q') ?? '').slice(0, MOST_TEXT) };
}

/** The query with these filters; what else stands in it stays. "" where nothing is left. */
export function writeFilters({ service, severity, text }: Filters, search = ''): string {
  const query = new URLSearchParams(search);
  for (const [key, value] of [['service', service], ['severity', severity], ['q', text.trim() === '' ? null : text]] as const)
    if (value === null) query.delete(key);
    else query.set(key, value);
  return query.size === 0 ? '' : `?${query.toString()}`;
}

export const areFiltered = ({ service, severity, text }: Filters): boolean => service !== null || severity !== null || text.trim() !== '';

/** Whether an open incident belongs into the list; every word of the text must stand in its number, title or services. */
export function matches(incident: Incident, { service, severity, text }: Filters, services: ReadonlyMap<ServiceId, Service>): boolean {
  if (service !== null && !incident.services.includes(service)) return false;
  if (severity !== null && incident.severity !== severity) return false;
  const hay = [incident.id, incident.title, ...incident.services, ...incident.services.map((id) => services.get(id)?.name ?? '')].join('\n').toLowerCase();
  return text.toLowerCase().split(/\s+/).every((word) => hay.includes(word));
}
