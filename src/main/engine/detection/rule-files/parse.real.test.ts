import { describe, expect, it } from 'vitest';
import { parseRuleFile } from './parse.ts';
import { findPromtool, refusedByPromtool } from './testing/promtool.ts';

const HAS_PROMTOOL = (await findPromtool()) !== null;
const RULE = (fields: string): string => `groups:\n- name: g\n  rules:\n  - ${fields}\n`;
const EXPR = (expr: string): string => RULE(`{ alert: A, expr: ${JSON.stringify(expr)} }`);

/** Files that both take or both refuse. */
const FILES = [
  '',
  'groups: []',
  'groups:\n- name: g\n',
  'groups:\n- name: g\n  interval: 15s\n  limit: 5\n  rules: []\n',
  'groups:\n- name: g\n- name: g\n',
  'groups:\n- rules: []\n',
  'groups: 5',
  'rules: []',
  'groups:\n- { name: g, every: 5s }\n',
  'groups:\n- { name: g, interval: 5 }\n',
  'groups:\n- { name: g, limit: x }\n',
  RULE('{ alert: A, expr: up }'),
  RULE('{ alert: 1, expr: 1 }'),
  RULE('{ alert: A, expr: up, for: 5m, keep_firing_for: 1h30m, labels: { a: 1, b: true, c: ~ }, annotations: { x: "{{ $value }}" } }'),
  RULE('{ record: a, expr: up }'),
  RULE('{ record: "a:b", expr: up, labels: { x: "{{ not a template" } }'),
  RULE('{ record: "a b", expr: up, for: 5m }'),
  RULE('{ record: a, expr: up, annotations: { x: y } }'),
  RULE('{ record: a, alert: b, expr: up }'),
  RULE('{ expr: up }'),
  RULE('{ alert: A }'),
  RULE('{ alert: A, expr: "" }'),
  RULE('{ alert: A, expr: up, for: 5 }'),
  RULE('{ alert: A, expr: up, for: 1m1h }'),
  RULE('{ alert: A, expr: up, for: 1.5m }'),
  RULE('{ alert: A, expr: up, for: "-5m" }'),
  RULE('{ alert: A, expr: up, for: 0 }'),
  RULE('{ alert: A, expr: up, for: 1y2w3d4h5m6s7ms }'),
  RULE('{ alert: A, expr: up, for: 300y }'),
  RULE('{ alert: A, expr: up, fro: 5m }'),
  RULE('{ alert: A, expr: up, labels: { __name__: x } }'),
  RULE('{ alert: A, expr: up, labels: { alertname: x } }'),
  RULE('{ alert: A, expr: up, labels: [a] }'),
  RULE('{ alert: A, expr: up, labels: { a: [x] } }'),
  RULE('{ alert: A, expr: up, annotations: { a: "{{ $x }}" } }'),
  RULE('{ alert: A, expr: up, labels: { a: "{{ if }}" } }'),
  RULE('{ alert: A, expr: up, labels: &l { a: b } }\n  - { alert: B, expr: up, labels: *l }\n  - { alert: C, expr: up, labels: { <<: *l, c: d } }'),
  ...[
    'up == 0', 'rate(x[5m]) > 0.1', 'rate(x)', 'rate(x[5m', 'rat(x[5m])', 'sum(x) by (job) > 1', 'sum by (job) (x[5m])', 'absent(up{job="a"})', 'x > bool 1', '1 > 2', '1 > bool 2', 'up and 1', 'up + "a"',
    'x{a=~"("}', 'x{a=~"\\d"}', "x{a=~'\\\\d'}", 'x{a=`\\d`}', 'x offset 5m', 'x @ 5', 'max_over_time(rate(x[1m])[5m:10s])', 'max_over_time(x)', 'histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m])))', 'topk(3, x)', 'quantile(0.9, x)', 'quantile_over_time(0.9, x[5m])',
    'label_replace(x, "a", "$1", "b", "(.*)")', 'count_values("v", x)', 'x / on(a) group_left(b) y', 'a unless b', 'vector(1)', 'time() > bool 5', 'scalar(x) > 1', 'x =! 1', 'x == 1 ==', '(x', 'x)', '{__name__="x"}', 'x{', 'abs(x[5m])', 'predict_linear(x[1h], 3600) < 0', 'x # a comment', 'sum(x', '"text" + 1', 'x[5m] > 1', '-x', '2 ^ x', 'x{a="b",}', 'sort_desc(x)', 'clamp_max(x, 5)', 'day_of_week() == 1', 'Inf > x',
  ].map(EXPR),
];

describe.skipIf(!HAS_PROMTOOL)('a rule file, held against promtool', () => {
  it('is refused exactly where Prometheus refuses it', async () => {
    const refused = await refusedByPromtool(FILES);
    const different = FILES.flatMap((text, index) => {
      const { issues } = parseRuleFile(text, { file: 'a.yml' });
      const isRefused = issues.some(({ level }) => level === 'error');
      return refused.has(index) === isRefused ? [] : [{ text, byPrometheus: refused.has(index), issues: issues.map(({ message }) => message) }];
    });
    expect(different).toEqual([]);
    expect(refused.size).toBeGreaterThan(20);
  });
});
