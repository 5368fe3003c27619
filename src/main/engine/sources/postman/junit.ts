import type { EpochMs } from '../../../../shared/model/units.ts';
import type { RanTest, RunResults } from './results.ts';

export interface JunitSubject {
  readonly collection: string;
  readonly startedAt: EpochMs;
  readonly tookMs: number;
  /** Null where there are none. */
  readonly results: RunResults | null;
  /** Why the run as a whole is no success beyond its tests, such as that it was stopped; null otherwise. */
  readonly broken: string | null;
}

interface Case {
  readonly name: string;
  readonly seconds: number;
  readonly state: RanTest['state'] | 'error';
  readonly message: string | null;
}

/**
 * A run as JUnit XML, as CI systems read it: one suite for each request, one case for each of its tests; a request without an answer, a
 * script that failed and a run that was stopped are errors. The time of a request stands with its first case.
 */
export function junitXml({ collection, startedAt, tookMs, results, broken }: JunitSubject): string {
  const suites = [...(results === null ? [] : suitesOf(results)), ...(broken === null ? [] : [{ name: 'run', cases: [{ name: 'run', seconds: tookMs / 1_000, state: 'error' as const, message: broken }] }])];
  const all = suites.flatMap(({ cases }) => cases);
  const head = `<testsuites name="${attribute(collection)}" ${counts(all)} time="${seconds(tookMs / 1_000)}" timestamp="${new Date(startedAt).toISOString()}">`;
  const body = suites.map(({ name, cases }) => `  <testsuite name="${attribute(name)}" ${counts(cases)} time="${seconds(cases.reduce((sum, one) => sum + one.seconds, 0))}">\n${cases.map((one) => caseXml(collection, name, one)).join('')}  </testsuite>\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${body.join('')}</testsuites>\n`;
}

function suitesOf(results: RunResults): { name: string; cases: Case[] }[] {
  const names = [...new Set([...results.requests.filter(({ own }) => own).map(({ name }) => name), ...results.tests.map(({ request }) => request), ...results.scriptErrors.map(({ request }) => request)])];
  return names.map((name) => {
    const requests = results.requests.filter((ran) => ran.own && ran.name === name);
    const tookSeconds = requests.reduce((sum, { timeMs }) => sum + (timeMs ?? 0), 0) / 1_000;
    const errors = [
      ...requests.flatMap(({ error }) => (error === null ? [] : [{ name: 'answer', message: `no answer: ${error}` }])),
      ...results.scriptErrors.filter(({ request }) => request === name).map(({ message }) => ({ name: 'script', message })),
    ].map(({ name, message }): Case => ({ name, seconds: 0, state: 'error', message }));
    const tests = results.tests.filter(({ request }) => request === name).map((test): Case => ({ name: test.name, seconds: 0, state: test.state, message: test.message }));
    const cases = [...errors, ...tests];
    const [first = { name: 'answer', seconds: 0, state: 'passed', message: null } satisfies Case, ...rest] = cases;
    return { name, cases: [{ ...first, seconds: tookSeconds }, ...rest] };
  });
}

function counts(cases: readonly Case[]): string {
  const of = (state: Case['state']): number => cases.filter((one) => one.state === state).length;
  return `tests="${cases.length}" failures="${of('failed')}" errors="${of('error')}" skipped="${of('skipped')}"`;
}

function caseXml(collection: string, suite: string, { name, seconds: took, state, message }: Case): string {
  const head = `    <testcase name="${attribute(name)}" classname="${attribute(`${collection}.${suite}`)}" time="${seconds(took)}"`;
  if (state === 'passed') return `${head}/>\n`;
  if (state === 'skipped') return `${head}><skipped/></testcase>\n`;
  const element = state === 'failed' ? 'failure' : 'error';
  return `${head}><${element} message="${attribute(message ?? '')}"/></testcase>\n`;
}

const seconds = (value: number): string => value.toFixed(3);

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;', '\r': '&#13;', '\t': '&#9;' };

/** Text inside an attribute. What XML 1.0 has no way to write, such as most control characters, becomes "�". */
function attribute(text: string): string {
  return (
    text
      .toWellFormed()
      // The control characters themselves are what is looked for.
      // oxlint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '�')
      .replace(/[&<>"\n\r\t]/g, (character) => ENTITIES[character] ?? character)
  );
}
