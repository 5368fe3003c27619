import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXTERNAL_LABELS, EXTERNAL_URL, expandedByPromtool, findPromtool, refusedByPromtool, type TemplateCase } from '../testing/promtool.ts';
import { expandTemplate } from './expand.ts';
import { parseTemplate } from './parser.ts';

const HAS_PROMTOOL = (await findPromtool()) !== null;
const FAILED = '<error expanding template:';
const LABELS = { instance: 'db-1.example.com:9100', job: 'node', path: '/var/lib', empty: '', odd: 'ä<b>"&\'$1 x', ip: '10.0.0.1:80' };

const ours = ({ template, value, labels }: TemplateCase): string => {
  const expansion = expandTemplate(parseTemplate(template), { labels: Object.fromEntries(Object.entries(labels).filter(([, text]) => text !== '')), value, externalLabels: EXTERNAL_LABELS, externalUrl: EXTERNAL_URL }, 60_000, new Map());
  return expansion.outcome === 'text' ? expansion.text : `${FAILED} ${expansion.outcome === 'failed' ? expansion.message : expansion.expr}>`;
};
/** The words of an error are ours; that there is one is Prometheus'. */
const comparable = (text: string): string => (text.includes(FAILED) ? FAILED : text);

const TEMPLATES = [
  'plain text, 100 %',
  'High error rate on {{ $labels.instance }}: {{ $value }}',
  '{{ .Labels.instance }} {{ .Value }} {{ $.Value }} {{ $.Labels.job }}',
  'missing: "{{ $labels.nothing }}" {{ index $labels "job" }} "{{ index $labels "nothing" }}"',
  '{{ $externalLabels.region }} {{ .ExternalLabels.replica }} {{ $externalURL }} {{ .ExternalURL }}',
  '{{ $labels }} {{ . }}',
  '{{ humanize $value }} {{ $value | humanize1024 }} {{ $value | humanizePercentage }}',
  '{{ if or (lt $value 1e18) (eq $value $value | not) }}{{ $value | humanizeDuration }}{{ end }}',
  '{{ printf "%.2f" $value }} {{ printf "%.0f %.1f %5.1f|%-8.2f|%08.3f|%+.1e|%g|%v|%.3g" $value $value $value $value $value $value $value $value $value }}',
  '{{ printf "%d %s" $value $value }} {{ printf "%d" }} {{ printf "x" 1 "a" }} {{ printf "%z %!" 1 }}',
  '{{ printf "%s|%10s|%-10s|%.3s|%q|%x|%X|%v" $labels.job $labels.job $labels.job $labels.job $labels.odd "ab" "ab" $labels.job }}',
  '{{ printf "%d %5d %-5d| %05d %+d % d %x %X %o %b %c %q %U %T %v" 42 42 42 42 42 42 255 255 8 5 65 65 65 65 65 }}',
  '{{ printf "%t %v %T %s %d" true false true true true }} {{ printf "%v %s" $labels $labels }} {{ printf "%T %T %T" $value "a" $labels }}',
  '{{ if eq $labels.job "node" }}node{{ else }}other{{ end }} {{ if ne $labels.job "node" }}a{{ else if eq $labels.path "/var/lib" }}b{{ else }}c{{ end }}',
  '{{ if $labels.nothing }}yes{{ else }}no{{ end }} {{ with $labels.job }}job {{ . }}{{ end }} {{ with $labels.nothing }}x{{ else }}none of {{ $labels.job }}{{ end }}',
  '{{ if gt $value 5.0 }}high{{ else }}low{{ end }} {{ lt $value 1e3 }} {{ and (ge $value 0.0) (le $value 1.0) }} {{ or "" "b" }} {{ not true }} {{ and 1 0 2 }}',
  '{{ if gt $value 5 }}a whole number and a float{{ end }}',
  '{{ eq 1 1 }} {{ eq "a" "b" "a" }} {{ lt "a" "b" }} {{ ge 2 2 }} {{ eq true false }}',
  '{{ eq $labels "a" }}',
  '{{ range $name, $text := $labels }}{{ $name }}={{ $text }};{{ end }} {{ range $labels }}[{{ . }}]{{ end }} {{ range $n, $t := $externalLabels }}{{ if eq $n "replica" }}{{ break }}{{ end }}{{ $n }}{{ end }}',
  '{{ $x := $labels.job }}{{ $x }} {{ $x = "other" }}{{ $x }} {{ with $y := $value }}{{ $y }}{{ end }} {{ if $z := $labels.job }}{{ $z }}{{ end }}',
  'a   {{- " b " -}}   c {{ "d" -}}\n\n e {{- /* a comment */ -}} f {{/* another */}} g',
  '{{ "quoted \\"text\\" \\t\\u00e4\\x41" }} {{ `raw \\n` }} {{ \'x\' }} {{ 0x10 }} {{ 010 }} {{ 1_000 }} {{ 1.50 }} {{ 1e3 }} {{ -3 }} {{ .5 }} {{ true }}',
  '{{ title "don\'t do foo.bar foo_bar foo-bar 1abc" }} {{ toUpper $labels.odd }} {{ toLower "ÄB" }} {{ title $labels.path }} {{ toUpper "straße" }}',
  '{{ match "^db-[0-9]+" $labels.instance }} {{ match "(?i)NODE" $labels.job }} {{ reReplaceAll "(.*):(\\\\d+)" "$1" $labels.instance }} {{ reReplaceAll "(?P<a>[a-z]+)-" "${a}_$$-$2x$1x" $labels.instance }}',
  '{{ reReplaceAll "" "-" "abc" }} {{ reReplaceAll "a*" "x" "baac" }} {{ reReplaceAll "^" ">" "ab" }} {{ reReplaceAll "ä|b" "" "aäb" }} {{ reReplaceAll "\\\\b" "|" "a bc" }}',
  '{{ match "(" "a" }}',
  '{{ reReplaceAll "[" "a" "b" }}',
  '{{ stripPort $labels.instance }} {{ stripDomain $labels.instance }} {{ stripDomain $labels.ip }} {{ "[::1]:80" | stripPort }} {{ "a:b:c" | stripPort }} {{ "x." | stripDomain }}',
  '{{ parseDuration "1h30m" }} {{ printf "%.1f" (parseDuration "1m10ms") }}',
  '{{ parseDuration "1x" }}',
  '{{ humanizeTimestamp 1435065584.128 }} {{ 0 | humanizeTimestamp }} {{ humanizeTimestamp -1 }} {{ humanizeTimestamp "1.5e9" }} {{ 1435065584.128 | toTime }} {{ humanizeTimestamp 1e300 }}',
  '{{ humanize "1234567" }} {{ humanize 12 }} {{ humanizePercentage "0.123456" }} {{ humanizeDuration 3661 }} {{ humanize1024 "1048576" }} {{ humanize "+Inf" }}',
  '{{ humanize "one" }}',
  '{{ toUpper $value }}',
  '{{ $labels.job.x }}',
  '{{ $value.x }}',
  '{{ .Nothing }}',
  '{{ $labels.job "x" }}',
  '{{ "a" | print "b" }} {{ print 1 2 "a" 3 4.5 }} {{ println 1 "a" }} {{ print }} {{ len "äb" }} {{ len $externalLabels }} {{ print nil }}',
  '{{ html $labels.odd }} {{ urlquery $labels.odd }} {{ graphLink "up > 1" }} {{ tableLink "a/b" }} {{ "<b>" | safeHtml }}',
  '{{ args 1 "b" }} {{ (args 1 "b").arg1 }} {{ (args 1).arg5 }}',
  '{{ (index $labels "job") | toUpper | printf "%s-%s" "x" }}',
  '{{ len 5 }}',
  '{{ index $labels }}',
  '{{ index $labels 1 }}',
  '{{ nil }}x',
];
const VALUES = [0, 1, 0.1, 0.125, 2.5, -3.75, 12_345, 1_234_567, 123_456_789.125, 0.000_012_345, 1e-10, 1e21, 1.7976931348623157e308, 5e-324, 86_400, 93_784.5, -0.5, 59.999, 0.9999, 999.95, 1023.99, NaN, Infinity, -Infinity];

