import type { Preflight } from '../../../../shared/model/continuity/plan.ts';
import type { PlanId } from '../../../../shared/model/ids.ts';
import { durationMs, type DurationMs } from '../../../../shared/model/units.ts';
import type { Clock, Log } from '../../ports.ts';
import type { Gathered } from './rules.ts';

export interface PreflightDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Looks at one plan; read-only. */
  readonly gather: (plan: PlanId) => Promise<Gathered>;
  readonly judge: (plan: PlanId, gathered: Gathered) => Preflight;
  /** A plan was looked at, or what is found of it is not what was found before. */
  readonly onChange: (plan: PlanId) => void;
}

/** Looks at plans all the time, so that the button knows before somebody needs it. */
export interface PreflightService {
  /** These are the plans from now on, each with a text that changes when it does: what was found of another text says nothing. */
  apply(plans: ReadonlyMap<PlanId, string>): void;
  /** What was found last, judged as of now. */
  of(plan: PlanId): Preflight;
  /** What somebody has found just now, of this text. */
  take(plan: PlanId, text: string, gathered: Gathered): void;
  everySecond(): void;
}

export const EVERY_MS = durationMs(60_000);
/** What is not known may be known soon, as right after a start: looked at again after this time, then after twice as long each time. */
export const AGAIN_MS = durationMs(5_000);
export const NOT_LOOKED: Preflight = { state: 'unknown', at: null, checks: [] };

const everyMs = (unknownLooks: number): number => (unknownLooks === 0 ? EVERY_MS : Math.min(EVERY_MS, AGAIN_MS * 2 ** (unknownLooks - 1)));

interface Watched {
  readonly text: string;
  found: Gathered | null;
  /** Null: at once. */
  lookedMs: DurationMs | null;
  /** How many looks in a row left something unknown. */
  unknownLooks: number;
  /** States as they were told last. */
  told: string;
}

export function createPreflight({ clock, log, gather, judge, onChange }: PreflightDeps): PreflightService {
  let watched = new Map<PlanId, Watched>();
  let isLooking = false;

  const of = (plan: PlanId): Preflight => {
    const found = watched.get(plan)?.found ?? null;
    return found === null ? NOT_LOOKED : judge(plan, found);
  };

  const statesOf = (plan: PlanId): string => {
    const { state, checks } = of(plan);
    return JSON.stringify([state, checks.map((check) => [check.rule, check.step, check.state])]);
  };

  /** Also where all is as it was: the age that stands beside it is a new one. */
  function tell(plan: PlanId, own: Watched, now = statesOf(plan)): void {
    own.told = now;
    onChange(plan);
  }

  /** The one that was not looked at for the longest time, if it is due. */
  function next(): PlanId | null {
    const due = [...watched].filter(([, { lookedMs, unknownLooks }]) => lookedMs === null || clock.monotonicMs() - lookedMs >= everyMs(unknownLooks));
    const [first] = due.toSorted(([, one], [, other]) => (one.lookedMs ?? -Infinity) - (other.lookedMs ?? -Infinity));
    return first?.[0] ?? null;
  }

  async function look(plan: PlanId): Promise<void> {
    const own = watched.get(plan);
    if (own === undefined) return;
    own.lookedMs = clock.monotonicMs();
    try {
      const found = await gather(plan);
      // The configuration may be another one by now.
      if (watched.get(plan) !== own) return;
      own.found = found;
      own.unknownLooks = of(plan).state === 'unknown' ? own.unknownLooks + 1 : 0;
      tell(plan, own);
    } catch (error) {
      log.error('a plan could not be looked at', { plan, error: error instanceof Error ? error.message : String(error) });
    }
  }

  return {
    apply: (plans) => {
      const before = watched;
      watched = new Map([...plans].map(([plan, text]) => {
        const known = before.get(plan);
        return [plan, { text, found: known?.text === text ? known.found : null, lookedMs: null, unknownLooks: 0, told: known?.told ?? '' }];
      }));
    },
    of,
    take: (plan, text, gathered) => {
      const own = watched.get(plan);
      if (own?.text !== text) return;
      own.found = gathered;
      own.lookedMs = clock.monotonicMs();
      tell(plan, own);
    },
    everySecond: () => {
      for (const [plan, own] of watched) {
        const now = statesOf(plan);
        if (now !== own.told) tell(plan, own, now);
      }
      if (isLooking) return;
      const plan = next();
      if (plan === null) return;
      isLooking = true;
      void look(plan).finally(() => {
        isLooking = false;
      });
    },
  };
}
