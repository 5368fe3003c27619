import { durationMs, type DurationMs } from '../../../../shared/model/units.ts';

const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const UNITS_MS = [31_536_000_000, 604_800_000, 86_400_000, 3_600_000, 60_000, 1_000, 1];
/** Prometheus counts nanoseconds in 64 bits: some 292 years. */
const LONGEST_MS = 9_223_372_036_854;

/**
 * A duration as Prometheus takes it in a rule file: whole numbers with a unit each, the larger units first (`1h30m`, `1y2w`), or
 * `0` alone. Null for everything else. Stricter than the durations of `holdfast.yaml`.
 * Source: prometheus/common, model/time.go, ParseDuration.
 */
export function parsePrometheusDuration(text: string): DurationMs | null {
  if (text === '0') return durationMs(0);
  const found = DURATION.exec(text);
  if (found === null || text === '') return null;
  const total = UNITS_MS.reduce((sum, unitMs, index) => sum + Number(found[index + 1] ?? 0) * unitMs, 0);
  return total <= LONGEST_MS ? durationMs(total) : null;
}
