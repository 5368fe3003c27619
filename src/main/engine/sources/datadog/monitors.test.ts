import { describe, expect, it } from 'vitest';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../../../e2e/fakes/contracts.ts';
import { datadogWebhook } from '../../../../../e2e/fakes/datadog/webhook.ts';
import type { DatadogMonitor } from '../../../../../e2e/fakes/datadog/monitors.ts';
import { SourceId } from '../../../../shared/model/ids.ts';
import { durationMs } from '../../../../shared/model/units.ts';
import { keyOf, type ReceivedAlert } from '../../alerts/received.ts';
import { datadog as webhook } from '../../hooks/datadog.ts';
import { SourceFailure, type Fed, type Source } from '../source.ts';
import { NEVER, startWorld, T, type World } from './testing/world.ts';

const DD = SourceId.parse('dd');
const READS = { monitors: { source: DD, everyMs: durationMs(60_000), tags: [] } };
const CHECKOUT = { query: 'avg(last_5m):avg:checkout.latency{env:prod} > 0.8', tags: ['service:checkout', 'team:payments'] };

const feedOf = (source: Source) => source.feeds?.[0] ?? { name: '', everyMs: durationMs(0), poll: () => Promise.reject(new Error('no feed')) };
const read = (source: Source): Promise<Fed> => feedOf(source).poll(NEVER);
const active = async (source: Source): Promise<readonly ReceivedAlert[]> => (await read(source)).alerts?.active ?? [];
const put = ({ datadog }: World, ...monitors: readonly DatadogMonitor[]): void => monitors.forEach((monitor) => datadog.monitors.set(monitor.id, monitor));
const failureOf = async (asked: Promise<unknown>): Promise<SourceFailure> => {
  const thrown = await asked.then(() => null, (error: unknown) => error);
  expect(thrown).toBeInstanceOf(SourceFailure);
  return thrown as SourceFailure;
};

