import { IncidentId } from '../../../../shared/model/ids.ts';

/** What the audit is narrowed to; it stands in the address, so that a finding can be sent to somebody. */
export interface AuditFilters {
  readonly type: string | null;
  readonly actor: string | null;
  readonly incident: IncidentId | null;
}

export const NO_FILTERS: AuditFilters = { type: null, actor: null, incident: null };

const word = (text: string | null, most: number): string | null => (text === null || text === '' ? null : text.slice(0, most));

/** Reads the query of an address; what is no incident narrows nothing. */
export function readFilters(search: string): AuditFilters {
  const query = new URLSearchParams(search);
  return { type: word(query.get('type'), 40), actor: word(query.get('actor'), 80), incident: incidentOf(query.get('incident') ?? '') };
}

export function writeFilters(filters: AuditFilters, search = ''): string {
  const query = new URLSearchParams(search);
  for (const key of ['type', 'actor', 'incident'] as const) {
    const value = filters[key];
    if (value === null) query.delete(key);
    else query.set(key, value);
  }
  return query.size === 0 ? '' : `?${query.toString()}`;
}

export const areFiltered = ({ type, actor, incident }: AuditFilters): boolean => type !== null || actor !== null || incident !== null;

/** An incident as people type it: "inc-2026-42", "2026-0042", "INC-2026-0042". Null: none. */
export function incidentOf(text: string): IncidentId | null {
  const match = /^(?:inc-?)?(\d{4})-(\d{1,8})$/i.exec(text.trim());
  const found = IncidentId.safeParse(match === null ? '' : `INC-${match[1]}-${(match[2] ?? '').padStart(4, '0')}`);
  return found.success ? found.data : null;
}
