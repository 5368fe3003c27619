import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutText, textWidth, wrapText } from './marks.ts';

describe('words on a sheet of fixed size', () => {
  it('always fit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.integer({ min: 5, max: 200 }), fc.integer({ min: 1, max: 6 }), (text, width, most) => {
        expect(textWidth(cutText(text, width, 3), 3)).toBeLessThanOrEqual(width);
        const lines = wrapText(text, width, 3, most);
        expect(lines.length).toBeLessThanOrEqual(most);
        for (const line of lines) expect(textWidth(line, 3)).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('lose none where there is room', () => {
    expect(wrapText('time to detect = detected − impact started', 40, 3)).toEqual(['time to detect = detected', '− impact started']);
    expect(wrapText('time to detect = detected − impact started', 40, 3, 1).at(-1)).toMatch(/…$/);
    expect(wrapText('', 40, 3)).toEqual([]);
  });
});