describe.skipIf(WITHOUT_CONTRACTS)(`the monitors of a Datadog (${NEEDS_CONTRACTS})`, () => {
  it('are read only where that is wanted', async () => {
    const world = await startWorld();
    expect(world.source.feeds).toEqual([]);
  });

  it('are alerts where they are not well: one for each group, graver by their priority, of the service that they name', async () => {
    const world = await startWorld();
    const at = T / 1_000 - 90;
    put(
      world,
      { id: 1, name: 'Latency high', ...CHECKOUT, priority: 1, state: 'Alert', changedAt: at },
      { id: 2, name: 'CPU of {{host.name}} high', query: 'avg(last_5m):avg:cpu{*} by {host} > 90', tags: ['team:core'], priority: 2, state: 'Alert', groups: { 'host:a': { state: 'Alert', triggeredAt: at }, 'host:b': { state: 'Warn', triggeredAt: at }, 'host:c': { state: 'OK', resolvedAt: at } } },
      { id: 3, name: 'Queue long', query: 'avg(last_5m):avg:q{*} by {service,env} > 9', tags: ['severity:critical', 'service:nobody'], state: 'Alert', groups: { 'service:Checkout API,env:prod': { state: 'Alert', triggeredAt: at } } },
      { id: 4, name: 'Well', query: 'avg(last_5m):avg:w{*} > 9', state: 'OK' },
      { id: 5, name: 'Disk', query: 'avg(last_5m):avg:d{*} > 9', priority: 4, state: 'Warn', changedAt: at },
    );
    const found = await active(world.another(READS));
    expect(found.map(({ identity, title, severity, service }) => [identity, title, severity, service])).toEqual([
      ['1 *', 'Latency high', 'P0', 'checkout'],
      ['2 host:a', 'CPU of a high', 'P1', null],
      ['2 host:b', 'CPU of b high', 'P2', null],
      ['3 env:prod,service:Checkout API', 'Queue long (env:prod, service:Checkout API)', 'P1', 'checkout'],
      ['5 *', 'Disk', 'P2', null],
    ]);
    expect(found[0]).toMatchObject({ from: 'datadog', source: 'dd', state: 'firing', startsAt: at * 1_000, noEarlierThan: true, muted: null, url: 'https://app.datadoghq.com/monitors/1', labels: { service: 'checkout', team: 'payments', monitor: '1' }, annotations: { query: CHECKOUT.query } });
    expect(found[1]).toMatchObject({ url: 'https://app.datadoghq.com/monitors/2?group=host%3Aa', labels: { host: 'a', team: 'core' } });
  });

  it('that are sent by the webhook too are the same alerts', async () => {
    const world = await startWorld();
    put(
      world,
      { id: 1, name: 'Latency high', ...CHECKOUT, priority: 1, state: 'Alert' },
      { id: 2, name: '[core] CPU', query: 'avg(last_5m):avg:cpu{*} by {host,env} > 90', priority: 2, state: 'Alert', groups: { 'host:a,env:prod': { state: 'Alert' }, 'env:prod,host:b': { state: 'No Data' } } },
    );
    const fetched = await active(world.another(READS));
    const event = { eventId: '1', atMs: T, tags: ['service:checkout', 'team:payments', 'monitor'] };
    const sent = [
      { ...event, monitorId: 1, monitorName: 'Latency high', transition: 'Triggered', priority: 'P1' },
      { ...event, monitorId: 2, monitorName: '[core] CPU', transition: 'Re-Triggered', scope: 'env:prod,host:a', priority: 'P2' },
      { ...event, monitorId: 2, monitorName: '[core] CPU', transition: 'No Data', scope: 'host:b,env:prod', priority: 'P2' },
    ] as const;
    const bySent = sent.flatMap((each) => {
      const work = webhook.read(JSON.parse(datadogWebhook(each)), { hook: { id: 'datadog' as never, kind: 'datadog', reportedBy: 'monitoring' }, services: [], header: () => undefined, now: T as never, breathe: () => Promise.resolve() });
      return 'alerts' in work ? work.alerts : [];
    });
    const face = (alert: ReceivedAlert) => [keyOf(alert), alert.name, alert.title, alert.severity];
    expect(bySent.map(face)).toEqual(fetched.map(face));
  });

  it('without data are not well, and told so; where Datadog tells nobody of it they are shown and open nothing', async () => {
    const world = await startWorld();
    const group = { '*': { state: 'No Data', noDataAt: T / 1_000 - 60 } } as const;
    const silent = { query: 'avg(last_5m):avg:a{*} > 1', state: 'No Data', groups: group } as const;
    put(
      world,
      { id: 1, name: 'Told', ...silent, priority: 1, options: { notify_no_data: true } },
      { id: 2, name: 'Told too', ...silent, options: { on_missing_data: 'show_and_notify_no_data' } },
      { id: 3, name: 'Shown', ...silent, priority: 1, options: { on_missing_data: 'show_no_data', notify_no_data: true } },
      { id: 4, name: 'Usual', ...silent },
      { id: 5, name: 'Draft', query: silent.query, state: 'Alert', isDraft: true },
    );
    expect((await active(world.another(READS))).map(({ title, severity, muted, startsAt }) => [title, severity, muted?.by ?? null, startsAt])).toEqual([
      ['Told: no data', 'P0', null, T - 60_000],
      ['Told too: no data', 'P2', null, T - 60_000],
      ['Shown: no data', 'P0', 'notNotified', T - 60_000],
      ['Usual: no data', 'P2', 'notNotified', T - 60_000],
      ['Draft', 'P2', 'notNotified', null],
    ]);
  });

  it('in a downtime are shown as that, with its end; of several groups only those that it covers', async () => {
    const world = await startWorld();
    put(world, { id: 2, name: 'CPU', query: 'avg(last_5m):avg:cpu{*} by {host} > 90', state: 'Alert', groups: { 'host:a': { state: 'Alert' }, 'host:b': { state: 'Alert' } } }, { id: 3, name: 'Simple', ...CHECKOUT, state: 'Alert' });
    world.datadog.downtimes.set('d', { id: 'd', numericId: 77, scope: 'host:a', monitor: { tags: ['*'] }, startMs: T - 60_000, endMs: T + 3_600_000 });
    const source = world.another(READS);
    const muted = async () => (await active(source)).map((alert) => [alert.identity, alert.muted]);
    const downtime = { by: 'downtime', ids: ['77'], until: '2026-11-02T15:00:00.000Z' };
    expect(await muted()).toEqual([['2 host:a', downtime], ['2 host:b', null], ['3 *', downtime]]);
    world.datadog.downtimes.set('e', { id: 'e', numericId: 78, scope: '*', monitor: { id: 2 }, startMs: T - 60_000, endMs: null });
    expect(await muted()).toEqual([['2 host:a', { by: 'downtime', ids: ['78'], until: null }], ['2 host:b', { by: 'downtime', ids: ['78'], until: null }], ['3 *', downtime]]);
    world.datadog.downtimes.clear();
    expect((await active(source)).map((alert) => alert.muted)).toEqual([null, null, null]);
  });

  it('are all read, page by page; what one page misses once is not over yet', async () => {
    const world = await startWorld();
    for (let id = 1; id <= 620; id += 1) put(world, { id, name: `Monitor ${String(id)}`, ...CHECKOUT, state: id % 100 === 0 ? 'Alert' : 'OK' });
    const source = world.another(READS);
    const first = await read(source);
    expect(first.alerts).toMatchObject({ complete: true });
    expect(first.alerts?.active).toHaveLength(6);
    expect(world.datadog.calls('ListMonitors')).toHaveLength(3);
    world.datadog.monitors.delete(600);
    expect((await read(source)).alerts).toMatchObject({ complete: false });
    expect((await read(source)).alerts).toMatchObject({ complete: true });
  });

  it('are read by tags where that is wanted', async () => {
    const world = await startWorld();
    put(world, { id: 1, name: 'Ours', ...CHECKOUT, state: 'Alert' }, { id: 2, name: 'Theirs', ...CHECKOUT, tags: ['team:core'], state: 'Alert' });
    expect((await active(world.another({ monitors: { ...READS.monitors, tags: ['team:payments', 'service:checkout'] } }))).map(({ title }) => title)).toEqual(['Ours']);
  });

  it('cannot be read without the scope, which is named; values still can', async () => {
    const world = await startWorld();
    world.datadog.permissions.delete('monitors_read');
    const source = world.another(READS);
    const words = 'the application key has not the scope monitors_read; add it to the key at Datadog, or to the role of whoever made it';
    expect(await failureOf(read(source))).toMatchObject({ code: 'forbidden', message: words });
    expect(await source.identify?.(NEVER)).toMatchObject({ product: 'Datadog', notes: [`Its monitors cannot be read: ${words}.`] });
    world.datadog.permissions.add('monitors_read');
    expect(await source.identify?.(NEVER)).toMatchObject({ notes: ['It has no monitors.'] });
    expect(await active(source)).toEqual([]);
  });

  it('are read more rarely where the limit asks for it, which is said; a spent limit is not asked', async () => {
    const world = await startWorld();
    world.datadog.limits.set('ListMonitors', { name: 'monitors', limit: 20, periodSeconds: 3_600 });
    put(world, { id: 1, name: 'One', ...CHECKOUT, state: 'Alert' });
    const source = world.another(READS);
    const warnings = new Set<string>();
    const until = world.now + 3_600_000;
    while (world.now < until) {
      for (const warning of (await read(source)).warnings) warnings.add(warning);
      world.now += feedOf(source).everyMs;
    }
    expect(world.datadog.seen.map(({ status }) => status)).not.toContain(429);
    expect([...warnings][0]).toMatch(/^Its monitors are read every \d+ min instead of 1 min: Datadog allows 20 requests an hour \(monitors\)\.$/);
    expect(source.budget?.()).toMatchObject({ name: 'monitors', limit: 20 });
    world.datadog.fail({ kind: 'limited', resetSeconds: 40 }, { only: ['ListMonitors'] });
    expect(await failureOf(read(source))).toMatchObject({ code: 'rate_limited', retryAfterMs: 40_000 });
    const asked = world.datadog.seen.length;
    await failureOf(read(source));
    expect(world.datadog.seen).toHaveLength(asked);
  });

  it('that cannot be understood are counted and said; where none can, nothing is over', async () => {
    const world = await startWorld();
    const source = world.another(READS);
    const good = { id: 7, name: 'Good', query: 'x', type: 'query alert', overall_state: 'Alert', state: { groups: {} }, tags: null, priority: null, options: {}, matching_downtimes: [] };
    world.datadog.fail({ kind: 'shape', body: [good, { id: 'seven' }, null, { id: 8, state: { groups: { 'host:a': 'Alert' } } }] }, { only: ['ListMonitors'] });
    const fed = await read(source);
    expect(fed.alerts).toMatchObject({ complete: false, active: [{ identity: '7 *', title: 'Good' }] });
    expect(fed.warnings).toEqual(['3 monitors of it cannot be read, and are not shown.']);
    world.datadog.fail({ kind: 'shape', body: [{ id: 'seven' }] });
    expect((await failureOf(read(source))).message).toBe('none of its monitors can be read: they are not as Datadog writes them');
    world.datadog.fail({ kind: 'shape', body: { monitors: [] } });
    expect((await failureOf(read(source))).code).toBe('bad_answer');
    world.datadog.fail({ kind: 'endless' });
    expect((await failureOf(read(source))).code).toBe('too_large');
  });
});
