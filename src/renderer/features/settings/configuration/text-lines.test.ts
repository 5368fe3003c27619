import { describe, expect, it } from 'vitest';
import { differenceOf, gutterText, spanOfLine } from './text-lines.ts';

describe('two versions of a file', () => {
  it('differ between what they have in common at both ends', () => {
    expect(differenceOf('a\nb\nc\nd', 'a\nx\ny\nd')).toEqual({ fromLine: 2, left: ['b', 'c'], right: ['x', 'y'] });
    expect(differenceOf('a\nd', 'a\nb\nd')).toEqual({ fromLine: 2, left: [], right: ['b'] });
    expect(differenceOf('a\na', 'a\na\na')).toEqual({ fromLine: 3, left: [], right: ['a'] });
    expect(differenceOf('', 'a')).toEqual({ fromLine: 1, left: [''], right: ['a'] });
    expect(differenceOf('a\nb', 'a\nb')).toBeNull();
  });
});

describe('a place in a text', () => {
  const TEXT = 'version: 1\nsources:\n  - id: prom\n';
  const marked = (line: number, column: number): string => {
    const { from, to } = spanOfLine(TEXT, line, column);
    return TEXT.slice(from, to);
  };
  it('is found by line and column, both from 1, up to the end of its line', () => {
    expect(marked(1, 1)).toBe('version: 1');
    expect(marked(3, 5)).toBe('id: prom');
  });
  it('is the end where there is no such line or column', () => {
    expect(spanOfLine(TEXT, 99, 1)).toEqual({ from: TEXT.length, to: TEXT.length });
    expect(marked(2, 99)).toBe('');
  });
});

describe('the line numbers', () => {
  it('are as wide as the last one, with a mark where something is wrong', () => expect(gutterText(10, new Set([2])).split('\n').slice(0, 3)).toEqual(['   1', '▲  2', '   3']));
});
