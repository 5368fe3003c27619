import { toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { escalationKey, type IncidentRecord } from '../incidents/record.ts';
import type { OnDuty } from '../roster/rules.ts';
import type { DueStep } from './rules.ts';

/** Names one call for good: incident, clock, due time and step. */
export const idempotencyKey = (record: IncidentRecord, { clock, dueAt, rung }: DueStep): string => `${record.id} ${escalationKey(clock.id, dueAt, rung.step)}`;

/**
 * What a webhook is sent. Of a private incident neither title nor services: whoever runs the receiver may not know of it. Times are
 * RFC 3339, spans milliseconds, `step` counts from 1.
 */
export const messageOf = (record: IncidentRecord, step: DueStep, duty: readonly OnDuty[], now: EpochMs): Record<string, unknown> => ({
  version: 1,
  event: 'overdue',
  sentAt: toRfc3339(now),
  incident: record.id,
  severity: record.severity,
  state: record.standing === 'proposed' ? 'proposed' : record.state,
  private: record.private,
  ...(record.private ? {} : { title: record.title, services: record.services }),
  clock: { id: step.clock.id, kind: step.clock.kind, audience: step.clock.audience, dueAt: toRfc3339(step.clock.dueAt), confirmed: step.clock.confirmed },
  overdueMs: now - step.clock.dueAt,
  step: step.rung.step + 1,
  onDuty: duty.map(({ role, name }) => ({ role, name })),
});
