import type { z } from 'zod';
import { HoldfastError } from '../../../shared/model/result.ts';

const MOST_ISSUES = 3;

const wordOf = ({ path, message }: z.core.$ZodIssue): string => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`);

/** The message in its shape. Throws `invalid_input` with what was expected where. */
export function readShape<T>(schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const { issues } = read.error;
  const more = issues.length > MOST_ISSUES ? `; and ${issues.length - MOST_ISSUES} more` : '';
  throw new HoldfastError('invalid_input', `${issues.slice(0, MOST_ISSUES).map(wordOf).join('; ')}${more}`);
}
