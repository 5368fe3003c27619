import type { Node } from 'yaml';
import type { ConfigPath } from '../../../config/config-path.ts';
import type { OpenDocument } from '../../../config/document.ts';
import { durationMs } from '../../../../shared/model/units.ts';
import { faultOfExpression } from './expression.ts';
import type { AlertingRule, RecordingRule, TemplatedText } from './rule-file.ts';
import { parseTemplate } from './template/parser.ts';
import { TemplateFault } from './template/tree.ts';
import { lineWithin, readFields, type Fields, type Place } from './yaml-fields.ts';

export interface RuleContext {
  readonly group: string;
  /** Labels of the group, which its rules have too. */
  readonly labels: readonly (readonly [string, string])[];
  /** How many rules of the group have the same name and labels so far; a rule adds itself. */
  readonly counts: Map<string, number>;
}

export interface RulePlace {
  readonly document: OpenDocument;
  readonly path: ConfigPath;
  /** A reporter that names the rule. */
  readonly named: (rule: string) => Place['report'];
}

const RULE_KEYS = ['record', 'alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations'];
/** Names that every version of Prometheus takes; from version 3 on it takes any text. */
const PLAIN_LABEL = /^[A-Za-z_][A-Za-z0-9_]*$/;
const PLAIN_METRIC = /^[A-Za-z_:][A-Za-z0-9_:]*$/;
const MAX_TEXTS = 200;

/** One entry of `rules`; null where it cannot be made out. Everything that is wrong with it is reported. */
export function readRule(node: Node, index: number, { document, path, named }: RulePlace, context: RuleContext): AlertingRule | RecordingRule | null {
  const nameless = String(index + 1);
  const found = readFields(node, { document, path, report: () => {} }, RULE_KEYS, 'a rule');
  const name = found?.text('alert') || found?.text('record') || nameless;
  const report = named(name);
  const fields = readFields(node, { document, path, report }, RULE_KEYS, 'a rule');
  if (fields === null) return null;
  const [alert, record] = [fields.text('alert') ?? '', fields.text('record') ?? ''];
  if (alert !== '' && record !== '') report([...path, 'record'], 'expected exactly one of `alert` and `record`, found both', { part: 'key' });
  if (alert === '' && record === '') report(path, 'expected exactly one of `alert` and `record`, found neither');
  const expr = readExpression(fields, path, report);
  const line = document.locate(path).line;
  if (alert === '') {
    if (record !== '') checkRecording(record, fields, path, report);
    return record === '' ? null : { kind: 'record', name: record, line };
  }
  const rule = {
    kind: 'alert' as const,
    name: alert,
    expr,
    forMs: fields.duration('for') ?? durationMs(0),
    keepFiringForMs: fields.duration('keep_firing_for') ?? durationMs(0),
    labels: readTexts('labels', fields, path, report, context.labels),
    annotations: readTexts('annotations', fields, path, report, []),
    line,
  };
  return { ...rule, key: keyOf(rule, context) };
}

function readExpression(fields: Fields, path: ConfigPath, report: Place['report']): string {
  const expr = fields.text('expr') ?? '';
  if (expr.trim() === '') {
    report(fields.has('expr') ? [...path, 'expr'] : path, 'a rule needs an `expr`');
    return '';
  }
  const fault = faultOfExpression(expr);
  if (fault !== null) report([...path, 'expr'], `\`expr\` is not a PromQL expression for a rule: ${fault.message}`, { lineOffset: lineWithin(fields.node('expr'), expr, fault.offset) });
  return expr;
}

function checkRecording(record: string, fields: Fields, path: ConfigPath, report: Place['report']): void {
  for (const field of ['for', 'keep_firing_for', 'annotations']) if (fields.has(field)) report([...path, field], `a recording rule has no \`${field}\``, { part: 'key' });
  if (/[{}]/.test(record)) report([...path, 'record'], 'braces in the name of a recording rule: does it belong into `expr`?');
  else if (!PLAIN_METRIC.test(record)) report([...path, 'record'], `${JSON.stringify(record.slice(0, 60))} is a metric name only from Prometheus 3 on`, { level: 'warning' });
  for (const [name] of fields.texts('labels')) checkName(name, 'label', [...path, 'labels', name], report);
}

function checkName(name: string, what: 'label' | 'annotation', path: ConfigPath, report: Place['report']): void {
  if (name === '' || (what === 'label' && name === '__name__')) report(path, `${JSON.stringify(name)} is not a valid ${what} name`, { part: 'key' });
  else if (!PLAIN_LABEL.test(name)) report(path, `${JSON.stringify(name.slice(0, 60))} is a valid ${what} name only from Prometheus 3 on`, { part: 'key', level: 'warning' });
}

/** Labels or annotations with their templates, sorted by name; `inherited` ones only where the rule has none of the same name. */
function readTexts(field: 'labels' | 'annotations', fields: Fields, path: ConfigPath, report: Place['report'], inherited: readonly (readonly [string, string])[]): readonly TemplatedText[] {
  const what = field === 'labels' ? 'label' : 'annotation';
  const own = fields.texts(field);
  if (own.length > MAX_TEXTS) report([...path, field], `expected at most ${String(MAX_TEXTS)} ${field}, found ${String(own.length)}`);
  const read = (name: string, text: string, at: ConfigPath): TemplatedText[] => {
    checkName(name, what, at, report);
    try {
      const template = parseTemplate(text);
      if (template.unsupported !== null) report(at, `${what} ${name}: ${template.unsupported}; Prometheus expands it`, { level: 'warning' });
      return [{ name, template }];
    } catch (error) {
      report(at, `${what} ${name}: the template cannot be read: ${error instanceof TemplateFault ? error.message : String(error)}`);
      return [];
    }
  };
  const texts = [
    ...inherited.filter(([name]) => !own.some(([mine]) => mine === name)).flatMap(([name, text]) => read(name, text, [...path.slice(0, 2), 'labels', name])),
    ...own.flatMap(([name, text]) => read(name, text, [...path, field, name])),
  ];
  return texts.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function keyOf({ name, labels }: Pick<AlertingRule, 'name' | 'labels'>, { group, counts }: RuleContext): string {
  const labelled = labels.map((label) => `${label.name}=${JSON.stringify(label.template.source)}`).join(',');
  const key = `${group}/${name}{${labelled}}`;
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count === 1 ? key : `${key}#${String(count)}`;
}
