import { afterEach, describe, expect, it } from 'vitest';
import type { Service } from '../../../../shared/model/entities.ts';
import type { SourceId } from '../../../../shared/model/ids.ts';
import { AlertmanagerSourceConfig } from '../../../../shared/model/sources/alertmanager.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { keyOf } from '../../alerts/received.ts';
import { createWatchdogs, type Watchdogs } from '../../alerts/watchdogs.ts';
import { readAlertmanager } from '../../hooks/alertmanager.ts';
import type { Clock } from '../../ports.ts';
import type { Fed, Source } from '../source.ts';
import { findAlertmanager, startAlertmanager, type AlertmanagerOptions, type RunningAlertmanager } from '../testing/alertmanager.ts';
import { waitUntil } from '../testing/processes.ts';
import { endpointAt } from '../testing/specs.ts';
import { createAlertmanagerSource } from './source.ts';
import { realClock } from '../../testing/real-clock.ts';

const SOURCE = 'am' as SourceId;
const NEVER = new AbortController().signal;
const SERVICES = [{ id: 'checkout', name: 'Checkout API' }] as unknown as readonly Pick<Service, 'id' | 'name'>[];
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function started(options: AlertmanagerOptions = {}, config: object = {}, { clock = realClock, watchdogs }: { clock?: Clock; watchdogs?: Watchdogs } = {}): Promise<{ alertmanager: RunningAlertmanager; source: Source; poll: () => Promise<Fed> }> {
  const alertmanager = await startAlertmanager(options);
  const source = createAlertmanagerSource(AlertmanagerSourceConfig.parse({ id: 'am', type: 'alertmanager', url: alertmanager.url, ...config }), endpointAt(alertmanager.url), { clock, services: () => SERVICES, ...(watchdogs === undefined ? {} : { watchdogs }) });
  cleanups.push(() => source.close(), () => alertmanager.stop());
  return { alertmanager, source, poll: () => source.feeds?.[0]?.poll(NEVER) ?? Promise.reject(new Error('no feed')) };
}