describe.skipIf(!HAS_PROMTOOL)('templates, held against the real Prometheus', () => {
  it('are expanded to the same text', async () => {
    const cases = TEMPLATES.flatMap((template, index) => VALUES.filter((_, at) => template.includes('$value') || at === index % 5).map((value): TemplateCase => ({ template, value, labels: LABELS })));
    const theirs = await expandedByPromtool(cases);
    const different = cases.flatMap((one, index) => {
      const [mine, real] = [comparable(ours(one)), comparable(theirs.get(index) ?? '(nothing)')];
      return mine === real ? [] : [{ template: one.template, value: one.value, mine, real }];
    });
    expect(different).toEqual([]);
    expect(cases.length).toBeGreaterThan(200);
  });

  it('write every number as Go does', async () => {
    const number = fc.oneof(fc.double(), fc.double({ min: -2_000, max: 2_000, noNaN: true }), fc.integer({ min: -4_000_000, max: 4_000_000 }).map((n) => n / 64), fc.double({ min: -1e-3, max: 1e-3, noNaN: true }));
    const format = fc.constantFrom('{{ $value }}', '{{ printf "%.3g" $value }}', '{{ printf "%.2f" $value }}', '{{ printf "%.1e" $value }}', '{{ printf "%012.4f" $value }}', '{{ humanize $value }}', '{{ humanize1024 $value }}', '{{ humanizePercentage $value }}', '{{ printf "%+8.1f|% g" $value $value }}');
    const seed = Date.now() % 1_000_000;
    const cases = fc.sample(fc.tuple(format, number), { numRuns: 600, seed }).map(([template, value]): TemplateCase => ({ template, value, labels: {} }));
    const theirs = await expandedByPromtool(cases);
    const different = cases.flatMap((one, index) => (ours(one) === theirs.get(index) ? [] : [{ ...one, ours: ours(one), theirs: theirs.get(index) }]));
    expect(different, `seed ${String(seed)}`).toEqual([]);
  });

  it('are refused exactly where Prometheus refuses them', async () => {
    const piece = fc.constantFrom('{{', '}}', '{{-', '-}}', ' ', ' ', '$labels', '.job', '.', '$value', '$x', ':=', '=', '|', '(', ')', 'if', 'else', 'end', 'range', 'with', 'print', 'humanize', 'nothing', '"a"', '`b`', '1', '1.5', ',', 'text', '/*', '*/', 'eq', 'true', 'nil', 'break', "'c'", '{', '\n');
    const action = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => `{{${pieces.join('')}}}`);
    const seed = Date.now() % 1_000_000;
    const templates = fc.sample(fc.oneof(fc.array(piece, { minLength: 1, maxLength: 12 }).map((pieces) => pieces.join('')), action, fc.tuple(action, action).map(([a, b]) => `${a}x${b}{{ end }}`)), { numRuns: 500, seed });
    const refused = await refusedByPromtool(templates.map((template) => JSON.stringify({ groups: [{ name: 'g', rules: [{ alert: 'A', expr: 'up', annotations: { text: template } }] }] })));
    const different = templates.filter((template, index) => refused.has(index) !== isRefused(template));
    expect(different.map((template) => ({ template, byPrometheus: !isRefused(template) })), `seed ${String(seed)}`).toEqual([]);
    expect(refused.size).toBeGreaterThan(100);
    expect(refused.size).toBeLessThan(templates.length - 20);
  });
});

function isRefused(template: string): boolean {
  try {
    parseTemplate(template);
    return false;
  } catch {
    return true;
  }
}
