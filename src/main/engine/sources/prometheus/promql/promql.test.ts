import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePromql, timestampExpressions } from './ast.ts';
import { familyQuery, membershipsOf } from './family.ts';

const familyOf = (query: string, label = 'service', values: readonly string[] = ['a', 'b']): string => familyQuery(parsePromql(query), label, values).text;

describe('what an expression gives', () => {
  it.each([
    ['up', 'vector'],
    ['sum(up) / 2', 'vector'],
    ['1 + time()', 'scalar'],
    ['-(scalar(up))', 'scalar'],
    ['"text"', 'string'],
    ['up[5m]', 'range'],
    ['up[5m:1m] offset 1h', 'range'],
    ['', 'unknown'],
    ['sum(up', 'unknown'],
    ['up) or (up', 'unknown'],
    ['up up', 'unknown'],
    ['median_over_time(up[5m])', 'unknown'],
  ])('%s is a %s', (query, type) => {
    expect(parsePromql(query).type).toBe(type);
  });
});

describe('the samples behind an expression', () => {
  it.each<[string, readonly string[]]>([
    ['up', ['timestamp(up)']],
    ['sum by (le) (rate(x_bucket{a="b"}[1m]))', ['timestamp(x_bucket{a="b"})']],
    ['rate(x[1m] offset 5m) / on () y @ 12', ['timestamp(x offset 5m)', 'timestamp(y @ 12)']],
    ['x + y offset 5m', ['timestamp(x)', 'timestamp(y offset 5m)']],
    ['rate(x[5m] @ end() offset 1h)', ['timestamp(x @ end() offset 1h)']],
    ['x / x', ['timestamp(x)']],
    ['max_over_time(rate(x[5m])[6h:1m])', ['max_over_time(timestamp(x)[1m:1m])']],
    ['max_over_time(x[5m:] offset 1h)', ['max_over_time(timestamp(x)[5m:] offset 1h)']],
    ['min_over_time(max_over_time(x[2m:30s])[1h:5m])', ['max_over_time(max_over_time(timestamp(x)[30s:30s])[5m:5m])']],
    ['absent(x) or y', ['timestamp(y)']],
    ['absent_over_time(x[5m])', []],
    ['{__name__=~"a|b"}', []],
    ['{__name__="a"} + {"b.c"}', ['timestamp({__name__="a"})', 'timestamp({"b.c"})']],
    ['vector(1) + time()', []],
    ['sum(', []],
  ])('%s', (query, expected) => {
    expect(timestampExpressions(parsePromql(query))).toEqual(expected);
  });
});

describe('asking a family together', () => {
  it('lets the matcher take every value and keeps the label through each step', () => {
    expect(familyOf('sum(x{service="a"})')).toBe('sum by (service) (x{service=~"a|b"})');
    expect(familyOf('sum(x{service="a"}) by (le,)')).toBe('sum(x{service=~"a|b"}) by (le, service)');
    expect(familyOf('sum without (service, pod) (x{service="a"})')).toBe('sum without (pod) (x{service=~"a|b"})');
    expect(familyOf('a{service="a"} / on (pod) b{service="a"}')).toBe('a{service=~"a|b"} / on (pod, service) b{service=~"a|b"}');
    expect(familyOf("x{service='a'}", 'service', ['v1.2', 'b'])).toBe(String.raw`x{service=~"b|v1\\.2"}`);
  });

  it.each([
    'topk(1, x{service="a"})',
    'x{service="a"} + on (pod) group_left () y{service="a"}',
    'x{service="a"} + ignoring (service) y{service="a"}',
    'x{service="a"} / sum(y{service="a"})',
    'x{service="a"} + y',
    'x{service="a"} + y{service="b"}',
    'x{service="a",service!="c"}',
    'x{service=~"a"}',
    'x{service=""}',
    'x{service="a|b"}',
    String.raw`x{service="a\nb"}`,
    'absent(x{service="a"})',
    'x{service="a"} or vector(0)',
    'scalar(x{service="a"})',
    'label_replace(x{service="a"}, "b", "c", "", "")',
    'sort(x{service="a"})',
    'x{service="a"}[5m]',
    'sum(x{service="a"}',
  ])('leaves alone what it cannot prove: %s', (query) => {
    expect(membershipsOf(parsePromql(query)).filter(({ label }) => label === 'service')).toEqual([]);
  });

  it('never mixes queries that differ in anything else', () => {
    const key = (query: string): string | undefined => membershipsOf(parsePromql(query)).find(({ label }) => label === 'service')?.key;
    expect(key('x{service="a",code="1"}')).toBe(key('x{service="b",code="1"}'));
    expect(key('x{service="a",code="1"}')).not.toBe(key('x{service="a",code="2"}'));
    expect(key('x{service="a"} + x{service="a"}')).not.toBe(key('x{service="a"}'));
  });

  it('takes any text without falling over, and what it makes of a query is a query again', () => {
    const piece = fc.constantFrom('sum', 'by', '(', ')', '{', '}', 'x', 'service', '="a"', '[5m]', ',', '/', 'on', 'offset 1m', '@ 3', 'or', 'rate', '"', '\\', '#', '\n', '1', ' ', 'absent', '[1h:1m]');
    fc.assert(
      fc.property(fc.oneof(fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')), fc.string()), (text) => {
        const expression = parsePromql(text);
        for (const asked of timestampExpressions(expression)) expect(parsePromql(asked).type).toBe('vector');
        for (const { label, value } of membershipsOf(expression)) expect(parsePromql(familyQuery(expression, label, [value, 'other']).text).type).toBe('vector');
      }),
      { numRuns: 5_000 },
    );
  });
});
