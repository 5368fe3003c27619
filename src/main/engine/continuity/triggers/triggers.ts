import type { Trigger } from '../../../../shared/model/continuity/plan.ts';
import type { PersonId, SourceId, TriggerId } from '../../../../shared/model/ids.ts';
import type { ResolvedConfig } from '../../../config/resolved.ts';

/** What arms, suggests or begins plans without a person. */
export interface Triggers {
  /** Those of this configuration from now on. */
  apply(config: ResolvedConfig): void;
  list(): Trigger[];
  /** Objects to a countdown, or puts a suggestion aside. Throws `not_found`, and `conflict` where there is neither. */
  veto(id: TriggerId, by: PersonId, reason: string): Trigger;
  /** To be called once a second, before the runs are ticked. */
  everySecond(): void;
}

/** Where a source looks from. */
export type PlaceOf = (source: SourceId) => string;
