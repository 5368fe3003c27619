import { execFile } from 'node:child_process';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { findPrometheus } from '../../../sources/testing/processes.ts';
import { unquote } from '../template/unquote.ts';

/** Where `promtool` is, beside `prometheus`; null where it is not installed. */
export async function findPromtool(): Promise<string | null> {
  const prometheus = await findPrometheus();
  if (prometheus === null) return null;
  const file = path.join(path.dirname(prometheus), 'promtool');
  return access(file).then(() => file, () => null);
}

interface Ran {
  readonly output: string;
}

async function promtool(files: Readonly<Record<string, string>>, args: readonly string[]): Promise<Ran> {
  const program = await findPromtool();
  if (program === null) throw new Error('the program "promtool" is not installed (Debian: apt-get install prometheus)');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'holdfast-promtool-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
    const output = await new Promise<string>((resolve) => {
      execFile(program, args, { cwd: folder, maxBuffer: 64 * 1_024 * 1_024 }, (_error, stdout, stderr) => resolve(stdout + stderr));
    });
    return { output };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Which of the rule files promtool refuses to load. */
export async function refusedByPromtool(texts: readonly string[]): Promise<ReadonlySet<number>> {
  const files = Object.fromEntries(texts.map((text, index) => [`rules-${String(index)}.yml`, text]));
  const { output } = await promtool(files, ['check', 'rules', '--lint=none', ...Object.keys(files)]);
  return new Set([...output.matchAll(/^rules-(\d+)\.yml: /gm)].map(([, index]) => Number(index)));
}

export interface TemplateCase {
  readonly template: string;
  readonly value: number;
  readonly labels: Readonly<Record<string, string>>;
}

export const EXTERNAL_LABELS = { region: 'eu', replica: 'a' };
export const EXTERNAL_URL = 'http://prometheus.example:9090/path';

const promqlNumber = (value: number): string => (Number.isNaN(value) ? 'NaN' : value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : `${Object.is(value, -0) ? '-' : ''}${String(value)}`);

/** A value with labels, made of nothing but the expression. */
const exprOf = ({ value, labels }: TemplateCase): string =>
  Object.entries(labels).reduce((inner, [name, text]) => `label_replace(${inner}, ${JSON.stringify(name)}, ${JSON.stringify(text.replaceAll('$', '$$$$'))}, "", "")`, `vector(${promqlNumber(value)})`);

/** What the real Prometheus makes of each template, by the position of the case. Throws with promtool's words where it refuses the file. */
export async function expandedByPromtool(cases: readonly TemplateCase[]): Promise<ReadonlyMap<number, string>> {
  const rules = cases.map((one, index) => ({ alert: `case_${String(index)}`, expr: exprOf(one), annotations: { text: one.template } }));
  const test = {
    rule_files: ['rules.yml'],
    tests: [
      {
        external_labels: EXTERNAL_LABELS,
        external_url: EXTERNAL_URL,
        interval: '1m',
        input_series: [],
        // Nothing is expected, so that promtool tells what it got.
        alert_rule_test: rules.map(({ alert }) => ({ eval_time: '1m', alertname: alert, exp_alerts: [] })),
      },
    ],
  };
  const { output } = await promtool({ 'rules.yml': JSON.stringify({ groups: [{ name: 'g', rules }] }), 'test.yml': JSON.stringify(test) }, ['test', 'rules', 'test.yml']);
  const found = new Map<number, string>();
  for (const [, index, quoted] of output.matchAll(/alertname: case_(\d+), time: (?:(?!alertname:)[\s\S])*?got:\[\s+0:\s+Labels:\{.*\}\s+Annotations:\{text=("(?:[^"\\]|\\.)*")\}/g)) found.set(Number(index), unquote(quoted ?? '""'));
  if (found.size === 0 && cases.length > 0) throw new Error(output.slice(0, 2_000));
  return found;
}
