import type { SignalConfig, Unit } from '../../shared/model/config.ts';
import type { SignalId } from '../../shared/model/ids.ts';
import type { DurationMs } from '../../shared/model/units.ts';
import { conversion } from '../../shared/model/unit-conversion.ts';
import { readDuration } from './duration.ts';

/** How far two sources may be apart, in the unit of the first. */
export interface ResolvedTolerance {
  /** 0.2 = 20 % of the larger value; null where only `absolute` counts. */
  readonly relative: number | null;
  /** The limit itself, or below which no difference counts. */
  readonly absolute: number;
}

/** Two signals of one thing. */
export interface ResolvedOpinion {
  readonly first: SignalId;
  readonly second: SignalId;
  /** What a number of the second must be multiplied by to be in the unit of the first. */
  readonly scale: number;
  readonly tolerance: ResolvedTolerance;
  readonly forMs: DurationMs;
}

const TOLERANCE = '20%';
const FOR = '2m';

/** What is too little to be called a difference, whatever share of the value it is. */
const FLOOR: Readonly<Record<Unit, number>> = { s: 0.01, ms: 10, ratio: 0.001, percent: 0.1, perSecond: 0.1, count: 1, bytes: 1, bool: 0, none: 0 };

interface Measured {
  readonly id: SignalId;
  readonly unit: Unit;
  readonly config: Pick<SignalConfig, 'secondOpinion'>;
}

/** The pair that a signal makes with its second opinion, defaults filled; none where it names none that could be one. */
export function resolveOpinion({ id: first, unit, config: { secondOpinion } }: Measured, all: readonly Measured[]): ResolvedOpinion[] {
  if (secondOpinion === undefined) return [];
  const { signal: second, tolerance = TOLERANCE, atLeast, for: lasting = FOR } = typeof secondOpinion === 'string' ? { signal: secondOpinion } : secondOpinion;
  const other = all.find(({ id }) => id === second);
  const scale = other === undefined ? null : conversion(other.unit, unit);
  if (scale === null) return [];
  const allowed = typeof tolerance === 'number' ? { relative: null, absolute: tolerance } : { relative: Number(tolerance.replace('%', '')) / 100, absolute: atLeast ?? FLOOR[unit] };
  return [{ first, second, scale, tolerance: allowed, forMs: readDuration(lasting) }];
}
