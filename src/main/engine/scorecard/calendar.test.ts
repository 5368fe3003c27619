import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { createCalendar, monthName, periodBefore, piecesOf, usualMonths, usualPeriod } from './calendar.ts';

const at = (text: string): EpochMs => epochMs(Date.parse(text));
const ZONES = ['Europe/Berlin', 'America/New_York', 'Pacific/Apia', 'UTC'] as const;
const HOUR = 3_600_000;

describe('days of a zone', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25', 25],
    ['America/New_York', '2026-03-08', 23],
    ['America/New_York', '2026-11-01', 25],
    ['Pacific/Apia', '2011-12-30', 0],
    ['Pacific/Apia', '2011-12-31', 24],
    ['Africa/Cairo', '2024-04-26', 23],
    ['UTC', '2026-12-31', 24],
  ])('in %s, %s has %i hours', (zone, date, hours) => {
    const calendar = createCalendar(zone);
    const day = Math.round(Date.parse(date) / 86_400_000);
    expect((calendar.dayStart(day + 1) - calendar.dayStart(day)) / HOUR).toBe(hours);
  });

  it('hold every instant in exactly one of them', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), fc.integer({ min: at('2000-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') }), (zone, instant) => {
        const calendar = createCalendar(zone);
        const day = calendar.dayOf(epochMs(instant));
        expect(calendar.dayStart(day)).toBeLessThanOrEqual(instant);
        expect(calendar.dayStart(day + 1)).toBeGreaterThan(instant);
      }),
    );
  });

  it('are those of UTC where this machine does not know the zone', () => expect(createCalendar('Mars/Olympus').timeZone).toBe('UTC'));
});

describe('the period before', () => {
  const berlin = createCalendar('Europe/Berlin');
  it.each([
    ['a month against a month, however long', '2026-03-01T00:00+01:00', '2026-04-01T00:00+02:00', '2026-02-01T00:00+01:00'],
    ['a year against a year', '2026-01-01T00:00+01:00', '2027-01-01T00:00+01:00', '2025-01-01T00:00+01:00'],
    ['January against December', '2026-01-01T00:00+01:00', '2026-02-01T00:00+01:00', '2025-12-01T00:00+01:00'],
    ['as many days of the calendar, over a change of the clocks', '2026-03-20T00:00+01:00', '2026-04-03T00:00+02:00', '2026-03-06T00:00+01:00'],
    ['as much time, where a bound is no midnight', '2026-03-20T12:00+01:00', '2026-03-21T12:00+01:00', '2026-03-19T12:00+01:00'],
  ])('is %s', (_, from, to, before) => expect(periodBefore(berlin, { from: at(from), to: at(to) })).toEqual({ from: at(before), to: at(from) }));

  it('is the 30 days before the last 30, today included', () => {
    const now = at('2026-11-26T08:15:00Z');
    const usual = usualPeriod(berlin, now);
    expect([usual.from, usual.to].map(toRfc3339)).toEqual(['2026-10-27T23:00:00.000Z', '2026-11-26T23:00:00.000Z']);
    expect(toRfc3339(usualMonths(berlin, now).from)).toBe('2025-11-30T23:00:00.000Z');
  });
});

describe('the pieces of a period', () => {
  const instant = fc.integer({ min: at('2019-06-01T00:00:00Z'), max: at('2027-06-01T00:00:00Z') });
  it('lie side by side, fill it, and are no more than are needed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), fc.tuple(instant, instant).filter(([a, b]) => a < b), instant, (zone, [from, to], now) => {
        const calendar = createCalendar(zone);
        const pieces = piecesOf(calendar, { from: epochMs(from), to: epochMs(to) }, epochMs(now));
        expect(pieces[0]?.from).toBe(from);
        expect(pieces.at(-1)?.to).toBe(to);
        pieces.forEach((piece, index) => expect(pieces[index + 1]?.from ?? to).toBe(piece.to));
        for (const { kind, index, from: start } of pieces) {
          if (kind === 'day') expect(calendar.dayStart(index)).toBe(start);
          if (kind === 'month') expect(calendar.dayStart(calendar.monthDay(index))).toBe(start);
          if (kind === 'year') expect(calendar.dayStart(calendar.monthDay(index * 12))).toBe(start);
        }
        expect(pieces.filter(({ kind }) => kind === 'part').length).toBeLessThanOrEqual(2);
        const past = pieces.filter(({ kind, to: end }) => kind === 'day' && end < now - 32 * 24 * HOUR);
        expect(past.length).toBeLessThanOrEqual(60);
      }),
    );
  });

  it('leave what the present month touches in days, and the present year in months', () => {
    const calendar = createCalendar('Europe/Berlin');
    const kinds = piecesOf(calendar, { from: at('2024-01-01T00:00+01:00'), to: at('2027-01-01T00:00+01:00') }, at('2026-03-05T10:00:00Z')).slice(0, 5).map(({ kind, index }) => (kind === 'month' ? monthName(index) : kind === 'year' ? String(index) : kind));
    expect(kinds).toEqual(['2024', '2025', '2026-01', '2026-02', 'day']);
  });
});
