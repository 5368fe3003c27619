import { describe, expect, it } from 'vitest';
import type { RuleView } from '../../../../shared/model/incident.ts';
import { ServiceId } from '../../../../shared/model/ids.ts';
import { byUrgency, isOverdue, matches, NO_FILTERS, readFilters, ruleMark, rulePath, summaryOf, writeFilters, writtenId } from './rule-list.ts';

const NOW = '2026-11-21T14:02:11.000Z';
const rule = (change: Partial<RuleView>): RuleView => ({ id: 'checkout-slow', name: 'Checkout is slow', origin: 'config', kind: 'threshold', condition: 'above 800 ms, 3 samples in a row', signal: null, service: null, source: null, severity: 'P1', incident: 'open', state: 'inactive', trouble: null, lastFiredAt: null, owner: null, reviewBy: null, file: null, ...change });
const SERVICES = new Map([[ServiceId.parse('checkout'), { id: ServiceId.parse('checkout'), name: 'Checkout API', tier: 1 as const, signals: [] }]]);

describe('the list of rules', () => {
  it('shows what presses first: firing, pending, what cannot be judged, then the quiet ones by name', () => {
    const rules = [rule({ id: 'b', name: 'b' }), rule({ id: 'a', name: 'a' }), rule({ id: 'u', state: 'unknown' }), rule({ id: 'p2', state: 'firing', severity: 'P2' }), rule({ id: 'p0', state: 'firing', severity: 'P0' }), rule({ id: 'p', state: 'pending' })];
    expect(rules.toSorted(byUrgency).map(({ id }) => id)).toEqual(['p0', 'p2', 'p', 'u', 'a', 'b']);
    expect(summaryOf(rules)).toBe('2 firing, 1 pending, 1 unknown, 2 quiet');
  });

  it('says a state by a shape of its own, never the shape of ok for what is not known', () => {
    expect((['firing', 'pending', 'unknown', 'inactive'] as const).map((state) => ruleMark({ state, severity: 'P0' }))).toEqual(['P0', 'P2', 'blind', 'ok']);
  });

  it('keeps its filters in the address and reads nothing into one that it does not know', () => {
    expect(readFilters('?q=slow&state=firing')).toEqual({ text: 'slow', state: 'firing' });
    expect(readFilters('?state=onfire')).toEqual(NO_FILTERS);
    expect(writeFilters({ text: 'slow', state: 'review' }, '?scene=x')).toBe('?scene=x&q=slow&state=review');
    expect(writeFilters(NO_FILTERS, '?q=a')).toBe('');
  });

  it('finds a rule by its words, its service or the state it is in', () => {
    const slow = rule({ service: ServiceId.parse('checkout') });
    const found = (text: string, state: ReturnType<typeof readFilters>['state'] = null) => matches(slow, { text, state }, SERVICES, NOW);
    expect(found('API 800')).toBe(true);
    expect(found('login')).toBe(false);
    expect(found('', 'firing')).toBe(false);
    expect(found('', 'review')).toBe(false);
  });

  it('counts a review as overdue once its day is over', () => {
    expect(isOverdue({ reviewBy: '2026-11-21' }, NOW)).toBe(false);
    expect(isOverdue({ reviewBy: '2026-11-20' }, NOW)).toBe(true);
    expect(isOverdue({ reviewBy: null }, NOW)).toBe(false);
  });

  it('leads from each pair of a burn rate to the rule as it is written, and from a rule file to one address', () => {
    expect(writtenId({ id: 'checkout-budget.14.4x', kind: 'burn' })).toBe('checkout-budget');
    expect(writtenId({ id: 'checkout-budget.6x', kind: 'burn' })).toBe('checkout-budget');
    expect(writtenId({ id: 'version.2x', kind: 'threshold' })).toBe('version.2x');
    expect(rulePath({ id: 'rules/api.yml:api:HighErrors', kind: 'promql' })).toBe('/rules/rules%2Fapi.yml%3Aapi%3AHighErrors');
  });
});
