import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { datadogUsualWebhook, datadogWebhook } from './datadog/webhook.ts';
import { grafanaSignature, grafanaWebhook } from './grafana/webhook.ts';

describe('messages that vendors send', () => {
  it('fills every variable of the payload that Datadog is told to send', () => {
    const event = { eventId: '71', monitorId: 42, monitorName: 'Latency "high"\non checkout', transition: 'Triggered', scope: 'host:web-1,env:prod', atMs: 1_793_800_000_000, priority: 'P1' } as const;
    const body = datadogWebhook(event);
    expect(body).not.toContain('$');
    expect(JSON.parse(body)).toMatchObject({ alert_id: '42', transition: 'Triggered', scope: 'host:web-1,env:prod', link: 'https://app.datadoghq.com/event/event?id=71', title: '[P1] [Triggered on {host:web-1,env:prod}] Latency "high"\non checkout', date: '1793800000000' });
    const cycle = (text: string): unknown => (JSON.parse(text) as { cycle: unknown }).cycle;
    expect(cycle(datadogWebhook({ ...event, eventId: '72', transition: 'Recovered' }))).toBe(cycle(body));
    expect(JSON.parse(datadogUsualWebhook(event))).not.toHaveProperty('alert_id');
  });

  it('groups, signs and ends alerts as Grafana does', () => {
    const labels = { alertname: 'Latency', grafana_folder: 'Checkout' };
    const firing = { status: 'firing', labels: { ...labels, zone: 'a' }, startsAt: '2026-11-02T14:00:00Z', values: { B: 2.4 }, dashboardUid: 'abc', panelId: 3 } as const;
    const body = grafanaWebhook([firing, { ...firing, status: 'resolved', labels: { ...labels, zone: 'b' }, endsAt: '2026-11-02T14:05:00Z' }]);
    expect(JSON.parse(body)).toMatchObject({
      status: 'firing',
      state: 'alerting',
      title: '[FIRING:1] Latency Checkout',
      version: '1',
      commonLabels: labels,
      alerts: [{ status: 'firing', endsAt: '0001-01-01T00:00:00Z', dashboardURL: 'https://grafana.acme.test/d/abc?orgId=1' }, { status: 'resolved', endsAt: '2026-11-02T14:05:00Z' }],
    });
    expect(grafanaSignature(body, 'secret')['X-Grafana-Alerting-Signature']).toBe(createHmac('sha256', 'secret').update(body).digest('hex'));
    expect(grafanaSignature(body, 'secret', 1_793_800_000_900)).toEqual({ 'X-Grafana-Alerting-Timestamp': '1793800000', 'X-Grafana-Alerting-Signature': createHmac('sha256', 'secret').update(`1793800000:${body}`).digest('hex') });
  });
});
