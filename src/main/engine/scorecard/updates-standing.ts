import type { IncidentId } from '../../../shared/model/ids.ts';
import { AUDIENCES, type Audience } from '../../../shared/model/policy-config.ts';
import type { AudienceUpdates, LateUpdate, UpdatesStanding } from '../../../shared/model/scorecard-sides.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { shareOf } from './share.ts';
import { INVALID, type Spent } from './span.ts';
import { MEDIAN, P90, rankOf } from './statistics.ts';
import { standingAt, type UpdateTally } from './update-tally.ts';

/** What one audience of one incident was owed and given. */
export interface ToldUpdates {
  readonly incident: IncidentId;
  readonly audience: Audience;
  readonly tally: UpdateTally;
}

/** Incidents that gave the public an update, and how many owed it one or gave it one. */
export interface PublicStarts {
  readonly given: readonly {
    readonly incident: IncidentId;
    /** From detection to the first public update. */
    readonly afterMs: Spent;
  }[];
  readonly of: number;
}

const MOST_LATE = 200;

/**
 * Updates on time and promises kept over incidents, by audience and together. Unit: shares.
 *
 * On time: updates sent no later than they were due / updates that were due (sent, and the last one where it was never sent). Kept:
 * promises of a next update that a message answered in time / promises whose time has come. What is not due yet stands in `of` alone.
 * `told` in any order, the newest incident first for the list of what was late.
 */
export function updatesStanding(told: readonly ToldUpdates[], starts: PublicStarts, now: EpochMs): UpdatesStanding {
  const byAudience = new Map<Audience, Totals>(AUDIENCES.map((audience) => [audience, new Totals()]));
  const all = new Totals();
  const late: LateUpdate[] = [];
  for (const { incident, audience, tally } of told) {
    const standing = standingAt(tally, now);
    all.add(standing);
    byAudience.get(audience)?.add(standing);
    if (standing.late + standing.missed + standing.broken > 0 && late.length < MOST_LATE) late.push({ incident, audience, late: standing.late, missed: standing.missed, broken: standing.broken });
  }
  return {
    audiences: [...byAudience].map(([audience, totals]): AudienceUpdates => ({ audience, onTime: totals.onTime(), sentLate: totals.late, missed: totals.missed, promises: totals.promises() })),
    onTime: all.onTime(),
    promises: all.promises(),
    firstPublic: firstPublic(starts),
    late,
  };
}

class Totals {
  #onTime = 0;
  #kept = 0;
  #broken = 0;
  #owed = 0;
  late = 0;
  missed = 0;

  add({ onTime, late, missed, kept, broken, promisedAt }: UpdateTally): void {
    this.#onTime += onTime;
    this.late += late;
    this.missed += missed;
    this.#kept += kept;
    this.#broken += broken;
    if (promisedAt !== null) this.#owed += 1;
  }

  onTime(): AudienceUpdates['onTime'] {
    const due = this.#onTime + this.late + this.missed;
    return shareOf(this.#onTime, due, due + this.#owed);
  }

  promises(): AudienceUpdates['promises'] {
    const come = this.#kept + this.#broken;
    return shareOf(this.#kept, come, come + this.#owed);
  }
}

/**
 * Time to the first public update: first update to the public − detected. Unit: s; mean, nearest-rank median and 90th percentile. Left
 * out: incidents without a public update, and those detected after it. Source: the first `updateSent` to the public, by when it went out.
 */
export function firstPublic({ given, of }: PublicStarts): UpdatesStanding['firstPublic'] {
  const known = given.flatMap(({ incident, afterMs }) => (afterMs === null || afterMs === INVALID ? [] : [{ incident, seconds: afterMs / 1_000 }]));
  const sorted = known.map(({ seconds }) => seconds).sort((a, b) => a - b);
  const n = sorted.length;
  const at = (q: number): number | null => sorted[rankOf(n, q)] ?? null;
  return { mean: n === 0 ? null : sorted.reduce((sum, each) => sum + each, 0) / n, median: at(MEDIAN), p90: at(P90), n, of, unit: 's', dots: known };
}
