import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../shared/model/units.ts';
import { placeMarks } from './marks.ts';

const mark = (at: number, word: string) => ({ at: epochMs(at), word });
const place = (...marks: ReturnType<typeof mark>[]) => placeMarks(marks, { low: 0, high: 1_000 }, 1_000, 10).map(({ word, row, side }) => `${word} ${row} ${side}`);

describe('the words of marks', () => {
  it('stand right of their rules where they have room', () => {
    expect(place(mark(100, 'impact'), mark(500, 'mitigated'))).toEqual(['impact 0 right', 'mitigated 0 right']);
  });
  it('share a line where two stand close, and take another where three do', () => {
    expect(place(mark(300, 'impact'), mark(320, 'detected'))).toEqual(['impact 0 left', 'detected 0 right']);
    expect(place(mark(300, 'impact'), mark(310, 'detected'), mark(320, 'acknowledged'), mark(600, 'mitigated'))).toEqual(['impact 0 left', 'detected 0 right', 'acknowledged 1 right', 'mitigated 0 right']);
  });
  it('stand left at the right edge, and right at the left edge', () => {
    expect(place(mark(990, 'resolved'))).toEqual(['resolved 0 left']);
    expect(place(mark(2, 'impact'), mark(30, 'detected'))).toEqual(['impact 0 right', 'detected 1 right']);
  });
  it('that no line has room for keep their rule and lose their word', () => {
    expect(place(mark(500, 'impact'), mark(501, 'detected'), mark(502, 'acknowledged'), mark(503, 'mitigated'), mark(504, 'resolved'), mark(505, 'reviewed'), mark(506, 'gone')).map((each) => each.replace(/ (left|right)/, ''))).toEqual(['impact 0', 'detected 0', 'acknowledged 1', 'mitigated 1', 'resolved 2', 'reviewed 2', 'gone null']);
    expect(placeMarks([mark(5, 'acknowledged')], { low: 0, high: 10 }, 20, 10)).toMatchObject([{ row: null }]);
  });
  it('outside the window are not drawn', () => {
    expect(place(mark(-1, 'impact'), mark(1_001, 'resolved'))).toEqual([]);
  });
});
