import { useCallback, useEffect, useRef } from 'react';
import { Link, useSearch } from 'wouter';
import type { ServiceId } from '../../shared/model/ids.ts';
import { defaultWindow, readWindow, type WindowMs } from '../../shared/time/windows.ts';
import { useEngineStatus, useLiveStore, useWorkspace } from '../lib/live-store.ts';
import { screenSound } from '../lib/screen-sound.ts';
import { useShell } from '../platform/context.tsx';
import { EmptyState } from '../ui/kit/EmptyState.tsx';
import { deskUnit, KIOSK_SHAPE, kioskUnit, layoutPage, type PageShape } from './layout.ts';
import { makePages, readDisplay, type Pages } from './pages.ts';
import { formatPins, parsePins, togglePin } from './pins.ts';
import { ContinuityBands } from './ContinuityBands.tsx';
import { IncidentBands } from './IncidentBands.tsx';
import { Tile } from './Tile.tsx';
import { useWall } from './tiles.tsx';
import { useArea, type Area } from './use-area.ts';
import { useKeys } from './use-keys.ts';
import { useKiosk, useLeaveWithFullscreen } from './use-kiosk.ts';
import { useStored } from '../lib/use-stored.ts';
import { useTurning } from './use-turning.ts';
import { WallFoot, WallHeader } from './WallHeader.tsx';
import styles from './wall.module.css';

/** Room that a tile of desk size wants, and a small one of either mode with the gap below it. */
const DESK_TILE = { width: 350, height: 245 };
const SMALL_HEIGHT = { desk: 121, kiosk: 226 };
const MOST = { columns: 6, rows: 5 };

const fit = (room: number, size: number, most: number): number => Math.min(most, Math.max(1, Math.floor(room / size)));

function shapeOf(area: Area, kiosk: boolean): PageShape {
  const aspect = area.width / Math.max(1, area.height);
  if (kiosk) return { ...KIOSK_SHAPE, aspect, small: fit(area.height, SMALL_HEIGHT.kiosk * kioskUnit(window.innerWidth, window.innerHeight), KIOSK_SHAPE.small) };
  const unit = deskUnit(window.innerWidth, window.innerHeight);
  const rows = fit(area.height, DESK_TILE.height * unit, MOST.rows);
  return { columns: fit(area.width, DESK_TILE.width * unit, MOST.columns), rows, aspect, small: fit(area.height, SMALL_HEIGHT.desk * unit, Math.max(4, rows * 2)) };
}

/** The wall: every service by what it is now, never scrolled, worst first. */
export function Wall() {
  const wall = useWall();
  const [kiosk, setKiosk] = useKiosk();
  const display = readDisplay(useSearch());
  const [pins, setPins] = useStored(`holdfast.wall.${display.index}.pins`, parsePins, formatPins);
  const [chosenWindow, setWindowMs] = useStored<WindowMs | null>(`holdfast.wall.${display.index}.window`, readWindow, String);
  const demo = useWorkspace()?.demo ?? false;
  const windowMs = chosenWindow ?? defaultWindow(demo);
  const stage = useRef<HTMLDivElement>(null);
  const area = useArea(stage);
  const shape = shapeOf(area ?? { width: 1280, height: 640 }, kiosk);
  const paged = makePages(wall.tiles, pins, shape, display);
  const [page, setPage] = useTurning(paged.pages.length, paged.held, kiosk);
  const live = useLiveStore();
  const pin = useCallback((id: ServiceId) => setPins(togglePin(pins, id)), [pins, setPins]);
  const shell = useShell();
  useEffect(() => shell.keepAwake(), [shell]);
  useLeaveWithFullscreen(kiosk, setKiosk);
  useKeys({ turn: (by) => setPage(page + by), pin, toggleKiosk: () => setKiosk(!kiosk), testSound: () => void screenSound().test(live.engineNow()), showWindow: setWindowMs });
  const bar = { page, pages: paged.pages.length, held: paged.held, windowMs };
  return (
    <main className={styles.wall} aria-label="Wall">
      <WallHeader overall={wall.overall} kiosk={kiosk} bar={bar} />
      <ContinuityBands />
      <IncidentBands kiosk={kiosk} />
      <div className={styles.stage} ref={stage}>
        {area === null ? null : <Page paged={paged} page={page} shape={shape} windowMs={windowMs} pins={pins} onPin={pin} />}
      </div>
      {kiosk ? null : <WallFoot {...bar} onPage={setPage} onWindow={setWindowMs} onKiosk={() => setKiosk(true)} />}
    </main>
  );
}

interface PageProps {
  readonly paged: Pages;
  readonly page: number;
  readonly shape: PageShape;
  readonly windowMs: WindowMs;
  readonly pins: ReadonlySet<ServiceId>;
  readonly onPin: (service: ServiceId) => void;
}

function Page({ paged, page, shape, windowMs, pins, onPin }: PageProps) {
  const tiles = paged.pages[page] ?? [];
  if (tiles.length === 0)
    return (
      <div className={styles.empty}>
        <NothingToShow />
      </div>
    );
  const layout = layoutPage(
    tiles.map((tile) => tile.state.kind),
    shape,
    paged.pages.length > 1,
  );
  return (
    <div className={styles.grid} style={{ gridTemplateColumns: `repeat(${layout.columns}, minmax(0, 1fr))`, gridTemplateRows: `repeat(${layout.rows}, minmax(0, 1fr))` }}>
      {tiles.map((tile, index) => {
        const place = layout.places[index];
        return place === undefined ? null : <Tile key={tile.service.id} tile={tile} place={place} windowMs={windowMs} pinned={pins.has(tile.service.id)} onPin={onPin} />;
      })}
    </div>
  );
}

function NothingToShow() {
  const workspace = useWorkspace();
  const engine = useEngineStatus();
  if (workspace === null)
    return (
      <EmptyState title={engine.state === 'unreachable' ? 'The Holdfast server cannot be reached' : 'Connecting to the engine'}>
        {engine.state === 'unreachable' ? 'This screen keeps trying. Check that Holdfast is running and that this machine can reach it.' : 'The services will appear here within a few seconds.'}
      </EmptyState>
    );
  return (
    <EmptyState title="No services yet" actions={<Link href="/settings/connect">Connect a source</Link>}>
      Each service that Holdfast watches will stand here as one tile. Connect a Prometheus and choose what to watch, or write services and signals into holdfast.yaml.
    </EmptyState>
  );
}
