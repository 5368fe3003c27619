import { describe, expect, it } from 'vitest';
import type { SignalKind } from './config.ts';
import { Signal, type Breach, type Freshness, type NoValue, type Service } from './entities.ts';
import { ServiceId, SignalId, SourceId } from './ids.ts';
import { overallState, rankOf, STATE_KINDS, tileState, troubleSince, type CountingAlert, type EngineView, type StateKind } from './state.ts';
import { epochMs, toRfc3339 } from './units.ts';

const NOW = epochMs(Date.parse('2026-11-21T14:09:31.000Z'));
const ago = (seconds: number) => toRfc3339(epochMs(NOW - seconds * 1_000));
const LIVE: EngineView = { state: 'live', since: NOW };

interface Given {
  readonly kind?: SignalKind;
  readonly freshness?: Freshness;
  readonly freshnessAgo?: number;
  readonly value?: number | null;
  readonly noValue?: NoValue | null;
  /** `none`: no reading ever; `unknown`: a reading whose sample time cannot be known. */
  readonly sample?: 'known' | 'unknown' | 'none';
  readonly breach?: Partial<Breach>;
  readonly rule?: boolean;
  readonly failing?: boolean;
}

function signal(given: Given = {}): Signal {
  const value = given.value === undefined ? 0.12 : given.value;
  return Signal.parse({
    id: SignalId.parse('checkout-p95'),
    name: 'Checkout p95',
    service: 'checkout',
    kind: given.kind ?? 'latency',
    unit: 's',
    stat: 'p95',
    source: SourceId.parse('prom'),
    query: 'up',
    select: null,
    intervalMs: 5_000,
    freshness: given.freshness ?? 'live',
    freshnessSince: ago(given.freshnessAgo ?? 60),
    latest:
      given.sample === 'none'
        ? null
        : { time: given.sample === 'unknown' ? null : ago(2), evaluatedAt: ago(1), receivedAt: ago(1), value, noValue: value === null ? (given.noValue ?? 'NaN') : null },
    error: given.failing === true ? { kind: 'source', message: 'connection refused', since: ago(20) } : null,
    thresholds: given.rule === false ? [] : [{ rule: 'slow', above: 0.8, below: null, consecutive: 3, severity: 'P1' }],
    breach: { state: 'within', rule: null, severity: null, count: 0, needed: 3, since: null, ...given.breach },
    openUrl: null,
  });
}

const service = (tier: 1 | 2 | 3 = 1): Service => ({ id: ServiceId.parse('checkout'), name: 'Checkout API', tier, signals: [] });
const firing = (severity: 'P0' | 'P1' | 'P2'): Partial<Breach> => ({ state: 'firing', severity, count: 3, since: ago(440) });
const stateOf = (signals: readonly Signal[], tier: 1 | 2 | 3 = 1, engine: EngineView = LIVE) => tileState(service(tier), signals, engine, NOW);

