import type { IncidentId } from '../../../shared/model/ids.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import type { ResolvedPolicy } from '../../config/resolved-policy.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import type { DueClock } from './due-clock.ts';
import { recordClocks } from './rules.ts';
import type { ServiceFacts } from './service-facts.ts';
import { whenClock } from './when.ts';

export interface ClockMemory {
  /** The same as `dueClocks`. What rests on the record alone is worked out once for each record, for most seconds nothing happens. */
  clocks(record: IncidentRecord, policy: ResolvedPolicy, facts: readonly ServiceFacts[], now: EpochMs): readonly DueClock[];
  /** Ends a round: incidents whose When clock is another than in the round before. */
  moved(): IncidentId[];
}

export function createClockMemory(): ClockMemory {
  const known = new WeakMap<IncidentRecord, { readonly policy: ResolvedPolicy; readonly clocks: readonly DueClock[] }>();
  let before = new Map<IncidentId, DueClock | null>();
  let round = new Map<IncidentId, DueClock | null>();
  return {
    clocks: (record, policy, facts, now) => {
      let own = known.get(record);
      if (own?.policy !== policy) known.set(record, (own = { policy, clocks: recordClocks(record, policy) }));
      const when = whenClock(record, policy, facts, now);
      round.set(record.id, when);
      return when === null ? own.clocks : [when, ...own.clocks];
    },
    moved: () => {
      const ids: IncidentId[] = [];
      for (const [id, when] of round) {
        const last = before.get(id);
        if (last !== undefined && (last?.dueAt !== when?.dueAt || last?.confirmed !== when?.confirmed)) ids.push(id);
      }
      before = round;
      round = new Map();
      return ids;
    },
  };
}
