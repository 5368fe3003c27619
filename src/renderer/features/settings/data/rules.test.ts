import { describe, expect, it } from 'vitest';
import type { RetentionEffect } from '../../../../shared/model/retention.ts';
import { allWords, choicesFor, goesWords, keptOf, sameKept, sizeWords } from './rules.ts';

const effect = (given: Partial<RetentionEffect>): RetentionEffect => ({ kind: 'texts', keep: null, before: null, count: 0, bytes: 0, oldest: null, newest: null, incidents: 0, examples: [], held: 0, heldExamples: [], ...given });

describe('what retention would delete, in words', () => {
  it('says how many of what, of how many incidents, and how much that is', () => {
    const texts = effect({ count: 1_203, bytes: 12_345_678, incidents: 40 });
    const shift = effect({ kind: 'shiftNotes', count: 1, bytes: 90 });
    expect([goesWords(texts), goesWords(shift), goesWords(effect({}))]).toEqual(['1,203 texts of 40 incidents (12.3 MB)', '1 text (90 B)', null]);
    expect(allWords([texts, effect({}), shift])).toBe('1,203 texts of 40 incidents (12.3 MB) and 1 text (90 B)');
    expect(allWords([effect({})])).toBeNull();
  });

  it.each([[0, '0 B'], [999, '999 B'], [1_000, '1.0 kB'], [123_456, '123 kB'], [5_000_000_000, '5.0 GB'], [1e18, '1000000 TB']])('%d bytes are %s', (bytes, words) => expect(sizeWords(bytes)).toBe(words));

  it('offers what is written in the file beside the usual, and never to keep rollups for ever', () => {
    expect(choicesFor('texts', 'forever')[0]).toEqual({ value: 'forever', label: 'For ever' });
    expect(choicesFor('texts', '400d').at(-1)).toEqual({ value: '400d', label: '400d' });
    expect(choicesFor('rollups', '30d').map(({ value }) => value)).not.toContain('forever');
  });

  it('knows a change', () => {
    const kept = keptOf([effect({ keep: '365d' }), effect({ kind: 'rollups', keep: '30d' })]);
    expect(kept).toEqual({ texts: '365d', evidence: 'forever', alerts: 'forever', shiftNotes: 'forever', rollups: '30d' });
    expect([sameKept(kept, { ...kept }), sameKept(kept, { ...kept, texts: 'forever' })]).toEqual([true, false]);
  });
});
