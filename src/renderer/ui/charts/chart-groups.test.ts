import { describe, expect, it } from 'vitest';
import { Signal } from '../../../shared/model/entities.ts';
import type { SignalKind, Stat } from '../../../shared/model/config.ts';
import { chartGroups, linesOf, sortSignals, toneOf, withoutSeconds } from './chart-groups.ts';

const signal = (id: string, kind: SignalKind, stat: Stat | null = null, source = 'prom'): Signal =>
  Signal.parse({
    id, name: `name of ${id}`, service: 'checkout', kind, unit: 's', stat, source, query: 'up', select: null, intervalMs: 5_000, freshness: 'live',
    freshnessSince: '2026-11-21T14:00:00.000Z', latest: null, error: null, thresholds: kind === 'latency' ? [{ rule: `r-${id}`, above: 1, below: null, consecutive: null, severity: 'P1' }] : [],
    breach: { state: 'within', rule: null, severity: null, count: 0, needed: 1, since: null }, openUrl: null,
  });

const P99 = signal('p99', 'latency', 'p99');
const P50 = signal('p50', 'latency', 'p50');
const P95 = signal('p95', 'latency', 'p95');
const ERRORS = signal('errors', 'errorRate');
const UP = signal('up', 'availability');

describe('the charts of a service page', () => {
  it('put the percentiles of latency into one picture, slowest strongest', () => {
    const [latency, errors, up] = chartGroups([UP, P99, ERRORS, P50, P95]);
    expect(latency).toMatchObject({ title: 'Latency', signals: [P50, P95, P99] });
    expect(latency?.thresholds.map((each) => each.rule)).toEqual(['r-p50', 'r-p95', 'r-p99']);
    expect(latency?.signals.map((each) => toneOf(each, 3))).toEqual(['quiet', 'normal', 'strong']);
    expect([errors?.title, up?.title]).toEqual(['Error rate', 'Availability']);
  });

  it('keep the latency that a probe measures apart from that of the service itself', () => {
    const groups = chartGroups([P95, signal('probe-p95', 'latency', 'p95', 'edge')]);
    expect(groups.map((group) => group.title)).toEqual(['name of p95', 'name of probe-p95']);
  });

  it('draw no more than three lines in one chart and lose no signal', () => {
    const all = [P50, P95, P99, signal('avg', 'latency', 'avg'), signal('q', 'custom')];
    const groups = chartGroups(all);
    expect(Math.max(...groups.map((group) => group.signals.length))).toBe(3);
    expect(groups.flatMap((group) => group.signals)).toHaveLength(5);
  });

  it('list numbers in the order in which they are read', () => {
    expect(sortSignals([UP, ERRORS, P99, P50, P95])).toEqual([P50, P95, P99, ERRORS, UP]);
  });

  it('show a single line strong', () => expect(toneOf(P50, 1)).toBe('strong'));
});

describe('a signal with a second opinion', () => {
  const sources = [{ id: 'prom', name: 'Prometheus' }, { id: 'dd', name: 'Datadog' }] as never;
  const opinion = { signal: 'errors2', state: 'agree', missing: null, since: null, time: null, value: null, other: null, tolerance: { relative: 0.2, absolute: 0 }, forMs: 1 };
  const first = Signal.parse({ ...ERRORS, unit: 'ratio', secondOpinion: opinion });
  const second = Signal.parse({ ...signal('errors2', 'errorRate', null, 'dd'), unit: 'percent' });

  it('stands with it on one axis, in one unit, the other one dashed', () => {
    const groups = chartGroups([second, first]);
    expect(groups.map(({ key, title }) => [key, title])).toEqual([['errors', 'Error rate']]);
    expect(linesOf(groups[0]!, sources)).toEqual([
      { signal: 'errors', label: 'Prometheus', tone: 'strong' },
      { signal: 'errors2', label: 'Datadog', tone: 'normal', second: true, scale: 0.01 },
    ]);
    expect(withoutSeconds([second, first])).toEqual([first]);
  });

  it('stands alone while the other one is not known', () => {
    expect(linesOf(chartGroups([first])[0]!, sources)).toEqual([{ signal: 'errors', label: 'error rate', tone: 'strong' }]);
  });
});
