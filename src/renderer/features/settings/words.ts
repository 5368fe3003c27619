import { epochMs, fromRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { formatAge, formatMoment } from '../../../shared/time/format.ts';

const IN_STEP_MS = 2_000;

/** A source's clock against ours; null while unknown. */
export function offsetText(offsetMs: number | null): string | null {
  if (offsetMs === null) return null;
  if (Math.abs(offsetMs) <= IN_STEP_MS) return 'in step with ours';
  return `${formatAge(Math.abs(offsetMs))} ${offsetMs > 0 ? 'ahead of' : 'behind'} ours`;
}

/** "14:02:11 UTC (3 s ago)"; "never" where there was none. */
export function agoText(instant: string | null, now: EpochMs | null): string {
  const at = instant === null ? null : fromRfc3339(instant);
  if (at === null) return 'never';
  const shown = now ?? epochMs(at);
  return `${formatMoment(at, shown)} UTC (${formatAge(shown - at)} ago)`;
}

const SCALE = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
/** A size on disk, in powers of 1000 as disks are sold. */
export function sizeText(bytes: number): string {
  const step = Math.min(SCALE.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1_000 ** step;
  return `${step === 0 ? value.toFixed(0) : value.toFixed(value < 10 ? 1 : 0)} ${SCALE[step] ?? 'B'}`;
}
