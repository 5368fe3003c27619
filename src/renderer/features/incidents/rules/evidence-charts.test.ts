import { describe, expect, it } from 'vitest';
import { SignalId, SourceId } from '../../../../shared/model/ids.ts';
import type { EvidenceSeries } from '../../../../shared/model/incident.ts';
import { epochMs, toRfc3339 } from '../../../../shared/model/units.ts';
import { commonNote, evidenceCharts, evidenceSpan, liveWindow, marksOf, shownSpan } from './evidence-charts.ts';

const T0 = Date.UTC(2026, 10, 21, 14);
const at = (minutes: number) => toRfc3339(epochMs(T0 + minutes * 60_000));
const series = (signal: string, kind: string, unit: string, extra: Partial<EvidenceSeries> = {}): EvidenceSeries => ({ signal: SignalId.parse(signal), name: `Login ${signal}`, unit, kind, query: 'q', source: SourceId.parse('prom'), from: at(-60), to: at(90), samples: 600, complete: true, note: null, ...extra });

describe('the charts of an incident', () => {
  it('that is open reach back to its onset with something before it', () => {
    const now = epochMs(T0 + 10 * 60_000);
    expect(liveWindow(epochMs(T0), now, 3_600_000)).toBe(3_600_000);
    expect(liveWindow(epochMs(T0), now, 900_000), 'where there is no past to show').toBe(900_000);
    expect(liveWindow(epochMs(T0 - 50 * 60_000), now, 3_600_000)).toBe(21_600_000);
    expect(liveWindow(epochMs(T0 - 30 * 86_400_000), now, 3_600_000)).toBe(604_800_000);
    expect(liveWindow(null, now, 3_600_000)).toBe(3_600_000);
  });

  it('that is over put the percentiles of a service together, latency first, and say what is missing', () => {
    const service = (signal: string) => (signal.startsWith('login') ? 'Login' : '');
    const charts = evidenceCharts([series('login-errors', 'errorRate', 'ratio', { complete: false, note: 'Prometheus did not answer for 4 min' }), series('login-p50', 'latency', 's', { name: 'Login p50 latency' }), series('gone-p95', 'latency', 's'), series('login-p95', 'latency', 's', { name: 'Login p95 latency' })], service);
    expect(charts[0]?.series.map(({ label }) => label)).toEqual(['p50', 'p95']);
    expect(charts.map(({ title, unit, series: lines, note }) => [title, unit, lines.length, note])).toEqual([
      ['Login: latency', 's', 2, null],
      ['Login: error rate', 'ratio', 1, 'Prometheus did not answer for 4 min'],
      ['latency', 's', 1, null],
    ]);
  });

  it('say once what is missing in all of them', () => {
    expect(commonNote([{ note: 'none before' }, { note: 'none before' }])).toBe('none before');
    expect(commonNote([{ note: 'none before' }, { note: null }])).toBeNull();
    expect(commonNote([])).toBeNull();
  });

  it('cover what was kept, up to now while it is still being kept', () => {
    expect(evidenceSpan([series('p50', 'latency', 's')], epochMs(T0))).toEqual({ from: T0 - 3_600_000, until: T0 + 5_400_000 });
    expect(evidenceSpan([series('p50', 'latency', 's', { to: null })], epochMs(T0))?.until).toBe(T0);
    expect(evidenceSpan([], epochMs(T0))).toBeNull();
  });

  it('show as much around the impact as it lasted, and no more than was kept', () => {
    const kept = { from: epochMs(T0 - 60 * 60_000), until: epochMs(T0 + 90 * 60_000) };
    const span = (end: number | null) => {
      const { from, until } = shownSpan(kept, epochMs(T0), end === null ? null : epochMs(T0 + end * 60_000));
      return [(from - T0) / 60_000, (until - T0) / 60_000];
    };
    expect(span(1), 'a minute').toEqual([-15, 16]);
    expect(span(33)).toEqual([-33, 66]);
    expect(span(59)).toEqual([-59, 90]);
    expect(span(null)).toEqual([-60, 90]);
    expect(shownSpan(kept, null, null)).toEqual(kept);
  });

  it('mark the instants that count now', () => {
    const by = { kind: 'person', id: 'mira', name: 'Mira' } as const;
    const value = (minutes: number) => ({ at: at(minutes), source: 'data', by, recordedAt: at(minutes), reason: null, noEarlierThan: false }) as const;
    expect(marksOf({ instants: { impactStartedAt: [value(1), value(0)], detectedAt: [value(2)] } })).toEqual([{ at: T0, word: 'impact' }, { at: T0 + 120_000, word: 'detected' }]);
  });
});
