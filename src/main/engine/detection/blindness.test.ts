import { describe, expect, it } from 'vitest';
import type { Freshness } from '../../../shared/model/entities.ts';
import type { SignalKind } from '../../../shared/model/config.ts';
import type { ServiceId, SignalId, SourceId } from '../../../shared/model/ids.ts';
import { epochMs } from '../../../shared/model/units.ts';
import { isHeardOf, lostMonitoring, lostSources, type SeenSignal, type SeenSource } from './blindness.ts';

const NOW = epochMs(Date.UTC(2026, 0, 15, 12));
const minutesAgo = (minutes: number) => epochMs(NOW - minutes * 60_000);
const TIER_ONE = new Set(['checkout', 'login'] as ServiceId[]);

const seen = (id: string, service: string, freshness: Freshness, minutes: number, kind: SignalKind = 'latency', source = 'prom'): SeenSignal => ({
  freshness,
  freshnessSince: minutesAgo(minutes),
  latest: {},
  signal: { id: id as SignalId, config: { kind, service: service as ServiceId, source: source as SourceId }, thresholds: [] },
});
const lost = (...signals: SeenSignal[]) => lostMonitoring(signals, TIER_ONE, NOW);

describe('an essential service of which nothing is known', () => {
  it('is a problem of its own after five minutes, not before', () => {
    expect(lost(seen('a', 'checkout', 'blind', 4.99))).toEqual([]);
    expect(lost(seen('a', 'checkout', 'blind', 5))).toEqual([{ source: 'prom', services: ['checkout'], signals: ['a'], since: minutesAgo(5) }]);
  });

  it('is one problem of the source for all the services that it leaves blind', () => {
    const found = lost(seen('a', 'checkout', 'blind', 9), seen('b', 'login', 'blind', 7), seen('c', 'login', 'blind', 6, 'availability', 'probes'));
    expect(found.map(({ source, services, since }) => [source, services, since])).toEqual([
      ['prom', ['checkout', 'login'], minutesAgo(9)],
      ['probes', ['login'], minutesAgo(6)],
    ]);
  });

  it.each([
    ['a service that may degrade', seen('a', 'search', 'blind', 60)],
    ['a signal that says nothing of users', seen('a', 'checkout', 'blind', 60, 'saturation')],
    ['a signal that is only late', seen('a', 'checkout', 'late', 60)],
  ])('%s is none', (_, signal) => expect(lost(signal)).toEqual([]));

  it('is heard of again once everything that tells of it has answered', () => {
    const prom = 'prom' as SourceId;
    const silent = { ...seen('b', 'login', 'late', 0), latest: null };
    expect(isHeardOf([seen('a', 'checkout', 'live', 0), silent], TIER_ONE, prom, [])).toBe(false);
    expect(isHeardOf([seen('a', 'checkout', 'live', 0), { ...silent, signal: { ...silent.signal, config: { ...silent.signal.config, service: 'search' as ServiceId } } }], TIER_ONE, prom, [])).toBe(true);
    expect(isHeardOf([], TIER_ONE, prom, [])).toBe(true);
  });
});

describe('a source without signals', () => {
  const source = (state: SeenSource['state'], minutes: number): SeenSource => ({ id: 'am' as SourceId, state, since: new Date(minutesAgo(minutes)).toISOString() });

  it('is lost when it has failed for five minutes; one with signals is judged by these', () => {
    expect(lostSources([source('failing', 4.9)], [], NOW)).toEqual([]);
    expect(lostSources([source('failing', 5)], [], NOW)).toEqual([{ source: 'am', services: [], signals: [], since: minutesAgo(5) }]);
    expect(lostSources([source('ok', 9), source('waiting', 9)], [], NOW)).toEqual([]);
    expect(lostSources([source('failing', 9)], [seen('a', 'search', 'blind', 9, 'latency', 'am')], NOW)).toEqual([]);
  });

  it('is not back before it was heard', () => {
    expect([source('waiting', 0), source('ok', 0)].map((each) => isHeardOf([], TIER_ONE, 'am' as SourceId, [each]))).toEqual([false, true]);
  });
});
