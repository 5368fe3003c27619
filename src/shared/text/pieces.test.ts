import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { piecesOf } from './pieces.ts';

describe('where a line may end', () => {
  it('is behind a separator of an address, never within one of its numbers', () => {
    expect(piecesOf('connection refused: nothing listens at 198.51.100.7:43215')).toEqual(['connection ', 'refused: ', 'nothing ', 'listens ', 'at ', '198.', '51.', '100.', '7:', '43215']);
    expect(piecesOf('https://api.acme.test/v1/pay_later?q=1')).toEqual(['https://', 'api.', 'acme.', 'test/', 'v1/', 'pay_', 'later?', 'q=', '1']);
    expect(piecesOf('2001:db8::1234:5678')).toEqual(['2001:', 'db8::', '1234:', '5678']);
  });
  it('is nowhere within what is short: a number with its decimals stays whole', () => {
    expect(piecesOf('0.30 % of 1,204')).toEqual(['0.30 ', '% ', 'of ', '1,204']);
  });
  it('loses nothing (property)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(piecesOf(text).join('')).toBe(text);
      }),
    );
  });
});
