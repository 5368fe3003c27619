import type { Lever, ToldChange } from '../../../../shared/model/continuity/plan.ts';
import type { RunMode } from '../../../../shared/model/continuity/run.ts';
import type { Signal } from '../../../../shared/model/entities.ts';
import type { GroupId, PersonId, PlanId, RunId, ServiceId, SignalId } from '../../../../shared/model/ids.ts';
import type { EpochMs } from '../../../../shared/model/units.ts';
import type { PlaceOf } from '../triggers/triggers.ts';

/** The run that holds the lock of a group. */
export interface Holding {
  readonly run: RunId;
  readonly mode: RunMode;
  readonly holder: PersonId | null;
  readonly since: EpochMs;
}

/** The last time that a plan was shown to work. */
export interface Proof {
  readonly mode: 'drill' | 'live';
  readonly at: EpochMs;
  readonly tookSeconds: number;
}

/** What pre-flight asks of the rest of Holdfast. All of it is known already: nothing of it waits, nothing of it changes anything. */
export interface PreflightWorld {
  readonly signal: (id: SignalId) => Signal | null;
  /** What consoles of seats see now; the source of each is its place. */
  readonly fromSeats: () => readonly Signal[];
  /** Whether all control probes fail, that is, whether our own network does; null where nothing is known. */
  readonly controlsFail: () => boolean | null;
  /** Where a source looks from. */
  readonly placeOf: PlaceOf;
  readonly lever: () => Lever | null;
  readonly holding: (group: GroupId) => Holding | null;
  readonly coolDownUntil: (group: GroupId) => EpochMs | null;
  readonly proof: (plan: PlanId) => Proof | null;
  /** Changes to one of these services that began since, as they were told; the newest first, and no more than anybody reads. */
  readonly changes: (services: readonly ServiceId[], since: EpochMs) => readonly ToldChange[];
}
