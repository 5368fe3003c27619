import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { datadogUsualWebhook, datadogWebhook, type DatadogAlertEvent } from '../../../../e2e/fakes/datadog/webhook.ts';
import type { ServiceId, SourceId } from '../../../shared/model/ids.ts';
import { HookConfig } from '../../../shared/model/hook-config.ts';
import { DATADOG_WEBHOOK_TEMPLATE } from '../../../shared/text/datadog-webhook.ts';
import { createReceiving } from '../alerts/receiving.ts';
import { keyOf, type ReceivedAlert } from '../alerts/received.ts';
import { createWatchdogs } from '../alerts/watchdogs.ts';
import { startDetecting } from '../detection/testing/detecting.ts';
import { createManualClock } from '../testing/manual-clock.ts';
import { readMonitor } from './datadog-monitor.ts';
import { datadog } from './datadog.ts';

const AT = Date.parse('2026-01-15T11:58:00Z');
const SERVICES = [{ id: 'checkout' as ServiceId, name: 'Checkout API' }];
const hook = (changes: object = {}): HookConfig => HookConfig.parse({ id: 'dd', kind: 'datadog', token: 'x', ...changes });
const read = (body: unknown, configured: HookConfig = hook()): ReceivedAlert => {
  const work = datadog.read(body, { hook: configured, services: SERVICES, header: () => undefined, now: AT as never, breathe: () => Promise.resolve() });
  const [alert] = 'alerts' in work ? work.alerts : [];
  if (alert === undefined) throw new Error('no alert');
  return alert;
};
const EVENT: DatadogAlertEvent = { eventId: '71', monitorId: 42, monitorName: 'Latency "high"', transition: 'Triggered', scope: 'host:web-1,env:prod', atMs: AT, priority: 'P1', tags: ['service:checkout', 'team:payments', 'paged'] };
const sent = (changes: Partial<DatadogAlertEvent> = {}): unknown => JSON.parse(datadogWebhook({ ...EVENT, ...changes }));
const bare = (changes: object = {}): object => ({ alert_id: '42', transition: 'Triggered', ...changes });

