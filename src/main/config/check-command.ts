import type { ConfigIssue } from '../../shared/contract/contract.ts';
import { counted } from '../../shared/text/counted.ts';
import { parseConfig } from './load.ts';
import { readOnDisk } from './watch.ts';

/** 0 ok (warnings allowed), 1 has errors, 2 called wrongly, 3 the file cannot be read. */
export interface CheckOutcome {
  readonly exitCode: 0 | 1 | 2 | 3;
  /** For standard output; ends with a line feed. */
  readonly output: string;
}

const USAGE = 'usage: holdfast check-config FILE [--json]';

/** `holdfast check-config FILE [--json]`: checks a file without using it. */
export async function checkConfig(file: string | undefined, { json }: { readonly json: boolean }): Promise<CheckOutcome> {
  if (file === undefined || file === '') return { exitCode: 2, output: render({ json, file: '', message: USAGE }) };
  const onDisk = await readOnDisk(file);
  if (onDisk.kind !== 'text') return { exitCode: 3, output: render({ json, file, message: onDisk.kind === 'missing' ? 'the file does not exist' : onDisk.message }) };
  const { issues } = parseConfig(onDisk.file.text, { file });
  const ok = !issues.some((issue) => issue.level === 'error');
  const output = json ? `${JSON.stringify({ file, ok, issues }, null, 2)}\n` : `${[...issues.map(issueLine), summary(file, issues)].join('\n')}\n`;
  return { exitCode: ok ? 0 : 1, output };
}

/** As compilers write it, so that editors and CI find the place. */
const issueLine = ({ file, line, column, level, path, message }: ConfigIssue): string => `${file}:${line}:${column}: ${level}: ${path === '' ? '' : `${path}: `}${message}`;

function summary(file: string, issues: readonly ConfigIssue[]): string {
  const errors = issues.filter((issue) => issue.level === 'error').length;
  const warnings = issues.length - errors;
  const parts = [...(errors > 0 ? [counted(errors, 'error')] : []), ...(warnings > 0 ? [counted(warnings, 'warning')] : [])];
  return `${file}: ${parts.length === 0 ? 'ok' : parts.join(', ')}`;
}

const render = ({ json, file, message }: { json: boolean; file: string; message: string }): string =>
  json ? `${JSON.stringify({ file, ok: false, error: message, issues: [] }, null, 2)}\n` : `${file === '' ? '' : `${file}: `}${message}\n`;
