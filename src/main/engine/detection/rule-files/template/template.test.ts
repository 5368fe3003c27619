import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../testing/cpu.ts';
import { expandTemplate, type Expansion, type QueryAnswers } from './expand.ts';
import { parseTemplate } from './parser.ts';
import { TemplateFault } from './tree.ts';
import type { AlertData } from './values.ts';

const DATA: AlertData = { labels: { __name__: 'up', instance: 'db-1:9100', job: 'node' }, value: 0.25, externalLabels: { region: 'eu' }, externalUrl: 'http://prom.example/base/' };
const NO_ANSWERS: QueryAnswers = new Map();

const expand = (template: string, answers = NO_ANSWERS, data = DATA): Expansion => expandTemplate(parseTemplate(template), data, 1_500, answers);
const textOf = (template: string, answers = NO_ANSWERS, data = DATA): string => {
  const expansion = expand(template, answers, data);
  return expansion.outcome === 'text' ? expansion.text : JSON.stringify(expansion);
};

describe('a template of an alert', () => {
  it('shows labels and value; a label that is not there is empty', () => {
    expect(textOf('{{ $labels.instance }} at {{ $value | humanizePercentage }}, zone "{{ $labels.zone }}"')).toBe('db-1:9100 at 25%, zone ""');
  });

  it('knows where its Prometheus is', () => {
    expect(textOf('{{ $externalURL }}|{{ externalURL }}|{{ pathPrefix }}|{{ $externalLabels.region }}|{{ now }}')).toBe('http://prom.example/base/|http://prom.example/base/|/base|eu|1.5');
    expect(textOf('{{ pathPrefix }}|{{ externalURL }}', NO_ANSWERS, { ...DATA, externalUrl: '' })).toBe('|');
  });

  it('never reads beyond its labels', () => {
    const data = { ...DATA, labels: JSON.parse('{"__proto__":"own","job":"x"}') as Record<string, string> };
    expect(textOf('{{ $labels.constructor }}|{{ $labels.toString }}|{{ index $labels "__proto__" }}|{{ len $labels }}', NO_ANSWERS, data)).toBe('||own|2');
  });

  it.each([
    ['{{ humanize "x" }}', 'humanize: expected a number, found "x"'],
    ['{{ gt $value 5 }}', 'gt: float64 and int cannot be compared; write a whole number with a point, such as 5.0, to compare it with $value'],
    ['{{ $labels.job.name }}', 'there is no field name in string'],
    ['{{ .Nothing }}', 'there is no field Nothing in an alert; it has .Labels, .Value, .ExternalLabels and .ExternalURL'],
    ['{{ match "(" $labels.job }}', 'match: "(" is not a regular expression: missing closing ): `(`'],
    ['{{ template "x" }}', '{{template}} is not supported by Holdfast'],
    ['{{ slice "abc" 1 }}', 'the function slice is not supported by Holdfast'],
    ['{{ printf "%*d" 1 2 }}', 'printf: "%*" in printf is not supported by Holdfast'],
    ['{{ printf "%9999s" "x" }}', 'printf: expected a width of at most 1000 and a precision of at most 100 in printf, found 9999'],
  ])('says what is wrong when it cannot be expanded: %s', (template, message) => {
    expect(expand(template)).toEqual({ outcome: 'failed', message });
  });

  it.each([
    ['{{ $labels.x', 'an action is not closed: expected "}}"'],
    ['{{ $labels.x }', 'an action is not closed: found "}" where "}}" was expected'],
    ['{{ if $value }}x', '{{if}} has no {{end}}'],
    ['{{ $label.x }}', 'the variable $label is not defined'],
    ['{{ humanise $value }}', 'the function "humanise" is not defined'],
    ['{{ $labels.foo-bar }}', '"-" cannot follow ".foo"'],
    ['{{ "a" | "b" }}', 'behind "|" a function is expected'],
    ['{{ }}', 'an action is empty: expected a value'],
    ['{{ (1 }}', 'expected ")" before "}}"'],
    ['{{ "a\\d" }}', '"\\\\d" is no escape sequence; write \\\\ for a backslash'],
    ['x'.repeat(20_001), 'expected at most 20,000 characters, found 20,001'],
    ['{{ ' + '('.repeat(60) + '1' + ')'.repeat(60) + ' }}', 'expected at most 50 levels of nesting, found more'],
  ])('is refused when the file is read: %s', (template, message) => {
    expect(() => parseTemplate(template)).toThrow(new TemplateFault(message));
  });
});

