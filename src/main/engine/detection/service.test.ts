import { describe, expect, it } from 'vitest';
import type { Freshness } from '../../../shared/model/entities.ts';
import { HoldfastConfig } from '../../../shared/model/config.ts';
import type { IncidentId, MaintenanceId, ServiceId, SignalId, SourceId } from '../../../shared/model/ids.ts';
import { durationMs, epochMs } from '../../../shared/model/units.ts';
import { resolveConfig, type ResolvedConfig } from '../../config/resolved.ts';
import { createManualClock, type ManualClock } from '../testing/manual-clock.ts';
import { memoryStore, startDetecting, type Detecting, type DetectingOptions } from './testing/detecting.ts';
import type { SeenSignal } from './blindness.ts';
import type { SignalSample } from './service.ts';

const SECOND = durationMs(1_000);
const P95 = 'checkout-p95' as SignalId;
const TRAFFIC = 'checkout-traffic' as SignalId;
const INCIDENT = 'INC-2026-0001' as IncidentId;

const configured = (rules: unknown[]): ResolvedConfig =>
  resolveConfig(
    HoldfastConfig.parse({
      version: 1,
      workspace: { name: 'Acme' },
      sources: [{ id: 'prom', type: 'prometheus', url: 'http://127.0.0.1:9090/' }],
      services: [{ id: 'checkout', name: 'Checkout API', tier: 1 }],
      signals: [
        { id: 'checkout-p95', service: 'checkout', kind: 'latency', source: 'prom', every: '1s', query: 'x' },
        { id: 'checkout-traffic', service: 'checkout', kind: 'traffic', source: 'prom', every: '1s', query: 'y' },
      ],
      rules,
    }),
  );
const SLOW = configured([{ id: 'checkout-slow', signal: 'checkout-p95', when: { above: 0.8, consecutive: 3 }, severity: 'P1' }]);

interface Told extends Detecting {
  readonly clock: ManualClock;
  /** One second of samples; null = the source answered without a value, 'unknown' = it did not answer. */
  second(p95: number | null | 'unknown' | 'down', traffic?: number): Promise<void>;
}

function start(options: DetectingOptions & { clock?: ManualClock; config?: ResolvedConfig } = {}): Told {
  const clock = options.clock ?? createManualClock();
  const detecting = startDetecting(clock, { incident: INCIDENT, ...options });
  detecting.detection.apply(options.config ?? SLOW);
  const sampleOf = (value: number | null | 'unknown' | 'down'): SignalSample => {
    const time = clock.nowMs();
    if (value === 'unknown') return { what: 'unknown', value: null, time: null, intervalMs: SECOND };
    if (value === 'down') return { what: 'targetFailed', value: null, time, intervalMs: SECOND };
    return { what: 'value', value, time, intervalMs: SECOND };
  };
  return {
    ...detecting,
    clock,
    second: async (p95, traffic) => {
      await clock.advance(1_000);
      if (traffic !== undefined) detecting.detection.sample(TRAFFIC, sampleOf(traffic));
      detecting.detection.sample(P95, sampleOf(p95));
      detecting.detection.settle();
    },
  };
}

