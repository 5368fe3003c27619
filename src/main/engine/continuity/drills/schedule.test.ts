import { describe, expect, it } from 'vitest';
import { durationMs, epochMs, toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { DAY_MS as DAY } from '../../../../shared/time/time-of-day.ts';
import { dueFrom, hoursMissed, latestBegin, nextHours, remembered, stageOf, type Memory, type Schedule } from './schedule.ts';

const at = (text: string): EpochMs => epochMs(Date.parse(text));
const HOUR = 3_600_000;
const SCHEDULE: Schedule = {
  everyMs: durationMs(7 * DAY), mode: 'drill', surprises: false, announceMs: durationMs(HOUR), channels: [], asks: false, objectiveMs: HOUR / 2,
  hours: { once: null, weekly: { days: ['tue'], at: '10:00', forMs: durationMs(2 * HOUR) }, timeZone: 'Europe/Berlin' },
};
const memory = (since: string, settled: Memory['settled'] = null): Memory => ({ schedule: 'x', since: at(since), settled });
/** The next hours that count, at this moment. */
function next(schedule: Schedule, now: string, lastBegan: string | null, of: Memory = memory('2026-01-01T00:00:00Z')): string | null {
  const found = nextHours(schedule, dueFrom(schedule, lastBegan === null ? null : at(lastBegan), of, at(now)), at(now));
  return found === null ? null : toRfc3339(found.startsAt).slice(0, 16);
}

describe('when a drill begins by itself', () => {
  it('is its hour by the clock on the wall, before and after clocks change', () => {
    expect(next(SCHEDULE, '2026-03-20T00:00:00Z', null)).toBe('2026-03-24T09:00');
    expect(next(SCHEDULE, '2026-03-26T00:00:00Z', '2026-03-24T09:00:05Z')).toBe('2026-03-31T08:00');
    expect(next(SCHEDULE, '2026-10-22T00:00:00Z', '2026-10-20T08:00:05Z')).toBe('2026-10-27T09:00');
    // 02:30 is skipped on that night, and comes an hour later.
    const night: Schedule = { ...SCHEDULE, hours: { once: null, weekly: { days: ['sun'], at: '02:30', forMs: durationMs(HOUR) }, timeZone: 'Europe/Berlin' } };
    expect(next(night, '2026-03-28T00:00:00Z', null)).toBe('2026-03-29T01:30');
    // It comes twice on this one: the first counts, and only once.
    expect(next(night, '2026-10-24T00:00:00Z', null)).toBe('2026-10-25T00:30');
    expect(next(night, '2026-10-25T01:30:10Z', '2026-10-25T00:30:05Z')).toBe('2026-11-01T01:30');
  });

  it('does not drift out of its hours over a year of weeks, and is once each week', () => {
    const begun: string[] = [];
    let last: string | null = null;
    for (let now = at('2026-01-01T00:00:00Z'); now < at('2027-01-01T00:00:00Z'); ) {
      const found = nextHours(SCHEDULE, dueFrom(SCHEDULE, last === null ? null : at(last), memory('2026-01-01T00:00:00Z'), now), now);
      // Each a little later than it might.
      last = toRfc3339(epochMs((found?.startsAt ?? 0) + 90_000));
      begun.push(last.slice(0, 10));
      now = epochMs(at(last) + 1_000);
    }
    expect(begun.slice(0, 52).map((day, index) => (index === 0 ? 7 : (at(day) - at(begun[index - 1] ?? day)) / DAY))).toEqual(Array.from({ length: 52 }, () => 7));
  });

  it('waits until the next one is due, whoever began the last one, and leaves time enough within its hours', () => {
    const monthly: Schedule = { ...SCHEDULE, everyMs: durationMs(30 * DAY) };
    expect(next(monthly, '2026-01-13T00:00:00Z', '2026-01-12T15:00:00Z')).toBe('2026-02-17T09:00');
    expect(next(SCHEDULE, '2026-01-13T09:00:00Z', '2026-01-12T15:00:00Z')).toBe('2026-01-20T09:00');
    expect(next(SCHEDULE, '2026-01-13T10:29:59Z', null)).toBe('2026-01-13T09:00');
    expect(next(SCHEDULE, '2026-01-13T10:30:00Z', null)).toBe('2026-01-20T09:00');
  });

  it('is not in hours that were open already when it was written down, nor in those of which nothing came', () => {
    expect(next(SCHEDULE, '2026-01-13T09:10:00Z', null, memory('2026-01-13T09:05:00Z'))).toBe('2026-01-20T09:00');
    expect(next(SCHEDULE, '2026-01-13T09:10:00Z', null, memory('2026-01-01T00:00:00Z', { startsAt: at('2026-01-13T09:00:00Z'), why: 'x' }))).toBe('2026-01-20T09:00');
  });

  it('is never twice, however the clock is set; a run of years ahead is of a clock that was wrong', () => {
    expect(next(SCHEDULE, '2026-01-06T09:30:00Z', '2026-01-13T09:00:05Z')).toBe('2026-01-20T09:00');
    expect(next(SCHEDULE, '2026-01-06T09:30:00Z', '2031-01-14T09:00:05Z')).toBe('2026-01-06T09:00');
    expect(remembered(memory('2031-01-01T00:00:00Z'), 'x', at('2026-01-06T00:00:00Z')).since).toBe(at('2026-01-06T00:00:00Z'));
    expect(remembered(memory('2026-01-01T00:00:00Z'), 'y', at('2026-01-06T00:00:00Z')).since).toBe(at('2026-01-06T00:00:00Z'));
  });

  it('was missed where its hours are over, but not in those before it was known or due', () => {
    const missed = (now: string, lastBegan: string | null, since = '2026-01-01T00:00:00Z') => hoursMissed(SCHEDULE, dueFrom(SCHEDULE, lastBegan === null ? null : at(lastBegan), memory(since), at(now)), at(now));
    expect(missed('2026-01-13T10:29:00Z', '2026-01-06T09:00:05Z')).toBeNull();
    expect(missed('2026-01-13T10:30:00Z', '2026-01-06T09:00:05Z')?.startsAt).toBe(at('2026-01-13T09:00:00Z'));
    expect(missed('2026-03-01T00:00:00Z', '2026-01-06T09:00:05Z')?.startsAt).toBe(at('2026-02-24T09:00:00Z'));
    expect(missed('2026-01-14T00:00:00Z', null, '2026-01-13T12:00:00Z')).toBeNull();
    expect(missed('2026-01-14T00:00:00Z', '2026-01-12T12:00:00Z')).toBeNull();
  });

  it('comes only after its time of notice, by a clock that nobody sets', () => {
    const [hours] = [nextHours(SCHEDULE, at('2026-01-01T00:00:00Z'), at('2026-01-12T00:00:00Z'))];
    if (hours === null || hours === undefined) throw new Error('there are no hours');
    expect(latestBegin(SCHEDULE, hours)).toBe(at('2026-01-13T10:30:00Z'));
    const stage = (now: string, told: number | null, nowMs: number) => stageOf(SCHEDULE, hours, told === null ? null : { startsAt: hours.startsAt, sinceMs: durationMs(told) }, at(now), durationMs(nowMs));
    expect(stage('2026-01-13T07:59:59Z', null, 0)).toBe('early');
    expect(stage('2026-01-13T08:00:00Z', null, 0)).toBe('announce');
    expect(stage('2026-01-13T09:00:00Z', 0, HOUR)).toBe('begin');
    expect(stage('2026-01-13T08:59:59Z', 0, HOUR - 1_000)).toBe('wait');
    // The clock was set into its hours, or the engine began within them.
    expect(stage('2026-01-13T09:30:00Z', null, 0)).toBe('announce');
    expect(stage('2026-01-13T09:30:01Z', 0, 1_000)).toBe('wait');
    expect(stage('2026-01-13T10:30:00Z', 0, HOUR)).toBe('begin');
  });
});
