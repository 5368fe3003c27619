import { isScalar, type Node } from 'yaml';
import { readDocument, type OpenDocument } from '../../../config/document.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { durationMs } from '../../../../shared/model/units.ts';
import { readRule, type RuleContext } from './parse-rule.ts';
import type { AlertingRule, RecordingRule, RuleFile, RuleFileIssue, RuleGroup } from './rule-file.ts';
import { readFields, type Place } from './yaml-fields.ts';

export interface ParsedRuleFile {
  /** Null when anything is an error; warnings alone do not stop it. */
  readonly file: RuleFile | null;
  /** Top to bottom. */
  readonly issues: readonly RuleFileIssue[];
}

const MAX_ISSUES = 100;
/** Sources are not asked more often than this, whatever the file says. */
const LEAST_INTERVAL_MS = 1_000;
const GROUP_KEYS = ['name', 'interval', 'query_offset', 'limit', 'labels', 'rules'];

/**
 * Reads a Prometheus rule file as it is: YAML, durations, label names, PromQL and templates are all looked at, as Prometheus
 * does when it loads one, so that what is wrong is found now and not at the first alert. Never throws: everything that is wrong
 * comes back, each with file, line and rule. `file` is only the name that the issues and the alerts carry.
 * Source: prometheus/prometheus, model/rulefmt/rulefmt.go.
 */
export function parseRuleFile(text: string, { file }: { readonly file: string }): ParsedRuleFile {
  const outcome = readDocument(text);
  if ('faults' in outcome) return { file: null, issues: outcome.faults.map((fault) => ({ file, ...fault, group: null, rule: null, level: 'error' })) };
  const collected: RuleFileIssue[] = [];
  const groups = readGroups(outcome.document, file, collected);
  const issues = inOrder(collected);
  return { file: issues.some(({ level }) => level === 'error') ? null : { file, groups }, issues };
}

/** Errors are kept before warnings where there are too many. */
function inOrder(issues: readonly RuleFileIssue[]): readonly RuleFileIssue[] {
  const rank = ({ level }: RuleFileIssue): number => (level === 'error' ? 0 : 1);
  const kept = [...issues].sort((a, b) => rank(a) - rank(b)).slice(0, MAX_ISSUES);
  return kept.sort((a, b) => a.line - b.line || rank(a) - rank(b) || a.column - b.column);
}

type Named = { readonly group: string | null; readonly rule: string | null };

const reporter =
  (document: OpenDocument, file: string, issues: RuleFileIssue[], { group, rule }: Named): Place['report'] =>
  (path, message, { part = 'value', level = 'error', lineOffset = 0 } = {}) => {
    const { line, column } = document.locate(path, part);
    issues.push({ file, line: line + lineOffset, column: lineOffset > 0 ? 1 : column, group: group === null ? null : plain(group, 80), rule: rule === null ? null : plain(rule, 80), message: plain(message, 500), level });
  };

function readGroups(document: OpenDocument, file: string, issues: RuleFileIssue[]): readonly RuleGroup[] {
  const report = reporter(document, file, issues, { group: null, rule: null });
  const root = document.yaml.contents;
  const isEmpty = root === null || (isScalar(root) && root.value === null);
  const fields = isEmpty ? null : readFields(root, { document, path: [], report }, ['groups'], 'the file');
  const entries = fields?.entries('groups') ?? [];
  if (entries.length === 0 && issues.length === 0) report([], 'there are no rule groups in this file', { level: 'warning' });
  const names = new Map<string, number>();
  const groups = entries.flatMap((node, index) => {
    const group = readGroup(node, index, document, file, issues, names);
    return group === null ? [] : [group];
  });
  noteRecordingRules(groups, file, issues);
  return groups;
}

function noteRecordingRules(groups: readonly RuleGroup[], file: string, issues: RuleFileIssue[]): void {
  const rules = groups.flatMap(({ recording }) => recording);
  const [first] = rules;
  if (first === undefined) return;
  const what = rules.length === 1 ? 'the recording rule is' : `${String(rules.length)} recording rules are`;
  issues.push({ file, line: first.line, column: 1, group: null, rule: first.name, message: `${what} evaluated by Prometheus, not by Holdfast`, level: 'warning' });
}

function readGroup(node: Node, index: number, document: OpenDocument, file: string, issues: RuleFileIssue[], names: Map<string, number>): RuleGroup | null {
  const path = ['groups', index];
  const named = readFields(node, { document, path, report: () => {} }, GROUP_KEYS, 'a rule group')?.text('name');
  const report = reporter(document, file, issues, { group: named || String(index + 1), rule: null });
  const fields = readFields(node, { document, path, report }, GROUP_KEYS, 'a rule group');
  if (fields === null) return null;
  const name = fields.text('name') ?? '';
  if (name === '') report(path, 'a rule group needs a `name`');
  const line = document.locate(path).line;
  const before = names.get(name);
  if (before !== undefined && name !== '') report([...path, 'name'], `the group name ${JSON.stringify(name.slice(0, 60))} is used twice; the first is on line ${String(before)}`);
  names.set(name, before ?? line);
  const interval = fields.duration('interval');
  if (interval !== null && interval > 0 && interval < LEAST_INTERVAL_MS) report([...path, 'interval'], 'Holdfast evaluates a group once a second at most', { level: 'warning' });
  const limit = fields.whole('limit');
  const context: RuleContext = { group: name, labels: fields.texts('labels'), counts: new Map() };
  const rules = (fields.entries('rules') ?? []).map((rule, at) => readRule(rule, at, { document, path: [...path, 'rules', at], named: (named) => reporter(document, file, issues, { group: name, rule: named }) }, context));
  return {
    name,
    intervalMs: interval === null || interval === 0 ? null : durationMs(Math.max(LEAST_INTERVAL_MS, interval)),
    queryOffsetMs: fields.duration('query_offset') ?? durationMs(0),
    limit: limit !== null && limit > 0 ? limit : null,
    rules: rules.filter((rule): rule is AlertingRule => rule?.kind === 'alert'),
    recording: rules.filter((rule): rule is RecordingRule => rule?.kind === 'record'),
  };
}
