import { z } from 'zod';
import { DURATION_PATTERN } from './units.ts';

const DURATION_EXPECTED = 'expected a duration such as "5s", "250ms" or "1m30s"';
/** A duration as it is written in `holdfast.yaml`; stays text until `main/config` reads it. */
export const Duration = z.string({ error: DURATION_EXPECTED }).regex(DURATION_PATTERN, DURATION_EXPECTED);
