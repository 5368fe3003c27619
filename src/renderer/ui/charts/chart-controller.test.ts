import { describe, expect, it } from 'vitest';
import { wordsFor } from './chart-controller.ts';

const view = (phase: 'loading' | 'ready' | 'failed', message: string | null = null) => ({ phase, message });

describe('a chart without a line', () => {
  it('says that it loads until the first points are there, and draws no axes', () => {
    expect(wordsFor([], false)).toBe('loading');
    expect(wordsFor([view('ready'), view('loading')], false)).toBe('loading');
  });

  it('says that nothing was measured, or why its history is missing', () => {
    expect(wordsFor([view('ready')], false)).toBe('no data in this window');
    expect(wordsFor([view('ready'), view('failed', 'the store is read-only')], false)).toBe('the store is read-only');
  });

  it('draws as soon as one series has a point to show', () => expect(wordsFor([view('loading'), view('ready')], true)).toBeNull());
});
