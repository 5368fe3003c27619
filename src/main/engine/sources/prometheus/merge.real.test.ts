import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPrometheus, serviceMetrics, startExporter, startPrometheus, waitUntil, type RunningExporter, type RunningPrometheus } from '../testing/processes.ts';
import { promSignal } from '../testing/specs.ts';
import { openEnvelope, readQueryData, type QueryData, type Sample } from './answer.ts';
import { mergeQueries, unitsOf } from './merge.ts';

const SERVICES = ['checkout', 'login', 'search.v2', 'not-there'];
const HAS_PROMETHEUS = (await findPrometheus()) !== null;

/** Shapes with `$S` for the service; `together` says whether they may become one expression over all services. */
const SHAPES: readonly { readonly name: string; readonly query: string; readonly together: boolean }[] = [
  { name: 'plain selector', query: 'http_requests_total{service="$S"}', together: true },
  { name: 'rate', query: 'rate(http_requests_total{service="$S",code="200"}[5s])', together: true },
  { name: 'sum of rates', query: 'sum(rate(http_requests_total{service="$S"}[5s]))', together: true },
  { name: 'sum by another label', query: 'sum by (code) (rate(http_requests_total{service="$S"}[5s]))', together: true },
  { name: 'modifier after the operand', query: 'sum(rate(http_requests_total{service="$S"}[5s])) by (code)', together: true },
  { name: 'sum by the label itself', query: 'sum by (service, code) (http_requests_total{service="$S"})', together: true },
  { name: 'sum without the label', query: 'sum without (service, pod) (http_requests_total{service="$S"})', together: true },
  { name: 'sum without another label', query: 'sum without (pod) (http_requests_total{service="$S"})', together: true },
  { name: 'avg by', query: 'avg by (pod) (http_requests_total{service="$S"})', together: true },
  { name: 'count and group', query: 'count(http_requests_total{service="$S"}) + group(http_requests_total{service="$S"})', together: true },
  { name: 'quantile', query: 'quantile(0.5, http_requests_total{service="$S"})', together: true },
  { name: 'ratio of two sums', query: 'sum(rate(http_requests_total{service="$S",code=~"5.."}[5s])) / sum(rate(http_requests_total{service="$S"}[5s]))', together: true },
  { name: 'guarded ratio', query: '(sum(rate(http_requests_total{service="$S",code=~"6.."}[5s])) or 0 * sum(rate(http_requests_total{service="$S"}[5s]))) / (sum(rate(http_requests_total{service="$S"}[5s])) > 0)', together: true },
  { name: 'histogram_quantile', query: 'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{service="$S"}[5s])))', together: true },
  { name: 'offset', query: 'sum(rate(http_requests_total{service="$S"}[3s] offset 1s))', together: true },
  { name: 'offset behind a binary expression', query: 'sum(http_requests_total{service="$S"}) - sum(http_requests_total{service="$S"} offset 2s)', together: true },
  { name: 'subquery', query: 'max_over_time(sum(rate(http_requests_total{service="$S"}[3s]))[5s:1s])', together: true },
  { name: 'on another label', query: 'sum by (pod, code) (http_requests_total{service="$S",code="500"}) / on (pod) sum by (pod) (http_requests_total{service="$S"})', together: true },
  { name: 'ignoring another label', query: 'http_requests_total{service="$S",code="500"} / ignoring (code) http_requests_total{service="$S",code="200"}', together: true },
  { name: 'comparison', query: 'http_requests_total{service="$S"} > bool 100', together: true },
  { name: 'and', query: 'http_requests_total{service="$S"} and http_requests_total{service="$S",code="500"}', together: true },
  { name: 'unless on', query: 'sum by (pod, code) (http_requests_total{service="$S"}) unless on (code) sum by (code) (http_requests_total{service="$S",code="500"})', together: true },
  { name: 'unary and scalar arithmetic', query: '-queue_depth{service="$S"} * 2 + time() * 0', together: true },
  { name: 'label kept on one side only', query: 'queue_depth{service="$S"} / sum(queue_depth{service="$S"})', together: false },
  { name: 'topk', query: 'topk(1, http_requests_total{service="$S",code="200"})', together: false },
  { name: 'count_values', query: 'count_values("v", queue_depth{service="$S"})', together: false },
  { name: 'or a constant', query: 'sum(http_requests_total{service="$S"}) or vector(0)', together: false },
  { name: 'group_left', query: 'http_requests_total{service="$S"} * on (service) group_left (queue) queue_depth{service="$S"}', together: false },
  { name: 'a selector without the label', query: 'sum(http_requests_total{service="$S"}) / scalar(sum(http_requests_total))', together: false },
  { name: 'absent', query: 'absent(http_requests_total{service="$S"})', together: false },
  { name: 'label_replace', query: 'label_replace(queue_depth{service="$S"}, "service", "x", "", "")', together: false },
  { name: 'scalar', query: 'scalar(sum(queue_depth{service="$S"}))', together: false },
  { name: 'comment at the end', query: 'sum(queue_depth{service="$S"}) # all of "it"', together: true },
];

