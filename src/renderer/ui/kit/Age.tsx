import type { EpochMs } from '../../../shared/model/units.ts';
import { formatAge } from '../../../shared/time/format.ts';
import { useEngineNow } from '../../lib/live-store.ts';

export interface AgeProps {
  /** Moment whose age is shown, on the engine's clock; null: nothing is known. */
  readonly since: EpochMs | null;
  /** Behind the age, e.g. "old". */
  readonly suffix?: string;
}

/** An age that counts by itself, on the engine's clock: this screen's clock may be wrong. */
export function Age({ since, suffix }: AgeProps) {
  const now = useEngineNow();
  if (since === null || now === null) return <span>age unknown</span>;
  const text = formatAge(now - since);
  return <span>{suffix === undefined ? text : `${text} ${suffix}`}</span>;
}