describe('from samples to alerts', () => {
  it('fires on the third bad sample in a row, from the first of them on, and ends with the first good one', async () => {
    const told = start();
    await told.second(0.1);
    const onset = told.clock.nowMs() + 1_000;
    await told.second(1.2);
    await told.second(1.3);
    expect(told.alerts.counts()).toEqual({ firing: 0, pending: 1, suppressed: 0 });
    expect(told.taken).toEqual([]);
    await told.second(1.4);
    expect(told.alerts.active()).toMatchObject([{ rule: 'checkout-slow', state: 'firing', severity: 'P1', value: 1.4, limit: 0.8, incident: INCIDENT, confirmed: true, startsAt: new Date(onset).toISOString() }]);
    await told.second(0.2);
    expect(told.taken.map(({ what, alert }) => [what, alert.state])).toEqual([['fired', 'firing'], ['ended', 'resolved']]);
    expect(told.alerts.active()).toEqual([]);
    expect(told.events.filter(({ event }) => event === 'alertCounts').map(({ data }) => data)).toEqual([
      { firing: 0, pending: 1, suppressed: 0 },
      { firing: 1, pending: 0, suppressed: 0 },
      { firing: 0, pending: 0, suppressed: 0 },
    ]);
  });

  it('goes on through silence of the source, marked as not confirmed, and tells incidents nothing of it', async () => {
    const told = start();
    for (const value of [1, 1, 1, 'unknown', 'unknown', 'unknown', 'unknown'] as const) await told.second(value);
    expect(told.alerts.active()).toMatchObject([{ state: 'firing', confirmed: false }]);
    await told.second(1);
    expect(told.alerts.active()).toMatchObject([{ state: 'firing', confirmed: true }]);
    expect(told.taken).toHaveLength(1);
  });

  it('a total blackout has no latency: the rule fires on its third sample because traffic has collapsed', async () => {
    const told = start();
    for (let i = 0; i < 300; i += 1) await told.second(0.1, 50);
    for (let i = 0; i < 3; i += 1) await told.second(null, 0.4);
    expect(told.alerts.active()).toMatchObject([{ state: 'firing', rule: 'checkout-slow' }]);
  });

  it('control: without latency but with the usual traffic nothing is known, and nothing fires', async () => {
    const told = start();
    for (let i = 0; i < 300; i += 1) await told.second(0.1, 50);
    for (let i = 0; i < 10; i += 1) await told.second(null, 48);
    expect(told.alerts.active()).toEqual([]);
  });

  it.each([['answers when it is asked again', 1, true], ['control: never answers', Infinity, false]])('knows the usual traffic soon after a start although the source was busy then: it %s', async (_, lostAnswers, fires) => {
    const clock = createManualClock();
    let asked = 0;
    const history = (signal: SignalId): Promise<{ time: string; avg: number; count: number }[]> => {
      if (signal !== TRAFFIC || (asked += 1) <= lostAnswers) return Promise.resolve([]);
      return Promise.resolve(Array.from({ length: 60 }, (_unused, index) => ({ time: new Date(clock.nowMs() - (60 - index) * 10_000).toISOString(), avg: 50, count: 10 })));
    };
    const told = start({ clock, history });
    told.detection.learn();
    for (let i = 0; i < 20; i += 1) {
      await told.second(0.1, 50);
      told.detection.tick(new Map(), [], []);
    }
    for (let i = 0; i < 3; i += 1) await told.second(null, 0.4);
    expect(told.alerts.active().map(({ state }) => state)).toEqual(fires ? ['firing'] : []);
  });

  it('a probe target that does not answer fails every rule of its signals', async () => {
    const told = start();
    for (const value of ['down', 'down', 'down'] as const) await told.second(value);
    expect(told.alerts.active()).toMatchObject([{ state: 'firing', value: null }]);
  });

  it('a restart neither fires again nor forgets', async () => {
    const clock = createManualClock();
    const store = memoryStore(clock);
    const before = start({ clock, store });
    for (const value of [1, 1, 1, 1]) await before.second(value);
    before.alerts.tick();
    const after = start({ clock, store });
    expect(after.alerts.active()).toMatchObject([{ id: before.alerts.active()[0]?.id, state: 'firing' }]);
    await after.second(1);
    expect(after.taken).toEqual([]);
    await after.second(0.1);
    expect(after.taken).toMatchObject([{ what: 'ended', alert: { id: before.alerts.active()[0]?.id } }]);
  });

  it('a count that was pending goes on after a restart within three intervals, and begins again after a longer one', async () => {
    for (const [awaySeconds, fires] of [[1, true], [10, false]] as const) {
      const clock = createManualClock();
      const store = memoryStore(clock);
      const before = start({ clock, store });
      await before.second(1);
      await before.second(1);
      before.alerts.tick();
      await clock.advance(awaySeconds * 1_000);
      const after = start({ clock, store });
      await after.second(1);
      expect(after.alerts.counts().firing, `${awaySeconds} s away`).toBe(fires ? 1 : 0);
    }
  });

  it('control: with an empty memory the same restart forgets the pending count', async () => {
    const clock = createManualClock();
    const before = start({ clock });
    await before.second(1);
    await before.second(1);
    const after = start({ clock });
    await after.second(1);
    expect(after.alerts.counts().firing).toBe(0);
  });

  it('maintenance keeps it silent, says what would have fired, and lets it out when it ends', async () => {
    let window: MaintenanceId | null = 'deploy' as MaintenanceId;
    const told = start({ suppressedBy: (service) => (service === ('checkout' as ServiceId) ? window : null) });
    for (const value of [1, 1, 1]) await told.second(value);
    expect(told.alerts.active()).toMatchObject([{ state: 'firing', suppressedBy: 'deploy', incident: null }]);
    expect(told.taken).toEqual([]);
    expect(told.alerts.suppressedIn('deploy' as MaintenanceId, epochMs(0), told.clock.nowMs())).toBe(1);
    window = null;
    told.alerts.tick();
    expect(told.taken).toMatchObject([{ what: 'fired' }]);
    expect(told.alerts.active()).toMatchObject([{ suppressedBy: null, incident: INCIDENT, firedAt: new Date(told.clock.nowMs()).toISOString() }]);
  });

  it('a rule that is taken out of the configuration ends its alert', async () => {
    const told = start();
    for (const value of [1, 1, 1]) await told.second(value);
    told.detection.apply(configured([]));
    expect(told.alerts.active()).toEqual([]);
    expect(told.taken.at(-1)).toMatchObject({ what: 'ended' });
  });

  it('neither the alert nor its incident is there when storing one of them fails; the next sample tries again', async () => {
    let broken = true;
    const told = start({
      taker: {
        fired: () => {
          if (broken) throw new Error('the disk is gone');
          return INCIDENT;
        },
      },
    });
    await told.second(1);
    await told.second(1);
    await told.second(1);
    expect(told.problems).toHaveLength(1);
    expect(told.store.read.all('SELECT id FROM alerts')).toEqual([]);
    broken = false;
    await told.second(1);
    expect(told.alerts.active()).toMatchObject([{ state: 'firing', incident: INCIDENT }]);
    expect(told.problems).toEqual([]);
  });

  it('a rule that learns is taught from history before it judges, and loses none of the samples in between', async () => {
    let finish: () => void = () => {};
    const asked = new Promise<void>((resolve) => (finish = resolve));
    const clock = createManualClock();
    const past = Array.from({ length: 14 * 1_440 }, (_, minute) => ({ time: new Date(clock.nowMs() - (14 * 1_440 - minute) * 60_000).toISOString(), avg: 0.1 + 0.01 * ((minute * 7) % 5), count: 60 }));
    const config = configured([{ id: 'checkout-odd', signal: 'checkout-p95', baseline: { consecutive: 3 }, severity: 'P1' }]);
    const told = start({ clock, config, history: async () => (await asked, past) });
    told.detection.learn();
    for (const value of [4, 4, 4]) await told.second(value);
    expect(told.alerts.active()).toEqual([]);
    finish();
    await clock.advance(0);
    await clock.advance(0);
    expect(told.alerts.active()).toMatchObject([{ rule: 'checkout-odd', state: 'firing' }]);
  });

  it('asks for two histories at a time, and teaches a rule once although the configuration came anew meanwhile', async () => {
    const asked: { signal: SignalId; answer: () => void }[] = [];
    let unanswered = 0;
    let most = 0;
    const config = configured([1, 2, 3, 4].map((number) => ({ id: `odd-${number}`, signal: 'checkout-p95', baseline: { direction: 'above' }, severity: 'P2' })));
    const told = start({
      config,
      history: (signal) => {
        most = Math.max(most, (unanswered += 1));
        return new Promise((resolve) => asked.push({ signal, answer: () => ((unanswered -= 1), resolve([])) }));
      },
    });
    told.detection.learn();
    // Traffic first, because every other sample is judged with it.
    expect(asked.map(({ signal }) => signal)).toEqual([TRAFFIC, P95]);
    told.detection.apply(config);
    told.detection.learn();
    for (let next = 0; next < asked.length; next += 1) {
      asked[next]?.answer();
      await told.clock.advance(0);
    }
    expect(most).toBe(2);
    // The traffic of both configurations, the first rule of the first and the four rules of the second.
    expect(asked.map(({ signal }) => signal)).toEqual([TRAFFIC, P95, TRAFFIC, P95, P95, P95, P95]);
    expect(told.detection.all()).toHaveLength(4);
  });

  it('monitoring that was lost before a restart is neither found again nor lost again by it', () => {
    const clock = createManualClock();
    const store = memoryStore(clock);
    const seen = (freshness: Freshness, heard: boolean, minutes: number): ReadonlyMap<SignalId, SeenSignal> =>
      new Map([[P95, { freshness, freshnessSince: epochMs(clock.nowMs() - minutes * 60_000), latest: heard ? {} : null, signal: { id: P95, config: { kind: 'latency', service: 'checkout' as ServiceId, source: 'prom' as SourceId }, thresholds: [] } }]]);
    const services = [{ id: 'checkout' as ServiceId, name: 'Checkout API', tier: 1 as const, signals: [P95] }];
    const before = start({ clock, store });
    before.detection.tick(seen('blind', true, 6), services, []);
    expect(before.alerts.active()).toMatchObject([{ rule: 'monitoring-lost/prom', state: 'firing', severity: 'P1' }]);

    const after = start({ clock, store });
    after.detection.tick(seen('late', false, 0), services, []);
    after.detection.tick(seen('blind', false, 1), services, []);
    after.detection.tick(seen('blind', false, 6), services, []);
    expect(after.taken).toEqual([]);
    after.detection.tick(seen('live', true, 0), services, []);
    expect(after.taken.map(({ what }) => what)).toEqual(['ended']);
  });

  it('nothing is remembered of a rule that is not there any more', async () => {
    const told = start();
    await told.second(1.2);
    told.alerts.tick();
    expect([...told.alerts.remembered().keys()]).toEqual(['checkout-slow']);
    told.detection.apply(configured([]));
    told.alerts.tick();
    expect(told.store.read.all('SELECT key FROM rule_state')).toEqual([]);
  });

  it('a rule that is made graver, or told to open incidents, while it fires tells incidents so', async () => {
    const rule = { id: 'checkout-slow', signal: 'checkout-p95', when: { above: 0.8, consecutive: 1 } };
    const told = start({ config: configured([{ ...rule, severity: 'P2', incident: 'none' }]), incident: null });
    await told.second(1.2);
    told.detection.apply(configured([{ ...rule, severity: 'P2', incident: 'none' }]));
    await told.second(1.3);
    expect(told.taken).toMatchObject([{ what: 'fired', alert: { severity: 'P2' } }]);
    told.detection.apply(configured([{ ...rule, severity: 'P2', incident: 'open' }]));
    await told.second(1.4);
    await told.second(1.5);
    told.detection.apply(configured([{ ...rule, severity: 'P0', incident: 'open' }]));
    await told.second(1.6);
    await told.second(1.7);
    told.detection.apply(configured([{ ...rule, severity: 'P1', incident: 'open' }]));
    await told.second(1.8);
    expect(told.taken.map(({ what, alert }) => [what, alert.severity])).toEqual([['fired', 'P2'], ['fired', 'P2'], ['fired', 'P0']]);
    expect(told.alerts.active()).toMatchObject([{ severity: 'P1' }]);
  });

  it('that a series is missing is confirmed by a source that answers without it, though nothing is seen of the signal', async () => {
    const told = start({ config: configured([{ id: 'gone', signal: 'checkout-p95', absent: { for: '3s' }, severity: 'P1' }]) });
    for (let second = 0; second < 5; second += 1) await told.second(null);
    const blind: SeenSignal = { freshness: 'blind', freshnessSince: told.clock.nowMs(), latest: {}, signal: { id: P95, config: { kind: 'latency', service: 'checkout' as ServiceId, source: 'prom' as SourceId }, thresholds: [] } };
    told.detection.tick(new Map([[P95, blind]]), [], []);
    await told.second(null);
    expect(told.alerts.active()).toMatchObject([{ rule: 'gone', state: 'firing', confirmed: true }]);
    await told.second('unknown');
    expect(told.alerts.active()).toMatchObject([{ confirmed: false }]);
  });
});
