import type { Lever } from '../../../shared/model/continuity/plan.ts';
import type { GroupId, PersonId } from '../../../shared/model/ids.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb } from '../../store/sql.ts';
import { eachOf } from '../each-of.ts';
import type { Clock } from '../ports.ts';
import * as repo from './runs/repo.ts';
import type { Runs } from './runs/service.ts';

export interface LeverDeps {
  readonly db: ReadDb;
  readonly clock: Clock;
  readonly runs: Pick<Runs, 'send' | 'states' | 'state'>;
  /** Groups of the plans of the configuration, also those that nothing has run of yet. */
  readonly groups: () => readonly GroupId[];
}

/** The one lever over all groups. Each group keeps that it is held, so that a restart releases nothing. */
export interface HoldAll {
  current(): Lever | null;
  /** Pulled twice it stays the first one’s. Throws where a group could not be held; all others are then. */
  pull(by: PersonId, reason: string): Lever;
  /** Throws `conflict` where it is not pulled. */
  release(by: PersonId, reason: string): void;
  /** Groups that the configuration has got meanwhile are held, too. */
  apply(): void;
}

export function createLever({ db, clock, runs, groups }: LeverDeps): HoldAll {
  let since: EpochMs | null = null;
  const held = () => runs.states().find(({ lever }) => lever !== null)?.lever ?? null;

  function current(): Lever | null {
    const lever = held();
    if (lever === null) return null;
    since ??= epochMs(repo.lastNoteAt(db, 'hold') ?? clock.nowMs());
    return { owner: lever.owner, reason: lever.reason, since: toRfc3339(since) };
  }

  const hold = (owner: PersonId, reason: string): void =>
    eachOf([...new Set([...groups(), ...runs.states().map(({ group }) => group)])].flatMap((group) => (runs.state(group).lever === null ? [() => void runs.send(group, { type: 'hold', by: owner, reason })] : [])));

  return {
    current,
    pull: (by, reason) => {
      const before = held();
      if (before === null && groups().length === 0 && runs.states().length === 0) throw new HoldfastError('conflict', 'There are no plans that could be held.', { why: 'noPlans' });
      if (before === null) since = clock.nowMs();
      hold(before?.owner ?? by, before?.reason ?? reason);
      const now = current();
      if (now === null) throw new HoldfastError('internal', 'The lever could not be pulled.');
      return now;
    },
    release: (by, reason) => {
      if (held() === null) throw new HoldfastError('conflict', 'The lever is not pulled.', { why: 'notPulled' });
      eachOf(runs.states().flatMap(({ group, lever }) => (lever === null ? [] : [() => void runs.send(group, { type: 'release', by }, { says: reason })])));
      since = null;
    },
    apply: () => {
      const lever = held();
      if (lever !== null) hold(lever.owner, lever.reason);
    },
  };
}
