import { describe, expect, it } from 'vitest';
import { IncidentId, SourceId } from '../../../../shared/model/ids.ts';
import { parseMatcher } from '../../../../shared/model/label-matcher.ts';
import type { Silence } from '../../../../shared/model/silence.ts';
import { filterSilences, NO_FILTER } from './filter.ts';

const silence = (id: string, matcher: string, more: Partial<Silence> = {}): Silence => ({
  source: SourceId.parse('am'), id, state: 'active', matchers: [parseMatcher(matcher) ?? expect.fail(matcher)], startsAt: '2026-11-21T14:00:00Z', endsAt: '2026-11-21T15:00:00Z', createdBy: 'Ada', comment: 'deploy', url: null, alerts: 0, hides: [], incident: null, ...more,
});
const ALL = [
  silence('s1', 'alertname="HighErrorRate"', { alerts: 1, hides: [{ name: 'Checkout is slow', severity: 'P1', service: null, labels: {}, incident: null }] }),
  silence('s2', 'team="payments"', { incident: IncidentId.parse('INC-2026-0042'), createdBy: 'Bob', comment: null }),
];
const found = (changes: Partial<typeof NO_FILTER>) => filterSilences(ALL, { ...NO_FILTER, ...changes }, () => 'Alertmanager (EU)').map(({ id }) => id);

describe('the list of silences', () => {
  it('is found by matcher, reason, maker, source, incident and hidden alert, however they are written', () => {
    expect([found({ text: 'higherror' }), found({ text: 'DEPLOY ada' }), found({ text: 'bob' }), found({ text: '(eu)' }), found({ text: '0042' }), found({ text: 'checkout slow' }), found({ text: 'ada payments' })]).toEqual([['s1'], ['s1'], ['s2'], ['s1', 's2'], ['s2'], ['s1'], []]);
  });
  it('is narrowed to what hides something now, or was made from an incident', () => {
    expect([found({}), found({ show: 'hiding' }), found({ show: 'here' })]).toEqual([['s1', 's2'], ['s1'], ['s2']]);
  });
});
