import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochMs, toRfc3339 } from '../model/units.ts';
import { instantAt, instantOf, isTimeZone, localAt, parseLocal } from './local-time.ts';

const found = (text: string, zone: string) => {
  const instant = instantOf(text, zone);
  return instant === null ? null : [toRfc3339(instant.at), instant.quirk];
};

describe('what a wall clock shows, and when that is', () => {
  it.each([
    ['in winter', '2026-12-01 22:00', 'Europe/Berlin', '2026-12-01T21:00:00.000Z', null],
    ['in summer', '2026-07-01T22:00:30', 'Europe/Berlin', '2026-07-01T20:00:30.000Z', null],
    ['west of UTC', '2026-07-01 22:00', 'America/New_York', '2026-07-02T02:00:00.000Z', null],
    ['with a quarter of an hour', '2026-07-01 05:45', 'Asia/Kathmandu', '2026-07-01T00:00:00.000Z', null],
    ['the minute before clocks go forward', '2026-03-29 01:59', 'Europe/Berlin', '2026-03-29T00:59:00.000Z', null],
    ['the hour that is skipped', '2026-03-29 02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z', 'skipped'],
    ['its very first moment', '2026-03-29 02:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z', 'skipped'],
    ['the first after it', '2026-03-29 03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z', null],
    ['the hour that comes twice', '2026-10-25 02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z', 'repeated'],
    ['its first moment', '2026-10-25 02:00', 'Europe/Berlin', '2026-10-25T00:00:00.000Z', 'repeated'],
    ['the first after it', '2026-10-25 03:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z', null],
    ['twice in America', '2026-11-01 01:15', 'America/New_York', '2026-11-01T05:15:00.000Z', 'repeated'],
    ['a change of half an hour', '2026-10-04 02:15', 'Australia/Lord_Howe', '2026-10-03T15:45:00.000Z', 'skipped'],
    ['a day that Samoa left out', '2011-12-30 12:00', 'Pacific/Apia', '2011-12-30T22:00:00.000Z', 'skipped'],
    ['midnight that is skipped', '2026-04-24 00:30', 'Africa/Cairo', '2026-04-23T22:30:00.000Z', 'skipped'],
    ['an instant needs no zone', '2026-12-01T22:00:00+05:30', 'Europe/Berlin', '2026-12-01T16:30:00.000Z', null],
    ['an instant without seconds', '2026-12-01 22:00Z', 'Europe/Berlin', '2026-12-01T22:00:00.000Z', null],
    ['an instant with a fraction', '2026-12-01t22:00:00.250z', 'Europe/Berlin', '2026-12-01T22:00:00.250Z', null],
  ])('%s: %s in %s', (_name, text, zone, at, quirk) => {
    expect(found(text, zone)).toEqual([at, quirk]);
  });

  it.each(['', 'tomorrow', '2026-12-01', '22:00', '2026-02-29 12:00', '2026-02-30T12:00:00Z', '2026-13-01 12:00', '2026-12-01 24:00', '2026-12-01 12:60', '2026-12-01T12:00:00+99:00', '2026-12-01 12:00 ', '0001-01-01 00:00', ' 2026-12-01 12:00'])(
    'is none: "%s"',
    (text) => {
      expect(instantOf(text, 'UTC')).toBeNull();
    },
  );

  it('knows zones, and says which it does not know', () => {
    expect(['UTC', 'Europe/Berlin', 'Mars', ''].map(isTimeZone)).toEqual([true, true, false, false]);
    expect(() => localAt(epochMs(0), 'Mars')).toThrow('not a time zone: Mars');
    expect(parseLocal('2028-02-29 00:00')).toBe(Date.UTC(2028, 1, 29));
  });

  it('there and back again is the same instant, but in the hour that comes twice', () => {
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Apia', 'Africa/Casablanca', 'Asia/Tehran');
    fc.assert(
      fc.property(zone, fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2040, 0) }), (timeZone, ms) => {
        const at = epochMs(ms);
        const { at: back, quirk } = instantAt(localAt(at, timeZone), timeZone);
        if (quirk === 'repeated') expect(back).toBeLessThanOrEqual(at);
        else expect([back, quirk]).toEqual([at, null]);
        expect(localAt(back, timeZone)).toBe(localAt(at, timeZone));
      }),
      { numRuns: 500 },
    );
  });
});
