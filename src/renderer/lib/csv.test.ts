import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCsv } from './csv.ts';

const read = (text: string): string[][] => parse(text, { bom: true });

describe('a table for spreadsheets', () => {
  it.each(['=1+1', '+49 30', '-2', '@SUM(A1)', '\t=1', ' =cmd|x', '＝1'])('never runs what somebody typed: %j', (text) => {
    expect(read(toCsv([['a'], [text]]))[1]).toEqual([`'${text}`]);
  });

  it('keeps numbers numbers, and nothing nothing', () => {
    expect(toCsv([[-5, 0.25, null, Number.NaN]])).toBe('\uFEFF-5,0.25,,\r\n');
  });

  it('comes back as it went', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((each) => !/^\s*[=+\-@＝＋－＠]/.test(each) && !/^[\t\r]/.test(each));
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 10 }), (rows) => {
        fc.pre(rows.every((row) => row.some((each) => each !== '')));
        expect(read(toCsv(rows))).toEqual(rows);
      }),
    );
  });
});
