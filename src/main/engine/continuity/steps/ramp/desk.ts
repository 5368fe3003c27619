import type { RampAction } from '../../../../../shared/model/continuity/run.ts';
import type { GroupId, PersonId, StepId } from '../../../../../shared/model/ids.ts';
import { HoldfastError } from '../../../../../shared/model/result.ts';
import type { ReadDb, WriteDb } from '../../../../store/sql.ts';
import type { Clock } from '../../../ports.ts';
import { note, numberOf } from '../../runs/repo.ts';
import { stepKey } from '../step.ts';

/** What a person does with a ramp that runs. */
export interface RampOrder {
  readonly group: GroupId;
  /** Serial of the run in its group. */
  readonly run: number;
  readonly step: StepId;
  readonly action: RampAction;
  readonly by: PersonId;
  readonly reason: string | null;
}

/** A ramp as it runs. */
interface RunningRamp {
  /** In words, why this person may not do this now; null: they may. */
  readonly refusal: (action: RampAction, by: PersonId) => string | null;
  readonly take: (action: RampAction, by: PersonId) => void;
}

/** Where people and the ramps of this process meet. */
export interface RampDesk {
  /** What is said is written into the run’s journal, and then done. Throws `conflict`, in words, where no ramp runs there or it cannot be done now. */
  readonly act: (order: RampOrder) => void;
  /** A ramp can be told things until it calls what it is given. */
  readonly open: (key: string, ramp: RunningRamp) => () => void;
}

interface RampDeskDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb };
  readonly clock: Clock;
  /** Who steers the group’s run; null until somebody does. */
  readonly holderOf: (group: GroupId) => PersonId | null;
}

/** Stopping is everybody’s; whatever makes something happen is for whoever holds the run. */
const EVERYBODYS: ReadonlySet<RampAction> = new Set<RampAction>(['hold', 'down']);

export function createRampDesk({ db, clock, holderOf }: RampDeskDeps): RampDesk {
  const running = new Map<string, RunningRamp>();
  return {
    act: ({ group, run, step, action, by, reason }) => {
      const ramp = running.get(stepKey(group, run, step, 'forward'));
      const holder = holderOf(group);
      const isTheirs = holder !== null && holder !== by && !EVERYBODYS.has(action);
      const why = ramp === undefined ? 'no ramp runs in this step now' : isTheirs ? 'somebody else holds the run: take it over first' : ramp.refusal(action, by);
      if (ramp === undefined || why !== null) throw new HoldfastError('conflict', why ?? '');
      note(db.write, group, numberOf(db.read, group, run), clock.nowMs(), 'ramp', JSON.stringify({ step, action, by, ...(reason === null ? {} : { reason }) }));
      ramp.take(action, by);
    },
    open: (key, ramp) => {
      running.set(key, ramp);
      return () => {
        if (running.get(key) === ramp) running.delete(key);
      };
    },
  };
}
