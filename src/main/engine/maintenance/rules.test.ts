import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServiceId } from '../../../shared/model/ids.ts';
import { epochMs, toRfc3339 } from '../../../shared/model/units.ts';
import { localAt } from '../../../shared/time/local-time.ts';
import { covers, isOpenAt, occurrences, openOrNext } from './rules.ts';
import { instant, windowOf } from './testing/windows.ts';

const DAY = 86_400_000;
const spans = (written: Record<string, unknown>, from: string, to: string): string[] =>
  occurrences(windowOf(written), instant(from), instant(to)).map(({ startsAt, endsAt }) => `${toRfc3339(startsAt).slice(0, 16)} ${toRfc3339(endsAt).slice(0, 16)}`);

describe('a weekly window', () => {
  const nightly = (timeZone: string, at = '02:30', days = ['sat', 'sun', 'mon']) => ({ weekly: { days, at, for: '2h' }, timeZone });

  it('starts on its days at its local time', () => {
    expect(spans(nightly('Europe/Berlin'), '2026-01-16T00:00:00Z', '2026-01-20T00:00:00Z')).toEqual(['2026-01-17T01:30 2026-01-17T03:30', '2026-01-18T01:30 2026-01-18T03:30', '2026-01-19T01:30 2026-01-19T03:30']);
  });

  it.each([
    ['goes forward in Berlin: 02:30 does not exist and comes as 03:30', 'Europe/Berlin', '2026-03-28', ['2026-03-28T01:30 2026-03-28T03:30', '2026-03-29T01:30 2026-03-29T03:30', '2026-03-30T00:30 2026-03-30T02:30']],
    ['goes back in Berlin: 02:30 comes twice and the first counts', 'Europe/Berlin', '2026-10-24', ['2026-10-24T00:30 2026-10-24T02:30', '2026-10-25T00:30 2026-10-25T02:30', '2026-10-26T01:30 2026-10-26T03:30']],
    ['goes forward in New York', 'America/New_York', '2026-03-07', ['2026-03-07T07:30 2026-03-07T09:30', '2026-03-08T07:30 2026-03-08T09:30', '2026-03-09T06:30 2026-03-09T08:30']],
    ['goes back in New York: 02:30 comes once, after it', 'America/New_York', '2026-10-31', ['2026-10-31T06:30 2026-10-31T08:30', '2026-11-01T07:30 2026-11-01T09:30', '2026-11-02T07:30 2026-11-02T09:30']],
    ['never moves in Kolkata', 'Asia/Kolkata', '2026-03-28', ['2026-03-27T21:00 2026-03-27T23:00', '2026-03-28T21:00 2026-03-28T23:00', '2026-03-29T21:00 2026-03-29T23:00']],
  ])('when the clock %s', (_, timeZone, from, expected) => {
    const start = instant(`${from}T00:00:00Z`) - DAY / 2;
    expect(spans(nightly(timeZone), toRfc3339(epochMs(start)), toRfc3339(epochMs(start + 3 * DAY)))).toEqual(expected);
  });

  it('over midnight belongs to the day on which it starts, and is found by whoever looks in its middle', () => {
    const friday = { weekly: { days: ['fri'], at: '23:00', for: '6h' } };
    expect(spans(friday, '2026-01-17T02:00:00Z', '2026-01-17T02:00:01Z')).toEqual(['2026-01-16T22:00 2026-01-17T04:00']);
    expect(spans(friday, '2026-01-17T04:00:00Z', '2026-01-17T05:00:00Z')).toEqual([]);
    expect(spans(friday, '2026-01-16T21:00:00Z', '2026-01-16T22:00:00Z')).toEqual([]);
  });

  it('may last for days', () => expect(spans({ weekly: { days: ['mon'], at: '00:00', for: '6d' } }, '2026-01-17T00:00:00Z', '2026-01-17T00:00:01Z')).toEqual(['2026-01-11T23:00 2026-01-17T23:00']));

  it('comes in every week of a year, at the same time by the clock on the wall wherever that is', () => {
    fc.assert(
      fc.property(fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia', 'UTC'), fc.integer({ min: 4, max: 23 }), fc.constantFrom('mon', 'wed', 'sun'), (timeZone, hour, day) => {
        const window = windowOf({ weekly: { days: [day], at: `${String(hour).padStart(2, '0')}:15`, for: '90m' }, timeZone });
        const found = occurrences(window, instant('2026-01-01T00:00:00Z'), instant('2027-01-01T00:00:00Z'));
        expect(found.length).toBeGreaterThanOrEqual(52);
        for (const { startsAt, endsAt } of found) {
          expect(toRfc3339(epochMs(localAt(startsAt, timeZone))).slice(11, 16)).toBe(`${String(hour).padStart(2, '0')}:15`);
          expect(endsAt - startsAt).toBe(5_400_000);
          expect(openOrNext(window, epochMs(endsAt - 1), DAY)).toEqual({ startsAt, endsAt });
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('a single window', () => {
  const move = { from: '2026-12-01 22:00', to: '2026-12-02 02:00' };

  it('is meant in its zone, its start belongs to it and its end does not', () => {
    expect(spans(move, '2026-12-01T00:00:00Z', '2026-12-03T00:00:00Z')).toEqual(['2026-12-01T21:00 2026-12-02T01:00']);
    const [open] = occurrences(windowOf(move), instant('2026-12-01T00:00:00Z'), instant('2026-12-03T00:00:00Z'));
    expect(['2026-12-01T20:59:59.999Z', '2026-12-01T21:00:00.000Z', '2026-12-02T00:59:59.999Z', '2026-12-02T01:00:00.000Z'].map((at) => isOpenAt(open ?? null, instant(at)))).toEqual([false, true, true, false]);
  });

  it('is the next one only while it is near enough', () => {
    expect(openOrNext(windowOf(move), instant('2026-11-01T00:00:00Z'), 14 * DAY)).toBeNull();
    expect(openOrNext(windowOf(move), instant('2026-11-20T00:00:00Z'), 14 * DAY)).not.toBeNull();
    expect(openOrNext(windowOf(move), instant('2026-12-02T01:00:00Z'), 14 * DAY)).toBeNull();
  });
});

it('covers its services; what belongs to none is covered by a window for all', () => {
  const [one, all] = [windowOf({ from: '2026-12-01 22:00', to: '2026-12-02 02:00' }), windowOf({ services: 'all', from: '2026-12-01 22:00', to: '2026-12-02 02:00' })];
  const services = [ServiceId.parse('checkout'), ServiceId.parse('login'), null];
  expect([services.map((service) => covers(one, service)), services.map((service) => covers(all, service))]).toEqual([[true, false, false], [true, true, true]]);
});
