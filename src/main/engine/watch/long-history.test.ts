import { describe, expect, it } from 'vitest';
import type { Point } from '../../../shared/model/entities.ts';
import type { SignalId } from '../../../shared/model/ids.ts';
import { durationMs, epochMs, toRfc3339 } from '../../../shared/model/units.ts';
import { SourceFailure, type SignalSpec, type Source } from '../sources/source.ts';
import { createManualClock, silentLog } from '../testing/manual-clock.ts';
import { createLongHistory, fillHoles, findHoles } from './long-history.ts';

const at = (minute: number) => epochMs(minute * 60_000);
const point = (minute: number, value = 1): Point => ({ time: toRfc3339(at(minute)), min: value, max: value, avg: value, count: 60 });

describe('older history', () => {
  it('finds the spans that we did not see', () => {
    expect(findHoles({ from: at(0), to: at(60) }, [], 60_000)).toEqual([{ from: at(0), to: at(60) }]);
    expect(findHoles({ from: at(0), to: at(5) }, [point(1), point(2), point(4)], 60_000)).toEqual([{ from: at(2), to: at(4) }]);
  });

  it('never replaces what we saw, and a NaN of the source stays a gap', () => {
    const filled = fillHoles([point(1, 5), point(9, 5)], [{ time: at(1), value: 7 }, { time: at(4), value: 7 }, { time: at(5), value: Number.NaN }], [{ from: at(1), to: at(9) }]);
    expect(filled.map((one) => [Date.parse(one.time) / 60_000, one.avg])).toEqual([[1, 5], [4, 7], [9, 5]]);
  });

  const build = (history: Source['history']) => {
    const clock = createManualClock(at(600));
    const source = { history } as Source;
    return createLongHistory({
      clock, log: silentLog, local: () => [point(590, 5)],
      access: () => ({ signal: { id: 's' as SignalId } as SignalSpec, source, spacingMs: durationMs(15_000) }),
    });
  };

  it('asks once for what is missing, at the resolution that is drawn', async () => {
    const asked: number[] = [];
    const history = build(async (_signal, range, stepMs) => {
      asked.push(stepMs);
      return [{ time: epochMs(range.from + 1), value: 2 }];
    });
    const range = { from: at(0), to: at(600) };
    expect(await history.points('s' as SignalId, range, 600)).toHaveLength(2);
    expect(await history.points('s' as SignalId, range, 600)).toHaveLength(2);
    expect(asked).toEqual([60_000]);
  });

  it('shows what it has when the source fails', async () => {
    const history = build(() => Promise.reject(new SourceFailure('timeout', 'no answer within 10 s')));
    expect(await history.points('s' as SignalId, { from: at(0), to: at(600) }, 600)).toEqual([point(590, 5)]);
  });
});
