import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRuleFile } from './parse.ts';
import { formatIssue, type AlertingRule } from './rule-file.ts';
import { cpuMs } from './testing/cpu.ts';

const parse = (text: string) => parseRuleFile(text, { file: 'alerts.yml' });
const said = (text: string): string[] => parse(text).issues.map((issue) => `${issue.level === 'warning' ? 'warning: ' : ''}${formatIssue(issue)}`);
const only = (text: string): AlertingRule => {
  const { file, issues } = parse(text);
  expect(issues).toEqual([]);
  return file!.groups[0]!.rules[0]!;
};

/** As the requirements show it. */
const SAMPLE = `groups:
  - name: api-alerts
    rules:
      - alert: HighErrorRate
        expr: rate(api_http_5xx_errors_total[5m]) > 0.1
        for: 5m
        labels:
          severity: critical
        annotations:
          summary: "High error rate on {{ $labels.instance }}"
          description: "{{ $value }} errors per second for 5 minutes"
`;

describe('a Prometheus rule file', () => {
  it('is taken as it is', () => {
    const rule = only(SAMPLE);
    expect(rule).toMatchObject({ name: 'HighErrorRate', expr: 'rate(api_http_5xx_errors_total[5m]) > 0.1', forMs: 300_000, keepFiringForMs: 0, line: 4 });
    expect(rule.labels.map(({ name, template }) => [name, template.source])).toEqual([['severity', 'critical']]);
    expect(rule.annotations.map(({ name }) => name)).toEqual(['description', 'summary']);
  });

  it('may write numbers, truth and nothing where text is meant, share parts by anchors, and merge them', () => {
    const { file, issues } = parse(`groups:
  - name: g
    interval: 1m30s
    query_offset: 10s
    limit: 20
    labels: { team: pay, tier: 1 }
    rules:
      - alert: 404
        expr: 1
        for: 0
        labels: &labels { severity: 1.10, page: true, tier: "" }
      - alert: Other
        expr: >-
          up
          == 0
        keep_firing_for: 1w2d
        labels: { <<: *labels, severity: low }
        annotations: { note: ~ }
`);
    expect(issues).toEqual([]);
    const [group] = file!.groups;
    expect(group).toMatchObject({ intervalMs: 90_000, queryOffsetMs: 10_000, limit: 20 });
    const texts = (rule: AlertingRule) => Object.fromEntries(rule.labels.map(({ name, template }) => [name, template.source]));
    expect(group!.rules.map((rule) => [rule.name, rule.expr, rule.forMs, rule.keepFiringForMs, texts(rule)])).toEqual([
      ['404', '1', 0, 0, { page: 'true', severity: '1.10', team: 'pay', tier: '' }],
      ['Other', 'up == 0', 0, 777_600_000, { page: 'true', severity: 'low', team: 'pay', tier: '' }],
    ]);
  });

  it('leaves recording rules to Prometheus and says so', () => {
    const text = 'groups:\n- name: g\n  rules:\n  - { record: "job:up:sum", expr: sum by (job) (up) }\n  - { alert: A, expr: "job:up:sum < 1" }\n';
    expect(said(text)).toEqual(['warning: alerts.yml line 4, rule job:up:sum: the recording rule is evaluated by Prometheus, not by Holdfast']);
    expect(parse(text).file!.groups[0]).toMatchObject({ recording: [{ name: 'job:up:sum' }], rules: [{ name: 'A' }] });
  });

  it('names its rules the same when others come and go', () => {
    const rule = (name: string, severity: string): string => `  - { alert: ${name}, expr: up, labels: { severity: ${severity} } }\n`;
    const keys = (...rules: string[]): string[] => parse(`groups:\n- name: g\n  rules:\n${rules.join('')}`).file!.groups[0]!.rules.map(({ key }) => key);
    expect(keys(rule('A', 'low'), rule('A', 'high'), rule('A', 'low'))).toEqual(['g/A{severity="low"}', 'g/A{severity="high"}', 'g/A{severity="low"}#2']);
    expect(keys(rule('B', 'low'), rule('A', 'high'))).toEqual(['g/B{severity="low"}', 'g/A{severity="high"}']);
  });

  it('may be empty, which is said', () => {
    for (const text of ['', 'groups:', 'groups: []', '# nothing\n']) {
      expect(parse(text).file?.groups).toEqual([]);
      expect(said(text)).toEqual(['warning: alerts.yml line 1: there are no rule groups in this file']);
    }
  });
});

const inRule = (lines: string): string => `groups:\n- name: api\n  rules:\n  - alert: Slow\n${lines.replaceAll(/^/gm, '    ')}`;

