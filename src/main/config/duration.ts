import { assertPresent } from '../../shared/model/result.ts';
import { parseDuration, type DurationMs } from '../../shared/model/units.ts';

/** Reads a duration whose shape the schema has checked already. */
export const readDuration = (text: string): DurationMs => assertPresent(parseDuration(text), `not a duration: ${text}`);

const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
];

/** Writes whole milliseconds the way people do: `15s`, `1m30s`, `250ms`. */
export function formatDuration(totalMs: number): string {
  let rest = Math.max(1, Math.round(totalMs));
  let text = '';
  for (const [unit, unitMs] of UNITS) {
    const amount = Math.floor(rest / unitMs);
    rest -= amount * unitMs;
    if (amount > 0) text += `${amount}${unit}`;
  }
  return text;
}