describe.skipIf(!HAS_PROMETHEUS)('asking many queries together, against a real Prometheus', () => {
  let exporter: RunningExporter;
  let prometheus: RunningPrometheus;
  let at = 0;

  const ask = async (query: string): Promise<QueryData> => {
    const response = await fetch(`${prometheus.url}/api/v1/query`, { method: 'POST', body: new URLSearchParams({ query, time: String(at) }) });
    const { data, refusal } = openEnvelope(await response.text());
    if (refusal) throw new Error(`${refusal.error} in ${query}`);
    return readQueryData(data);
  };
  const normal = (samples: readonly Sample[]): readonly string[] =>
    samples.map(({ labels, value }) => `${JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))} ${value === null ? 'histogram' : value.toPrecision(12)}`).sort();
  const samplesOf = (data: QueryData): readonly Sample[] =>
    data.type === 'vector' ? data.samples : data.type === 'scalar' ? [{ labels: {}, time: data.time, value: data.value }] : [];

  beforeAll(async () => {
    exporter = await startExporter(serviceMetrics(SERVICES.slice(0, 3)));
    prometheus = await startPrometheus({ targets: { api: [exporter.target] } });
    await waitUntil('ten scrapes', () => exporter.scrapes() >= 10);
    at = Date.now() / 1_000;
  });
  afterAll(async () => {
    await prometheus?.remove();
    await exporter?.stop();
  });

  /** Its two sides never match: nothing is the right answer. */
  const EMPTY = 'label kept on one side only';

  it.each(SHAPES)('$name: the merged answer is the separate answers ($query)', async ({ name, query, together }) => {
    const queries = SERVICES.map((service) => query.replaceAll('$S', service));
    const units = unitsOf(queries.map((text, index) => promSignal(`s${String(index)}`, text)));
    const merged = mergeQueries(units);
    expect(units.every(({ family }) => (family !== null) === together)).toBe(true);
    const answers = merged.read(await ask(merged.text));
    let found = 0;
    for (const unit of units) {
      const alone = samplesOf(await ask(unit.expression.text));
      expect(normal(answers.get(unit)?.samples ?? [])).toEqual(normal(alone));
      found += alone.length;
    }
    expect(found > 0).toBe(name !== EMPTY);
  });

  it('asks all shapes of all services in one query, with the same answers', async () => {
    const units = unitsOf(SHAPES.flatMap(({ query }, shape) => SERVICES.map((service, index) => promSignal(`q${String(shape)}-${String(index)}`, query.replaceAll('$S', service)))));
    const answers = mergeQueries(units).read(await ask(mergeQueries(units).text));
    for (const unit of units) expect(normal(answers.get(unit)?.samples ?? [])).toEqual(normal(samplesOf(await ask(unit.expression.text))));
  });

  it('would be wrong to keep the label where only one side carries it: the shape that is refused does differ', async () => {
    const separate = samplesOf(await ask('queue_depth{service="checkout"} / sum(queue_depth{service="checkout"})'));
    const naive = samplesOf(await ask('queue_depth{service=~"checkout|login"} / on (service) sum by (service) (queue_depth{service=~"checkout|login"})'));
    expect(separate).toHaveLength(0);
    expect(naive).toHaveLength(2);
  });

  it('tells the time of the newest raw sample, never that of the evaluation', async () => {
    const queries = ['sum(rate(http_requests_total{service="checkout"}[5s]))', 'sum(rate(http_requests_total{service="login"}[5s]))', 'sum(queue_depth offset 4s)', 'max_over_time(queue_depth{service="login"}[8s:2s])'];
    const units = unitsOf([...queries, 'vector(1)', 'time()', 'absent(nothing)'].map((query, index) => promSignal(`s${String(index)}`, query)));
    const merged = mergeQueries(units);
    const answers = merged.read(await ask(merged.text));
    const timeOf = (query: string): number | null => answers.get(units.find(({ expression }) => expression.text === query)!)?.sampleTime ?? null;
    const raw = await ask('queue_depth{service="checkout"}[20s]');
    const times = raw.type === 'matrix' ? raw.series[0]!.times.map(Number) : [];
    const newest = Math.max(...times);
    expect(newest).toBeLessThan(at * 1_000);
    expect(timeOf(queries[0]!)).toBe(newest);
    expect(timeOf(queries[1]!)).toBe(newest);
    expect(timeOf(queries[2]!)).toBe(Math.max(...times.filter((time) => time <= at * 1_000 - 4_000)));
    const lastStepMs = Math.floor(at / 2) * 2_000;
    expect(timeOf(queries[3]!)).toBe(Math.max(...times.filter((time) => time <= lastStepMs)));
    for (const query of ['vector(1)', 'time()', 'absent(nothing)']) expect(timeOf(query)).toBeNull();
  });
});
