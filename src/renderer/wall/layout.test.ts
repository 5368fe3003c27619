import { describe, expect, it } from 'vitest';
import type { StateKind } from '../../shared/model/state.ts';
import { capacityOf, deskUnit, gridFor, KIOSK_SHAPE, type Layout, layoutPage, type PageShape } from './layout.ts';

const DESK: PageShape = { columns: 4, rows: 3, aspect: 1.9, small: 6 };
const ok = (count: number): StateKind[] => Array<StateKind>(count).fill('ok');
const p0 = (count: number): StateKind[] => Array<StateKind>(count).fill('P0');

/** How many tiles cover each cell; a good layout covers none twice and puts nothing outside. */
function coverage(layout: Layout): { most: number; outside: number; area: (index: number) => number } {
  const cells = new Map<string, number>();
  let outside = 0;
  for (const place of layout.places)
    for (let column = place.column; column < place.column + place.columns; column += 1)
      for (let row = place.row; row < place.row + place.rows; row += 1) {
        if (column > layout.columns || row > layout.rows) outside += 1;
        cells.set(`${column}/${row}`, (cells.get(`${column}/${row}`) ?? 0) + 1);
      }
  const area = (index: number) => ((layout.places[index]?.columns ?? 0) * (layout.places[index]?.rows ?? 0)) / (layout.columns * layout.rows);
  return { most: Math.max(...cells.values()), outside, area };
}

describe('a page of the wall', () => {
  it.each([
    [1, 1, 1],
    [2, 2, 1],
    [3, 3, 1],
    [4, 2, 2],
    [5, 3, 2],
    [6, 3, 2],
  ])('shows %d services in %d columns and %d rows', (count, columns, rows) => {
    expect(gridFor(count, KIOSK_SHAPE)).toEqual({ columns, rows });
  });

  it('never lays one tile over another or outside the page, whatever is on it', () => {
    for (const shape of [KIOSK_SHAPE, DESK, { columns: 1, rows: 3, aspect: 0.5, small: 6 }, { columns: 2, rows: 2, aspect: 1.6, small: 4 }, { columns: 6, rows: 4, aspect: 2, small: 8 }, { columns: 3, rows: 2, aspect: 2.4, small: 2 }])
      for (let grown = 0; grown <= shape.columns * shape.rows; grown += 1) {
        const room = capacityOf(p0(grown), shape) - grown;
        for (let others = 0; others <= room; others += 1)
          for (const whole of [false, true]) {
            const layout = layoutPage([...p0(grown), ...ok(others)], shape, whole);
            expect(layout.places).toHaveLength(grown + others);
            if (grown + others > 0) expect(coverage(layout)).toMatchObject({ most: 1, outside: 0 });
          }
      }
  });

  it('lets a P0 tile grow to two thirds while the healthy ones shrink beside it', () => {
    const layout = layoutPage([...p0(1), ...ok(4)], KIOSK_SHAPE, false);
    expect(layout.places.map((place) => place.size)).toEqual(['grown', 'compact', 'compact', 'compact', 'compact']);
    expect(coverage(layout).area(0)).toBeCloseTo(2 / 3);
    expect(coverage(layout).area(1)).toBeCloseTo(1 / 12);
  });

  it('puts no more small tiles beside a P0 than the height has room for', () => {
    expect(capacityOf(p0(1), { ...KIOSK_SHAPE, small: 3 })).toBe(4);
    expect(coverage(layoutPage([...p0(1), ...ok(3)], { ...KIOSK_SHAPE, small: 3 }, true)).area(1)).toBeCloseTo(1 / 9);
  });

  it('shares the two thirds between several P0 tiles', () => {
    for (const count of [2, 3, 4]) expect(coverage(layoutPage([...p0(count), ...ok(2)], KIOSK_SHAPE, false)).area(0)).toBeCloseTo(2 / 3 / count);
  });

  it('shows six equal tiles when five or six are P0, for none could stand out', () => {
    expect(capacityOf(p0(5), KIOSK_SHAPE)).toBe(6);
    expect(layoutPage(p0(6), KIOSK_SHAPE, false).places.every((place) => place.size === 'full')).toBe(true);
  });

  it('keeps its grid on the last, half-filled page', () => {
    expect(layoutPage(ok(2), KIOSK_SHAPE, true)).toMatchObject({ columns: 3, rows: 2 });
    expect(layoutPage(ok(2), KIOSK_SHAPE, false)).toMatchObject({ columns: 2, rows: 1 });
  });
});

describe('the size of text at a desk', () => {
  it.each([
    [1280, 720, 1],
    [1920, 1080, 1],
    [3840, 2160, 2],
    [3840, 1080, 1],
  ])('in a window of %i × %i is times %d', (width, height, unit) => expect(deskUnit(width, height)).toBe(unit));
});
