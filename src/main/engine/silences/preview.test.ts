import { describe, expect, it } from 'vitest';
import { Alert } from '../../../shared/model/incident.ts';
import { IncidentId, type ServiceId, type SourceId } from '../../../shared/model/ids.ts';
import { keyOf, type ReceivedAlert } from '../alerts/received.ts';
import { readAlertmanager } from '../hooks/alertmanager.ts';
import { previewOf } from './preview.ts';

const AT = '2026-11-21T14:00:00.000Z';
const MINE = IncidentId.parse('INC-2026-0001');
const OTHER = IncidentId.parse('INC-2026-0002');
const SERVICES = [{ id: 'checkout' as ServiceId, name: 'Checkout' }, { id: 'login' as ServiceId, name: 'Login' }];

const received = (pod: string, severity: string, service: string): ReceivedAlert => ({ ...readAlertmanager({ status: 'firing', labels: { alertname: 'PodDown', pod, severity, service }, annotations: {}, startsAt: AT, endsAt: AT, generatorURL: '' }, SERVICES), source: 'am' as SourceId });
/** As it is known here once it was read. */
const known = ({ labels, service, severity }: ReceivedAlert, incident: IncidentId): Alert =>
  Alert.parse({ id: 'a1', rule: 'r', name: 'A pod is down', source: 'am', service, signal: null, severity, labels, annotations: {}, state: 'firing', startsAt: AT, noEarlierThan: false, firedAt: AT, endsAt: null, value: null, limit: null, confirmedAt: null, confirmed: true, incident, suppressedBy: null });

describe('what a silence would keep silent', () => {
  const mine = ['a', 'b', 'c', 'd', 'e', 'f'].map((pod) => received(pod, 'p0', 'checkout'));
  const foreign = received('x', 'warning', 'login');
  const unread = received('y', 'critical', 'login');
  const held = new Map([...mine.map((each) => [keyOf(each), known(each, MINE)] as const), [keyOf(foreign), known(foreign, OTHER)] as const]);
  const preview = previewOf([{ labels: {}, receiver: 'mail', alerts: [foreign] }, { labels: { alertname: 'PodDown' }, receiver: 'pager', alerts: [...mine, foreign, unread] }], (key) => held.get(key) ?? null, MINE);

  it('is counted by incident, service and gravity, an alert in two groups once', () => {
    expect(preview).toMatchObject({
      alerts: 8, ofIncident: 6, ofOthers: [{ incident: OTHER, alerts: 1 }], gravest: 6,
      services: [{ service: 'checkout', alerts: 6 }, { service: 'login', alerts: 2 }],
      groups: [{ receiver: 'pager', alerts: 8 }, { receiver: 'mail', alerts: 1 }], moreGroups: 0,
    });
  });

  it('is shown by five, what belongs to others first, although it is less grave', () => {
    expect(preview.samples).toHaveLength(5);
    expect(preview.samples[0]).toMatchObject({ name: 'A pod is down', severity: 'P2', service: 'login', incident: OTHER });
    expect(preview.samples[1]).toMatchObject({ severity: 'P0', incident: MINE });
  });

  it('names one that has not been read yet as its source tells it', () => {
    expect(previewOf([{ labels: {}, receiver: 'pager', alerts: [unread] }], () => null, MINE).samples).toMatchObject([{ name: 'PodDown', severity: 'P1', service: 'login', incident: null }]);
  });
});
