import type { RunMode } from '../../../shared/model/continuity/run.ts';
import { plain } from '../../../shared/text/plain.ts';
import { HOLDFAST_TAG } from '../changes/grafana.ts';
import { instantOf, type IncidentRecord } from '../incidents/record.ts';
import type { Mark } from '../sources/source.ts';

/** What of an incident a mark is made of. */
export type MarkedIncident = Pick<IncidentRecord, 'id' | 'title' | 'severity' | 'standing' | 'services' | 'private' | 'isDrill' | 'instants' | 'closedAt' | 'mergedInto' | 'importedFrom'>;

/** So long after its end the mark of an incident is still brought into the charts of a source that could not take it. */
export const MARKED_FOR_MS = 7 * 86_400_000;

/** What may have a mark. */
export interface Markable {
  readonly id: string;
  readonly isDrill: boolean;
  /** Whether any of it may come to stand in the charts of others by itself; else only what stands there already is changed. */
  readonly mayBegin: boolean;
  /** Nothing is looked for yet. */
  readonly waits: boolean;
  /** Null where it has no time yet. */
  readonly mark: () => Mark | null;
}

/** By these a mark is found again. */
export const tagsOf = (id: string): readonly string[] => [HOLDFAST_TAG, id];

/** Charts show the text of a mark as markup. */
const asText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Whether anything of it may come to stand in the charts of others by itself. One that is private, proposed or imported may not. */
const isMarked = (incident: MarkedIncident): boolean => incident.importedFrom === null && !incident.private && incident.standing !== 'proposed';

/**
 * The mark of an incident: from when its impact began until it was resolved; a point while it is open. Of one that must not be told,
 * though something of it was written before, only the number that stands there already.
 */
function markOf(incident: MarkedIncident): Mark | null {
  const { id, title, severity, standing, services, isDrill, closedAt, mergedInto } = incident;
  const from = instantOf(incident, 'impactStartedAt') ?? instantOf(incident, 'detectedAt') ?? instantOf(incident, 'declaredAt');
  if (from === null) return null;
  const until = instantOf(incident, 'resolvedAt') ?? closedAt;
  const span = { from, until: until === null ? null : Math.max(from, until) };
  if (!isMarked(incident)) return { ...span, text: id, tags: tagsOf(id) };
  const end = standing === 'dismissed' ? 'dismissed' : standing === 'merged' ? `merged into ${mergedInto ?? 'another'}` : until === null ? 'open' : 'resolved';
  return {
    ...span,
    text: `${isDrill ? 'DRILL · ' : ''}${severity} ${id}${title === null ? '' : `: ${asText(plain(title, 200))}`} (${end})`,
    tags: [...tagsOf(id), severity, ...services.map((service) => `service:${service}`), ...(isDrill ? ['drill'] : [])],
  };
}

export const markableIncident = (incident: MarkedIncident): Markable => ({ id: incident.id, isDrill: incident.isDrill, mayBegin: isMarked(incident), waits: incident.standing === 'proposed', mark: () => markOf(incident) });

/** A run of a plan: from its start to its end, a point while it is under way. */
export interface MarkedRun {
  readonly id: string;
  readonly plan: string;
  readonly name: string;
  readonly mode: RunMode;
  /** How it ended, or stands. */
  readonly says: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Of an incident that must not be told. */
  readonly isPrivate: boolean;
}

export function markableRun({ id, plan, name, mode, says, startedAt, endedAt, isPrivate }: MarkedRun): Markable {
  const isDrill = mode !== 'live';
  const span = { from: startedAt, until: endedAt === null ? null : Math.max(startedAt, endedAt) };
  const text = isPrivate ? id : `${mode === 'drill' ? 'DRILL · ' : isDrill ? 'DRILL · dry run · ' : ''}${id}: ${asText(plain(name, 200))} (${says})`;
  return { id, isDrill, mayBegin: !isPrivate, waits: false, mark: () => ({ ...span, text, tags: isPrivate ? tagsOf(id) : [...tagsOf(id), `plan:${plan}`, ...(isDrill ? ['drill'] : [])] }) };
}

export const sameMark = (a: Mark, b: Mark): boolean => a.text === b.text && a.from === b.from && (a.until ?? a.from) === (b.until ?? b.from) && a.tags.length === b.tags.length && a.tags.every((tag) => b.tags.includes(tag));