describe('what Datadog sends', () => {
  it('with the payload of the documentation is an alert with all that it says', () => {
    expect(read(sent())).toEqual({
      from: 'datadog', source: null, identity: '42 env:prod,host:web-1', name: 'monitor 42', title: 'Latency "high" (env:prod, host:web-1)', severity: 'P0', service: 'checkout',
      labels: { service: 'checkout', team: 'payments', paged: 'paged', host: 'web-1', env: 'prod', monitor: '42' },
      annotations: { status: 'checkout.latency over host:web-1,env:prod was > 0.8 on average during the last 5m', metric: 'checkout.latency', cycle: '42hostweb1envprod' },
      state: 'firing', startsAt: AT, noEarlierThan: true, endsAt: null, until: null, url: 'https://app.datadoghq.com/event/event?id=71', origin: 'alert', toldAt: AT,
    });
  });

  it('is the payload that the documentation gives', () => {
    const [, text = ''] = /^## Datadog$[^]*?```json\n([^]*?)```/m.exec(readFileSync('docs/webhooks.md', 'utf8')) ?? [];
    expect(JSON.parse(text)).toEqual(DATADOG_WEBHOOK_TEMPLATE);
  });

  it.each<[string, ReceivedAlert['state'], string, string]>([
    ['Triggered', 'firing', 'P0', 'Latency'],
    ['Re-Triggered', 'firing', 'P0', 'Latency'],
    ['Renotify', 'firing', 'P0', 'Latency'],
    ['Warn', 'firing', 'P2', 'Latency'],
    ['Re-Warn', 'firing', 'P2', 'Latency'],
    ['No Data', 'firing', 'P0', 'Latency: no data'],
    ['Re-No Data', 'firing', 'P0', 'Latency: no data'],
    [' recovered ', 'resolved', 'P0', 'Latency'],
    ['Warn Recovered', 'resolved', 'P0', 'Latency'],
    ['No Data Recovered', 'resolved', 'P0', 'Latency'],
  ])('"%s" is %s, %s: %s', (transition, state, severity, title) => {
    const alert = read(bare({ transition, title: `[P1] [${transition.trim()} on {host:a}] Latency`, priority: 'P1', date: String(AT) }));
    expect([alert.state, alert.severity, alert.title]).toEqual([state, severity, title]);
    expect([alert.startsAt, alert.endsAt]).toEqual(state === 'firing' ? [AT, null] : [null, AT]);
  });

  it.each<[string, object, HookConfig, string]>([
    ['a priority', { priority: 'P2', tags: 'severity:emergency' }, hook({ severity: 'P0' }), 'P1'],
    ['a priority in small letters', { priority: 'p1' }, hook(), 'P0'],
    ['the least priority', { priority: 'P5' }, hook({ severity: 'P0' }), 'P2'],
    ['a tag where no priority is set', { priority: '', tags: 'severity:critical' }, hook({ severity: 'P0' }), 'P1'],
    ['what the hook says where neither is', { priority: '$ALERT_PRIORITY' }, hook({ severity: 'P1' }), 'P1'],
    ['nothing', {}, hook(), 'P2'],
    ['a priority that is none', { priority: 'P9' }, hook({ severity: 'P1' }), 'P1'],
  ])('is as grave as %s says', (_, body, configured, severity) => expect(read(bare(body), configured).severity).toBe(severity));

  it('is of the service that its group names, else its tags, else the hook', () => {
    const service = (body: object, configured = hook()): string | null => read(bare(body), configured).service;
    expect(service({ scope: 'service:Checkout API', tags: 'service:login' })).toBe('checkout');
    expect(service({ tags: 'service:unknown, service:CHECKOUT ,env:prod' })).toBe('checkout');
    expect(service({ tags: 'service:unknown' })).toBeNull();
    expect(service({ tags: 'service:unknown' }, hook({ service: 'checkout' }))).toBe('checkout');
  });

  it('is read whatever its values are: numbers, nothing, variables that Datadog does not know, long and odd texts', () => {
    expect(read({ alert_id: 42, transition: 'Triggered', title: null, scope: null, priority: null, tags: null, status: null, date: null, cycle: null, link: null, metric: null, surplus: { deep: [1] } })).toMatchObject({ identity: '42 *', title: 'Monitor 42', severity: 'P2', service: null, startsAt: null, url: null, annotations: {}, labels: { monitor: '42' } });
    expect(read(bare({ title: '$ALERT_TITLE', scope: '$ALERT_SCOPE', tags: '$TAGS', date: '$DATE', link: '$LINK', status: '   ' }))).toMatchObject({ identity: '42 *', title: 'Monitor 42', startsAt: null, url: null, annotations: {} });
    expect(read(bare({ scope: ' env:prod , host:a,host:a,, ' })).identity).toBe('42 env:prod,host:a');
    expect(read(bare({ scope: '*' })).identity).toBe(read(bare()).identity);
    expect(read(bare({ title: '[P1] [Triggered on {a:b}] [core] <b>\u202edown\u0000</b> {{host.name}}', scope: 'host:web-1' })).title).toBe('[core] <b>\u202edown\u0000</b> web-1');
    for (const date of ['yesterday', '1768478280', '-1', '1e13', '99999999999999999']) expect(read(bare({ date })).startsAt).toBeNull();
    const odd = read(bare({ tags: `__proto__:x,constructor:y,:empty,a:b:c,${'k'.repeat(500)}:v` }));
    expect(odd.labels).toMatchObject({ a: 'b:c', '': 'empty' });
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it.each<[string, unknown, RegExp]>([
    ['that nobody set a payload for', JSON.parse(datadogUsualWebhook(EVENT)), /alert_id/],
    ['for a test of the webhook, which is of no monitor', bare({ alert_id: '$ALERT_ID' }), /id of a monitor/],
    ['with an empty id', bare({ alert_id: ' ' }), /id of a monitor/],
    ['without a transition', { alert_id: '42' }, /transition/],
    ['with a transition that is none', bare({ transition: 'Muted' }), /expected what Datadog puts for \$ALERT_TRANSITION, such as "Triggered" or "Recovered", found "Muted"/],
    ['with a title that is too long', bare({ title: 'x'.repeat(1_001) }), /title/],
    ['that is a list', [sent()], /expected/i],
    ['that is a text', 'Triggered', /expected/i],
  ])('is refused with a sentence: one %s', (_, body, words) => expect(() => read(body)).toThrow(words));
});

describe('messages of Datadog about one monitor', () => {
  function start() {
    const clock = createManualClock();
    const { alerts, taken } = startDetecting(clock);
    const receiving = createReceiving({ clock, alerts, watchdogs: createWatchdogs({ clock, configured: () => [] }), blind: () => new Set(), onProblem: () => {}, note: () => {} });
    const at = clock.nowMs();
    const tell = (transition: DatadogAlertEvent['transition'], afterMs: number, changes: Partial<DatadogAlertEvent> = {}) => receiving.take([read(sent({ transition, atMs: at + afterMs, ...changes }))]);
    return { clock, receiving, taken, tell, active: () => alerts.active().map(({ name, severity, source }) => [name, severity, source]) };
  }
  const NAME = 'Latency "high" (env:prod, host:web-1)';

  it('end what they began, whatever the order of the tags', async () => {
    const told = start();
    await told.tell('Triggered', 0);
    await told.tell('Triggered', 0, { scope: 'host:web-2,env:prod' });
    expect(told.active()).toHaveLength(2);
    await told.tell('Recovered', 60_000, { scope: 'env:prod,host:web-1' });
    expect(told.active()).toEqual([['Latency "high" (env:prod, host:web-2)', 'P0', null]]);
  });

  it('that come again, or late, change nothing; a new firing counts', async () => {
    const told = start();
    await told.tell('Triggered', 0);
    await told.tell('Recovered', 120_000);
    await told.tell('Triggered', 0);
    await told.tell('Re-Triggered', 60_000);
    expect(told.active()).toEqual([]);
    await told.tell('Triggered', 180_000);
    await told.tell('Recovered', 120_000);
    expect(told.active()).toEqual([[NAME, 'P0', null]]);
    expect(told.taken.filter(({ what }) => what === 'fired')).toHaveLength(2);
  });

  it('that come in the wrong order end as in the right one', async () => {
    const told = start();
    await told.tell('Recovered', 120_000);
    await told.tell('Triggered', 0);
    expect(told.active()).toEqual([]);
  });

  it('make it graver and lighter: a warning, the alert, no data, a warning again', async () => {
    const told = start();
    const seen: unknown[] = [];
    for (const [index, transition] of (['Warn', 'Triggered', 'No Data', 'Warn'] as const).entries()) {
      await told.tell(transition, index * 60_000);
      seen.push(...told.active());
    }
    expect(seen).toEqual([[NAME, 'P2', null], [NAME, 'P0', null], [`${NAME}: no data`, 'P0', null], [NAME, 'P2', null]]);
    expect(told.taken[0]?.what).toBe('fired');
  });

  it('and what is read of its monitors are one alert, which ends by either', async () => {
    const told = start();
    const DD = 'dd' as SourceId;
    await told.tell('Triggered', 0);
    const fetched = readMonitor({ monitor: '42', scope: 'host:web-1,env:prod', state: 'alert', title: 'Latency "high"', priority: '1', tags: ['service:checkout'], annotations: {}, at: told.clock.nowMs(), url: null, muted: null }, SERVICES, { source: DD });
    expect(keyOf(fetched)).toBe(keyOf(read(sent())));
    await told.receiving.takeAll('datadog', DD, [fetched], true);
    expect(told.active()).toEqual([[NAME, 'P0', DD]]);
    expect(told.taken).toHaveLength(1);
    await told.receiving.takeAll('datadog', DD, [], true);
    expect(told.active()).toEqual([]);
    // Told late, from before that end; then anew.
    await told.clock.advance(30_000);
    await told.tell('Re-Triggered', -60_000);
    expect(told.active()).toEqual([]);
    await told.tell('Triggered', 20_000);
    expect(told.active()).toHaveLength(1);
  });
});
