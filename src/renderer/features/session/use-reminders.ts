import type { IncidentId } from '../../../shared/model/ids.ts';
import { useDraft } from './use-draft.ts';

export interface Reminders {
  /** When somebody here wants to be reminded of the next update of an incident, as RFC 3339; null where they do not. */
  readonly of: (incident: IncidentId) => string | null;
  readonly set: (incident: IncidentId, at: string | null) => void;
}

/** Kept as what is typed is: for whoever uses this window, as long as it is open. */
export function useReminders(): Reminders {
  const kept = useDraft('reminders of updates');
  return { of: (incident) => (kept.text(incident) === '' ? null : kept.text(incident)), set: (incident, at) => kept.set(incident, at ?? '') };
}
