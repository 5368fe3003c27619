import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../shared/model/units.ts';
import { isQuiet } from './quiet.ts';

const NIGHT = { from: '22:00', to: '06:00', timeZone: 'Europe/Berlin' };
const LUNCH = { from: '12:00', to: '13:00', timeZone: 'Europe/Berlin' };
const quiet = (at: string, hours = NIGHT) => isQuiet(hours, epochMs(Date.parse(at)));

describe('quiet hours', () => {
  it.each([
    ['2026-01-15T20:59:59.999Z', false],
    ['2026-01-15T21:00:00.000Z', true],
    ['2026-01-16T04:59:59.999Z', true],
    ['2026-01-16T05:00:00.000Z', false],
  ])('across midnight in winter: %s → %s', (at, expected) => expect(quiet(at)).toBe(expected));

  it.each([
    ['2026-03-28T20:59:59.999Z', false],
    ['2026-03-28T21:00:00.000Z', true],
    ['2026-03-29T03:59:59.999Z', true],
    ['2026-03-29T04:00:00.000Z', false],
    ['2026-10-24T19:59:59.999Z', false],
    ['2026-10-24T20:00:00.000Z', true],
    ['2026-10-25T04:59:59.999Z', true],
    ['2026-10-25T05:00:00.000Z', false],
  ])('in the nights in which clocks change they end at six by the clock on the wall: %s → %s', (at, expected) => expect(quiet(at)).toBe(expected));

  it('within a day', () => {
    expect(quiet('2026-07-15T09:59:59.999Z', LUNCH)).toBe(false);
    expect(quiet('2026-07-15T10:00:00.000Z', LUNCH)).toBe(true);
    expect(quiet('2026-07-15T11:00:00.000Z', LUNCH)).toBe(false);
  });
});
