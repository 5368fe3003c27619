import { describe, expect, it } from 'vitest';
import { CauseId, CorrectiveActionId, IncidentId } from '../../../../shared/model/ids.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { NO_FILTERS, placeHref, readFilters, readPlace, writeFilters } from './filters.ts';
import { actionWords, differenceText, dueWords, reviewWords, sinceText } from './words.ts';

const NOW = epochMs(Date.UTC(2026, 0, 15, 12));
const inDays = (days: number): string => new Date(NOW + days * 86_400_000).toISOString();

describe('the words of a review', () => {
  it('count from the start of the impact', () => {
    expect([sinceText(60_000, 0), sinceText(-60_000, 0), sinceText(0, 0)]).toEqual(['T+01:00', 'T−01:00', 'T+00:00']);
    expect([differenceText(300_000, 60_000), differenceText(60_000, 300_000), differenceText(5_400, 5_000), differenceText(null, 5_000)]).toEqual(['04:00 later', '04:00 earlier', 'the same', null]);
  });

  it('say what is late in whole days', () => {
    expect([2.5, 0.5, -0.5, -41.2].map((days) => dueWords(inDays(days), NOW)?.word)).toEqual(['due in 2 days', 'due within a day', 'late today', '41 days late']);
    expect(dueWords(null, NOW)).toBeNull();
    expect(reviewWords({ state: 'open', dueAt: inDays(-3) }, NOW)).toEqual({ mark: 'P2', word: 'open, 3 days late' });
    expect(reviewWords({ state: 'closed', dueAt: inDays(-3) }, NOW)).toEqual({ mark: 'ok', word: 'closed' });
  });

  it('tell a proof that passed from one that no longer holds', () => {
    expect(actionWords({ state: 'done', daysLate: null, lapsedAt: null }).mark).toBe('ok');
    expect(actionWords({ state: 'done', daysLate: null, lapsedAt: inDays(-1) }).mark).toBe('P2');
    expect(actionWords({ state: 'awaiting', daysLate: 41, lapsedAt: null }).word).toBe('41 days late');
    expect(actionWords({ state: 'awaiting', daysLate: null, lapsedAt: null }).word).toBe('waits for a second person');
  });
});

describe('addresses of reviews', () => {
  it('say everything that is shown, and nothing that is as usual', () => {
    const filters = { tab: 'actions', reviews: 'open', actions: 'done', overdue: true, owner: 'mira', cause: CauseId.parse('CAUSE-0007'), text: 'dns & zone' } as const;
    expect(readFilters(writeFilters(filters).slice('/review'.length))).toEqual(filters);
    expect(writeFilters(NO_FILTERS)).toBe('/review');
    expect(readFilters('?tab=nothing&reviews=x&cause=7&owner=')).toEqual(NO_FILTERS);
  });

  it('lead to a part of a review', () => {
    const [incident, other, action] = [IncidentId.parse('INC-2026-0044'), IncidentId.parse('INC-2026-0031'), CorrectiveActionId.parse('CA-0012')];
    expect(placeHref(incident, { view: 'timeline' })).toBe('/review/INC-2026-0044');
    expect(placeHref(incident, { view: 'actions', action })).toBe('/review/INC-2026-0044?show=actions&action=CA-0012');
    expect(readPlace(placeHref(incident, { view: 'compare', other }).split('?')[1] ?? '')).toEqual({ view: 'compare', other, action: null });
    expect(readPlace('?show=x&with=y&action=z')).toEqual({ view: 'timeline', other: null, action: null });
  });
});
