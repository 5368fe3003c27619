import type { Incident } from '../../../shared/model/incident.ts';
import { byUrgency } from '../../../shared/model/incident-order.ts';
import type { HandoverDraft } from '../../../shared/model/shift.ts';
import { PRIVATE_TITLE } from '../../../shared/text/band-words.ts';
import { faceOf } from '../incidents/view.ts';

/** What stands now, as the parts of the engine tell it. */
export interface ShiftPicture extends Omit<HandoverDraft, 'incidents'> {
  /** Those that people still work on, or have to say whether they must; private ones as they are. */
  readonly incidents: readonly Incident[];
}

const LEVELS: readonly HandoverDraft['problems'][number]['level'][] = ['error', 'warning', 'info'];

/** What the next shift must know, what presses first; of a private incident only its face, whoever reads it. */
export function draftHandover({ at, incidents, blind, maintenance, alerts, problems, notes }: ShiftPicture): HandoverDraft {
  return {
    at,
    incidents: incidents.toSorted(byUrgency).map(shownIncident),
    blind: blind.toSorted((a, b) => rising(a.since, b.since)),
    maintenance: maintenance.toSorted((a, b) => rising(a.endsAt, b.endsAt)),
    alerts,
    problems: problems.toSorted((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || rising(a.since, b.since)),
    notes: notes.toSorted((a, b) => rising(a.at, b.at) || a.seq - b.seq),
  };
}

const rising = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function shownIncident(incident: Incident): HandoverDraft['incidents'][number] {
  const inOrder = { ...incident, clocks: incident.clocks.toSorted((a, b) => rising(a.dueAt, b.dueAt)) };
  const { id, title, severity, state, standing, impactStartedAt, roles, vacantRoles, clocks, openActions } = incident.private ? { ...faceOf(inOrder), title: PRIVATE_TITLE } : inOrder;
  return { id, title, severity, state, standing, impactStartedAt, vacantRoles, clocks, openActions, commander: roles.find(({ role }) => role === 'incidentCommander')?.name ?? null };
}
