import { describe, expect, it } from 'vitest';
import { RosterEntryConfig } from '../../../shared/model/policy-config.ts';
import { epochMs } from '../../../shared/model/units.ts';
import { resolveRosterEntry } from '../../config/resolve-policy.ts';
import { onDuty } from './rules.ts';

const PEOPLE = { people: [{ id: 'ada', name: 'Ada', rights: [], roles: [] }], workspace: { name: 'Acme', timeZone: 'Europe/Berlin' } } as unknown as Parameters<typeof resolveRosterEntry>[1];
const entry = (written: Record<string, unknown>) => resolveRosterEntry(RosterEntryConfig.parse({ role: 'incidentCommander', name: 'Grace', ...written }), PEOPLE);
const names = (entries: readonly Record<string, unknown>[], at: string): string[] => onDuty(entries.map(entry), epochMs(Date.parse(at))).map(({ role, name }) => `${role} ${name}`);
/** Whether this one entry holds then. */
const holds = (written: Record<string, unknown>, at: string): boolean => names([written], at).length === 1;

describe('who is on duty', () => {
  it('is, of each role, the first entry that fits', () => {
    const roster = [
      { name: 'Weekend', days: ['sat', 'sun'] },
      { name: 'Day', from: '08:00', to: '20:00' },
      { name: 'Night' },
      { role: 'communicationsLead', name: 'Press' },
    ];
    expect(names(roster, '2026-01-15T12:00:00Z')).toEqual(['incidentCommander Day', 'communicationsLead Press']);
    expect(names(roster, '2026-01-15T22:00:00Z')).toEqual(['incidentCommander Night', 'communicationsLead Press']);
    expect(names(roster, '2026-01-17T12:00:00Z')).toEqual(['incidentCommander Weekend', 'communicationsLead Press']);
    expect(names([], '2026-01-15T12:00:00Z')).toEqual([]);
  });

  it('comes with who it is and how they are reached', () => {
    expect(onDuty([resolveRosterEntry(RosterEntryConfig.parse({ role: 'scribe', person: 'ada', contact: '+49 30 1234' }), PEOPLE)], epochMs(0))).toEqual([{ role: 'scribe', person: 'ada', name: 'Ada', contact: '+49 30 1234' }]);
  });

  it.each([
    ['before it', '2026-01-16T20:59:59.999Z', false],
    ['at its start on Friday', '2026-01-16T21:00:00.000Z', true],
    ['after midnight, when it is Saturday', '2026-01-17T04:59:59.999Z', true],
    ['at its end', '2026-01-17T05:00:00.000Z', false],
    ['in the night before, which began on Thursday', '2026-01-16T01:00:00.000Z', false],
    ['in the night after, which began on Saturday', '2026-01-17T22:00:00.000Z', false],
  ])('a night shift of Fridays, 22:00 to 06:00, holds %s: %s → %s', (_, at, expected) => expect(holds({ days: ['fri'], from: '22:00', to: '06:00' }, at)).toBe(expected));

  it.each([
    ['2026-02-28T22:59:59.999Z', false],
    ['2026-02-28T23:00:00.000Z', true],
    ['2026-03-03T22:59:59.999Z', true],
    ['2026-03-03T23:00:00.000Z', false],
  ])('dates are whole days of their zone, the last one included: %s → %s', (at, expected) => expect(holds({ dates: { from: '2026-03-01', to: '2026-03-03' } }, at)).toBe(expected));

  it('a night shift of a date ends the morning after', () => {
    const shift = { dates: { from: '2026-03-28', to: '2026-03-28' }, from: '22:00', to: '06:00' };
    expect([holds(shift, '2026-03-28T02:00:00Z'), holds(shift, '2026-03-29T03:59:59.999Z'), holds(shift, '2026-03-29T04:00:00Z')]).toEqual([false, true, false]);
  });

  it('hours are those of the clock on the wall, in the zone of the entry', () => {
    const day = { from: '09:00', to: '17:00', timeZone: 'America/New_York' };
    expect([holds(day, '2026-03-07T13:59:59.999Z'), holds(day, '2026-03-07T14:00:00Z'), holds(day, '2026-03-08T12:59:59.999Z'), holds(day, '2026-03-08T13:00:00Z'), holds(day, '2026-03-08T21:00:00Z')]).toEqual([false, true, false, true, false]);
    expect([holds({ ...day, timeZone: 'Asia/Kolkata' }, '2026-03-08T03:30:00Z'), holds({ ...day, timeZone: 'Asia/Kolkata' }, '2026-03-08T11:30:00Z')]).toEqual([true, false]);
  });
});
