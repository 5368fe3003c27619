import { assert, integer, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain, plainLines, plainMessage } from './plain.ts';

describe('text from outside', () => {
  it.each([
    ['Checkout API', 'Checkout API'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['pay\u202Egnp.exe', 'paygnp.exe'],
    ['a\u2066b\u2069c\u200Fd', 'abcd'],
    ['two\r\nlines\tand\u2028more', 'two lines and more'],
    ['bell\u0007 and \u001B[31mred', 'bell� and �[31mred'],
    ['zero\u200Bwidth\uFEFF', 'zerowidth'],
    ['tag\u{E0041}ged', 'tagged'],
    ['  padded  ', 'padded'],
    ['lone \uD800 surrogate', 'lone � surrogate'],
    ['דף הבית', 'דף הבית'],
    ['family 👨‍👩‍👧', 'family 👨‍👩‍👧'],
    [`z${'\u0301'.repeat(50)}algo`, `z${'\u0301'.repeat(3)}algo`],
    ['', ''],
  ])('%j becomes %j', (text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  it('is cut at its limit, counted in characters, and says so with an ellipsis', () => {
    expect(plain('abcdefghij', 5)).toBe('abcd…');
    expect(plain('😀😀😀😀😀😀', 4)).toBe('😀😀😀…');
    expect(plain('abcde', 5)).toBe('abcde');
  });

  it('of ten megabytes costs no more than a short one and still shows that it was cut', () => {
    const long = 'x'.repeat(10_000_000);
    expect(plain(long, 80)).toBe(`${'x'.repeat(79)}…`);
    expect(plain('\u200B'.repeat(10_000_000), 80)).toBe('…');
  });

  it('is safe whatever it was', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 300 }), integer({ min: 1, max: 120 }), (text, max) => {
        const once = plain(text, max);
        expect(once).not.toMatch(/[\u202A-\u202E\u2066-\u2069\n\r]/);
        expect(Array.from(once).length).toBeLessThanOrEqual(max);
        expect(once.isWellFormed()).toBe(true);
      }),
    );
  });

  it('of several lines keeps its lines and their indentation', () => {
    expect(plainLines('sum(\n  rate(x[1m])\r\n\tby (\u202Ele)\n)')).toBe('sum(\n  rate(x[1m])\n  by (le)\n)');
    expect(plainLines('a\nb\nc', 2)).toBe('a\nb\n…');
  });
  it('of a message is shown whole, however long a line of it is', () => {
    const text = `${'لا يمكن الدفع 🔥 '.repeat(700).trim()}\n${'x\n'.repeat(300)}end`;
    expect(plainMessage(text)).toBe(text);
    expect(plainMessage('pay\u202Egnp.exe')).toBe('paygnp.exe');
  });
});
