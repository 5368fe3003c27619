import { describe, expect, it } from 'vitest';
import { parseMatcher } from '../../../../shared/model/label-matcher.ts';
import { Alert } from '../../../../shared/model/incident.ts';
import { IncidentId, ServiceId, SourceId } from '../../../../shared/model/ids.ts';
import type { SilencePreview } from '../../../../shared/model/silence.ts';
import { alertsAt, likelySource, matcherOf, matcherProblem, matchersOf, matchersProblem, previewWords, silenceRefusal, usualReason } from './silence.ts';

const AT = '2026-11-21T14:00:00.000Z';
const alert = (labels: Record<string, string>, more: Partial<Alert> = {}): Alert =>
  Alert.parse({ id: 'a1', rule: 'alertmanager:x', name: 'x', source: 'am', service: null, signal: null, severity: 'P1', labels, annotations: {}, state: 'firing', startsAt: AT, noEarlierThan: false, firedAt: AT, endsAt: null, value: null, limit: null, confirmedAt: null, confirmed: true, incident: null, suppressedBy: null, ...more });
const [EU, AM] = [SourceId.parse('eu'), SourceId.parse('am')];
const written = (...alerts: Alert[]) => matchersOf(alerts).map(({ name, operator, value }) => `${name}${operator}${value}`);

describe('the matchers that a silence begins with', () => {
  it('are all labels of one alert, its name first', () => {
    expect(written(alert({ service: 'checkout', alertname: 'Slow', pod: 'a' }))).toEqual(['alertname=Slow', 'pod=a', 'service=checkout']);
  });
  it('are what several have in common, and nothing that one of them lacks', () => {
    expect(written(alert({ alertname: 'Slow', service: 'checkout', pod: 'a' }), alert({ alertname: 'Slow', service: 'checkout', pod: 'b' }), alert({ alertname: 'Slow', service: 'checkout' }))).toEqual(['alertname=Slow', 'service=checkout']);
  });
  it('name alerts of different names one by one, as text and not as an expression', () => {
    const different = matchersOf([alert({ alertname: 'Errors (5xx)', service: 'checkout' }), alert({ alertname: 'Slow', service: 'checkout' })]);
    expect(different.map(({ value }) => value)).toEqual(['Errors \\(5xx\\)|Slow', 'checkout']);
    expect(new RegExp(`^(?:${different[0]?.value ?? ''})$`).test('Errors (5xx)')).toBe(true);
    expect(written(...Array.from({ length: 11 }, (_, index) => alert({ alertname: `A${index}`, team: 'x' })))).toEqual(['team=x']);
  });
  it('leave out a label that was cut when it was kept, and are none without alerts', () => {
    expect(written(alert({ alertname: 'Slow', query: `${'q'.repeat(300)}…` }))).toEqual(['alertname=Slow']);
    expect(written()).toEqual([]);
  });
  it('come from alerts of the source that fire, else of those that are over, else of those an Alertmanager has sent', () => {
    const over = alert({ alertname: 'Over' }, { state: 'resolved' });
    const sent = alert({ alertname: 'Sent' }, { source: null });
    const own = alert({ alertname: 'Own' }, { source: null, rule: 'checkout-slow' });
    expect(alertsAt([over, alert({ alertname: 'Now' }), sent, own], 'am').map(({ labels }) => labels['alertname'])).toEqual(['Now']);
    expect(alertsAt([over, sent, own], 'am').map(({ labels }) => labels['alertname'])).toEqual(['Over']);
    expect(alertsAt([over, sent, own], 'eu').map(({ labels }) => labels['alertname'])).toEqual(['Sent']);
    expect(likelySource([alert({}, { source: EU }), alert({}), alert({})], [EU, AM])).toBe(AM);
    expect(likelySource([], [EU, AM])).toBe(EU);
  });
});

describe('what was written', () => {
  it('is refused with a sentence where it is no matcher, or matches everything', () => {
    expect(matcherProblem({ name: ' ', operator: '=', value: 'x' })).toContain('name of a label');
    expect(matcherProblem({ name: 'pod', operator: '=~', value: '(' })).toBeNull();
    expect(matchersProblem([])).toContain('every alert would be silenced');
    expect(matchersProblem([{ name: 'pod', operator: '=~', value: '.*' }, { name: 'team', operator: '!=', value: 'x' }])).toContain('does not match everything');
    expect(matchersProblem([{ name: 'pod', operator: '=~', value: '.*' }, { name: 'team', operator: '=', value: 'x' }])).toBeNull();
  });
  it('is a matcher as Alertmanager reads it', () => {
    expect(matcherOf({ name: ' pod ', operator: '!~', value: 'a|b' })).toEqual(parseMatcher('pod!~"a|b"'));
  });
  it('begins with the number of the incident, of a private one without', () => {
    const id = IncidentId.parse('INC-2026-0042');
    expect(usualReason({ id, private: false })).toContain(id);
    expect(usualReason({ id, private: true })).not.toContain('INC');
  });
  it('is not asked for where it would do harm', () => {
    const open = { standing: 'declared', state: 'investigating', isDrill: false } as const;
    expect(silenceRefusal(open)).toBeNull();
    expect(silenceRefusal({ ...open, isDrill: true })).toContain('drill');
    expect(silenceRefusal({ ...open, state: 'resolved' })).toContain('over');
    expect(silenceRefusal({ ...open, standing: 'merged' })).toContain('merged');
  });
});

describe('the look at what it would silence', () => {
  const CHECKOUT = ServiceId.parse('checkout');
  const incident = { services: [CHECKOUT], firingAlerts: 3 };
  const preview = (changes: Partial<SilencePreview>): SilencePreview => ({ alerts: 3, ofIncident: 3, ofOthers: [], services: [{ service: CHECKOUT, alerts: 3 }], gravest: 0, samples: [], groups: [], moreGroups: 0, ...changes });
  const words = (changes: Partial<SilencePreview>) => previewWords(preview(changes), incident, (id) => id.toUpperCase());

  it('says plainly that all is of this incident', () => {
    expect(words({})).toEqual({ main: '3 alerts would fall silent, all of this incident', warnings: [], others: false });
  });
  it('warns of alerts of other incidents and services, of P0s, and of what goes on telling', () => {
    const said = words({ alerts: 5, ofIncident: 1, ofOthers: [{ incident: IncidentId.parse('INC-2026-0002'), alerts: 3 }], services: [{ service: CHECKOUT, alerts: 2 }, { service: ServiceId.parse('login'), alerts: 3 }], gravest: 1 });
    expect(said).toMatchObject({ main: '5 alerts would fall silent, 1 of this incident', others: true });
    expect(said.warnings).toEqual(['3 alerts of other incidents: INC-2026-0002 (3).', 'Of services that this incident does not name: LOGIN (3).', '1 alert of no incident yet.', '1 alert of them is P0: Alertmanager will page nobody for it.', '2 alerts of this incident would go on telling.']);
  });
  it('says that nothing would be silenced now', () => {
    expect(words({ alerts: 0, ofIncident: 0, services: [] })).toMatchObject({ main: 'No alert that is active now matches', warnings: ['It would silence only what fires later.'] });
  });
});
