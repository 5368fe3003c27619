import { describe, expect, it } from 'vitest';
import { createChartCursor, shiftedCursor } from './cursor.ts';

describe('the moment that charts show together', () => {
  it('follows the pointer, and goes back to what was chosen when the pointer leaves', () => {
    const cursor = createChartCursor(1_000);
    const seen: (number | null)[] = [];
    const stop = cursor.onMove(() => seen.push(cursor.time()));
    cursor.point(5_000);
    cursor.point(6_000);
    cursor.point(null);
    cursor.hold(7_000);
    stop();
    cursor.hold(8_000);
    expect(seen).toEqual([5_000, 6_000, 1_000, 7_000]);
  });

  it('tells nobody while it stays where it is', () => {
    const cursor = createChartCursor(1_000);
    let told = 0;
    cursor.onMove(() => (told += 1));
    cursor.hold(1_000);
    cursor.point(1_000);
    cursor.point(null);
    expect(told).toBe(0);
  });

  it('is the same moment on two axes that begin at different times', () => {
    const cursor = createChartCursor();
    const later = shiftedCursor(cursor, 60_000);
    expect(later.time()).toBeNull();
    later.hold(100_000);
    expect([cursor.time(), later.time()]).toEqual([40_000, 100_000]);
    cursor.point(1_000);
    expect(later.time()).toBe(61_000);
    later.point(null);
    expect(cursor.time()).toBe(40_000);
  });
});
