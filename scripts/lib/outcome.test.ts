import { describe, expect, it } from 'vitest';
import { saidBy, summarise } from './outcome.ts';

describe('the summary of a test run', () => {
  it('closes with the plain count says why something was skipped, and what a failed test said', () => {
    const lines = summarise(
      [
        { suite: 'unit', name: 'a', state: 'passed', ms: 12, reason: null },
        { suite: 'unit', name: 'b', state: 'failed', ms: 3_000, reason: saidBy(['\u001B[31mexpected\u001B[39m 1\n  to be 2']) },
        { suite: 'web', name: 'c', state: 'skipped', ms: 0, reason: 'no prometheus binary' },
      ],
      [{ suite: 'unit', seconds: 1.25 }],
    ).split('\n');
    expect(lines.slice(-5)).toEqual(['FAILED unit: b', '  expected 1 to be 2', '1 skipped: no prometheus binary', '1 passed, 1 failed', '']);
  });
});
