import { describe, expect, it } from 'vitest';
import { epochMs } from '../model/units.ts';
import { formatAge, formatClocks, formatDuration, formatInstant, formatMoment, formatSince, formatSpan, formatStopwatch, formatUntil, formatUtcTime, formatZoneTime, zoneName } from './format.ts';

const at = (iso: string) => epochMs(Date.parse(iso));
const NOON = at('2026-11-21T14:09:31.500Z');

describe('time on the wall', () => {
  it.each([
    [0, '00:00'],
    [999, '00:00'],
    [440_000, '07:20'],
    [3_599_999, '59:59'],
    [3_600_000, '1 h 0 min'],
    [8_040_000, '2 h 14 min'],
    [47 * 3_600_000, '47 h 0 min'],
    [76 * 3_600_000, '3 d 4 h'],
    [-5_000, '00:00'],
  ])('something that has lasted %d ms reads %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  it.each([
    [0, '00:00:00'],
    [440_999, '00:07:20'],
    [47 * 3_600_000 + 61_000, '47:01:01'],
    [76 * 3_600_000 + 622_000, '3 d 04:10:22'],
    [-5_000, '00:00:00'],
  ])('a stopwatch of %d ms reads %s', (ms, text) => expect(formatStopwatch(ms)).toBe(text));

  it('says an end to the minute, with its day where that is another', () => {
    expect(formatUntil(at('2026-11-21T15:00:59.000Z'), NOON)).toBe('15:00 UTC');
    expect(formatUntil(at('2026-11-22T01:30:00.000Z'), NOON)).toBe('22 Nov 01:30 UTC');
  });

  it.each([
    [400, '0 s'],
    [3_900, '3 s'],
    [99_000, '99 s'],
    [100_000, '1 min'],
    [720_000, '12 min'],
    [8_040_000, '2 h 14 min'],
    [-1_000, '0 s'],
  ])('something %d ms old is %s old', (ms, text) => expect(formatAge(ms)).toBe(text));

  it.each([
    [250, '250 ms'],
    [1_500, '1.5 s'],
    [15_000, '15 s'],
    [90_000, '90 s'],
    [900_000, '15 min'],
    [3_600_000, '1 h'],
    [86_400_000, '24 h'],
    [604_800_000, '7 d'],
  ])('a window of %d ms is called %s', (ms, text) => expect(formatSpan(ms)).toBe(text));

  it('shows UTC and the workspace zone together', () => {
    expect(formatClocks(NOON, 'Europe/Berlin')).toBe('14:09:31 UTC · 15:09:31 Berlin');
    expect(formatClocks(NOON, 'America/Argentina/Buenos_Aires')).toBe('14:09:31 UTC · 11:09:31 Buenos Aires');
    expect(formatInstant(NOON, 'Asia/Kolkata')).toBe('2026-11-21 14:09:31 UTC · 19:39:31 Kolkata');
  });

  it('shows one clock where the zone is UTC, and still UTC where the zone is unknown', () => {
    expect(formatClocks(NOON, 'UTC')).toBe('14:09:31 UTC');
    expect(formatClocks(NOON, 'Etc/UTC')).toBe('14:09:31 UTC');
    expect(formatClocks(NOON, 'Mars/Olympus_Mons')).toBe('14:09:31 UTC');
    expect(formatZoneTime(NOON, 'Mars/Olympus_Mons')).toBeNull();
  });

  it('writes midnight as 00, not 24', () => {
    expect(formatZoneTime(at('2026-11-21T23:00:00Z'), 'Europe/Berlin')).toBe('00:00:00 Berlin');
    expect(formatUtcTime(at('2026-11-21T00:00:00Z'))).toBe('00:00:00');
  });

  it('names a zone by its city', () => expect(zoneName('America/New_York')).toBe('New York'));

  it('gives a time of another day its date, so that yesterday is not read as today', () => {
    expect(formatSince(at('2026-11-21T14:02:11Z'), NOON)).toBe('since 14:02:11 UTC');
    expect(formatSince(at('2026-11-20T14:02:11Z'), NOON)).toBe('since 20 Nov 14:02 UTC');
    expect(formatMoment(at('2025-11-21T14:02:11Z'), NOON)).toBe('21 Nov 14:02');
  });
});
