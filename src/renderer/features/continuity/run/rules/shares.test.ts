import { describe, expect, it } from 'vitest';
import { at, run, step } from '../testing/runs.ts';
import { readRunFilters, runsAddress } from './filters.ts';
import { sharesOf } from './shares.ts';

describe('what each step had of the time', () => {
  const done = (id: string, from: number, to: number) => step(id, { state: 'done', startedAt: at(from), endedAt: at(to) });
  const score = { tookSeconds: 100, objectiveSeconds: 480, met: true, slowest: { step: step('dns').id, name: 'dns', seconds: 60 }, surprises: [] };

  it('is a bar from its beginning to its end, in shares of the whole, with the slowest named', () => {
    const { bars } = sharesOf(run([done('fence', 0, 40), done('dns', 40, 100)], { state: 'done', endedAt: at(100), score }));
    expect(bars.map(({ name, from, width, seconds, slowest }) => ({ name, from, width, seconds, slowest }))).toEqual([
      { name: 'fence', from: 0, width: 0.4, seconds: 40, slowest: false },
      { name: 'dns', from: 0.4, width: 0.6, seconds: 60, slowest: true },
    ]);
  });

  it('leaves out what never began, and never draws beyond the end', () => {
    const { bars } = sharesOf(run([done('late', 90, 130), step('never')], { endedAt: at(100) }));
    expect(bars.map(({ name, from, width }) => [name, from + width])).toEqual([['late', 1]]);
  });

  it('draws of many steps the longest in their order, and says what the others took', () => {
    const steps = Array.from({ length: 60 }, (_, index) => done(`s${index}`, index * 10, index * 10 + (index % 2 === 0 ? 9 : 1)));
    const { bars, others } = sharesOf(run(steps, { endedAt: at(600) }), 24);
    expect(bars).toHaveLength(24);
    expect(bars.every((bar, index) => index === 0 || bar.place > (bars[index - 1]?.place ?? 0))).toBe(true);
    expect(others).toEqual({ count: 36, seconds: 6 * 9 + 30 });
  });

  it('keeps the slowest as it was scored among them, however short it is by our clock', () => {
    const steps = Array.from({ length: 30 }, (_, index) => done(`s${index}`, index * 10, index * 10 + 5));
    const named = run([...steps, done('dns', 300, 301)], { endedAt: at(301), score });
    expect(sharesOf(named, 24).bars.at(-1)?.slowest).toBe(true);
  });

  it('is nothing of a run that is not over', () => {
    expect(sharesOf(run([done('a', 0, 1)])).bars).toEqual([]);
  });
});

describe('the history of runs', () => {
  it('keeps its filters in the address, and drops what is no plan and no mode', () => {
    const filters = readRunFilters('plan=payments-west&mode=drill');
    expect(runsAddress(filters)).toBe('/continuity/runs?plan=payments-west&mode=drill');
    expect(readRunFilters('plan=%3Cb%3E&mode=secret')).toEqual({ plan: null, mode: null });
    expect(runsAddress({ plan: null, mode: null })).toBe('/continuity/runs');
  });
});
