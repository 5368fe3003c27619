import { describe, expect, it } from 'vitest';
import { epochMs, toRfc3339 } from '../../../../shared/model/units.ts';
import { readMoment, type MomentContext } from './moment.ts';

const now = epochMs(Date.parse('2026-11-21T14:10:00.000Z'));
const read = (text: string, context: Partial<MomentContext> = {}) => {
  const moment = readMoment(text, { timeZone: 'UTC', now, direction: 'past', ...context });
  return moment.ok ? toRfc3339(moment.at) : moment.problem;
};

describe('a time as it is typed in a hurry', () => {
  it.each([
    ['now', '2026-11-21T14:10:00.000Z'],
    ['14:02', '2026-11-21T14:02:00.000Z'],
    ['9:05:30', '2026-11-21T09:05:30.000Z'],
    ['23:50', '2026-11-20T23:50:00.000Z'],
    ['5m', '2026-11-21T14:05:00.000Z'],
    ['-5 min', '2026-11-21T14:05:00.000Z'],
    ['1h 20m ago', '2026-11-21T12:50:00.000Z'],
    ['2026-11-20 22:15', '2026-11-20T22:15:00.000Z'],
    ['2026-11-21T15:02:11+01:00', '2026-11-21T14:02:11.000Z'],
  ])('“%s” is %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it('is read in the zone that stands beside it', () => {
    expect(read('15:02', { timeZone: 'Europe/Berlin' })).toBe('2026-11-21T14:02:00.000Z');
    expect(read('15:30', { timeZone: 'Europe/Berlin' }), 'half past three has not been yet: it was yesterday').toBe('2026-11-20T14:30:00.000Z');
  });

  it('lies ahead where something will be due', () => {
    expect(read('14:30', { direction: 'future' })).toBe('2026-11-21T14:30:00.000Z');
    expect(read('14:02', { direction: 'future' })).toBe('2026-11-22T14:02:00.000Z');
    expect(read('in 20 min', { direction: 'future' })).toBe('2026-11-21T14:30:00.000Z');
    expect(read('+1h', { direction: 'future' })).toBe('2026-11-21T15:10:00.000Z');
  });

  it('says that clocks showed it twice, or never', () => {
    const spring = { timeZone: 'Europe/Berlin', now: epochMs(Date.parse('2026-03-29T12:00:00Z')) };
    expect(readMoment('02:30', { ...spring, direction: 'past' })).toMatchObject({ ok: true, quirk: 'skipped' });
    const autumn = { timeZone: 'Europe/Berlin', now: epochMs(Date.parse('2026-10-25T12:00:00Z')) };
    expect(readMoment('02:30', { ...autumn, direction: 'past' })).toMatchObject({ ok: true, quirk: 'repeated' });
  });

  it.each([
    ['', /Expected a time such as/],
    ['soon', /Expected a time such as/],
    ['25:00', /Expected a time such as/],
    ['2026-02-30 10:00', /Expected a time such as/],
    ['2026-11-21 15:00', /in the future/],
  ])('“%s” is refused with what was expected', (text, problem) => {
    expect(read(text)).toMatch(problem);
  });

  it('in a zone that this machine does not know is refused too', () => {
    expect(read('14:02', { timeZone: 'Mars/Olympus' })).toMatch(/does not know the time zone/);
  });
});