describe('what is wrong in a rule file names file, line and rule', () => {
  it.each<[string, string, string[]]>([
    ['broken YAML', 'groups:\n- name: "a', ['alerts.yml line 2: YAML: Missing closing "quote']],
    ['a list at the top', '- a', ['alerts.yml line 1: expected the file as a group of keys, found a list']],
    ['an unknown key at the top', 'groups: []\nrules: []', ['alerts.yml line 2: unknown key `rules`; expected one of `groups`']],
    ['an unknown key of a group', 'groups:\n- name: api\n  intervall: 5s', ['alerts.yml line 3, group api: unknown key `intervall`; did you mean `interval`?']],
    ['a group without a name', 'groups:\n- rules: []', ['alerts.yml line 2, group 1: a rule group needs a `name`']],
    ['a group name used twice', 'groups:\n- name: api\n- name: api', ['alerts.yml line 3, group api: the group name "api" is used twice; the first is on line 2']],
    ['rules that are no list', 'groups:\n- name: api\n  rules: 5', ['alerts.yml line 3, group api: expected `rules` as a list, found the number 5']],
    ['an unknown key of a rule', inRule('expr: up\nfor_: 5m'), ['alerts.yml line 6, rule Slow: unknown key `for_`; did you mean `for`?']],
    ['a key twice', inRule('expr: up\nexpr: up'), ['alerts.yml line 6: duplicate key `expr`: already set on line 5']],
    ['both kinds of rule', inRule('record: a\nexpr: up'), ['alerts.yml line 5, rule Slow: expected exactly one of `alert` and `record`, found both']],
    ['neither kind of rule', 'groups:\n- name: api\n  rules:\n  - expr: up', ['alerts.yml line 4, rule 1: expected exactly one of `alert` and `record`, found neither']],
    ['no expression', inRule('for: 5m'), ['alerts.yml line 4, rule Slow: a rule needs an `expr`']],
    ['an empty expression', inRule('expr: ""'), ['alerts.yml line 5, rule Slow: a rule needs an `expr`']],
    ['a list as name', 'groups:\n- name: api\n  rules:\n  - alert: [a]\n    expr: up', ['alerts.yml line 4, rule 1: expected exactly one of `alert` and `record`, found neither', 'alerts.yml line 4, rule 1: expected `alert` as text, found a list']],
    ['a duration without a unit', inRule('expr: up\nfor: 300'), ['alerts.yml line 6, rule Slow: expected `for` as a duration such as 30s, 5m or 1h30m, found "300"']],
    ['a duration in the wrong order', inRule('expr: up\nkeep_firing_for: 5m1h'), ['alerts.yml line 6, rule Slow: expected `keep_firing_for` as a duration such as 30s, 5m or 1h30m, found "5m1h"']],
    ['a reserved label', inRule('expr: up\nlabels:\n  a: b\n  __name__: x'), ['alerts.yml line 8, rule Slow: "__name__" is not a valid label name']],
    ['a label with a dash', inRule('expr: up\nlabels:\n  a-b: x'), ['warning: alerts.yml line 7, rule Slow: "a-b" is a valid label name only from Prometheus 3 on']],
    ['a list as label', inRule('expr: up\nlabels:\n  a: [x]'), ['alerts.yml line 7, rule Slow: expected text, found a list']],
    ['a template that is not closed', inRule('expr: up\nannotations:\n  a: x\n  b: "{{ $labels.x }"'), ['alerts.yml line 8, rule Slow: annotation b: the template cannot be read: an action is not closed: found "}" where "}}" was expected']],
    ['a template of a label', inRule('expr: up\nlabels: { a: "{{ nothing }}" }'), ['alerts.yml line 6, rule Slow: label a: the template cannot be read: the function "nothing" is not defined']],
    ['a template that only Prometheus expands', inRule('expr: up\nannotations: { a: "{{ js $value }}" }'), ['warning: alerts.yml line 6, rule Slow: annotation a: the function js is not supported by Holdfast; Prometheus expands it']],
    ['a recording rule with for', 'groups:\n- name: api\n  rules:\n  - record: a\n    expr: up\n    for: 5m', ['warning: alerts.yml line 4, rule a: the recording rule is evaluated by Prometheus, not by Holdfast', 'alerts.yml line 6, rule a: a recording rule has no `for`']],
    ['a recording rule with braces', 'groups:\n- name: api\n  rules:\n  - { record: "a{b}", expr: up }', ['alerts.yml line 4, rule a{b}: braces in the name of a recording rule: does it belong into `expr`?', 'warning: alerts.yml line 4, rule a{b}: the recording rule is evaluated by Prometheus, not by Holdfast']],
    ['an interval below a second', 'groups:\n- name: api\n  interval: 100ms', ['warning: alerts.yml line 3, group api: Holdfast evaluates a group once a second at most']],
    ['a limit that is no number', 'groups:\n- name: api\n  limit: many', ['alerts.yml line 3, group api: expected `limit` as a whole number, found text']],
  ])('%s', (_, text, expected) => {
    expect(said(text)).toEqual(expected);
    expect(parse(text).file === null).toBe(expected.some((line) => !line.startsWith('warning: ')));
  });

  it.each([
    ['rate(x[5m]', 'it ends too early'],
    ['rat(x[5m]) > 1', 'there is no function "rat"'],
    ['up = 1', '"=" was not expected here'],
    ['rate(up) > 1', 'rate takes samples over a range, such as x[5m], found one value per series'],
    ['avg_over_time(up)', 'avg_over_time takes samples over a range, such as x[5m], found one value per series'],
    ['rate()', 'rate takes samples over a range, such as x[5m], found nothing'],
    ['sum(up[5m])', 'sum takes one value per series, found samples over a range'],
    ['abs(up[5m])', 'abs takes one value per series, found samples over a range'],
    ['up[5m]', 'expected one value per series, found samples over a range; apply a function such as rate()'],
    ['"text"', 'expected one value per series, found a text'],
    ['1 > 2', 'two single numbers are compared with > bool'],
    ['up and 1', 'and takes one value per series on both sides, found a single number'],
    ['up > "a"', '> takes values, found a text'],
    ['up{job=~"("}', '"(" is not a regular expression'],
    ['up{job=~"\\d+"}', '"\\\\d" is no escape sequence; write \\\\ for a backslash'],
  ])('an expression: %s', (expr, message) => {
    expect(said(inRule(`expr: ${JSON.stringify(expr)}`))).toEqual([`alerts.yml line 5, rule Slow: \`expr\` is not a PromQL expression for a rule: ${message}`]);
  });

  it('finds the line within an expression of several lines', () => {
    expect(said(inRule('expr: |\n  sum(rate(x[5m]))\n    / sum(rate(y[5m])\n    > 0.1\n'))).toEqual(['alerts.yml line 8, rule Slow: `expr` is not a PromQL expression for a rule: it ends too early']);
    expect(said(inRule('expr: |\n  up\n  == nothing(1)\n'))).toEqual(['alerts.yml line 7, rule Slow: `expr` is not a PromQL expression for a rule: there is no function "nothing"']);
  });

  it('tells everything at once, top to bottom, up to a hundred', () => {
    const bad = '  - { alert: A, expr: "rate(", for: 5x, labels: { __name__: y }, annotations: { a: "{{" } }\n';
    expect(said(`groups:\n- name: g\n  rules:\n${bad.repeat(2)}`).map((line) => line.slice(0, 17))).toEqual(['alerts.yml line 4', 'alerts.yml line 4', 'alerts.yml line 4', 'alerts.yml line 4', 'alerts.yml line 5', 'alerts.yml line 5', 'alerts.yml line 5', 'alerts.yml line 5']);
    expect(said(`groups:\n- name: g\n  rules:\n${bad.repeat(300)}`)).toHaveLength(100);
  });

  it('never throws and stays quick, whatever the file holds', async () => {
    const piece = fc.constantFrom('groups:', '\n', '  ', '- ', 'name: ', 'rules:', 'alert: ', 'record: ', 'expr: ', 'up', 'for: ', '5m', 'labels: ', '{', '}', '[', ']', '&a ', '*a', '<<: ', '"', '|', ',', ': ', '{{ $value }}', '1', '~');
    fc.assert(
      fc.property(fc.oneof(fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')), fc.string(), fc.json()), (text) => {
        const { file, issues } = parse(text);
        expect(file === null).toBe(issues.some(({ level }) => level === 'error'));
        for (const issue of issues) expect(formatIssue(issue)).toMatch(/^alerts\.yml line \d+/);
      }),
      { numRuns: 1_000 },
    );
    const took = await cpuMs(() => {
      parse(`groups:\n- name: g\n  rules:\n${'  - { alert: A, expr: "up == 0", labels: { a: "{{ $labels.b }}" } }\n'.repeat(1_000)}`);
      parse('groups:\n'.repeat(10_000));
      parse(`groups: ${'['.repeat(100_000)}`);
    });
    expect(took).toBeLessThan(5_000);
  });
});
