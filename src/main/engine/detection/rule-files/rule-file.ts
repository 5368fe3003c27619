import type { DurationMs } from '../../../../shared/model/units.ts';
import type { Template } from './template/tree.ts';

/** Something that is wrong or worth knowing in a rule file; lines and columns count from 1. */
export interface RuleFileIssue {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly group: string | null;
  /** Name of the alert or recording rule, its number in the group where it has none; null for what concerns a group or the file. */
  readonly rule: string | null;
  readonly message: string;
  readonly level: 'error' | 'warning';
}

/** A label or annotation of a rule with its value parsed. */
export interface TemplatedText {
  readonly name: string;
  readonly template: Template;
}

export interface AlertingRule {
  readonly kind: 'alert';
  /**
   * Same for the same rule through restarts and edits elsewhere in the file: group, name and labels, as Prometheus matches rules
   * when it reloads, with a number where several are equal. Unique within a file.
   */
  readonly key: string;
  readonly name: string;
  readonly expr: string;
  readonly forMs: DurationMs;
  readonly keepFiringForMs: DurationMs;
  /** Labels of the group and of the rule, the rule's winning; sorted by name. */
  readonly labels: readonly TemplatedText[];
  readonly annotations: readonly TemplatedText[];
  readonly line: number;
}

/** Evaluated by Prometheus, not by Holdfast: its series must be there when an alerting rule asks for them. */
export interface RecordingRule {
  readonly kind: 'record';
  readonly name: string;
  readonly line: number;
}

export interface RuleGroup {
  readonly name: string;
  /** Null: the interval that the evaluator is given. */
  readonly intervalMs: DurationMs | null;
  /** How far in the past the expressions are evaluated. */
  readonly queryOffsetMs: DurationMs;
  /** Most alerts of one rule; null = Holdfast's own limit. */
  readonly limit: number | null;
  readonly rules: readonly AlertingRule[];
  readonly recording: readonly RecordingRule[];
}

export interface RuleFile {
  readonly file: string;
  readonly groups: readonly RuleGroup[];
}

/** `alerts.yml line 12, rule HighErrors: expected …`, the one way in which an issue is written. */
export function formatIssue({ file, line, group, rule, message }: RuleFileIssue): string {
  const where = rule !== null ? `, rule ${rule}` : group === null ? '' : `, group ${group}`;
  return `${file} line ${String(line)}${where}: ${message}`;
}
