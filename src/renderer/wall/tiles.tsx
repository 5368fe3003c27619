import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import type { IncidentId, ServiceId } from '../../shared/model/ids.ts';
import type { Incident } from '../../shared/model/incident.ts';
import { coverOf } from '../../shared/model/maintenance.ts';
import { assertPresent } from '../../shared/model/result.ts';
import { overallState, tileState, type OverallState, type TileState } from '../../shared/model/state.ts';
import { epochMs } from '../../shared/model/units.ts';
import type { LiveState } from '../lib/live-state.ts';
import { useLiveStore, type LiveStore } from '../lib/live-store.ts';
import { sortTiles, type Tile } from './pages.ts';

export interface WallState {
  readonly tiles: readonly Tile[];
  readonly overall: OverallState;
}

/** Readings of hundreds of signals come in bursts; judging all services once per burst is enough. */
const COALESCE_MS = 50;

/** Services of declared P0 incidents. A private one names none on a wall, and so pins none; a drill must not move what is real. */
function namedByP0(incidents: readonly Incident[]): ReadonlyMap<ServiceId, IncidentId> {
  const p0s = incidents.filter((incident) => incident.severity === 'P0' && incident.standing === 'declared' && !incident.private && !incident.isDrill);
  return new Map(p0s.toReversed().flatMap(({ id, services }) => services.map((service) => [service, id] as const)));
}

function compute(live: LiveStore, state: LiveState): WallState {
  const now = live.engineNow() ?? epochMs(0);
  const p0 = namedByP0(state.incidents);
  const tiles = state.services.map((service): Tile => {
    const signals = service.signals.map((id) => state.signals.get(id)).filter((signal) => signal !== undefined);
    return { service, state: tileState(service, signals, state.status, now, coverOf(service.id, state.maintenance, now), state.alerts), p0: p0.get(service.id) ?? null };
  });
  return { tiles: sortTiles(tiles), overall: overallState(tiles.map((tile) => tile.state), state.status) };
}

/** Readings arrive all the time; a tile is drawn again only when what it says of itself has changed. */
function sameState(a: TileState, b: TileState): boolean {
  return a.kind === b.kind && a.since === b.since && a.confirmed === b.confirmed && a.was === b.was && sameCover(a.maintenance, b.maintenance) && a.troubles.length === b.troubles.length && a.troubles.every((trouble, index) => sameTrouble(trouble, b.troubles[index]));
}

function sameCover(a: TileState['maintenance'], b: TileState['maintenance']): boolean {
  return a === b || (a !== null && b !== null && a.name === b.name && a.until === b.until && a.silenced === b.silenced && a.would === b.would);
}

function sameTrouble(a: TileState['troubles'][number], b: TileState['troubles'][number] | undefined): boolean {
  if (b === undefined || a.what !== b.what) return false;
  if (a.what === 'alert' && b.what === 'alert') return a.name === b.name && a.since === b.since;
  if (!('signal' in a) || !('signal' in b)) return a.what !== 'engine' || b.what !== 'engine' || a.engine === b.engine;
  return a.signal === b.signal;
}

/** The earlier objects wherever they still hold, so that memoised tiles stay as they are. Pure; exported for its test. */
export function reuse(before: WallState, after: WallState): WallState {
  const known = new Map(before.tiles.map((tile) => [tile.service.id, tile]));
  const tiles = after.tiles.map((tile) => {
    const earlier = known.get(tile.service.id);
    return earlier && earlier.service === tile.service && earlier.p0 === tile.p0 && sameState(earlier.state, tile.state) ? earlier : tile;
  });
  const unchanged = tiles.length === before.tiles.length && tiles.every((tile, index) => tile === before.tiles[index]) && before.overall.engineSilent === after.overall.engineSilent;
  return unchanged ? before : { tiles, overall: after.overall };
}

const TilesContext = createContext<WallState | null>(null);

/** Judges every service once for the whole page: the wall, the title and the sound must never disagree. */
export function TilesProvider({ children }: { children: ReactNode }) {
  const live = useLiveStore();
  const [wall, setWall] = useState(() => compute(live, live.store.getState()));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const forgetTimer = () => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    };
    const update = () => {
      forgetTimer();
      setWall((before) => reuse(before, compute(live, live.store.getState())));
    };
    update();
    const stop = live.store.subscribe((state, before) => {
      // In the same frame as the band that says that the engine is silent: nothing may look well beside it.
      if (state.status.state !== before.status.state) update();
      else timer ??= setTimeout(update, COALESCE_MS);
    });
    return () => {
      stop();
      forgetTimer();
    };
  }, [live]);
  return <TilesContext value={wall}>{children}</TilesContext>;
}

export const useWall = (): WallState => assertPresent(useContext(TilesContext), 'the wall needs a TilesProvider above it');
