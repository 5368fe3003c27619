import type { Service } from '../../shared/model/entities.ts';
import type { IncidentId, ServiceId } from '../../shared/model/ids.ts';
import type { TileState } from '../../shared/model/state.ts';
import { capacityOf, type PageShape } from './layout.ts';

export interface Tile {
  readonly service: Service;
  readonly state: TileState;
  /** The declared P0 that names this service; null where there is none. */
  readonly p0: IncidentId | null;
}

/** Must be seen without waiting for its page: by what it is, or because a P0 is open that names it, even when it is well again. */
export const isDemanding = ({ state, p0 }: Tile): boolean => state.demands || p0 !== null;

/** One of several displays that share the services between them; both count from 1. */
export interface Display {
  readonly index: number;
  readonly of: number;
}

export interface Pages {
  readonly pages: readonly (readonly Tile[])[];
  /** True while something demands to be seen: then no page turns by itself, unless what demands it needs more than one. */
  readonly held: boolean;
}

const byName = (a: Tile, b: Tile): number => a.service.name.localeCompare(b.service.name, 'en') || a.service.id.localeCompare(b.service.id, 'en');

/** By rank, then tier; names decide what is left, so that nothing moves without a reason. */
export function sortTiles(tiles: readonly Tile[]): readonly Tile[] {
  return tiles.toSorted((a, b) => a.state.rank - b.state.rank || a.service.tier - b.service.tier || byName(a, b));
}

const capacity = (tiles: readonly Tile[], shape: PageShape): number =>
  capacityOf(
    tiles.map((tile) => tile.state.kind),
    shape,
  );

/** Fills page after page in order; a page with grown tiles holds fewer. */
function fill(tiles: readonly Tile[], shape: PageShape): (readonly Tile[])[] {
  const pages: (readonly Tile[])[] = [];
  for (let rest = tiles; rest.length > 0; ) {
    let size = shape.columns * shape.rows;
    while (size > 1 && size > capacity(rest.slice(0, size), shape)) size -= 1;
    // Grown tiles may leave room for more small ones than the plain grid has cells.
    while (size < rest.length && size < capacity(rest.slice(0, size + 1), shape)) size += 1;
    pages.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  return pages;
}

/** The pages of one display: pinned tiles and those that demand it on every page, the others in turn. */
export function makePages(tiles: readonly Tile[], pinned: ReadonlySet<ServiceId>, shape: PageShape, display: Display): Pages {
  const sorted = sortTiles(tiles);
  const demanding = sorted.filter(isDemanding);
  const fixed = [...demanding, ...sorted.filter((tile) => !isDemanding(tile) && pinned.has(tile.service.id))];
  const others = sorted.filter((tile) => !fixed.includes(tile));
  const room = capacity(fixed, shape) - fixed.length;
  const overflow = room < 0 || (room === 0 && others.length > 0);
  if (overflow) return { pages: share(fill([...fixed, ...others], shape), display), held: demanding.length > 0 && capacity(demanding, shape) >= demanding.length };
  const turns: (readonly Tile[])[] = [];
  for (let at = 0; at < others.length; at += room) turns.push(others.slice(at, at + room));
  const mine = share(turns.length === 0 ? [[]] : turns, display);
  return { pages: mine.map((turn) => [...fixed, ...turn]), held: demanding.length > 0 };
}

/** Display 2 of 3 shows pages 2, 5, 8 …; a display with no page of its own shows the last, never nothing. */
function share(pages: readonly (readonly Tile[])[], display: Display): readonly (readonly Tile[])[] {
  const mine = pages.filter((_, index) => index % display.of === display.index - 1);
  return mine.length > 0 ? mine : pages.slice(-1);
}

/** Reads `?display=2&displays=3`; without `displays`, display N takes every Nth page and display 1 all of them. */
export function readDisplay(search: string): Display {
  const query = new URLSearchParams(search);
  const whole = (name: string): number | null => {
    const value = Number(query.get(name) ?? Number.NaN);
    return Number.isInteger(value) && value >= 1 && value <= 64 ? value : null;
  };
  const index = whole('display') ?? 1;
  return { index, of: Math.max(index, whole('displays') ?? index) };
}
