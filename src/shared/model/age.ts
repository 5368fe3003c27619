import type { Reading } from './entities.ts';

/**
 * Age in milliseconds of the newest sample behind a reading: how old it was for the source when it answered, plus how long ago
 * that answer came. Neither term compares two machines' clocks, so a wrong clock on either side cannot make old data look new.
 * Null while the sample time is not known. `nowMs` is the engine's clock, like `receivedAt`.
 */
export function readingAgeMs(reading: Pick<Reading, 'time' | 'evaluatedAt' | 'receivedAt'>, nowMs: number): number | null {
  if (reading.time === null) return null;
  const atAnswer = Math.max(0, Date.parse(reading.evaluatedAt) - Date.parse(reading.time));
  return atAnswer + Math.max(0, nowMs - Date.parse(reading.receivedAt));
}
