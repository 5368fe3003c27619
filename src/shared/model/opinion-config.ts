import { z } from 'zod';
import { Duration } from './duration-text.ts';
import { SignalId } from './ids.ts';

const Tolerance = z.union([z.string().regex(/^\d{1,3}(\.\d{1,3})?%$/, 'expected a share such as 20%, or a number in the unit of the signal'), z.number().min(0)]);

/** Another signal that measures the same, by another source; rules judge by the first opinion alone. */
export const SecondOpinionConfig = z.union([
  SignalId,
  z.strictObject({
    signal: SignalId.describe('id of the signal that is the second opinion'),
    tolerance: Tolerance.optional().describe('how far the two may be apart: a share of the larger one, 20% unless told, or a number in the unit of this signal'),
    atLeast: z.number().min(0).optional().describe('differences below this, in the unit of this signal, never count; for a tolerance in per cent'),
    for: Duration.optional().describe('how long they must be further apart; 2m unless told'),
  }),
]);
