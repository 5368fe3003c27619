import { describe, expect, it } from 'vitest';
import type { Threshold } from '../model/entities.ts';
import { RuleId } from '../model/ids.ts';
import { axisLabel, domainStepMs, keepsDomain, limitLabel, niceStep, timeDomain, timeTicks, valueDomain } from './scale.ts';
import { timeLabel } from './time-label.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.UTC(2026, 10, 21, 12, 0, 0);
const limit = (above: number): Threshold => ({ rule: RuleId.parse('r'), above, below: null, consecutive: null, severity: 'P1' });

describe('the time axis', () => {
  it('stands still for a step, then moves by one; now is always inside it', () => {
    const step = domainStepMs(HOUR);
    const domains = new Set<number>();
    for (let second = 0; second < 600; second++) {
      const now = NOON + second * 1_000;
      const domain = timeDomain(now, HOUR);
      expect(domain.high - now).toBeGreaterThan(0);
      expect(domain.high - now).toBeLessThanOrEqual(1.25 * step);
      expect(domain.high - domain.low).toBe(HOUR);
      domains.add(domain.high);
    }
    expect(domains.size).toBe(600_000 / step + 1);
  });

  it('moves at most every 15 s, however short the window', () => {
    expect(domainStepMs(5 * MINUTE)).toBe(15_000);
    expect(domainStepMs(7 * 24 * HOUR)).toBe(168 * MINUTE);
  });

  it.each([15 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR, 7 * 24 * HOUR])('has one to four labels on round times over %i ms', (windowMs) => {
    for (let offset = 0; offset < 50; offset++) {
      const ticks = timeTicks(timeDomain(NOON + offset * 77_777, windowMs));
      expect(ticks.length).toBeGreaterThanOrEqual(1);
      expect(ticks.length).toBeLessThanOrEqual(4);
      for (const tick of ticks) expect(tick % MINUTE).toBe(0);
    }
  });

  it('names the day where a time alone would be misread', () => {
    const day = timeDomain(NOON, 24 * HOUR);
    expect(timeLabel(Date.UTC(2026, 10, 21), day)).toBe('21 Nov');
    expect(timeLabel(Date.UTC(2026, 10, 21, 6), day)).toBe('06:00');
    expect(timeLabel(NOON, timeDomain(NOON, HOUR))).toBe('12:00');
  });
});

describe('the value axis', () => {
  it('starts at zero and ends on a round number above the data', () => {
    expect(valueDomain({ low: 0.11, high: 0.42 }, 's', [], 6, 4)).toEqual({ low: 0, high: 0.6, ticks: [0, 0.2, 0.4, 0.6] });
    expect(valueDomain({ low: 950, high: 1_234 }, 'perSecond', [], 6, 3)).toMatchObject({ low: 0, high: 1_500 });
  });

  it('shows a limit that is near, and not one that would flatten the line', () => {
    expect(valueDomain({ low: 0.1, high: 0.3 }, 's', [limit(0.8)], 6, 4).high).toBe(1);
    expect(valueDomain({ low: 0.01, high: 0.02 }, 's', [limit(0.8)], 6, 4).high).toBeLessThan(0.05);
  });

  it('never goes beyond 100 % for a share, unless the data does', () => {
    expect(valueDomain({ low: 0, high: 1 }, 'ratio', [], 6, 4).high).toBe(1);
    expect(valueDomain({ low: 0, high: 1.4 }, 'ratio', [], 6, 4).high).toBeGreaterThanOrEqual(1.4);
  });

  it('does not blow up noise, survives nothing and infinity, and goes below zero where values do', () => {
    expect(valueDomain({ low: 0, high: 1e-6 }, 'ratio', [], 6, 4).high).toBe(0.01);
    expect(valueDomain(null, 's', [], 6, 4).high).toBeGreaterThan(0);
    expect(valueDomain({ low: 0, high: Infinity }, 's', [], 6, 4).ticks).toEqual([0, 1]);
    expect(valueDomain({ low: -3, high: 2 }, 'none', [], 6, 4)).toMatchObject({ low: -4, high: 4 });
    expect(valueDomain({ low: 0, high: 1 }, 'bool', [], 6, 4).ticks).toEqual([0, 1]);
  });

  it('is kept while the data fits and fills two fifths of it', () => {
    expect(keepsDomain({ low: 0, high: 1 }, { low: 0, high: 0.6 })).toBe(true);
    expect(keepsDomain({ low: 0, high: 1 }, { low: 0, high: 0.3 })).toBe(false);
    expect(keepsDomain({ low: 0, high: 1 }, { low: 0, high: 1.2 })).toBe(false);
  });

  it('carries its unit once, at the top', () => {
    const domain = valueDomain({ low: 0, high: 2.4 }, 's', [], 6, 3);
    expect(domain.ticks.map((tick) => axisLabel(tick, 's', domain))).toEqual(['0', '1', '2', '3\u00a0s']);
    const share = valueDomain({ low: 0, high: 0.004 }, 'ratio', [], 6, 2);
    expect(share.ticks.map((tick) => axisLabel(tick, 'ratio', share))).toEqual(['0', '0.5', '1\u00a0%']);
  });

  it('names a limit in its own unit', () => {
    const seconds = valueDomain({ low: 0, high: 2.4 }, 's', [limit(0.8)], 6, 3);
    expect(limitLabel(0.8, 's', seconds)).toBe('0.8\u00a0s');
    expect(limitLabel(0.5, 's', valueDomain({ low: 0, high: 0.3 }, 's', [limit(0.5)], 6, 3))).toBe('500\u00a0ms');
    expect(limitLabel(0.05, 'ratio', valueDomain({ low: 0, high: 0.04 }, 'ratio', [limit(0.05)], 6, 3))).toBe('5\u00a0%');
  });

  it('steps by 1, 2, 2.5 or 5', () => {
    expect([0.11, 0.2, 0.21, 0.3, 0.6, 7].map(niceStep)).toEqual([0.2, 0.2, 0.25, 0.5, 1, 10]);
  });
});
