import { describe, expect, it } from 'vitest';
import { askedOf, mergeFormulas, planGroups, widthAtLeast } from './plan.ts';
import { datadogSignal } from './testing/signals.ts';
import { explorerUrl } from './links.ts';

describe('what is asked together', () => {
  it('asks a query of one metric in points no narrower than the signal wants, a written rollup as it is', () => {
    expect([1_000, 10_000, 15_000, 60_000, 61_000, 90_000_000].map(widthAtLeast)).toEqual([10_000, 10_000, 20_000, 60_000, 120_000, 172_800_000]);
    expect(askedOf(datadogSignal('a', { query: 'sum:req{*}.as_count().rollup(sum, 300)' }))).toMatchObject({ by: 'formula', widthMs: 300_000 });
    expect(askedOf(datadogSignal('a', { query: 'sum:req{*}.rollup(60)', every: 300 }))).toMatchObject({ widthMs: 60_000 });
  });

  it.each([
    ['p95:trace.http.request{service:checkout}', 'formula'],
    ['  sum:trace.http.request.hits{service:checkout,env:prod} by {resource_name}.as_rate()', 'formula'],
    ['avg:a.b{*}.rollup(avg, 60).fill(null)', 'formula'],
    ['sum:errors{*} / sum:requests{*}', 'classic'],
    ['default_zero(sum:errors{*}.as_count())', 'classic'],
    ['system.load.1{*}', 'classic'],
  ])('%s is asked by %s', (query, by) => {
    expect(askedOf(datadogSignal('a', { query }))?.by).toBe(by);
  });

  it('puts what has the same interval, width and kind into one request', () => {
    const one = datadogSignal('one', { query: 'avg:a{*}' });
    const two = datadogSignal('two', { queries: { a: 'sum:e{*}', b: 'sum:r{*}' }, formula: 'a / b' });
    const slow = datadogSignal('slow', { query: 'avg:a{*}', every: 60 });
    const wide = datadogSignal('wide', { query: 'avg:a{*}.rollup(avg, 120)' });
    const mixed = datadogSignal('mixed', { query: 'avg:a{*} * 2' });
    expect(planGroups([one, slow, two, wide, mixed]).map(({ signals }) => signals.map(({ id }) => id).join()).sort((a, b) => a.localeCompare(b))).toEqual(['mixed', 'one,two', 'slow', 'wide']);
    expect(planGroups([one, two])[0]?.key).toBe(planGroups([one, two])[0]?.key);
    expect(planGroups([one, two])[0]?.key).not.toBe(planGroups([one, datadogSignal('two', { queries: { a: 'sum:e{*}', b: 'sum:r{*}' }, formula: 'a' })])[0]?.key);
  });

  it('keeps a request bearable', () => {
    const many = Array.from({ length: 95 }, (_, index) => datadogSignal(`s${String(index)}`, { query: `avg:metric.${String(index)}{*}` }));
    expect(planGroups(many).map(({ signals }) => signals.length)).toEqual([40, 40, 15]);
    const long = Array.from({ length: 3 }, (_, index) => datadogSignal(`s${String(index)}`, { query: `avg:metric.${String(index)}{tag:${'x'.repeat(9_000)}}` }));
    expect(planGroups(long)).toHaveLength(2);
  });

  it('asks a query once that several formulas use, each under a name of its own', () => {
    const asked = [
      { query: 'sum:requests{*}' },
      { queries: { a: 'sum:errors{*}', b: 'sum:requests{*}' }, formula: '100 * a / b' },
      { queries: { a: 'sum:requests{*}', q0: 'sum:late{*}' }, formula: "q0 / a + abs(timeshift(a, -3600)) + f(a, 'a')" },
    ].flatMap((config, index) => askedOf(datadogSignal(`s${String(index)}`, config)) ?? []);
    expect(mergeFormulas(asked)).toEqual({
      queries: [{ name: 'q0', query: 'sum:requests{*}' }, { name: 'q1', query: 'sum:errors{*}' }, { name: 'q2', query: 'sum:late{*}' }],
      formulas: ['q0', '100 * q1 / q0', "q2 / q0 + abs(timeshift(q0, -3600)) + f(q0, 'a')"],
    });
  });

  it('opens one metric in the explorer of its site', () => {
    const link = (config: Parameters<typeof datadogSignal>[1], app: string | null = 'https://app.datadoghq.eu'): string | null => explorerUrl(app, askedOf(datadogSignal('a', config)));
    expect(link({ query: 'p95:trace.http.request{service:checkout,env:prod} by {host}' })).toBe('https://app.datadoghq.eu/metric/explorer?exp_metric=trace.http.request&exp_agg=p95&exp_row_type=metric&exp_scope=service%3Acheckout%2Cenv%3Aprod&exp_group=host');
    expect(link({ query: 'avg:a{*}' })).toBe('https://app.datadoghq.eu/metric/explorer?exp_metric=a&exp_agg=avg&exp_row_type=metric');
    expect(link({ query: 'avg:a{*}' }, null)).toBeNull();
    expect(link({ query: 'avg:a{*} / avg:b{*}' })).toBeNull();
    expect(link({ queries: { a: 'sum:e{*}', b: 'sum:r{*}' }, formula: 'a / b' })).toBeNull();
  });
});
