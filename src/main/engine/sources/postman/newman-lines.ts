import { z } from 'zod';
import type { RanRequest, RanTest, RunResults, ScriptError } from './results.ts';

/** One line of `resources/newman/newman-reporter-holdfast.cjs`. */
const Line = z.discriminatedUnion('is', [
  z.object({ is: z.literal('item'), item: z.string() }),
  z.object({ is: z.literal('request'), item: z.string(), own: z.boolean(), status: z.number().nullable(), ms: z.number().nonnegative().nullable(), error: z.string().nullable() }),
  z.object({ is: z.literal('test'), item: z.string(), test: z.string(), skipped: z.boolean(), error: z.string().nullable() }),
  z.object({ is: z.literal('script'), item: z.string(), error: z.string() }),
  z.object({ is: z.literal('done'), error: z.string().nullable() }),
  z.object({ is: z.literal('cut') }),
]);

export type ReadLines =
  | { readonly ok: true; readonly results: RunResults; /** Why newman broke the run off, if it did. */ readonly error: string | null }
  | { readonly ok: false; readonly reason: 'unreadable' | 'cut' };

/** Results of a run from what our reporter wrote, as far as it came; the last line of a run that was killed may be half a line. */
export function readNewmanLines(text: string): ReadLines {
  const [requests, tests, scriptErrors]: [RanRequest[], RanTest[], ScriptError[]] = [[], [], []];
  let lastItem: string | null = null;
  let done: { error: string | null } | null = null;
  const lines = text.split('\n');
  const whole = lines.slice(0, -1);
  for (const raw of whole) {
    const line = readLine(raw);
    if (line === null) return { ok: false, reason: 'unreadable' };
    switch (line.is) {
      case 'item':
        lastItem = line.item;
        break;
      case 'request':
        requests.push({ name: line.item, own: line.own, status: line.status, timeMs: line.ms, error: line.error });
        break;
      case 'test':
        tests.push({ request: line.item, name: line.test, state: line.skipped ? 'skipped' : line.error === null ? 'passed' : 'failed', message: line.error });
        break;
      case 'script':
        scriptErrors.push({ request: line.item, message: line.error });
        break;
      case 'cut':
        return { ok: false, reason: 'cut' };
      case 'done':
      default:
        done = { error: line.error };
    }
  }
  return { ok: true, results: { requests, tests, scriptErrors, lastItem, complete: done !== null && done.error === null }, error: done?.error ?? null };
}

function readLine(raw: string): z.infer<typeof Line> | null {
  try {
    return Line.safeParse(JSON.parse(raw)).data ?? null;
  } catch {
    return null;
  }
}