const silence = async (url: string, ...matchers: object[]): Promise<string> => {
  const body = { matchers, startsAt: new Date().toISOString(), endsAt: new Date(Date.now() + 3_600_000).toISOString(), createdBy: 'Ada', comment: 'known' };
  const answer = await fetch(`${url}/api/v2/silences`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return ((await answer.json()) as { silenceID: string }).silenceID;
};

describe.skipIf(findAlertmanager() === null)('what a real Alertmanager tells', () => {
  it('is every alert that is active, told as its webhook would tell it, so that sent and fetched is one', async () => {
    const { alertmanager, poll } = await started();
    const startsAt = new Date(Date.now() - 60_000).toISOString();
    const labels = { alertname: 'HighErrorRate', severity: 'critical', service: 'Checkout API', pod: 'c-1' };
    const annotations = { summary: 'Checkout answers 12 % with errors' };
    await alertmanager.post([{ labels, annotations, startsAt, generatorURL: 'http://prometheus.test/graph?g0.expr=up' }, { labels: { alertname: 'Plain' } }]);
    const { alerts, clockOffsetMs, warnings } = await poll();
    expect(alerts).toMatchObject({ from: 'alertmanager', complete: true });
    expect(warnings).toEqual([]);
    expect(Math.abs(clockOffsetMs ?? 9_999)).toBeLessThan(1_500);
    const fetched = alerts?.active.find(({ name }) => name === 'HighErrorRate');
    const sent = readAlertmanager({ status: 'firing', labels, annotations, startsAt, endsAt: '0001-01-01T00:00:00Z', generatorURL: 'http://prometheus.test/graph?g0.expr=up' }, SERVICES);
    expect(fetched).toEqual({ ...sent, source: 'am', muted: null, receivers: ['holdfast'] });
    expect(fetched && keyOf(fetched)).toBe(keyOf(sent));
    expect(alerts?.active).toHaveLength(2);

    await alertmanager.post([{ labels, annotations, startsAt, endsAt: new Date(Date.now() - 1_000).toISOString() }]);
    expect((await poll()).alerts?.active.map(({ name }) => name)).toEqual(['Plain']);
  });

  it('tells silenced and inhibited ones as such', async () => {
    const { alertmanager, poll } = await started({ inhibit: [{ source_matchers: ['alertname="DatacenterDown"'], target_matchers: ['alertname="PodDown"'] }] });
    await alertmanager.post(['DatacenterDown', 'PodDown', 'DiskFull'].map((alertname) => ({ labels: { alertname } })));
    const id = await silence(alertmanager.url, { name: 'alertname', value: 'Disk.*', isRegex: true });
    const { alerts } = await poll();
    const muted = Object.fromEntries(alerts?.active.map(({ name, muted }) => [name, muted]) ?? []);
    expect(muted).toEqual({ DatacenterDown: null, PodDown: { by: 'inhibition', ids: [expect.any(String)] }, DiskFull: { by: 'silence', ids: [id] } });
  });

  it('names itself when the connection is tested', async () => {
    const { source } = await started();
    expect(await source.identify?.(NEVER)).toMatchObject({ product: 'Alertmanager', version: expect.stringMatching(/^\d+\.\d+/), notes: [], account: null });
  });

  it('can be narrowed by matchers, in any form that they can be written in', async () => {
    const { alertmanager, poll } = await started({}, { filter: ['team="it\'s \\"pay\\\\ments\\""', 'alertname!~"Info.*"'] });
    const team = 'it\'s "pay\\ments"';
    await alertmanager.post([{ labels: { alertname: 'A', team } }, { labels: { alertname: 'InfoOnly', team } }, { labels: { alertname: 'A', team: 'other' } }]);
    expect((await poll()).alerts?.active.map(({ labels }) => labels)).toEqual([{ alertname: 'A', team }]);
  });

  it('five thousand alerts of one group are taken in at once', async () => {
    const { alertmanager, poll } = await started();
    await alertmanager.post(Array.from({ length: 5_000 }, (_, pod) => ({ labels: { alertname: 'PodDown', severity: 'critical', service: 'checkout', pod: `checkout-${pod}` }, annotations: { summary: 'A pod is down', description: 'x'.repeat(500) } })));
    const before = process.threadCpuUsage();
    const { alerts } = await poll();
    expect(alerts?.active).toHaveLength(5_000);
    /* What it costs, not how long a busy machine takes for it. */
    expect(process.threadCpuUsage(before).user / 1_000).toBeLessThan(3_000);
  });

  it('is not all while the alert that always fires does not arrive; a restart that forgets it for a moment is no blindness', async () => {
    const watchdog = { labels: { alertname: 'Watchdog', severity: 'none' } };
    const sends = [watchdog, { labels: { alertname: 'Real', team: 'x' } }];
    for (const filter of [[], ['team="x"']]) {
      const { alertmanager, poll, source } = await started({}, { filter, watchdog: { within: '1s' } });
      expect(source.watchdog?.()).toEqual({ name: 'Watchdog', withinMs: 1_000, state: 'waiting', lastAt: null });
      expect(await poll()).toMatchObject({ blind: 'Watchdog is not among its alerts: Prometheus may not be evaluating rules, or cannot reach this Alertmanager', alerts: { complete: false } });
      await alertmanager.post(sends);
      expect(source.watchdog?.()).toMatchObject({ state: 'missing', lastAt: null });
      expect(await poll()).toMatchObject({ blind: null, alerts: { complete: true } });
      expect(source.watchdog?.()).toMatchObject({ state: 'arrives', lastAt: expect.any(Number) });
      const blind = await waitUntil('nobody resends it', async () => (await poll()).blind);
      expect(blind).toMatch(/^Watchdog has not arrived since \d\d:\d\d:\d\d UTC: Prometheus may not/);
      expect(source.watchdog?.()).toMatchObject({ state: 'missing', lastAt: expect.any(Number) });
      const told = (await poll()).alerts;
      expect(told).toMatchObject({ complete: false });
      expect(told?.active.map(({ name }) => name)).toContain('Real');
      await alertmanager.post(sends);
      expect((await poll()).blind).toBeNull();
    }
    const { alertmanager, poll } = await started({}, { watchdog: { within: '30s' } });
    await alertmanager.post(sends);
    await poll();
    await alertmanager.kill();
    await alertmanager.start();
    expect(await poll()).toMatchObject({ blind: null, alerts: { active: [], complete: false } });
  });

  it('and where the alert that always fires is only sent here, it is waited for at the webhook', async () => {
    let aheadMs = 0;
    const clock: Clock = { ...realClock, nowMs: () => epochMs(realClock.nowMs() + aheadMs) };
    const watchdogs = createWatchdogs({ clock, configured: () => [{ source: SOURCE, matchers: [{ name: 'alertname', value: 'Watchdog', isRegex: false, isEqual: true }] }] });
    const { poll, source } = await started({}, { watchdog: { within: '10m', by: 'webhook' } }, { clock, watchdogs });
    expect((await poll()).blind).toBeNull();
    expect(source.watchdog?.()).toMatchObject({ state: 'waiting', lastAt: null });
    aheadMs = 601_000;
    expect((await poll()).blind).toMatch(/^Watchdog has not been sent here since/);
    expect(watchdogs.sift([readAlertmanager({ status: 'firing', labels: { alertname: 'Watchdog' }, annotations: {}, startsAt: new Date().toISOString(), generatorURL: '' }, [])])).toEqual([]);
    expect((await poll()).blind).toBeNull();
  });
});
