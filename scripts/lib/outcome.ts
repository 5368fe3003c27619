import { stripVTControlCharacters } from 'node:util';

/** One test as every runner reports it to the summary. */
export interface TestOutcome {
  readonly suite: string;
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly ms: number;
  /** Why a skipped test did not run, and what a failed one said. */
  readonly reason: string | null;
}

export interface SuiteTime {
  readonly suite: string;
  readonly seconds: number;
}

const SLOWEST = 10;

/** The closing lines of a test run: time of each suite, the ten slowest tests, skips with their reasons, then the plain count. */
export function summarise(outcomes: readonly TestOutcome[], times: readonly SuiteTime[]): string {
  const count = (state: TestOutcome['state']): number => outcomes.filter((outcome) => outcome.state === state).length;
  const slowest = outcomes.filter((outcome) => outcome.state !== 'skipped').sort((a, b) => b.ms - a.ms).slice(0, SLOWEST);
  const skipped = outcomes.filter((outcome) => outcome.state === 'skipped');
  const reasons = [...new Set(skipped.map((outcome) => outcome.reason ?? 'no reason given'))];
  return [
    '',
    'Time of each suite',
    ...times.map(({ suite, seconds }) => `  ${seconds.toFixed(1).padStart(7)} s  ${suite}`),
    'Ten slowest tests',
    ...slowest.map(({ suite, name, ms }) => `  ${(ms / 1_000).toFixed(1).padStart(7)} s  ${suite}: ${name}`),
    ...outcomes.filter((outcome) => outcome.state === 'failed').flatMap(({ suite, name, reason }) => [`FAILED ${suite}: ${name}`, ...(reason === null ? [] : [`  ${reason}`])]),
    `${skipped.length} skipped${skipped.length === 0 ? '' : `: ${reasons.join('; ')}`}`,
    `${count('passed')} passed, ${count('failed')} failed`,
    '',
  ].join('\n');
}

const SAID = 600;

/** What a failed test said, on one line: without colours, and no more of it than a summary can hold. */
export const saidBy = (messages: readonly string[]): string | null => {
  const text = stripVTControlCharacters(messages.join(' | ')).replaceAll(/\s+/g, ' ').trim();
  return text === '' ? null : text.length > SAID ? `${text.slice(0, SAID)}…` : text;
};
