import { describe, expect, it } from 'vitest';
import { directionOf, nextInDirection, type Box } from './steer.ts';

const box = (column: number, row: number, columns = 1, rows = 1): Box => ({ left: column * 100, top: row * 100, right: (column + columns) * 100 - 8, bottom: (row + rows) * 100 - 8 });
const GRID = [box(0, 0), box(1, 0), box(2, 0), box(0, 1), box(1, 1), box(2, 1)];

describe('arrow keys between tiles', () => {
  it.each([
    [0, 'right', 1],
    [0, 'down', 3],
    [4, 'up', 1],
    [5, 'left', 4],
    [2, 'right', null],
    [0, 'left', null],
    [3, 'down', null],
  ] as const)('from tile %d %s to %s', (from, direction, to) => expect(nextInDirection(GRID, from, direction)).toBe(to));

  it('leads from a grown tile to the small ones beside it and back', () => {
    const page = [box(0, 0, 2, 4), box(2, 0), box(2, 1), box(2, 2), box(2, 3)];
    expect(nextInDirection(page, 0, 'right')).toBe(2);
    expect(nextInDirection(page, 4, 'left')).toBe(0);
    expect(nextInDirection(page, 1, 'down')).toBe(2);
  });

  it('knows only the arrow keys', () => {
    expect(directionOf('ArrowUp')).toBe('up');
    expect(directionOf('a')).toBeNull();
  });
});
