import { app, powerMonitor, protocol, type BrowserWindow } from 'electron';
import { join } from 'node:path';
import { CHANNELS } from '../../shared/contract/bridge.ts';
import type { EngineHello, EnginePort, Log } from '../api/engine-port.ts';
import { createIpcCarrier } from '../transport/ipc.ts';
import { readStaticFiles } from '../transport/static-files.ts';
import { watchAlarms } from './alarm-notices.ts';
import { watchGestures } from './gestures.ts';
import { HangWatch } from './hang-watch.ts';
import { hardenApp } from './harden.ts';
import { createIpcHost } from './ipc-host.ts';
import { openAtLogin } from './login-item.ts';
import { setMenu } from './menu.ts';
import { notifyAlarm, notifyChanges } from './notifications.ts';
import { guardQuit } from './quit-guard.ts';
import { whatWouldStop } from './reasons.ts';
import { safeView } from './safe-view.ts';
import { listenToShellChannels } from './shell-channels.ts';
import { watchStatus } from './status.ts';
import { endHung } from './survive.ts';
import { createTray, type TrayActions } from './tray.ts';
import { createUiHandler } from './ui-protocol.ts';
import { createWindows } from './windows.ts';

/** What the app needs of the engine that runs behind it. */
export interface DesktopEngine {
  readonly engine: EnginePort;
  readonly hello: EngineHello;
  readonly demo: boolean;
  /** Whether somebody outside waits for signs of life. */
  readonly deadMan: () => boolean;
  /** The machine woke; the engine finds gaps by itself too, where nobody tells it. */
  readonly wake: () => void;
  readonly close: () => Promise<void>;
}

export interface DesktopOptions {
  /** Such as `app://ui`: the one origin that is ever shown. */
  readonly uiOrigin: string;
  /** Where windows are remembered. */
  readonly folder: string;
  readonly preload: string;
  /** Of the built renderer. */
  readonly ui: string;
  readonly icons: string;
  /** Arguments with which a login opens this workspace again. */
  readonly loginArgs: readonly string[];
  readonly log: Log;
}

export interface Desktop {
  /** Brings the app to the front, as a second start asks for. */
  show(): void;
  readonly demo: boolean;
}

const HANG_LOOK_MS = 500;

/** To be called before the app is ready: the UI's own scheme, and everything that is refused. */
export function prepareApp(uiOrigin: string, log: Log): void {
  const [scheme = ''] = uiOrigin.split(':');
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } }]);
  hardenApp(uiOrigin, log);
}

/** Opens the windows, the tray and the menu of a ready app on a running engine. */
export function runDesktop({ engine, hello, demo, deadMan, wake, close }: DesktopEngine, { uiOrigin, folder, preload, ui, icons, loginArgs, log }: DesktopOptions): Desktop {
  const hangs = new HangWatch();
  const gestures = watchGestures();
  const windows = createWindows({ uiOrigin, preload, folder, icon: join(icons, 'holdfast.png'), log, onOpened: (window) => opened(window) });
  const host = createIpcHost((id) => windows.owns(id), hangs);
  const carrier = createIpcCarrier({ host, engine, uiOrigin, log });
  const actions: TrayActions = { show: (path) => windows.showMain(path), openWalls: () => windows.openWalls(), closeWalls: () => windows.closeWalls(), quit: () => app.quit() };
  const tray = createTray(icons, actions);
  const status = watchStatus(engine, (now, before) => {
    tray.update(now);
    notifyChanges(now, before, actions.show, () => windows.all());
  });
  const stopAlarms = watchAlarms(engine, (notice, alarm) => notifyAlarm(notice, alarm, windows.all(), actions.show), log);
  const quit = guardQuit(() => whatWouldStop(status.latest(), deadMan()), leave, log);

  function opened(window: BrowserWindow): void {
    const contents = window.webContents;
    const { id } = contents;
    const forget = (): void => {
      carrier.forget(id);
      hangs.forget(id);
    };
    contents.on('render-process-gone', forget);
    contents.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) forget();
    });
    window.once('closed', forget);
    const tellFullscreen = (): void => host.send(id, CHANNELS.fullscreen, window.isFullScreen() || window.isKiosk());
    window.on('enter-full-screen', tellFullscreen);
    window.on('leave-full-screen', tellFullscreen);
    contents.on('did-finish-load', tellFullscreen);
    gestures.watch(contents);
    quit.watch(window);
  }

  const hangTimer = setInterval(() => {
    for (const id of hangs.hung(performance.now())) {
      hangs.forget(id);
      const window = windows.find(id);
      if (window !== null && !window.isDestroyed()) endHung(window, log);
    }
  }, HANG_LOOK_MS);

  async function leave(): Promise<void> {
    windows.leaving();
    clearInterval(hangTimer);
    status.stop();
    stopAlarms();
    tray.destroy();
    carrier.close();
    await close();
  }

  protocol.handle(uiOrigin.split(':', 1)[0] ?? '', createUiHandler({ files: readStaticFiles(ui, 'desktop.html'), uiOrigin, safeView: (nonce) => safeView(status.latest(), nonce) }));
  listenToShellChannels({ uiOrigin, windows, gestures, hosts: () => new Set(status.latest().knownHosts), log });
  powerMonitor.on('resume', () => {
    hangs.forgetAll();
    wake();
  });
  app.on('child-process-gone', (_event, { type, reason }) => {
    log.error('a process of the app died', { type, reason });
    // Chromium starts it anew; what it had drawn is gone.
    for (const window of windows.all()) if (!window.isDestroyed()) window.webContents.invalidate();
  });
  /** Without a window Holdfast goes on watching, in the tray; a second start brings the window back. */
  app.on('window-all-closed', () => undefined);
  app.on('activate', () => windows.showMain());

  setMenu(actions);
  if (!demo) registerLogin(hello.kiosk?.atLogin ?? false, loginArgs, log);
  windows.restoreWalls();
  if (hello.kiosk === null) windows.showMain();
  else windows.openKiosk(hello.kiosk.display);
  return { show: () => windows.showMain(), demo };
}

function registerLogin(on: boolean, args: readonly string[], log: Log): void {
  try {
    openAtLogin(on, args);
  } catch (error) {
    log.warn('opening at login could not be set', { error: String(error) });
  }
}
