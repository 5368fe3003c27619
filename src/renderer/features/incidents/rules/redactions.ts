import type { IncidentActor } from '../../../../shared/model/incident.ts';
import type { TimelineEvent } from '../../../../shared/model/timeline.ts';

/** That a text was asked to go, and why; `approvedBy` is null until a second person agreed. */
export interface Removal {
  readonly seq: number;
  readonly field: string;
  readonly reason: string | null;
  readonly askedBy: IncidentActor;
  readonly approvedBy: IncidentActor | null;
}

const names = (event: TimelineEvent, seq: number, field: string): boolean => event.data['seq'] === seq && event.data['field'] === field;

/** What the loaded rows tell about the removal of one text; null where nobody asked, or the asking is not among them. */
export function removalOf(rows: readonly TimelineEvent[], seq: number, field: string): Removal | null {
  const asked = rows.find((row) => row.type === 'redactionAsked' && names(row, seq, field));
  if (asked === undefined) return null;
  const approved = rows.find((row) => row.type === 'redacted' && names(row, seq, field));
  const reason = asked.data['reason'];
  return { seq, field, reason: typeof reason === 'string' ? reason : null, askedBy: asked.actor, approvedBy: approved?.actor ?? null };
}

/** When the retention settings erased the texts of a row, as far as the loaded rows tell. */
export function erasedAt(rows: readonly TimelineEvent[], seq: number): string | null {
  const erasures = rows.filter(({ type, data }) => type === 'erased' && data['what'] === 'texts' && Number(data['upTo']) >= seq);
  return erasures.map(({ at }) => at).sort()[0] ?? null;
}

/** A row that asks for a removal which this person may approve: not one's own, and not done yet. */
export function approvable(row: TimelineEvent, rows: readonly TimelineEvent[], person: string | null): { readonly seq: number; readonly field: string } | null {
  const { seq, field } = row.data;
  if (row.type !== 'redactionAsked' || typeof seq !== 'number' || typeof field !== 'string' || person === null || row.actor.id === person) return null;
  return removalOf(rows, seq, field)?.approvedBy === null ? { seq, field } : null;
}
