import { describe, expect, it } from 'vitest';
import { IncidentId, ServiceId } from '../../shared/model/ids.ts';
import { overallState, type TileState } from '../../shared/model/state.ts';
import { epochMs } from '../../shared/model/units.ts';
import type { Service } from '../../shared/model/entities.ts';
import { reuse, type WallState } from './tiles.tsx';

const services = ['a', 'b'].map((name): Service => ({ id: ServiceId.parse(name), name, tier: 1, signals: [] }));
const ok: TileState = { kind: 'ok', rank: 8, demands: false, since: null, confirmed: true, troubles: [], maintenance: null, was: null };
const wall = (states: readonly TileState[], engine: 'live' | 'stopped' = 'live'): WallState => ({
  tiles: states.flatMap((state, index) => {
    const service = services[index];
    return service ? [{ service, state: { ...state }, p0: null }] : [];
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

  it('changes a tile of which only the incident or the maintenance has changed', () => {
    const before = wall([ok, ok]);
    const after = wall([ok, ok]);
    const pinned = reuse(before, { ...after, tiles: after.tiles.map((tile, index) => (index === 0 ? { ...tile, p0: IncidentId.parse('INC-2026-0042') } : tile)) });
    expect(pinned.tiles[0]?.p0).toBe('INC-2026-0042');
    expect(pinned.tiles[1]).toBe(before.tiles[1]);
    const covered = (silenced: number): TileState => ({ ...ok, kind: 'maintenance', rank: 7, maintenance: { name: 'Deploy', since: epochMs(0), until: epochMs(60_000), silenced, would: 'ok' } });
    expect(reuse(wall([covered(0)]), wall([covered(1)])).tiles[0]?.state.maintenance?.silenced).toBe(1);
  });

  it('notices a silent engine even where no service is', () => {
    const before = wall([]);
    expect(reuse(before, wall([], 'stopped')).overall.engineSilent).toBe(true);
  });

  it('follows a service that goes', () => expect(reuse(wall([ok, ok]), wall([ok])).tiles).toHaveLength(1));
});
