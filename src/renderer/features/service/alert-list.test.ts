import { describe, expect, it } from 'vitest';
import { ServiceId } from '../../../shared/model/ids.ts';
import { Alert } from '../../../shared/model/incident.ts';
import { listAlerts } from './alert-list.ts';

const AT = '2026-11-21T14:00:00.000Z';
const alert = (number: number, service: string): Alert =>
  Alert.parse({ id: `a${number}`, rule: 'r', name: 'x', source: null, service, signal: null, severity: 'P1', labels: {}, annotations: {}, state: 'firing', startsAt: AT, noEarlierThan: false, firedAt: AT, endsAt: null, value: null, limit: null, confirmedAt: null, confirmed: true, incident: null, suppressedBy: null });
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
});
