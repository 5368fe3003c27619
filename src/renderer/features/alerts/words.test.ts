import { describe, expect, it } from 'vitest';
import { SourceId } from '../../../shared/model/ids.ts';
import type { Silence } from '../../../shared/model/silence.ts';
import { epochMs } from '../../../shared/model/units.ts';
import { alertLinks, apartWords, hushedWords, isConfirmed, tellsWords } from './words.ts';

const AM = SourceId.parse('am');
const NOW = epochMs(Date.parse('2026-11-21T14:00:00Z'));
const silence = (id: string, endsAt: string, createdBy: string): readonly [string, Silence] => [`am ${id}`, { source: AM, id, state: 'active', matchers: [], startsAt: '2026-11-21T13:00:00Z', endsAt, createdBy, comment: '', url: null, alerts: 1, hides: [], incident: null }];
const SILENCES = new Map([silence('s1', '2026-11-21T14:30:00Z', 'Ada'), silence('s2', '2026-11-21T15:20:00Z', 'Bob'), silence('s3', '2026-11-23T08:00:00Z', '')]);
const muted = (...ids: string[]) => ({ source: AM, suppressedBy: null, muted: { by: 'silence' as const, ids } });

describe('an alert that nobody is told of', () => {
  it('says until when and by whom it is silenced: by the silence that ends last', () => {
    expect(hushedWords(muted('s1', 's2'), SILENCES, NOW)).toBe('silenced until 15:20 UTC by Bob');
    expect(hushedWords(muted('s3'), SILENCES, NOW)).toBe('silenced until 23 Nov 08:00 UTC by somebody unnamed');
  });
  it('says no more than is known of a silence that has not been read', () => {
    expect(hushedWords(muted('s9'), SILENCES, NOW)).toBe('silenced');
    expect(hushedWords({ source: AM, suppressedBy: null, muted: { by: 'inhibition', ids: ['x'] } }, SILENCES, NOW)).toBe('inhibited by another alert');
    expect(hushedWords({ source: AM, suppressedBy: null, muted: null }, SILENCES, NOW)).toBeNull();
  });
  it('in a downtime says until when, where it has an end', () => {
    const downtime = (until: string | null) => hushedWords({ source: AM, suppressedBy: null, muted: { by: 'downtime', ids: ['77'], until } }, SILENCES, NOW);
    expect([downtime('2026-11-21T15:00:00Z'), downtime(null)]).toEqual(['in a downtime there until 15:00 UTC', 'in a downtime there']);
  });
  it('is believed only while its source answers', () => {
    expect([isConfirmed('am', [{ id: AM, state: 'ok' }]), isConfirmed('am', [{ id: AM, state: 'failing' }]), isConfirmed('am', [])]).toEqual([true, false, false]);
  });
});

describe('where an alert can be looked at', () => {
  const sources = [{ id: AM, type: 'alertmanager' as const, url: 'http://am.test:9093/prefix/' }];
  it('is its Alertmanager, with this alert alone, and what its rule says', () => {
    const [first, second] = alertLinks({ source: AM, labels: { alertname: 'A "quoted" + one', pod: 'a' }, url: 'https://prom.test/graph?g0.expr=up' }, sources);
    expect(first?.label).toBe('Alertmanager');
    const address = new URL(first?.url ?? '');
    expect(address.href).toMatch(/^http:\/\/am\.test:9093\/prefix\/#\/alerts\?/);
    expect(decodeURIComponent(address.hash)).toContain('filter={alertname="A \\"quoted\\" + one",pod="a"}');
    expect(decodeURIComponent(address.hash)).toContain('silenced=true');
    expect(second).toEqual({ label: 'prom.test', url: 'https://prom.test/graph?g0.expr=up' });
  });
  it('is nowhere but on the web, and leaves out labels that were cut', () => {
    expect(alertLinks({ source: AM, labels: { alertname: 'x' }, url: 'javascript:alert(1)' }, [{ ...sources[0], id: AM, type: 'alertmanager', url: 'file:///etc/passwd' }])).toEqual([]);
    const [only] = alertLinks({ source: AM, labels: { alertname: 'x', long: `${'y'.repeat(300)}…` }, url: null }, sources);
    expect(decodeURIComponent(only?.url ?? '')).toContain('filter={alertname="x"}');
    expect(alertLinks({ source: null, labels: { alertname: 'x' }, url: null }, sources)).toEqual([]);
  });
});

it('what tells alerts of one rule apart is what they do not share', () => {
  const [first, second] = [{ labels: { alertname: 'Slow', cluster: 'eu', pod: 'a' } }, { labels: { alertname: 'Slow', cluster: 'eu', pod: 'b' } }] as const;
  expect(apartWords(first.labels, [first, second])).toBe('pod a');
  expect(apartWords(first.labels, [first])).toBe('');
});

it('whom its Alertmanager tells is said as it is: of a silenced one, whom it would tell', () => {
  expect(tellsWords({ receivers: ['pager', 'mail'], muted: null, state: 'firing' })).toBe('tells pager, mail');
  expect(tellsWords({ receivers: ['pager'], muted: { by: 'silence', ids: ['s1'] }, state: 'firing' })).toBe('would tell pager');
  expect([tellsWords({ state: 'firing' }), tellsWords({ receivers: ['pager'], state: 'resolved' })]).toEqual(['', '']);
});
