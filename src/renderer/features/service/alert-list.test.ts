import { describe, expect, it } from 'vitest';
import { ServiceId } from '../../../shared/model/ids.ts';
import { Alert } from '../../../shared/model/incident.ts';
import { commonLabels, listAlerts } from './alert-list.ts';

const AT = '2026-11-21T14:00:00.000Z';
const alert = (number: number, service: string, more: Partial<Alert> = {}): Alert =>
  Alert.parse({ id: `a${number}`, rule: `r${number}`, name: 'x', source: null, service, signal: null, severity: 'P1', labels: {}, annotations: {}, state: 'firing', startsAt: AT, noEarlierThan: false, firedAt: AT, endsAt: null, value: null, limit: null, confirmedAt: null, confirmed: true, incident: null, suppressedBy: null, ...more });
const CHECKOUT = ServiceId.parse('checkout');
const many = (count: number, service: string) => Array.from({ length: count }, (_, index) => alert(index, service));

describe('the alerts of a service', () => {
  it('are its gravest five; the others are counted', () => {
    const list = listAlerts(CHECKOUT, [...many(3, 'login'), ...many(8, 'checkout')], { firing: 11, pending: 0, suppressed: 0 });
    expect(list.shown).toHaveLength(5);
    expect(list).toMatchObject({ more: 3, unknown: 0 });
  });

  it('say how many alerts there are that this screen does not know', () => {
    expect(listAlerts(CHECKOUT, many(200, 'checkout'), { firing: 900, pending: 60, suppressed: 40 })).toMatchObject({ more: 195, unknown: 800 });
    expect(listAlerts(CHECKOUT, many(2, 'checkout'), { firing: 1, pending: 0, suppressed: 0 }).unknown).toBe(0);
  });

  it('of one rule that stand alike are one line, since the first of them; one that is silenced stands apart', () => {
    const pod = (number: number, more: Partial<Alert> = {}) => alert(number, 'checkout', { rule: 'am:PodDown', labels: { alertname: 'PodDown', pod: `p${number}` }, ...more });
    const early = pod(2, { startsAt: '2026-11-21T13:00:00.000Z' });
    const list = listAlerts(CHECKOUT, [pod(1), early, pod(3), pod(4, { muted: { by: 'silence', ids: ['s1'] } })], { firing: 4, pending: 0, suppressed: 0 });
    expect(list.shown.map(({ alert: { id }, alerts }) => [id, alerts.length])).toEqual([['a2', 3], ['a4', 1]]);
    expect(list.more).toBe(0);
    expect(commonLabels([pod(1), early])).toEqual({ alertname: 'PodDown' });
  });
});
