import { describe, expect, it } from 'vitest';
import { readTyped, typedNumber, typedUnit } from './typed-number.ts';

describe('numbers as people type them', () => {
  it('are in per cent where people think so, and come out as they went in', () => {
    expect(typedUnit('ratio')?.word).toBe('%');
    expect(typedNumber(0.05, 'ratio')).toBe('5');
    expect(readTyped('5', 'ratio')).toBe(0.05);
    for (const value of [0.07, 0.001, 0.3, 0.125]) expect(readTyped(typedNumber(value, 'ratio'), 'ratio')).toBe(value);
    expect(readTyped('0,8', 's')).toBe(0.8);
  });

  it('may be missing, and are nothing else than numbers', () => {
    expect(readTyped(' ', 's')).toBeNull();
    expect(typedNumber(null, 's')).toBe('');
    for (const text of ['fast', '1 s', 'Infinity', '0x', '1e999']) expect(readTyped(text, 's')).toBeUndefined();
  });
});
