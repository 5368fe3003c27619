import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../shared/model/units.ts';
import { placeMarks } from './marks.ts';

const mark = (at: number, word: string) => ({ at: epochMs(at), word });
const place = (...marks: ReturnType<typeof mark>[]) => placeMarks(marks, { low: 0, high: 1_000 }, 1_000, 10).map(({ word, row, side }) => `${word} ${row} ${side}`);

describe('the words of marks', () => {
  it('stand in one line where they have room', () => {
    expect(place(mark(100, 'onset'), mark(500, 'mitigated'))).toEqual(['onset 0 right', 'mitigated 0 right']);
  });
  it('step down where they would write over each other, and up again', () => {
    expect(place(mark(100, 'onset'), mark(110, 'alert'), mark(120, 'acknowledged'), mark(400, 'mitigated'))).toEqual(['onset 0 right', 'alert 1 right', 'acknowledged 2 right', 'mitigated 0 right']);
  });
  it('stand to the left at the right edge', () => {
    expect(place(mark(990, 'resolved'))).toEqual(['resolved 0 left']);
  });
  it('outside the window are not drawn', () => {
    expect(place(mark(-1, 'onset'), mark(1_001, 'resolved'))).toEqual([]);
  });
});
