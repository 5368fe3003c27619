import { parseDuration } from '../../../../shared/model/units.ts';
import { formatSpan } from '../../../../shared/time/format.ts';
import type { RuleDraft } from './draft.ts';
import { tidyDuration } from '../../../lib/tidy-duration.ts';

const SECOND_MS = 1_000;

function ordinal(number: number): string {
  const last = number % 100 >= 11 && number % 100 <= 13 ? 0 : number % 10;
  return `${number}${{ 1: 'st', 2: 'nd', 3: 'rd' }[last] ?? 'th'}`;
}

/**
 * What counting means in time: the third sample of one every 5 s comes 10 s after the first. `intervalMs`: spacing of the signal's
 * samples. Null where what was typed cannot be read.
 */
export function countingMeaning({ consecutive, lasting }: Pick<RuleDraft, 'consecutive' | 'lasting'>, intervalMs: number): string | null {
  const samples = consecutive.trim() === '' ? 1 : Number(consecutive);
  const forMs = lasting.trim() === '' ? 0 : parseDuration(tidyDuration(lasting));
  if (!Number.isInteger(samples) || samples < 1 || forMs === null) return null;
  // What is learned of a source's spacing is never round.
  const spacingMs = intervalMs < SECOND_MS ? intervalMs : Math.round(intervalMs / SECOND_MS) * SECOND_MS;
  const every = `at one every ${formatSpan(spacingMs)}`;
  if (samples === 1 && forMs === 0) return 'Fires on the first bad sample; a single odd one is enough.';
  if (forMs === 0) return `Fires on the ${ordinal(samples)} bad sample in a row: ${formatSpan((samples - 1) * spacingMs)} after the first, ${every}.`;
  const held = `every sample of ${formatSpan(forMs)} was bad`;
  return samples === 1 ? `Fires once ${held}.` : `Fires once ${held} and at least ${samples} of them came, ${every}.`;
}
