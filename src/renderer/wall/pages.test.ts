import { describe, expect, it } from 'vitest';
import { IncidentId, ServiceId } from '../../shared/model/ids.ts';
import { rankOf, type StateKind } from '../../shared/model/state.ts';
import { KIOSK_SHAPE } from './layout.ts';
import { makePages, readDisplay, sortTiles, type Pages, type Tile } from './pages.ts';

const ONE = { index: 1, of: 1 };
const NONE: ReadonlySet<ServiceId> = new Set();

function tile(name: string, kind: StateKind = 'ok', tier: 1 | 2 | 3 = 2): Tile {
  const rank = rankOf(kind, tier);
  return {
    service: { id: ServiceId.parse(name), name, tier, signals: [] },
    state: { kind, rank, demands: rank <= 2, since: null, confirmed: true, troubles: [], maintenance: null, was: null },
    p0: null,
  };
}
const many = (count: number): Tile[] => Array.from({ length: count }, (_, index) => tile(`s${String(index).padStart(2, '0')}`));
const names = (pages: Pages): string[][] => pages.pages.map((page) => page.map((each) => each.service.name));

describe('the order of tiles', () => {
  it('is rank, then tier, then name: a warning never stands behind what is well', () => {
    const tiles = [tile('z-ok', 'ok', 1), tile('a-ok', 'ok', 1), tile('late', 'late', 1), tile('t2-warn', 'P2', 2), tile('t3-p0', 'P0', 3), tile('t2-p1', 'P1', 2), tile('t1-blind', 'blind', 1), tile('t2-blind', 'blind', 2)];
    expect(sortTiles(tiles).map((each) => each.service.name)).toEqual(['t3-p0', 't2-p1', 't1-blind', 't2-warn', 't2-blind', 'late', 'a-ok', 'z-ok']);
  });

  it('does not depend on the order in which the engine lists them', () => {
    const tiles = many(9);
    expect(sortTiles(tiles.toReversed())).toEqual(sortTiles(tiles));
  });
});

describe('paging', () => {
  it('shows six services a page and every service once', () => {
    const pages = makePages(many(40), NONE, KIOSK_SHAPE, ONE);
    expect(pages.pages.map((page) => page.length)).toEqual([6, 6, 6, 6, 6, 6, 4]);
    expect(new Set(names(pages).flat()).size).toBe(40);
    expect(pages.held).toBe(false);
  });

  it('keeps what was pinned by hand on every page and turns the rest', () => {
    const pages = makePages(many(10), new Set([ServiceId.parse('s09')]), KIOSK_SHAPE, ONE);
    expect(names(pages)).toEqual([
      ['s09', 's00', 's01', 's02', 's03', 's04'],
      ['s09', 's05', 's06', 's07', 's08'],
    ]);
    expect(pages.held).toBe(false);
  });

  it('holds still and keeps the affected on every page when something is P0, P1 or a blind tier 1', () => {
    for (const affected of [tile('x', 'P0', 3), tile('x', 'P1', 3), tile('x', 'blind', 1)]) {
      const pages = makePages([...many(12), affected], NONE, KIOSK_SHAPE, ONE);
      expect(pages.held).toBe(true);
      expect(names(pages).every((page) => page[0] === 'x')).toBe(true);
      expect(new Set(names(pages).flat()).size).toBe(13);
    }
    expect(makePages([...many(12), tile('x', 'blind', 2)], NONE, KIOSK_SHAPE, ONE).held).toBe(false);
  });

  it('holds still for the services of a P0 incident, also when they are well again', () => {
    const recovered: Tile = { ...tile('x'), p0: IncidentId.parse('INC-2026-0042') };
    const pages = makePages([...many(12), recovered], NONE, KIOSK_SHAPE, ONE);
    expect(pages.held).toBe(true);
    expect(names(pages).every((page) => page[0] === 'x')).toBe(true);
  });

  it('turns again when more is affected than one page can hold, so that nothing stays hidden', () => {
    const pages = makePages([...many(3), ...Array.from({ length: 9 }, (_, index) => tile(`p${index}`, 'P0'))], NONE, KIOSK_SHAPE, ONE);
    expect(pages.held).toBe(false);
    expect(new Set(names(pages).flat()).size).toBe(12);
    expect(names(pages)[0]).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 'p5']);
  });

  it('shows everything even when more is pinned than fits', () => {
    const all = new Set(many(8).map((each) => each.service.id));
    expect(new Set(names(makePages(many(8), all, KIOSK_SHAPE, ONE)).flat()).size).toBe(8);
  });

  it('of nothing is one empty page', () => expect(names(makePages([], NONE, KIOSK_SHAPE, ONE))).toEqual([[]]));
});

describe('several displays', () => {
  it('share the pages between them and all show what is affected', () => {
    const tiles = [...many(24), tile('x', 'P1')];
    const seen = [1, 2, 3].map((index) => names(makePages(tiles, NONE, KIOSK_SHAPE, { index, of: 3 })));
    expect(new Set(seen.flat(2)).size).toBe(25);
    expect(seen.every((pages) => pages.every((page) => page[0] === 'x'))).toBe(true);
  });

  it('with fewer pages than displays, the surplus one shows the last page rather than nothing', () => {
    expect(names(makePages(many(7), NONE, KIOSK_SHAPE, { index: 3, of: 3 }))).toEqual([['s06']]);
  });

  it.each([
    ['', { index: 1, of: 1 }],
    ['?display=2', { index: 2, of: 2 }],
    ['?display=2&displays=3', { index: 2, of: 3 }],
    ['?display=0&displays=x', { index: 1, of: 1 }],
    ['?display=5&displays=3', { index: 5, of: 5 }],
  ])('are told apart by the address: %s', (search, display) => expect(readDisplay(search)).toEqual(display));
});
