import { describe, expect, it } from 'vitest';
import { countingMeaning } from './meaning.ts';

const say = (consecutive: string, lasting = '') => countingMeaning({ consecutive, lasting }, 5_000);

describe('what counting means', () => {
  it('is told in time: more than two in a row is the third, 10 s after the first', () => {
    expect(say('3')).toBe('Fires on the 3rd bad sample in a row: 10 s after the first, at one every 5 s.');
    expect(countingMeaning({ consecutive: '3', lasting: '' }, 1_003)).toContain('2 s after the first, at one every 1 s');
    expect(say('11')).toContain('11th bad sample in a row: 50 s');
    expect(say('22')).toContain('22nd');
    expect(say('')).toContain('a single odd one is enough');
    expect(say('1', '5 min')).toBe('Fires once every sample of 5 min was bad.');
    expect(say('3', '1m')).toBe('Fires once every sample of 1 min was bad and at least 3 of them came, at one every 5 s.');
  });

  it('is not told of what cannot be read', () => {
    expect([say('many'), say('0'), say('3', 'soon')]).toEqual([null, null, null]);
  });
});
