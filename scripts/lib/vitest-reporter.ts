import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { saidBy, type TestOutcome } from './outcome.ts';

/** Writes every test's outcome, with the reason of a skip, where `HOLDFAST_OUTCOMES` says. */
export default class OutcomeReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const file = process.env['HOLDFAST_OUTCOMES'];
    if (file === undefined) return;
    const outcomes: TestOutcome[] = [];
    for (const module of modules) {
      const suite = `unit ${module.relativeModuleId}`;
      for (const error of module.errors()) outcomes.push({ suite, name: `could not run: ${error.message}`, state: 'failed', ms: 0, reason: null });
      for (const test of module.children.allTests()) {
        const result = test.result();
        const state = result.state === 'pending' ? 'failed' : result.state;
        outcomes.push({ suite, name: test.fullName, state, ms: test.diagnostic()?.duration ?? 0, reason: result.state === 'skipped' ? (result.note ?? `what ${suiteName(test)} needs is not on this machine`) : result.state === 'failed' ? saidBy(result.errors.map(({ message }) => message)) : null });
      }
    }
    for (const error of unhandled) outcomes.push({ suite: 'unit', name: `unhandled: ${(error as Error).message}`, state: 'failed', ms: 0, reason: null });
    writeFileSync(file, JSON.stringify(outcomes));
  }
}

/** A whole suite that is left out has no note of its own; its title says what it is about. */
const suiteName = (test: TestCase): string => (test.parent.type === 'suite' ? `“${test.parent.name}”` : 'it');
