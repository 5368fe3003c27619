import { z } from 'zod';
import { HoldfastError } from '../../../shared/model/result.ts';

const MOST_ISSUES = 3;

const wordOf = ({ path, message }: z.core.$ZodIssue): string => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`);

/** The message in its shape. Throws `invalid_input` with what was expected where. */
export function readShape<T>(schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  throw saying(read.error.issues);
}

const AT_ONCE = 100;

/** The same of a list below `name`, some at a time, with a breath between: thousands of alerts in one message must not hold up everything else. */
export async function readList<T>(name: string, item: z.ZodType<T>, list: readonly unknown[], breathe: () => Promise<void>): Promise<T[]> {
  const items = z.array(item);
  const all: T[] = [];
  for (let from = 0; from < list.length; from += AT_ONCE) {
    if (from > 0) await breathe();
    const read = items.safeParse(list.slice(from, from + AT_ONCE));
    if (!read.success) throw saying(read.error.issues.map((issue) => ({ ...issue, path: [name, from + Number(issue.path[0]), ...issue.path.slice(1)] })));
    all.push(...read.data);
  }
  return all;
}

function saying(issues: readonly z.core.$ZodIssue[]): HoldfastError {
  const more = issues.length > MOST_ISSUES ? `; and ${issues.length - MOST_ISSUES} more` : '';
  return new HoldfastError('invalid_input', `${issues.slice(0, MOST_ISSUES).map(wordOf).join('; ')}${more}`);
}
