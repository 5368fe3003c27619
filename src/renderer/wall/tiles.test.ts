import { describe, expect, it } from 'vitest';
import { ServiceId } from '../../shared/model/ids.ts';
import { overallState, type TileState } from '../../shared/model/state.ts';
import type { Service } from '../../shared/model/entities.ts';
import { reuse, type WallState } from './tiles.tsx';

const services = ['a', 'b'].map((name): Service => ({ id: ServiceId.parse(name), name, tier: 1, signals: [] }));
const ok: TileState = { kind: 'ok', rank: 8, demands: false, since: null, confirmed: true, troubles: [], maintenance: null, was: null };
const wall = (states: readonly TileState[], engine: 'live' | 'stopped' = 'live'): WallState => ({
  tiles: states.flatMap((state, index) => {
    const service = services[index];
    return service ? [{ service, state: { ...state } }] : [];
  }),
  overall: overallState(states, { state: engine, since: null }),
});

describe('judging the wall again and again', () => {
  it('leaves everything as it is while nothing has changed, so that nothing is drawn', () => {
    const before = wall([ok, ok]);
    expect(reuse(before, wall([ok, ok]))).toBe(before);
  });

  it('changes only the tile whose state has changed', () => {
    const before = wall([ok, ok]);
    const after = reuse(before, wall([ok, { ...ok, kind: 'late', rank: 5 }]));
    expect(after.tiles[0]).toBe(before.tiles[0]);
    expect(after.tiles[1]?.state.kind).toBe('late');
    expect(after.overall.kind).toBe('late');
  });

  it('notices a silent engine even where no service is', () => {
    const before = wall([]);
    expect(reuse(before, wall([], 'stopped')).overall.engineSilent).toBe(true);
  });

  it('follows a service that goes', () => expect(reuse(wall([ok, ok]), wall([ok])).tiles).toHaveLength(1));
});
