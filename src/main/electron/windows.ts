import { BrowserWindow, screen, type BrowserWindowConstructorOptions, type Display } from 'electron';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../api/engine-port.ts';
import { keepAwake, type Awake } from './awake.ts';
import { webPreferences } from './harden.ts';
import { surviveCrashes } from './survive.ts';
import { NO_WINDOWS, parseWindows, placeWindow, type WindowsFile } from './window-state.ts';

export interface WindowsOptions {
  readonly uiOrigin: string;
  readonly preload: string;
  readonly icon: string;
  /** Where `windows.json` stands. */
  readonly folder: string;
  readonly log: Log;
  /** Each window as it comes, before its page is loaded. */
  readonly onOpened: (window: BrowserWindow) => void;
}

export interface Windows {
  /** Opens the main window, or brings it to the front; with a path it shows that page. */
  showMain(path?: string): void;
  /** A wall of its own on every display, in kiosk mode. */
  openWalls(): void;
  /** A wall on one display, counted from 0; the last display where there are fewer. Not remembered: the configuration asks for it. */
  openKiosk(display: number): void;
  /** The walls that were open when Holdfast was last left. */
  restoreWalls(): void;
  closeWalls(): void;
  /** Whether this is the number of the web contents of one of our windows. */
  owns(windowId: number): boolean;
  find(windowId: number): BrowserWindow | null;
  all(): BrowserWindow[];
  setFullscreen(windowId: number, on: boolean): void;
  keepAwake(windowId: number, on: boolean): void;
  /** From here on, windows that close are not forgotten. */
  leaving(): void;
}

const BACKGROUND = '#0B0F14';
const MIN_SIZE = { minWidth: 960, minHeight: 600 };
/** While a window is dragged it tells of every pixel. */
const REMEMBER_MS = 500;

/** The app's windows: remembered, kept awake, and brought back when their renderer dies or hangs. */
export function createWindows(options: WindowsOptions): Windows {
  const { uiOrigin, log } = options;
  const file = join(options.folder, 'windows.json');
  const state: WindowsFile = read(file);
  const ours = new Map<number, { readonly window: BrowserWindow; readonly awake: Awake }>();
  const walls = new Map<number, BrowserWindow>();
  let main: BrowserWindow | null = null;
  let leaving = false;

  const save = (): void => {
    try {
      writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
      renameSync(`${file}.new`, file);
    } catch (error) {
      log.warn('windows could not be remembered', { error: String(error) });
    }
  };
  const load = (window: BrowserWindow, path: string): void =>
    void window.loadURL(`${uiOrigin}${path}`).catch((error: unknown) => log.error('a window could not load', { error: String(error) }));

  const create = (placed: BrowserWindowConstructorOptions, home: string): BrowserWindow => {
    const window = new BrowserWindow({ ...placed, show: false, backgroundColor: BACKGROUND, title: 'Holdfast', icon: options.icon, autoHideMenuBar: true, webPreferences: webPreferences(options.preload) });
    const { id } = window.webContents;
    ours.set(id, { window, awake: keepAwake(window) });
    window.once('closed', () => ours.delete(id));
    window.once('ready-to-show', () => window.show());
    surviveCrashes(window, { uiOrigin, home, log });
    options.onOpened(window);
    load(window, home);
    return window;
  };

  const openMain = (path: string): BrowserWindow => {
    const window = create({ ...placeWindow(state.main?.bounds ?? null, screen.getAllDisplays().map(({ workArea }) => workArea)), ...MIN_SIZE }, path);
    if (state.main?.maximized) window.maximize();
    let timer: NodeJS.Timeout | null = null;
    const remember = (): void => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      if (window.isDestroyed() || window.isFullScreen()) return;
      state.main = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
      save();
    };
    const soon = (): void => void (timer ??= setTimeout(remember, REMEMBER_MS));
    window.on('resize', soon);
    window.on('move', soon);
    window.on('close', remember);
    window.once('closed', () => {
      if (timer !== null) clearTimeout(timer);
      main = null;
    });
    return window;
  };

  const openWall = (display: Display, isRemembered: boolean): void => {
    if (walls.has(display.id)) return;
    const displays = screen.getAllDisplays();
    const number = displays.findIndex(({ id }) => id === display.id) + 1;
    const window = create({ ...display.bounds, kiosk: true, fullscreen: true, frame: false }, `/wall?display=${number}&displays=${displays.length}&kiosk=1`);
    walls.set(display.id, window);
    if (isRemembered && !state.walls.some(({ displayId }) => displayId === display.id)) state.walls.push({ displayId: display.id });
    window.once('closed', () => {
      walls.delete(display.id);
      // A wall whose display was unplugged comes back with it; one that a person closed does not.
      if (leaving || !screen.getAllDisplays().some(({ id }) => id === display.id)) return;
      state.walls = state.walls.filter(({ displayId }) => displayId !== display.id);
      save();
    });
    save();
  };
  const restoreWalls = (): void => {
    for (const display of screen.getAllDisplays()) if (state.walls.some(({ displayId }) => displayId === display.id)) openWall(display, true);
  };
  screen.on('display-added', restoreWalls);
  screen.on('display-removed', (_event, { id }) => walls.get(id)?.close());

  return {
    showMain: (path) => {
      if (main === null || main.isDestroyed()) {
        main = openMain(path ?? '/wall');
        return;
      }
      if (path !== undefined) load(main, path);
      if (main.isMinimized()) main.restore();
      main.show();
      main.focus();
    },
    openWalls: () => {
      for (const display of screen.getAllDisplays()) openWall(display, true);
    },
    openKiosk: (number) => {
      const displays = screen.getAllDisplays();
      const display = displays[Math.min(number, displays.length - 1)];
      if (display !== undefined) openWall(display, false);
    },
    restoreWalls,
    closeWalls: () => {
      for (const window of walls.values()) window.close();
    },
    owns: (windowId) => ours.has(windowId),
    find: (windowId) => ours.get(windowId)?.window ?? null,
    all: () => [...ours.values()].map(({ window }) => window),
    setFullscreen: (windowId, on) => {
      const window = ours.get(windowId)?.window;
      if (window === undefined || window.isDestroyed()) return;
      if (!on && window.isKiosk()) window.setKiosk(false);
      window.setFullScreen(on);
    },
    keepAwake: (windowId, on) => ours.get(windowId)?.awake.ask(on),
    leaving: () => (leaving = true),
  };
}

function read(file: string): WindowsFile {
  try {
    return parseWindows(readFileSync(file, 'utf8'));
  } catch {
    return structuredClone(NO_WINDOWS);
  }
}
