import { writeFileSync } from 'node:fs';
import type { FullResult, Reporter, Suite } from '@playwright/test/reporter';
import { saidBy, type TestOutcome } from './outcome.ts';

/** Writes every end-to-end test's outcome where `HOLDFAST_OUTCOMES` says. A test that needed a second try counts as failed: flaky is broken. */
export default class OutcomeReporter implements Reporter {
  private root: Suite | null = null;
  private readonly errors: string[] = [];

  onBegin(_config: unknown, suite: Suite): void {
    this.root = suite;
  }
  onError(error: { message?: string }): void {
    this.errors.push(error.message ?? 'unknown error');
  }
  onEnd(_result: FullResult): void {
    const file = process.env['HOLDFAST_OUTCOMES'];
    if (file === undefined) return;
    const outcomes = (this.root?.allTests() ?? []).map((test): TestOutcome => {
      const outcome = test.outcome();
      return {
        suite: `e2e ${test.parent.project()?.name ?? ''}`,
        name: test.titlePath().slice(2).join(' › '),
        state: outcome === 'expected' ? 'passed' : outcome === 'skipped' ? 'skipped' : 'failed',
        ms: test.results.reduce((sum, result) => sum + result.duration, 0),
        reason: outcome === 'skipped' ? (test.annotations.find((annotation) => annotation.type === 'skip')?.description ?? null) : saidBy(test.results.flatMap(({ errors }) => errors.map(({ message = '' }) => message))),
      };
    });
    for (const message of this.errors) outcomes.push({ suite: 'e2e', name: message, state: 'failed', ms: 0, reason: null });
    writeFileSync(file, JSON.stringify(outcomes));
  }
}
