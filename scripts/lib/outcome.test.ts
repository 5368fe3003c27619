import { describe, expect, it } from 'vitest';
import { summarise } from './outcome.ts';

describe('the summary of a test run', () => {
  it('closes with the plain count and says why something was skipped', () => {
    const lines = summarise(
      [
        { suite: 'unit', name: 'a', state: 'passed', ms: 12, reason: null },
        { suite: 'unit', name: 'b', state: 'failed', ms: 3_000, reason: null },
        { suite: 'web', name: 'c', state: 'skipped', ms: 0, reason: 'no prometheus binary' },
      ],
      [{ suite: 'unit', seconds: 1.25 }],
    ).split('\n');
    expect(lines.slice(-4)).toEqual(['FAILED unit: b', '1 skipped: no prometheus binary', '1 passed, 1 failed', '']);
  });
});
