import { HoldfastConfig } from '../../shared/model/config.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../shared/model/units.ts';
import type { ConfigIssue } from '../../shared/contract/contract.ts';
import { formatPath } from './config-path.ts';
import { crossCheck } from './cross-check.ts';
import type { CrossFinding } from './cross-finding.ts';
import { readDocument, type OpenDocument } from './document.ts';
import { explain } from './explain.ts';
import { resolveConfig, type ResolvedConfig } from './resolved.ts';

const MAX_ISSUES = 100;

export interface ParsedConfig {
  /** Null when anything is an error; warnings alone do not stop it. */
  readonly config: ResolvedConfig | null;
  /** The same configuration as written, defaults of the schema filled; null with `config`. */
  readonly written: HoldfastConfig | null;
  readonly issues: ConfigIssue[];
}

/**
 * Reads the text of `holdfast.yaml`. Never throws: every error and warning comes back with file, line, column and path.
 * `file` is only the name that the issues carry; `now` (this moment unless told) decides which reviews of rules are overdue.
 */
export function parseConfig(text: string, { file, now = epochMs(Date.now()) }: { readonly file: string; readonly now?: EpochMs }): ParsedConfig {
  const outcome = readDocument(text);
  if ('faults' in outcome) return { config: null, written: null, issues: outcome.faults.map((fault) => ({ file, ...fault, path: '', level: 'error' })) };
  const { document } = outcome;
  const data = withoutEmptySections(document.data);
  const shape = HoldfastConfig.safeParse(data);
  const findings: CrossFinding[] = shape.success ? crossCheck(shape.data, toRfc3339(now).slice(0, 10)) : emptyFile(data) ?? explain(shape.error.issues, data);
  const issues = findings.map((finding) => toIssue(finding, document, file));
  const written = shape.success && issues.every((issue) => issue.level === 'warning') ? shape.data : null;
  return { config: written === null ? null : resolveConfig(written), written, issues: inOrder(issues) };
}

/** `rules:` with nothing below it, as it stands when every entry is commented out, is the same as leaving it out. */
function withoutEmptySections(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return data;
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null));
}

const emptyFile = (data: unknown): CrossFinding[] | null =>
  data === null || data === undefined ? [{ path: [], message: 'expected at least `version` and `workspace`, found an empty file' }] : null;

function toIssue(finding: CrossFinding, document: OpenDocument, file: string): ConfigIssue {
  const { line, column } = document.locate(finding.path, finding.part);
  const message = finding.see === undefined ? finding.message : finding.message.replace('{line}', String(document.locate(finding.see).line));
  return { file, line, column, path: formatPath(finding.path), message: visible(message), level: finding.level ?? 'error' };
}

/** Characters that would steer a terminal or turn the reading direction are written out. */
const visible = (message: string): string =>
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  message.replace(/[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Top to bottom, errors before warnings of the same line; a file that is wrong all over is cut off, errors kept. */
function inOrder(issues: readonly ConfigIssue[]): ConfigIssue[] {
  const rank = ({ level }: ConfigIssue) => (level === 'error' ? 0 : 1);
  const kept = issues.length <= MAX_ISSUES ? issues : [...issues].sort((a, b) => rank(a) - rank(b)).slice(0, MAX_ISSUES);
  return [...kept].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || rank(a) - rank(b) || (a.column ?? 0) - (b.column ?? 0));
}
