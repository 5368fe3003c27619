import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../shared/model/units.ts';
import { agoText, offsetText, sizeText } from './words.ts';

describe('words of the settings', () => {
  it('say a clock only where it is not in step', () => {
    expect([offsetText(null), offsetText(-1_900), offsetText(7_000), offsetText(-120_000)]).toEqual([null, 'in step with ours', '7 s ahead of ours', '2 min behind ours']);
  });
  it('say when, and how long ago', () => {
    const now = epochMs(Date.parse('2026-11-21T14:02:14Z'));
    expect(agoText('2026-11-21T14:02:11.000Z', now)).toBe('14:02:11 UTC (3 s ago)');
    expect(agoText(null, now)).toBe('never');
  });
  it('say sizes as people do', () => {
    expect([0, 999, 1_000, 74_000, 2_500_000, 3e15].map(sizeText)).toEqual(['0 B', '999 B', '1.0 kB', '74 kB', '2.5 MB', '3000 TB']);
  });
});
