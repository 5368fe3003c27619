import { describe, expect, it } from 'vitest';
import type { SignalKind, Stat, Unit } from '../../shared/model/config.ts';
import { Signal } from '../../shared/model/entities.ts';
import type { Trouble } from '../../shared/model/state.ts';
import { pickPair, pickShown, shortLabel } from './pick.ts';

const signal = (id: string, kind: SignalKind, stat: Stat | null = null, rule = true, unit: Unit = 's'): Signal =>
  Signal.parse({
    id, name: `name of ${id}`, service: 'checkout', kind, unit, stat, source: 'prom', query: 'up', select: null, intervalMs: 5_000, freshness: 'live',
    freshnessSince: '2026-11-21T14:00:00.000Z', latest: null, error: null, thresholds: rule ? [{ rule: `r-${id}`, above: 1, below: null, consecutive: null, severity: 'P1' }] : [],
    breach: { state: 'within', rule: null, severity: null, count: 0, needed: 1, since: null }, openUrl: null,
  });

const P95 = signal('p95', 'latency', 'p95');
const P50 = signal('p50', 'latency', 'p50', false);
const ERR = signal('err', 'errorRate');
const UP = signal('up', 'availability', null, true, 'bool');
const TRAFFIC = signal('traffic', 'traffic', null, false, 'perSecond');
const ALL = [P50, UP, TRAFFIC, ERR, P95];
const EVERY = () => true;
const firing = (of: Signal): Trouble => ({ what: 'firing', signal: { ...of }, count: 31, needed: 3 });
const blind = (of: Signal): Trouble => ({ what: 'blind', signal: { ...of } });
const ids = (signals: readonly Signal[]) => signals.map((each) => each.id);

describe('what a tile shows', () => {
  it('is p95 and error rate while all is well', () => expect(ids(pickShown(ALL, [], EVERY))).toEqual(['p95', 'err']));

  it('begins with the signal that fires, whatever it is', () => {
    expect(ids(pickShown(ALL, [firing(UP)], EVERY))).toEqual(['up', 'p95']);
    expect(ids(pickShown(ALL, [firing(ERR)], EVERY))).toEqual(['err', 'p95']);
    expect(ids(pickShown(ALL, [firing(TRAFFIC), firing(ERR)], EVERY))).toEqual(['traffic', 'err']);
  });

  it('gives no room to numbers that were never known, but always to what fires', () => {
    expect(ids(pickShown(ALL, [firing(UP)], (id) => id === 'err'))).toEqual(['up', 'err']);
    expect(ids(pickShown(ALL, [firing(UP), blind(P95)], () => false))).toEqual(['up']);
  });

  it('shows the blind signal that decides when the usual ones are seen, and keeps its subject when they are not', () => {
    expect(ids(pickShown(ALL, [blind(UP)], EVERY))).toEqual(['up', 'p95']);
    expect(ids(pickShown(ALL, [blind(P50), blind(ERR)], EVERY))).toEqual(['p95', 'err']);
  });

  it('does not change while the engine is silent', () => expect(ids(pickShown(ALL, [{ what: 'engine', engine: 'stopped' }, firing(UP)], EVERY))).toEqual(['p95', 'err']));
});

describe('the usual pair of a service without latency', () => {
  it('is what tells most: how deep its queue is before whether it is there', () => {
    const depth = signal('depth', 'saturation', null, true, 'count');
    expect(ids(pickPair([UP, TRAFFIC, depth]))).toEqual(['depth', 'up']);
    expect(ids(pickPair([UP, signal('lag', 'custom')]))).toEqual(['lag', 'up']);
    expect(shortLabel(depth)).toBe('name of depth');
  });
});