describe('the state of a service', () => {
  it.each<[string, Given, StateKind]>([
    ['a fresh reading within its limit', {}, 'ok'],
    ['a fresh reading that no rule looks at', { rule: false, breach: { state: 'unknown' } }, 'ok'],
    ['a P0 rule that fires', { breach: firing('P0') }, 'P0'],
    ['a P1 rule that fires', { breach: firing('P1') }, 'P1'],
    ['a P2 rule that fires', { breach: firing('P2') }, 'P2'],
    ['a rule that fires and does not say how bad', { breach: { state: 'firing', severity: null } }, 'P2'],
    ['over the limit, rule not yet satisfied', { breach: { state: 'over', severity: 'P0', count: 1 } }, 'P2'],
    ['late', { freshness: 'late' }, 'late'],
    ['a sample time that cannot be known', { sample: 'unknown' }, 'late'],
    ['blind', { freshness: 'blind' }, 'blind'],
    ['a source that failed before its first answer', { freshness: 'blind', sample: 'none', failing: true }, 'blind'],
    ['no reading after many intervals', { freshness: 'blind', sample: 'none', freshnessAgo: 26 }, 'blind'],
    ['no reading yet, moments after the start', { freshness: 'blind', sample: 'none', freshnessAgo: 3 }, 'noData'],
    ['no reading yet, called live', { sample: 'none' }, 'noData'],
    ['a reading that is not a number', { value: null }, 'noData'],
    ['a series that is gone', { value: null, noValue: 'empty' }, 'noData'],
    ['a rule that cannot be judged', { breach: { state: 'unknown' } }, 'noData'],
    ['a probe that finds its target down, with no rule', { kind: 'availability', rule: false, value: 0 }, 'P2'],
    ['traffic that is blind and that no rule looks at', { kind: 'traffic', rule: false, freshness: 'blind' }, 'late'],
    ['traffic that is blind and that a rule looks at', { kind: 'traffic', freshness: 'blind' }, 'blind'],
  ])('%s', (_, given, kind) => {
    expect(stateOf([signal(given)]).kind).toBe(kind);
  });

  it('is as bad as its worst signal, whichever comes first', () => {
    const good = signal();
    const bad = signal({ kind: 'errorRate', breach: firing('P0') });
    expect(stateOf([good, bad]).kind).toBe('P0');
    expect(stateOf([bad, good]).kind).toBe('P0');
    expect(stateOf([good, signal({ freshness: 'late' }), signal({ freshness: 'blind' })]).kind).toBe('blind');
  });

  it('puts a blind tier 1 before a warning, and a warning before a blind tier 2', () => {
    const signals = [signal({ freshness: 'blind' }), signal({ breach: firing('P2') })];
    expect(stateOf(signals, 1).kind).toBe('blind');
    expect(stateOf(signals, 2).kind).toBe('P2');
  });

  it('has no data while nothing watches it', () => {
    expect(stateOf([])).toMatchObject({ kind: 'noData', troubles: [{ what: 'noSignals' }], demands: false });
  });

  it('keeps an alarm through blindness, and says that it is not confirmed', () => {
    const state = stateOf([signal({ breach: firing('P0'), freshness: 'blind' })]);
    expect(state).toMatchObject({ kind: 'P0', confirmed: false, since: NOW - 440_000 });
    expect(state.troubles.map((trouble) => trouble.what)).toEqual(['firing', 'blind']);
    expect(stateOf([signal({ breach: firing('P0') })]).confirmed).toBe(true);
  });

  it('began with the first of the signals that make it what it is', () => {
    const early = signal({ breach: { ...firing('P1'), since: ago(600) } });
    const late = signal({ breach: firing('P1') });
    const older = signal({ breach: { state: 'over', since: ago(9_000) } });
    expect(stateOf([late, early, older]).since).toBe(NOW - 600_000);
  });

  it('tells first the rule that has fired longest, and its time with it', () => {
    const early = signal({ kind: 'availability', breach: { ...firing('P0'), since: ago(24), count: 24 } });
    const late = signal({ kind: 'errorRate', breach: { ...firing('P0'), since: ago(13), count: 13 } });
    for (const signals of [[early, late], [late, early]]) {
      const state = stateOf(signals);
      expect(state.since).toBe(NOW - 24_000);
      expect(state.troubles[0]).toMatchObject({ what: 'firing', count: 24, signal: { kind: 'availability' } });
      expect(troubleSince(state.troubles[0]!)).toBe(state.since);
    }
  });

  it('tells a fired P2 rule before an older mere excess', () => {
    const over = signal({ breach: { state: 'over', since: ago(9_000), count: 1 } });
    const fired = signal({ kind: 'traffic', breach: firing('P2') });
    expect(stateOf([over, fired])).toMatchObject({ since: NOW - 440_000, troubles: [{ what: 'firing' }, { what: 'over' }] });
  });

  it('ranks P0, P1, tier-1 blind, P2, blind, late, no data, maintenance, ok', () => {
    const order: readonly [StateKind, number][] = [['P0', 3], ['P1', 3], ['blind', 1], ['P2', 1], ['blind', 2], ['late', 1], ['noData', 1], ['maintenance', 1], ['ok', 1]];
    expect(order.map(([kind, tier]) => rankOf(kind, tier))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('demands to be seen when it is P0, P1 or a blind tier 1, and not otherwise', () => {
    const demanding = STATE_KINDS.flatMap((kind) => ([1, 2] as const).filter((tier) => rankOf(kind, tier) <= 2).map((tier) => `${kind}/${tier}`));
    expect(demanding).toEqual(['P0/1', 'P0/2', 'P1/1', 'P1/2', 'blind/1']);
    expect(stateOf([signal({ freshness: 'blind' })], 1).demands).toBe(true);
    expect(stateOf([signal({ freshness: 'blind' })], 2).demands).toBe(false);
  });
});

describe('in maintenance', () => {
  const cover = { name: 'Deploy', since: epochMs(NOW - 60_000), until: epochMs(NOW + 600_000), silenced: 2 };
  const covered = (given: Given, engine: EngineView = LIVE, tier: 1 | 2 | 3 = 1) => tileState(service(tier), [signal(given)], engine, NOW, cover);

  it.each<[string, Given, StateKind]>([
    ['what fires', { breach: firing('P0') }, 'P0'],
    ['what is over its limit', { breach: { state: 'over' } }, 'P2'],
    ['what is blind', { freshness: 'blind' }, 'blind'],
    ['what is well', {}, 'ok'],
  ])('%s is kept silent, is not called well, and is told', (_, given, would) => {
    const state = covered(given);
    expect(state).toMatchObject({ kind: 'maintenance', demands: false, since: cover.since, maintenance: { would, until: cover.until, silenced: 2 } });
    expect(state.troubles).toEqual(stateOf([signal(given)]).troubles);
  });

  it('a service counts neither as P0 nor as well', () => {
    expect(overallState([covered({ breach: firing('P0') }), stateOf([signal()])], LIVE)).toMatchObject({ kind: 'maintenance', counts: { P0: 0, maintenance: 1, ok: 1 } });
    expect(overallState([covered({}), stateOf([signal({ freshness: 'late' })])], LIVE).kind).toBe('late');
  });

  it('a silent engine makes the tile blind all the same', () => {
    expect(covered({}, { state: 'stopped', since: NOW })).toMatchObject({ kind: 'blind', was: 'maintenance' });
  });
});

describe('when the engine is not heard', () => {
  it.each(['stopped', 'unreachable'] as const)('(%s) every tile is blind since then and remembers what it was', (state) => {
    const since = epochMs(NOW - 9_000);
    for (const given of [{}, { breach: firing('P0') }, { freshness: 'late' as const }]) {
      const heard = stateOf([signal(given)]);
      expect(stateOf([signal(given)], 1, { state, since })).toMatchObject({ kind: 'blind', since, was: heard.kind, confirmed: false, troubles: [{ what: 'engine', engine: state }, ...heard.troubles] });
    }
  });

  it('a picture without a first tick is not called well, and an alarm in it is shown', () => {
    const connecting: EngineView = { state: 'connecting', since: null };
    expect(stateOf([signal()], 1, connecting)).toMatchObject({ kind: 'noData', was: 'ok' });
    expect(stateOf([signal({ breach: firing('P0') })], 1, connecting).kind).toBe('P0');
  });
});

describe('nothing unknown is ever ok', () => {
  const FRESHNESS = ['live', 'late', 'blind'] as const;
  const SAMPLES = ['known', 'unknown', 'none'] as const;
  const BREACHES = ['within', 'over', 'firing', 'unknown'] as const;
  const ENGINES = ['live', 'stopped', 'unreachable', 'connecting'] as const;
  const KINDS = ['latency', 'errorRate', 'traffic', 'saturation', 'availability', 'custom'] as const;
  const everySignal = FRESHNESS.flatMap((freshness) =>
    SAMPLES.flatMap((sample) =>
      BREACHES.flatMap((state) => KINDS.flatMap((kind) => [0.1, null].flatMap((value) => [true, false].flatMap((rule) => [3, 60].map((freshnessAgo): Given => ({ freshness, sample, kind, value, rule, freshnessAgo, breach: { state } })))))),
    ),
  );
  const isFine = (given: Given) =>
    given.freshness === 'live' && given.sample === 'known' && given.value !== null && (given.breach?.state === 'within' || (given.breach?.state === 'unknown' && given.rule === false));

  it('for one signal, in every combination of freshness, sample, value, rule, kind, tier and engine', () => {
    for (const given of everySignal)
      for (const state of ENGINES)
        for (const tier of [1, 2, 3] as const) {
          const seen = stateOf([signal(given)], tier, { state, since: NOW });
          const expected = isFine(given) && state === 'live';
          expect(seen.kind === 'ok', `${JSON.stringify(given)} with the engine ${state}`).toBe(expected);
          expect(seen.troubles.length === 0).toBe(expected);
        }
  });

  it('and one such signal beside a healthy one is enough', () => {
    const healthy = signal();
    for (const given of everySignal) expect(stateOf([healthy, signal(given)]).kind === 'ok', JSON.stringify(given)).toBe(isFine(given));
  });

  it('so that the wall says that all is well only when every service is ok and the engine is heard', () => {
    const one = (kind: Given, tier: 1 | 2 | 3 = 1) => stateOf([signal(kind)], tier);
    expect(overallState([one({}), one({})], LIVE)).toMatchObject({ kind: 'ok', total: 2, counts: { ok: 2 } });
    expect(overallState([one({}), one({ freshness: 'blind' })], LIVE)).toMatchObject({ kind: 'blind', counts: { ok: 1, blind: 1 } });
    expect(overallState([one({}), one({ freshness: 'blind' }, 2)], LIVE).kind).toBe('blind');
    expect(overallState([one({ breach: firing('P0') }), one({ freshness: 'blind' })], LIVE).kind).toBe('P0');
    expect(overallState([one({ breach: firing('P1') }), one({ breach: { ...firing('P1'), since: ago(9_000) } }), one({ freshness: 'late', freshnessAgo: 99_000 })], LIVE).since).toBe(NOW - 9_000_000);
    expect(overallState([], LIVE)).toMatchObject({ kind: 'noData', since: null });
    expect(overallState([one({})], { state: 'stopped', since: NOW })).toMatchObject({ kind: 'blind', engineSilent: true });
    expect(overallState([], { state: 'unreachable', since: NOW }).kind).toBe('blind');
  });
});

describe('alerts of other systems', () => {
  const alert = (given: Partial<CountingAlert> = {}): CountingAlert => ({ name: 'Errors at 12 %', service: ServiceId.parse('checkout'), signal: null, severity: 'P1', state: 'firing', startsAt: ago(300), confirmed: true, suppressedBy: null, muted: null, ...given });
  const withAlerts = (alerts: readonly CountingAlert[], signals: readonly Signal[] = [signal()]) => tileState(service(), signals, LIVE, NOW, null, alerts);

  it('make their service as bad as they are, although every number of ours is well', () => {
    expect(withAlerts([alert()])).toMatchObject({ kind: 'P1', since: NOW - 300_000, confirmed: true, troubles: [{ what: 'alert', name: 'Errors at 12 %' }] });
    expect(withAlerts([alert({ severity: 'P0' }), alert()]).kind).toBe('P0');
    expect(withAlerts([alert({ confirmed: false })]).confirmed).toBe(false);
    expect(withAlerts([alert()], []).kind).toBe('P1');
  });
  it.each<[string, Partial<CountingAlert>]>([
    ['of another service', { service: ServiceId.parse('login') }],
    ['of no service', { service: null }],
    ['of our own signal, which is judged by itself', { signal: SignalId.parse('checkout-p95') }],
    ['that does not fire yet', { state: 'pending' }],
    ['that is over', { state: 'resolved' }],
    ['that somebody keeps silent', { muted: { by: 'silence', ids: ['a'] } }],
  ])('one %s counts for nothing', (_, given) => {
    expect(withAlerts([alert(given)]).kind).toBe('ok');
  });
  it('of the same severity come after a rule of ours that fires, whose numbers can be shown', () => {
    expect(withAlerts([alert({ startsAt: ago(900) })], [signal({ breach: firing('P1') })]).troubles.map(({ what }) => what)).toEqual(['firing', 'alert']);
  });
});
