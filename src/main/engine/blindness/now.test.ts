import { describe, expect, it } from 'vitest';
import { HoldfastConfig } from '../../../shared/model/config.ts';
import { durationMs } from '../../../shared/model/units.ts';
import { resolveConfig } from '../../config/resolved.ts';
import { startDetecting } from '../detection/testing/detecting.ts';
import { SourceFailure, type Source } from '../sources/source.ts';
import { createManualClock, silentLog } from '../testing/manual-clock.ts';
import { createClockWatch } from '../watch/clock-watch.ts';
import { createWatch } from '../watch/watch.ts';
import { blindNow } from './now.ts';

/** Two Prometheus, of which each can stop answering or bring nothing new, and an Alertmanager; the watch is the real one. */
async function start({ eu = true, forSeconds = 60 } = {}) {
  const clock = createManualClock();
  const world = { answers: { eu, us: true, alerts: true }, brings: { eu: true, us: true }, scrapedAt: { eu: 0, us: 0 } };
  const config = resolveConfig(HoldfastConfig.parse({
    version: 1,
    workspace: { name: 'Acme' },
    sources: [{ id: 'eu', type: 'prometheus', name: 'Prometheus EU', url: 'http://127.0.0.1:9090/' }, { id: 'us', type: 'prometheus', url: 'http://127.0.0.1:9091/' }, { id: 'alerts', type: 'alertmanager', url: 'http://127.0.0.1:9093/' }],
    services: [{ id: 'checkout', name: 'Checkout' }, { id: 'login', name: 'Login' }, { id: 'mail', name: 'Mail' }],
    signals: [
      { id: 'checkout-p95', service: 'checkout', kind: 'latency', source: 'eu', every: '5s', query: 'x' },
      { id: 'checkout-errors', service: 'checkout', kind: 'errorRate', source: 'us', every: '5s', query: 'x' },
      { id: 'login-p95', service: 'login', kind: 'latency', source: 'us', every: '5s', query: 'x' },
      { id: 'login-load', service: 'login', kind: 'saturation', source: 'eu', every: '5s', query: 'x' },
    ],
  }));
  const sourceOf = (id: 'eu' | 'us'): Source => ({
    plan: (signals) => [{ key: 'all', signals }],
    poll: async (group) => {
      if (!world.answers[id]) throw new SourceFailure('refused', 'connection refused');
      if (world.brings[id]) world.scrapedAt[id] = clock.nowMs();
      return { outcomes: group.signals.map(({ id: signal }) => ({ signal, ok: true as const, reading: { sampleTime: world.scrapedAt[id] as never, evaluatedAt: clock.nowMs(), value: 1, noValue: null } })), clockOffsetMs: 0, warnings: [] };
    },
    history: () => Promise.resolve([]),
    openUrl: () => null,
    close: () => Promise.resolve(),
  });
  const teller: Source = {
    ...sourceOf('eu'),
    plan: () => [],
    feeds: [{ name: 'alerts', everyMs: durationMs(5_000), poll: async () => {
      if (!world.answers.alerts) throw new SourceFailure('refused', 'connection refused');
      return { clockOffsetMs: 0, warnings: [] };
    } }],
  };
  const adapters = { eu: sourceOf('eu'), us: sourceOf('us'), alerts: teller };
  const { detection } = startDetecting(clock);
  detection.apply(config);
  const watch = createWatch(
    { services: config.services, sources: config.sources.map(({ config: own }) => ({ config: own, source: adapters[own.id as 'eu'] })), signals: config.signals.map((signal) => ({ ...signal, queryText: 'x', openUrl: null, learnsSpacing: true })) },
    { clock, clockWatch: createClockWatch(clock, durationMs(1_000)), random: () => 0.5, log: silentLog, detection, series: { append: () => {}, backfill: () => {}, newest: () => null }, emit: () => {}, onFed: () => Promise.resolve() },
  );
  watch.start();
  const seconds = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i += 1) {
      await clock.advance(1_000);
      watch.tick();
    }
  };
  await seconds(forSeconds);
  return { world, seconds, watch, blind: () => blindNow(watch, clock.nowMs()).map(({ service, why, source }) => `${service}: ${source ?? ''} ${why}`) };
}

describe('who is blind now', () => {
  it('is nobody while everything is seen', async () => {
    const { blind } = await start();
    expect(blind()).toEqual([]);
  });

  it('is each service that a deciding signal blinds, by the source that does not answer; a signal that decides nothing blinds nothing', async () => {
    const { world, seconds, blind } = await start();
    world.answers.eu = false;
    await seconds(120);
    expect(blind()).toEqual(['checkout: eu failing']);
    world.answers.us = false;
    await seconds(120);
    expect(blind()).toEqual(['checkout: eu failing', 'checkout: us failing', 'login: us failing']);
    world.answers.eu = true;
    world.answers.us = true;
    await seconds(120);
    expect(blind()).toEqual([]);
  });

  it('says of a source that never answered that it does not, from its first failure on', async () => {
    const { seconds, blind, watch } = await start({ eu: false, forSeconds: 0 });
    for (let waited = 0; blind().length === 0 && waited < 60; waited += 1) await seconds(1);
    expect(watch.sources().find(({ id }) => id === 'eu')?.state).toBe('waiting');
    expect(blind()).toEqual(['checkout: eu failing']);
  });

  it('tells a source that answers and brings nothing new from one that does not answer', async () => {
    const { world, seconds, blind } = await start();
    world.brings.us = false;
    await seconds(120);
    expect(blind()).toEqual(['checkout: us silent', 'login: us silent']);
  });

  it('is a service that only alerts tell of, while a source that tells nothing else fails', async () => {
    const { world, seconds, blind } = await start();
    world.answers.alerts = false;
    await seconds(120);
    expect(blind()).toEqual(['mail: alerts failing']);
  });
});
