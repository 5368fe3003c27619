import { z } from 'zod';
import { durationMs } from '../../../../../shared/model/units.ts';
import { isWebAddress } from '../../compose/render/rendering.ts';
import type { VendorOperation } from '../../../sources/vendor-operation.ts';

const of = (id: string, method: VendorOperation['method'], path: string): VendorOperation => ({ id, method, path: `/v1/pages/{page_id}${path}` });

/** Every call of Statuspage that is made. */
export const STATUSPAGE_OPERATIONS = [
  of('getPagesPageId', 'GET', ''),
  of('getPagesPageIdComponents', 'GET', '/components'),
  of('postPagesPageIdIncidents', 'POST', '/incidents'),
  of('getPagesPageIdIncidents', 'GET', '/incidents'),
  of('getPagesPageIdIncidentsUnresolved', 'GET', '/incidents/unresolved'),
  of('getPagesPageIdIncidentsScheduled', 'GET', '/incidents/scheduled'),
  of('getPagesPageIdIncidentsIncidentId', 'GET', '/incidents/{incident_id}'),
  of('patchPagesPageIdIncidentsIncidentId', 'PATCH', '/incidents/{incident_id}'),
  of('patchPagesPageIdIncidentsIncidentIdIncidentUpdatesIncidentUpdateId', 'PATCH', '/incidents/{incident_id}/incident_updates/{incident_update_id}'),
  of('getPagesPageIdIncidentsIncidentIdPostmortem', 'GET', '/incidents/{incident_id}/postmortem'),
  of('putPagesPageIdIncidentsIncidentIdPostmortem', 'PUT', '/incidents/{incident_id}/postmortem'),
  of('putPagesPageIdIncidentsIncidentIdPostmortemPublish', 'PUT', '/incidents/{incident_id}/postmortem/publish'),
] as const;

/** One request a second is allowed, over a minute; an update asks twice, and the rare postmortem four times. */
export const SPACING_MS = durationMs(2_000);
/** Nothing says when one may ask again, so the whole minute is waited for. */
export const LIMITED_MS = durationMs(60_000);
/** How long what was written may be missing from lists. Not documented: twice what lists of such services are seen to need. */
export const SETTLING_MS = durationMs(30_000);
export const PER_PAGE = 100;

export const IncidentUpdate = z.object({ id: z.string(), body: z.string().nullish(), status: z.string().nullish(), created_at: z.string().nullish() });
type Update = z.infer<typeof IncidentUpdate>;

const Described = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  shortlink: z.string().nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  incident_updates: z.array(IncidentUpdate).nullish(),
  components: z.array(z.object({ id: z.string(), status: z.string().nullish() })).nullish(),
});
const POSTMORTEM = 'postmortem';
/** A published postmortem is no state of the incident, and no update of it, although a page may list it as both. */
export const Incident = Described.transform((incident) => {
  const updates = (incident.incident_updates ?? []).filter(({ status }) => status !== POSTMORTEM);
  return { ...incident, incident_updates: updates, status: incident.status === POSTMORTEM ? (newestFirst(updates)[0]?.status ?? 'resolved') : incident.status };
});
export type Incident = z.infer<typeof Incident>;
/** `body` is what visitors read, once it is published. */
export const Postmortem = z.object({ body: z.string().nullish(), body_updated_at: z.string().nullish(), body_draft: z.string().nullish(), body_draft_updated_at: z.string().nullish(), published_at: z.string().nullish() });
export type Postmortem = z.infer<typeof Postmortem>;
export const Page = z.object({ id: z.string(), name: z.string().nullish() });
export const Components = z.array(z.object({ id: z.string(), name: z.string().nullish() }));

/** `{message}` by its description; `{error}` with one or several sentences as it is known to answer. */
const Failure = z.object({ message: z.string().optional(), error: z.union([z.string(), z.array(z.string())]).optional() });
export function wordsOf(body: unknown): string | null {
  const { data } = Failure.safeParse(body);
  const said = data?.error ?? data?.message;
  return said === undefined ? null : [said].flat().join('; ');
}

const newestFirst = (updates: readonly Update[]): Update[] => updates.toSorted((a, b) => Date.parse(b.created_at ?? '') - Date.parse(a.created_at ?? '') || 0);
/** Updates of an incident, the newest first, in whatever order they came. */
export const updatesOf = ({ incident_updates: updates }: Incident): Update[] => newestFirst(updates);

/** Where people see it; null where Statuspage names no web address. */
export const linkOf = ({ shortlink }: Incident): string | null => (typeof shortlink === 'string' && isWebAddress(shortlink) ? shortlink : null);
