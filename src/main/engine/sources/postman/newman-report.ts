import { z } from 'zod';
import type { RunResults } from './results.ts';

/** As much as is read of the report of newman's JSON reporter, whose form the Postman CLI takes, too (`--reporter-json-structure newman`). */
const Failed = z.object({ message: z.string().optional(), name: z.string().optional(), code: z.string().optional() });
const Report = z.object({
  run: z.object({
    executions: z.array(
      z.object({
        item: z.object({ name: z.string() }).optional(),
        cursor: z.object({ ref: z.string().optional(), scriptId: z.string().optional() }).optional(),
        response: z.object({ code: z.number().optional(), responseTime: z.number().nonnegative().optional() }).optional(),
        requestError: Failed.optional(),
        assertions: z.array(z.object({ assertion: z.string().optional(), skipped: z.boolean().nullish(), error: Failed.nullish() })).optional(),
        prerequestScript: z.array(z.object({ error: Failed })).optional(),
        testScript: z.array(z.object({ error: Failed })).optional(),
      }),
    ),
    error: Failed.nullish(),
  }),
});

const wordsOf = ({ message, name, code }: z.infer<typeof Failed>): string => message ?? code ?? name ?? 'no reason given';

/** Results of a whole run from a report in newman's form; null where it is none. */
export function readNewmanReport(text: string): RunResults | null {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return null;
  }
  const report = Report.safeParse(data);
  if (!report.success) return null;
  const { executions, error } = report.data.run;
  const named = onceEach(executions).map((execution) => ({ ...execution, name: execution.item?.name ?? '' }));
  return {
    requests: named.map(({ name, cursor, response, requestError }) => {
      const answer = cursor?.scriptId === undefined ? response : undefined;
      return { name, own: true, status: answer?.code ?? null, timeMs: answer?.responseTime ?? null, error: requestError === undefined ? null : wordsOf(requestError) };
    }),
    tests: named.flatMap(({ name, assertions = [] }) =>
      assertions.map(({ assertion, skipped, error: failed }) => ({
        request: name,
        name: assertion ?? '',
        state: skipped ? ('skipped' as const) : failed ? ('failed' as const) : ('passed' as const),
        message: failed ? wordsOf(failed) : null,
      })),
    ),
    scriptErrors: named.flatMap(({ name, prerequestScript = [], testScript = [] }) => [...prerequestScript, ...testScript].map(({ error: failed }) => ({ request: name, message: wordsOf(failed) }))),
    lastItem: named.at(-1)?.name ?? null,
    complete: error === null || error === undefined,
  };
}

/**
 * A request whose script sends others stands there once for each of them, and with the answer that the last one got: the tests are
 * counted once, and its own answer is not known.
 */
function onceEach<T extends { cursor?: { ref?: string | undefined } | undefined }>(executions: readonly T[]): T[] {
  const seen = new Set<string>();
  return executions.filter(({ cursor }) => {
    if (cursor?.ref === undefined) return true;
    const isNew = !seen.has(cursor.ref);
    seen.add(cursor.ref);
    return isNew;
  });
}
