import { durationMs } from '../../../../shared/model/units.ts';
import type { ResolvedPolicy } from '../../../config/resolved-policy.ts';

const MINUTE = 60_000;
const minutes = (count: number) => durationMs(count * MINUTE);

/** How incidents are run unless the configuration says otherwise. */
export const policyOf = (changes: Partial<ResolvedPolicy> = {}): ResolvedPolicy => ({
  cadenceMs: { internal: minutes(30), executive: minutes(30), public: minutes(20) },
  publicLaterMs: minutes(60),
  when: { amberMs: minutes(10), dueMs: minutes(15), healthyMs: minutes(5) },
  requiredRoles: { P0: ['incidentCommander', 'communicationsLead', 'engineer'], P1: ['incidentCommander', 'engineer'], P2: [] },
  acknowledgeMs: { P0: minutes(3), P1: minutes(10) },
  commanderMs: minutes(5),
  steps: [{ afterMs: durationMs(0), sound: true, webhook: null, headers: {} }],
  obligations: [],
  groupWithinMs: minutes(30),
  groupAcrossMs: durationMs(0),
  askResolvedAfterMs: minutes(30),
  quietHours: null,
  ...changes,
});
