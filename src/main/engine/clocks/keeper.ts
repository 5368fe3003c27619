import type { IncidentId } from '../../../shared/model/ids.ts';
import type { FactOf, IncidentFact } from '../../../shared/model/timeline.ts';
import { durationMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ResolvedPolicy } from '../../config/resolved-policy.ts';
import { stepsDue } from '../escalation/rules.ts';
import type { Escalation } from '../escalation/service.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import { HOLDFAST, type Note } from '../journal/journal.ts';
import type { Clock, Log } from '../ports.ts';
import { CLOCK_STEP_MS, type ClockBreak } from '../watch/clock-watch.ts';
import { createClockMemory } from './clock-memory.ts';
import { healthFacts } from './health.ts';
import { owes } from './rules.ts';
import type { SetBack } from './set-back.ts';
import { factsOf, type ServiceBook } from './service-facts.ts';
import { turnedClocks } from './stage.ts';
import { createUnwrittenStages } from './unwritten-stages.ts';

export interface KeeperDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: () => ResolvedPolicy;
  /** Open and proposed incidents. */
  readonly open: () => readonly IncidentRecord[];
  /** Resolved ones that may still owe a promised word or an obligation. Asked once a minute. */
  readonly resolved: () => readonly IncidentRecord[];
  readonly services: ServiceBook;
  /** Writes facts of one incident in one transaction, and tells screens after it. Throws where nothing can be written. */
  readonly append: (incident: IncidentId, facts: readonly IncidentFact[], note: Note) => unknown;
  /** The clocks of these incidents are other than screens were told, without an entry that says so: health or blindness did it. */
  readonly changed: (incidents: readonly IncidentId[]) => void;
  readonly escalation: Escalation;
  readonly setBack: SetBack;
}

export interface IncidentKeeper {
  /** Once a second. */
  tick(): void;
  /**
   * The wall clock was set back, jumped ahead (corrected, or the machine slept), or nothing ran. What is due stays due when the clock
   * is set back. After a time without Holdfast nothing is told or escalated for a minute: whoever woke the machine gets a look first.
   */
  clockBroke(broken: ClockBreak): void;
}

const LOOK_FIRST_MS = 60_000;
/** A shorter time without Holdfast makes nothing due that people could not have seen. */
const AWAY_MS = 10_000;

/** What a resolved incident owes is due in hours and days. */
const RESOLVED_EVERY_MS = 60_000;

/** Looks after what is due: tells each stage of a clock once, asks whether it is over, and escalates what nobody does. */
export function createIncidentKeeper({ clock, log, policy, open, resolved, services, append, changed, escalation, setBack }: KeeperDeps): IncidentKeeper {
  const memory = createClockMemory();
  const unwritten = createUnwrittenStages();
  const stuck = new Set<IncidentId>();
  let resolvedAtMs = -Infinity;
  let waitUntilMs = -Infinity;

  const write = (incident: IncidentId, stages: readonly FactOf<'clockTurned'>[], others: readonly IncidentFact[], at: EpochMs): void => {
    const outcomes = escalation.unwritten(incident);
    const facts = [...stages, ...others, ...outcomes];
    try {
      for (const stage of unwritten.of(incident)) {
        append(incident, [stage.fact], { actor: HOLDFAST, at: stage.at });
        unwritten.drop(incident);
      }
      if (facts.length > 0) append(incident, facts, { actor: HOLDFAST, at });
      escalation.written(incident, outcomes);
    } catch (error) {
      unwritten.keep(incident, stages.map((fact) => ({ fact, at })));
      throw error;
    }
  };
  /** One incident that fails holds no other up; it is tried again in a second. Said once, because it may last. */
  const guarded = (incident: IncidentId, work: () => void): void => {
    try {
      work();
      stuck.delete(incident);
    } catch (error) {
      if (!stuck.has(incident)) log.error('What became due in an incident could not be written down.', { incident, error: String(error) });
      stuck.add(incident);
    }
  };
  const lookAfter = (stored: IncidentRecord, rules: ResolvedPolicy, book: ServiceBook, now: EpochMs): void => {
    const record = unwritten.through(stored);
    const facts = factsOf(record.services, book);
    const clocks = setBack.follow(record.id, memory.clocks(record, rules, facts, now));
    const steps = stepsDue(record, clocks, rules, now);
    // Before anything is written: a full disk silences nobody.
    if (steps.length > 0) escalation.take(record, steps);
    write(record.id, turnedClocks(record, clocks, now), healthFacts(record, facts, rules, now), now);
  };

  return {
    clockBroke: ({ stepMs, gapMs }) => {
      if (stepMs < -CLOCK_STEP_MS) setBack.by(durationMs(-stepMs));
      if (gapMs > AWAY_MS) waitUntilMs = clock.monotonicMs() + LOOK_FIRST_MS;
    },
    tick: () => {
      setBack.tick();
      if (clock.monotonicMs() < waitUntilMs) return;
      const now = clock.nowMs();
      const rules = policy();
      const book = remembered(services);
      for (const record of open()) guarded(record.id, () => lookAfter(record, rules, book, now));
      if (clock.monotonicMs() - resolvedAtMs >= RESOLVED_EVERY_MS) {
        resolvedAtMs = clock.monotonicMs();
        for (const record of resolved()) if (owes(record, rules)) guarded(record.id, () => lookAfter(record, rules, book, now));
      }
      const moved = memory.moved();
      if (moved.length > 0) changed(moved);
      // What came of a step after its incident was closed.
      for (const incident of escalation.incidents()) guarded(incident, () => write(incident, [], [], now));
    },
  };
}

/** A service of many incidents is asked for once. */
function remembered(services: ServiceBook): ServiceBook {
  const standings = new Map<string, ReturnType<ServiceBook['standing']>>();
  return {
    tier: (service) => services.tier(service),
    standing: (service) => {
      const known = standings.get(service) ?? services.standing(service);
      standings.set(service, known);
      return known;
    },
  };
}
