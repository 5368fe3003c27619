import { describe, expect, it } from 'vitest';
import { hasCollapsed, typicalTraffic } from './traffic.ts';

const NOW = 1_800_000_000_000;
/** One sample a minute, the newest one now. */
const series = (values: readonly number[]): [number[], number[], number] => [values.map((_, index) => NOW - (values.length - 1 - index) * 60_000), [...values], NOW];

describe('traffic that has collapsed', () => {
  it('is measured against the median of what lies more than five minutes back', () => {
    const typical = typicalTraffic(...series([...Array.from({ length: 30 }, (_, index) => 10 + (index % 3)), 0, 0, 0, 0, 0]));
    expect(typical).toBe(11);
    expect(hasCollapsed(1.0, typical)).toBe(true);
    expect(hasCollapsed(1.2, typical)).toBe(false);
  });

  it('stays collapsed while the collapse is young, and a single spike does not make it typical', () => {
    expect(typicalTraffic(...series([...Array<number>(20).fill(10), 9_000, ...Array<number>(9).fill(0)]))).toBe(10);
  });

  it('is not claimed from too little history, from gaps, or where there never was any', () => {
    expect(typicalTraffic(...series([10, 10, 10, 10, 10, 10, 10, 10]))).toBeNull();
    expect(typicalTraffic(...series(Array<number>(40).fill(Number.NaN)))).toBeNull();
    expect(typicalTraffic(...series(Array<number>(40).fill(0)))).toBeNull();
    expect(hasCollapsed(0, null)).toBe(false);
  });

  it('is not claimed when nothing is known now', () => expect(hasCollapsed(null, 10)).toBe(false));
});
