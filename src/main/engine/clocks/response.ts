import type { EpochMs } from '../../../shared/model/units.ts';
import type { ResolvedPolicy } from '../../config/resolved-policy.ts';
import { instantOf, isOpen, type IncidentRecord } from '../incidents/record.ts';
import { after, later, type DueClock } from './due-clock.ts';

const simple = { audience: null, amberAt: null, confirmed: true, promised: false } as const;

/** When people came to know of it as an incident: what the clocks of their response count from. */
export const begunAt = (record: IncidentRecord): EpochMs | null => instantOf(record, 'declaredAt') ?? instantOf(record, 'detectedAt');

/** A P0 or P1 that nobody has acknowledged, also while it is only proposed. */
export function acknowledgeClock(record: IncidentRecord, policy: ResolvedPolicy): DueClock | null {
  if (record.severity === 'P2' || record.state !== 'detected' || !isOpen(record)) return null;
  const startedAt = instantOf(record, 'detectedAt') ?? begunAt(record);
  return startedAt === null ? null : { ...simple, id: 'acknowledge', kind: 'acknowledge', name: 'Acknowledge', startedAt, dueAt: after(startedAt, policy.acknowledgeMs[record.severity]) };
}

/** A declared P0 or P1 without the commander that its severity asks for. */
export function commanderClock(record: IncidentRecord, policy: ResolvedPolicy): DueClock | null {
  if (record.severity === 'P2' || record.standing !== 'declared' || !isOpen(record)) return null;
  if (!policy.requiredRoles[record.severity].includes('incidentCommander') || record.roles.some(({ role }) => role === 'incidentCommander')) return null;
  const startedAt = later(later(begunAt(record), record.leftRoles.incidentCommander ?? null), record.reopenedAt);
  return startedAt === null ? null : { ...simple, id: 'commander', kind: 'commander', name: 'Take command', startedAt, dueAt: after(startedAt, policy.commanderMs) };
}
