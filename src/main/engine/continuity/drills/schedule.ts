import { epochMs, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';

/** When the next drill of a plan is due: so long after the last one began, whatever came of it; where there was none, since `knownSince`. Null without a schedule. */
export const nextDrill = (everyMs: DurationMs | null, lastBegan: EpochMs | null, knownSince: EpochMs): EpochMs | null => (everyMs === null ? null : lastBegan === null ? knownSince : epochMs(lastBegan + everyMs));
