import { describe, expect, it } from 'vitest';
import type { Point } from '../../../../shared/model/entities.ts';
import { SignalId, SourceId } from '../../../../shared/model/ids.ts';
import type { EvidenceSeries } from '../../../../shared/model/incident.ts';
import { epochMs, toRfc3339 } from '../../../../shared/model/units.ts';
import { pictureOf, type PictureOf } from './picture.ts';

const FROM = epochMs(Date.UTC(2026, 0, 15, 12));
const MINUTE = 60_000;
const at = (minutes: number) => epochMs(FROM + minutes * MINUTE);
const point = (minutes: number, value: number, min = value, max = value): Point => ({ time: toRfc3339(at(minutes)), min, max, avg: value, count: 1 });
const series: EvidenceSeries = { signal: SignalId.parse('checkout-p95'), name: 'p95 latency', unit: 's', kind: 'latency', query: 'q', source: SourceId.parse('prom'), from: toRfc3339(FROM), to: toRfc3339(at(60)), samples: 3, complete: true, note: null };
const draw = (given: Partial<PictureOf>) => pictureOf({ series, service: 'Checkout', points: [], from: FROM, to: at(60), impact: null, moments: [], limits: [], ...given });

describe('a chart of the report', () => {
  it('keeps the spike inside a bucket, and leaves a gap where there were no samples', () => {
    const steady = Array.from({ length: 10 }, (_, minute) => point(minute, 1));
    const { line, values, plot } = draw({ points: [...steady, point(10, 1, 1, 8), point(40, 1)] });
    const top = Math.min(...[...line.matchAll(/ (-?[\d.]+)/g)].map(([, y]) => Number(y)));
    const ones = values.find(({ label }) => label.startsWith('2'))?.y ?? plot.top;
    expect(top).toBeLessThan(ones);
    expect(line.match(/M/g)).toHaveLength(2);
  });
  it('is a picture of words where nothing was measured', () => {
    const picture = draw({});
    expect(picture).toMatchObject({ line: '', alt: 'Checkout: p95 latency. No samples from 2026-01-15 12:00 to 2026-01-15 13:00 UTC.' });
    expect(picture.caption).toContain('There is no sample of this time.');
  });
  it('shades only what is in sight, and names moments so that no word covers another', () => {
    const moments = [{ at: at(30), label: 'detected' }, { at: at(30.5), label: 'mitigated' }, { at: at(31), label: 'resolved' }, { at: at(59.9), label: 'reviewed' }, { at: at(-5), label: 'before' }];
    const picture = draw({ points: [point(0, 1), point(1, 1)], moments, impact: { from: at(-10), to: at(20) } });
    expect(picture.impact?.from).toBe(picture.plot.left);
    expect(picture.moments.map(({ label, end }) => [label, end])).toEqual([['detected', false], ['mitigated', false], ['resolved', false], ['reviewed', true]]);
    expect(new Set(picture.moments.slice(0, 3).map(({ y }) => y)).size).toBe(3);
    for (const { y } of picture.moments) expect(y).toBeGreaterThan(8);
    expect(draw({ impact: { from: at(70), to: at(80) } }).impact).toBeNull();
  });
  it('draws a limit that is near the data, and leaves out one that is far off', () => {
    const points = [point(0, 0.5), point(1, 0.6)];
    expect(draw({ points, limits: [0.8] }).limits).toMatchObject([{ label: 'limit 0.8\u00a0s' }]);
    expect(draw({ points, limits: [100] }).limits).toEqual([]);
  });
});
