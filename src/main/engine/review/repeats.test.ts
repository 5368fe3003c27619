import { describe, expect, it } from 'vitest';
import { CorrectiveActionId, IncidentId } from '../../../shared/model/ids.ts';
import type { IncidentFact } from '../../../shared/model/timeline.ts';
import { epochMs } from '../../../shared/model/units.ts';
import { foldEntries } from '../incidents/fold.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import { at, entries, opened } from '../incidents/testing/facts.ts';
import { repeatsOf, type EarlierRecord } from './repeats.ts';

const DAY = 86_400_000;
const NOW = epochMs(Date.parse(at('12:00')) + 50 * DAY);
const action = (number: number, dueInDays: number | null, then?: 'correctiveDropped'): IncidentFact[] => {
  const id = CorrectiveActionId.parse(`CA-${String(number).padStart(4, '0')}`);
  const added: IncidentFact = { type: 'correctiveAdded', data: { action: id, kind: 'process', owner: null, ownerName: null, dueAt: dueInDays === null ? null : new Date(NOW + dueInDays * DAY).toISOString(), proof: null, fromItem: null }, texts: { text: 'x' } };
  return then === undefined ? [added] : [added, { type: then, data: { action: id }, texts: {} }];
};
function incident(number: number, startedAt: string, facts: readonly IncidentFact[] = [], data: Parameters<typeof opened>[0] = {}): IncidentRecord {
  const record = foldEntries(entries(opened({ impactStartedAt: startedAt, ...data }), { type: 'resolved', data: {}, texts: {} }, ...facts));
  if (record === null) throw new Error('no incident');
  return { ...record, id: IncidentId.parse(`INC-2026-${String(number).padStart(4, '0')}`) };
}
const again = incident(44, new Date(NOW).toISOString());
const earlier = (record: IncidentRecord, basis: EarlierRecord['basis'] = 'confirmed'): EarlierRecord => ({ record, basis });

describe('"repeats"', () => {
  it.each<[string, EarlierRecord[], string | null]>([
    ['nothing before it', [], null],
    ['the same cause', [earlier(incident(31, at('11:58')))], 'INC-2026-0044 repeats INC-2026-0031'],
    ['a cause that is only suspected', [earlier(incident(31, at('11:58')), 'suspected')], 'INC-2026-0044 may repeat INC-2026-0031'],
    ['only the same rule and service', [earlier(incident(31, at('11:58')), 'signature')], 'INC-2026-0044 may repeat INC-2026-0031 (the same rule and service)'],
    ['a late action', [earlier(incident(31, at('11:58'), action(12, -41)))], 'INC-2026-0044 repeats INC-2026-0031; action CA-0012 is 41 days late'],
    ['one day', [earlier(incident(31, at('11:58'), action(12, -1)))], 'INC-2026-0044 repeats INC-2026-0031; action CA-0012 is 1 day late'],
    ['late since today', [earlier(incident(31, at('11:58'), action(12, -0.5)))], 'INC-2026-0044 repeats INC-2026-0031; action CA-0012 is late since today'],
    ['an action that is not due yet', [earlier(incident(31, at('11:58'), action(12, 3)))], 'INC-2026-0044 repeats INC-2026-0031; action CA-0012 is not done'],
    ['an action that was dropped', [earlier(incident(31, at('11:58'), action(12, -41, 'correctiveDropped')))], 'INC-2026-0044 repeats INC-2026-0031'],
    ['several, the latest first', [earlier(incident(31, at('11:58'), [...action(12, -1), ...action(13, null)])), earlier(incident(7, at('11:00'), action(3, -41)))], 'INC-2026-0044 repeats INC-2026-0031; action CA-0003 is 41 days late, and 2 more are not done'],
    ['a drill', [earlier(incident(31, at('11:58'), [], { isDrill: true }))], null],
    ['itself', [earlier(again)], null],
    ['one that is not resolved', [earlier({ ...incident(31, at('11:58')), instants: {} })], null],
  ])('%s', (_, before, says) => expect(repeatsOf(again, before, NOW)?.says ?? null).toBe(says));

  it('counts what was resolved in the 90 days before it began, the 90th included', () => {
    const resolvedAt = (daysBefore: number): IncidentRecord => {
      const record = incident(31, at('11:58'));
      const instants = { ...record.instants, resolvedAt: record.instants.resolvedAt?.map((value) => ({ ...value, at: new Date(NOW - daysBefore * DAY).toISOString() })) ?? [] };
      return { ...record, instants };
    };
    expect([0, 1 / DAY, 90, 90 + 1 / DAY].map((days) => repeatsOf(again, [earlier(resolvedAt(days))], NOW) !== null)).toEqual([false, true, true, false]);
  });
});
