import { mergeQueries, unitsOf } from '../../src/main/engine/sources/prometheus/merge.ts';
import { planGroups } from '../../src/main/engine/sources/prometheus/plan.ts';
import { handMerged, specsOf } from '../lib/workload.ts';
import { serveSide } from './side.ts';

/**
 * The peer: the same values by the least that can ask for them, `fetch` and `JSON.parse`, kept in a Map. With "values" the queries
 * are merged by hand, one for each kind of signal, and tell nothing about the samples' age; with "ages" they are the product's own,
 * so that the difference to the product is what it does with the answers. "idle" asks nothing: a Node process by itself.
 */
const [url = '', signals = '500', everySeconds = '5', mode = 'values'] = process.argv.slice(2);
const [count, everyMs] = [Number(signals), Number(everySeconds) * 1_000];

interface Answer {
  readonly data: { readonly result: readonly { readonly metric: Readonly<Record<string, string>>; readonly value: readonly [number, string] }[] };
}

const merged = (): readonly string[] => planGroups(specsOf(count, everyMs)).map((group) => mergeQueries(unitsOf(group.signals)).text);
const queries = mode === 'idle' ? [] : mode === 'ages' ? merged() : handMerged(count);
const newest = new Map<string, number>();
let values = 0;

async function ask(query: string, index: number): Promise<void> {
  const response = await fetch(`${url}/api/v1/query`, { method: 'POST', body: new URLSearchParams({ query }) });
  const { data } = (await response.json()) as Answer;
  for (const { metric, value } of data.result) newest.set(`${index}/${metric['__hf'] ?? ''}/${metric['service'] ?? ''}`, Number(value[1]));
  values += data.result.length;
}

const poll = (): void => void Promise.all(queries.map(ask)).catch((error: unknown) => process.stderr.write(`the floor could not ask: ${String(error)}\n`));
// In step with the scrape, as the product learns to be: the fake scrapes on whole multiples of its interval.
const untilNext = everyMs - (Date.now() % everyMs) + 150;
setTimeout(() => {
  poll();
  setInterval(poll, everyMs);
}, untilNext);
serveSide({ values: () => values, threads: 1, stop: () => Promise.resolve() });
process.send?.({ ready: true, queries: queries.length });
