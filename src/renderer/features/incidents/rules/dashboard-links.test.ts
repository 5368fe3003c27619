import { describe, expect, it } from 'vitest';
import type { Service } from '../../../../shared/model/entities.ts';
import type { ServiceId } from '../../../../shared/model/ids.ts';
import type { IncidentDetail } from '../../../../shared/model/incident.ts';
import { dashboardLinks, dashboardSpan } from './dashboard-links.ts';

const ms = (text: string): string => String(Date.parse(text));
const OPEN = { services: ['checkout', 'login'], impactStartedAt: '2026-11-21T14:02:00.000Z', detectedAt: '2026-11-21T14:04:00.000Z', declaredAt: null, resolvedAt: null, changedAt: '2026-11-21T15:00:00.000Z', state: 'investigating', standing: 'declared', importedFrom: null } as unknown as IncidentDetail;
const service = (id: string, dashboards?: Service['dashboards']): Service => ({ id: id as ServiceId, name: id.toUpperCase(), tier: 1, signals: [], ...(dashboards === undefined ? {} : { dashboards }) });
const shared = { name: 'Edge', url: 'https://grafana.test/d/edge?from=now-5m&to=now&orgId=1' };
const links = (incident: Partial<IncidentDetail>, services: readonly Service[]) => dashboardLinks({ ...OPEN, ...incident }, (id) => services.find((each) => each.id === id));

describe('dashboards of an incident', () => {
  it('show from an hour before the onset until now, or until it was resolved', () => {
    const all = [service('checkout', [shared]), service('login')];
    const [open] = links({}, all);
    expect(open).toMatchObject({ name: 'Edge', of: null });
    expect([...new URL(open?.url ?? '').searchParams]).toEqual([['from', ms('2026-11-21T13:02:00Z')], ['to', 'now'], ['orgId', '1']]);
    expect(new URL(links({ resolvedAt: '2026-11-21T14:40:00.000Z', state: 'resolved' }, all)[0]?.url ?? '').searchParams.get('to')).toBe(ms('2026-11-21T14:40:00Z'));
    // One that was dismissed was never resolved.
    expect(dashboardSpan({ ...OPEN, standing: 'dismissed' })?.to).toBe(Date.parse('2026-11-21T15:00:00Z'));
    expect(dashboardSpan({ ...OPEN, impactStartedAt: null })?.from).toBe(Date.parse('2026-11-21T13:04:00Z'));
  });

  it('are each there once, with the service where there are several, and never those of another workspace', () => {
    const both = [service('checkout', [shared, { name: 'Checkout', url: 'https://grafana.test/d/c' }]), service('login', [shared])];
    expect(links({}, both).map(({ name, of }) => `${name} of ${of ?? 'it'}`)).toEqual(['Edge of CHECKOUT', 'Checkout of CHECKOUT']);
    expect(links({ importedFrom: { workspace: 'Other' } as IncidentDetail['importedFrom'] }, both)).toEqual([]);
    expect(links({ impactStartedAt: null, detectedAt: null }, both)).toEqual([]);
    expect(links({}, [])).toEqual([]);
  });
});