describe('a template that asks Prometheus', () => {
  const sample = (instance: string, value: number) => ({ labels: { instance }, value });

  it('first tells what it wants to know, then uses the answer', () => {
    const template = '{{ with printf "free{instance=\'%s\'}" $labels.instance | query }}{{ . | first | value | humanize1024 }}B{{ end }}';
    const expr = "free{instance='db-1:9100'}";
    expect(expand(template)).toEqual({ outcome: 'query', expr });
    expect(textOf(template, new Map([[expr, [sample('db-1:9100', 2_048)]]]))).toBe('2kiB');
    expect(textOf(template, new Map([[expr, []]]))).toBe('');
    expect(expand(template, new Map([[expr, 'the query failed: timeout']]))).toEqual({ outcome: 'failed', message: 'query: the query failed: timeout' });
  });

  it('ranges over the samples, sorted', () => {
    const answers = new Map([['up', [sample('b', 2), sample('a', 1), sample('c', 3)]]]);
    expect(textOf('{{ range $i, $s := query "up" | sortByLabel "instance" }}{{ if eq $i 2 }}{{ break }}{{ end }}{{ $s.Labels.instance }}={{ .Value }} {{ end }}', answers)).toBe('a=1 b=2 ');
    expect(textOf('{{ query "up" | first | label "instance" }} {{ len (query "up") }} {{ (index (query "up") 2).Value }}', answers)).toBe('b 3 3');
    expect(expand('{{ query "none" | first }}', new Map([['none', []]]))).toEqual({ outcome: 'failed', message: 'first: the query gave nothing' });
  });
});

describe('a hostile template or label', () => {
  it('cannot keep the engine busy with a regular expression', async () => {
    const labels = { path: `${'a'.repeat(5_000)}b` };
    const took = await cpuMs(() => expect(textOf('{{ match "^(a+)+$" $labels.path }} {{ reReplaceAll "(a*)*c" "x" $labels.path | len }}', NO_ANSWERS, { ...DATA, labels })).toBe('false 5001'));
    expect(took).toBeLessThan(2_000);
    // The control: for twice the length, JavaScript's own expressions take far more than twenty times as long.
    const own = (length: number): Promise<number> => cpuMs(() => expect(/^(a+)+$/.test(`${'a'.repeat(length)}b`)).toBe(false));
    await own(8);
    expect(await own(24)).toBeGreaterThan(20 * (await own(12)));
  });

  it('cannot fill the memory, nor run without end', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => ({ labels: { n: String(index) }, value: index }));
    const answers = new Map([['x', many]]);
    expect(expand('{{ range query "x" }}{{ range query "x" }}a{{ end }}{{ end }}', answers)).toEqual({ outcome: 'failed', message: 'the template takes more than 50,000 steps' });
    expect(expand('{{ $t := "ab" }}{{ range query "x" }}{{ $t = print $t $t }}{{ end }}', answers)).toEqual({ outcome: 'failed', message: 'print: its text is longer than 65,536 characters' });
    expect(expand(`{{ range query "x" }}${'y'.repeat(100)}{{ end }}`, answers)).toEqual({ outcome: 'failed', message: 'the text is longer than 65,536 characters' });
  });

  it('never makes the expansion throw, whatever it is', () => {
    const piece = fc.constantFrom('{{', '}}', ' ', '$labels', '.job', '$value', '|', '(', ')', 'if ', 'end', 'range ', 'printf ', 'query ', '"%v"', '"up"', '1', '-', 'index ', 'reReplaceAll ', 'args ', 'humanizeTimestamp ', '1e308', 'nil', 'first ', 'x');
    fc.assert(
      fc.property(fc.oneof(fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join('')), fc.array(piece, { maxLength: 8 }).map((pieces) => `{{ ${pieces.join(' ')} }}`), fc.string()), fc.double(), (source, value) => {
        let template;
        try {
          template = parseTemplate(source);
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateFault);
          return;
        }
        expect(['text', 'failed', 'query']).toContain(expandTemplate(template, { ...DATA, value }, 0, new Map([['up', [{ labels: { job: 'a' }, value }]]])).outcome);
      }),
      { numRuns: 5_000 },
    );
  });
});
