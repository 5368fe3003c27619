import { AUDIENCES, type Audience } from '../../../shared/model/policy-config.ts';
import { durationMs, epochMs, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ResolvedPolicy } from '../../config/resolved-policy.ts';
import { isOpen, type IncidentRecord, type ToldUpdate } from '../incidents/record.ts';
import { after, later, type DueClock } from './due-clock.ts';
import { begunAt } from './response.ts';

const HOUR_MS = 3_600_000;
/** So long the public hears more often: PagerDuty's response guide asks for an update every 20 minutes in the first two hours. */
const FIRST_HOURS_MS = 2 * HOUR_MS;
const AMBER_MS = 300_000;

/** The next message that each audience is owed: what was promised to it, else what its cadence asks for. */
export const updateClocks = (record: IncidentRecord, policy: ResolvedPolicy): DueClock[] =>
  record.standing !== 'declared' || record.state === 'reviewed' ? [] : AUDIENCES.flatMap((audience) => promisedClock(record, audience) ?? cadenceClock(record, policy, audience) ?? []);

const NAME: Readonly<Record<Audience, string>> = { internal: 'Internal update', executive: 'Executive update', public: 'Public update' };

function updateClock(audience: Audience, startedAt: EpochMs, dueAt: EpochMs, promised: boolean): DueClock {
  const amberAt = epochMs(Math.round(dueAt - Math.min(AMBER_MS, (dueAt - startedAt) / 4)));
  return { id: `update:${audience}`, kind: 'update', name: NAME[audience], audience, startedAt, amberAt, dueAt, confirmed: true, promised };
}

const lastTo = (record: IncidentRecord, audience: Audience): ToldUpdate | undefined => record.updates.find((update) => update.audience === audience);

/** A promise is kept by the next message alone: neither a lower severity nor the resolution takes it back. */
function promisedClock(record: IncidentRecord, audience: Audience): DueClock | null {
  const last = lastTo(record, audience);
  if (last === undefined || last.nextAt === null) return null;
  return updateClock(audience, last.at, epochMs(Math.max(last.at, last.nextAt)), true);
}

function cadenceClock(record: IncidentRecord, policy: ResolvedPolicy, audience: Audience): DueClock | null {
  if (!isOpen(record) || !hasCadence(record, audience)) return null;
  const since = later(begunAt(record), record.reopenedAt);
  const startedAt = later(lastTo(record, audience)?.at ?? null, since);
  if (since === null || startedAt === null) return null;
  return updateClock(audience, startedAt, after(startedAt, intervalMs(policy, audience, durationMs(startedAt - since))), false);
}

/** A P2 can wait for working hours, so that only the team hears of it by the clock; a private incident has no public. */
function hasCadence(record: IncidentRecord, audience: Audience): boolean {
  if (record.severity === 'P2') return audience === 'internal';
  return audience !== 'public' || !record.private;
}

const intervalMs = (policy: ResolvedPolicy, audience: Audience, sinceBegunMs: DurationMs): DurationMs =>
  audience === 'public' && sinceBegunMs >= FIRST_HOURS_MS ? policy.publicLaterMs : policy.cadenceMs[audience];
