import { BrowserWindow, powerSaveBlocker, screen, type Display } from 'electron';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../api/engine-port.ts';
import { CrashGuard } from './crash-guard.ts';
import { webPreferences } from './harden.ts';
import { parseWindows, placeWindow, type WindowsFile } from './window-state.ts';

export interface WindowsOptions {
  readonly uiOrigin: string;
  readonly preload: string;
  readonly icon: string;
  readonly dataFolder: string;
  readonly log: Log;
  /** Each window as it comes, so that its messages are listened to, and as it goes. */
  readonly onOpened: (window: BrowserWindow) => void;
}

export interface Windows {
  /** Opens the main window, or brings it to the front. */
  showMain(path?: string): void;
  /** One wall per display, in kiosk mode; `page` is the page set it shows. */
  openWall(display: Display, page: number): void;
  restoreWalls(): void;
  closeWalls(): void;
  all(): BrowserWindow[];
}

/** A static page without scripts, for a window whose renderer dies again and again. */
export const SAFE_VIEW_PATH = '/safe';
const UNRESPONSIVE_MS = 3_000;
const HEADER_BACKGROUND = '#0B0F14';
const MIN_SIZE = { minWidth: 960, minHeight: 600 };

/** The app's windows: remembered, kept awake, and brought back when their renderer dies or hangs. */
export function createWindows(options: WindowsOptions): Windows {
  const file = join(options.dataFolder, 'windows.json');
  const state: WindowsFile = read(file);
  const walls = new Map<number, BrowserWindow>();
  let main: BrowserWindow | null = null;

  const save = (): void => {
    try {
      writeFileSync(file, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
    } catch (error) {
      options.log.warn('windows could not be remembered', { error: String(error) });
    }
  };

  const create = (placed: Electron.BrowserWindowConstructorOptions, path: string): BrowserWindow => {
    const window = new BrowserWindow({
      ...placed, ...MIN_SIZE,
      show: false, backgroundColor: HEADER_BACKGROUND, title: 'Holdfast', icon: options.icon, autoHideMenuBar: true,
      webPreferences: webPreferences(options.preload),
    });
    const load = (): void => void window.loadURL(`${options.uiOrigin}${path}`).catch((error: unknown) => options.log.error('a window could not load', { error: String(error) }));
    window.once('ready-to-show', () => window.show());
    surviveCrashes(window, load, options);
    keepAwakeWhileFullscreen(window);
    options.onOpened(window);
    load();
    return window;
  };

  const rememberMain = (): void => {
    if (main === null || main.isDestroyed()) return;
    state.main = { bounds: main.getNormalBounds(), maximized: main.isMaximized() };
    save();
  };

  return {
    showMain: (path = '/wall') => {
      if (main !== null && !main.isDestroyed()) {
        if (main.isMinimized()) main.restore();
        main.show();
        main.focus();
        return;
      }
      main = create(placeWindow(state.main?.bounds ?? null, screen.getAllDisplays().map((display) => display.bounds)), path);
      if (state.main?.maximized) main.maximize();
      main.on('close', rememberMain);
      main.on('closed', () => (main = null));
    },
    openWall: (display, page) => {
      walls.get(display.id)?.close();
      const window = create({ ...display.bounds, kiosk: true, fullscreen: true, frame: false }, `/wall?display=${page + 1}&kiosk=1`);
      walls.set(display.id, window);
      window.on('closed', () => walls.delete(display.id));
      state.walls = [...state.walls.filter((wall) => wall.displayId !== display.id), { displayId: display.id, page }];
      save();
    },
    restoreWalls() {
      for (const { displayId, page } of state.walls) {
        const display = screen.getAllDisplays().find((one) => one.id === displayId);
        if (display !== undefined) this.openWall(display, page);
      }
    },
    closeWalls: () => {
      for (const window of walls.values()) window.close();
      state.walls = [];
      save();
    },
    all: () => BrowserWindow.getAllWindows(),
  };
}

const read = (file: string): WindowsFile => {
  try {
    return parseWindows(readFileSync(file, 'utf8'));
  } catch {
    return parseWindows('');
  }
};

function surviveCrashes(window: BrowserWindow, load: () => void, { log, uiOrigin }: WindowsOptions): void {
  const guard = new CrashGuard();
  let hanging: NodeJS.Timeout | null = null;
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || window.isDestroyed()) return;
    const answer = guard.died(performance.now());
    log.error('a renderer died', { reason: details.reason, answer });
    if (answer === 'reload') load();
    else void window.loadURL(`${uiOrigin}${SAFE_VIEW_PATH}`);
  });
  window.on('unresponsive', () => {
    hanging ??= setTimeout(() => {
      hanging = null;
      if (window.isDestroyed()) return;
      log.error('a renderer hung and is ended');
      window.webContents.forcefullyCrashRenderer();
    }, UNRESPONSIVE_MS);
  });
  window.on('responsive', () => {
    if (hanging) clearTimeout(hanging);
    hanging = null;
  });
}

/** A wall in full screen keeps its display awake; a window on a desk does not. */
function keepAwakeWhileFullscreen(window: BrowserWindow): void {
  let blocker: number | null = null;
  const release = (): void => {
    if (blocker !== null) powerSaveBlocker.stop(blocker);
    blocker = null;
  };
  const hold = (): void => void (blocker ??= powerSaveBlocker.start('prevent-display-sleep'));
  window.on('enter-full-screen', hold);
  window.on('leave-full-screen', release);
  window.on('closed', release);
  if (window.isFullScreen() || window.isKiosk()) hold();
}
