import { IncidentId, MaintenanceId, ServiceId, SignalId, SourceId } from '../../../shared/model/ids.ts';
import type { HandoverDraft, HandoverRecord } from '../../../shared/model/shift.ts';
import type { TimelineEvent } from '../../../shared/model/timeline.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { ago, HOSTILE, HOUR, JON, MINUTE, MIRA, openIncidents, WORDY } from './incident-scenes.ts';

const NOTES: readonly (readonly [minutesAgo: number, by: typeof MIRA, text: string])[] = [
  [38, MIRA, 'The provider of the cards has announced work at 03:00 UTC. Nothing to do unless payments fail for more than five minutes; then call them at the number of the war room.'],
  [150, JON, 'Raised the memory of the search index by hand:\n  search-1: 12 GB\n  search-2: 12 GB\nMust go into the configuration tomorrow.'],
  [420, MIRA, `${HOSTILE} ${WORDY.slice(0, 300)}`],
];

const note = (born: EpochMs, index: number): TimelineEvent => {
  const [minutes, actor, text] = NOTES[index % NOTES.length] ?? [0, MIRA, ''];
  const at = ago(born, (minutes + 700 * Math.floor(index / NOTES.length)) * MINUTE);
  const removed = index === 4;
  return { seq: 900 - index, incident: null, at, recordedAt: at, actor, type: 'shiftNote', data: { text: removed ? null : text }, evidence: null, fromMemory: true, key: false, redacted: removed ? ['text'] : [], hash: 'ab'.repeat(32), count: 1, lastAt: at };
};

export const logOf = (born: EpochMs): TimelineEvent[] => Array.from({ length: 9 }, (_, index) => note(born, index));

export function draftOf(born: EpochMs, empty: boolean): HandoverDraft {
  const at = ago(born, 0);
  if (empty) return { at, incidents: [], blind: [], maintenance: [], alerts: { firing: 0, pending: 0, suppressed: 0 }, problems: [], notes: [] };
  const incidents = openIncidents('incidents', born).map(({ id, title, severity, state, standing, impactStartedAt, roles, vacantRoles, clocks, openActions }) => ({ id, title, severity, state, standing, impactStartedAt, vacantRoles, clocks, openActions, commander: roles.find(({ role }) => role === 'incidentCommander')?.name ?? null }));
  const face = { id: IncidentId.parse('INC-2026-0039'), title: 'Security event', severity: 'P1' as const, state: 'investigating' as const, standing: 'declared' as const, impactStartedAt: null, vacantRoles: [], clocks: [], openActions: 0, commander: null };
  return {
    at,
    incidents: [...incidents, face],
    blind: [{ source: SourceId.parse('datadog-eu'), name: 'Datadog EU', since: ago(born, 26 * MINUTE), signals: ['a', 'b', 'c', 'd'].map((id) => SignalId.parse(id)), message: 'has not answered since 01:14:02 (connection refused)' }],
    maintenance: [
      { id: MaintenanceId.parse('deploy'), name: 'Move of the card database to its new cluster', services: [ServiceId.parse('s0'), ServiceId.parse('s3')], startsAt: ago(born, HOUR), endsAt: ago(born, -52 * MINUTE), active: true },
      { id: MaintenanceId.parse('weekly'), name: 'Weekly restart of the search nodes', services: 'all', startsAt: ago(born, -5 * HOUR), endsAt: ago(born, -6 * HOUR), active: false },
    ],
    alerts: { firing: 2, pending: 1, suppressed: 3 },
    problems: [{ level: 'warning', message: 'The certificate of https://wall.acme.test expires in 6 days', since: ago(born, 9 * HOUR) }],
    notes: NOTES.slice(0, 2).map(([minutes, by, text], index) => ({ seq: 900 - index, at: ago(born, minutes * MINUTE), by: by.name, text })).toReversed(),
  };
}

const handover = (born: EpochMs, index: number, fields: Partial<HandoverRecord>): HandoverRecord => {
  const at = ago(born, (12 * index + 0.2) * HOUR);
  const [by, acceptedBy] = index % 2 === 0 ? [MIRA, JON] : [JON, MIRA];
  return { seq: 880 - 10 * index, at, by, text: 'Calm night. Keep an eye on payments: the card provider was slow twice, both times for about a minute.', draft: { ...draftOf(born, index > 1), at }, acceptedAt: ago(born, (12 * index + 0.1) * HOUR), acceptedBy, acceptedText: null, ...fields };
};

/** The newest waits to be taken, one was never taken, the others were. */
export const handoversOf = (born: EpochMs): HandoverRecord[] => [
  handover(born, 0, { acceptedAt: null, acceptedBy: null, text: 'Checkout is the one thing that matters: Mira is in command, the decision on the plan is due within minutes.\nI promised the next public update myself; please do not let it slip.' }),
  handover(born, 1, { acceptedText: 'Thank you, have it.' }),
  handover(born, 2, { acceptedAt: null, acceptedBy: null, text: null }),
  ...[3, 4, 5].map((index) => handover(born, index, {})),
];
