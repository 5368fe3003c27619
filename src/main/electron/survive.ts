import type { BrowserWindow } from 'electron';
import type { Log } from '../api/engine-port.ts';
import { CrashGuard } from './crash-guard.ts';
import { SAFE_VIEW_PATH } from './ui-protocol.ts';

/** Loading a page while the end of its old process is still being told has crashed Electron; a moment later it is sound. */
const SETTLE_MS = 100;
/** A hung page that Electron itself has noticed gets this long to come back by itself. */
const UNRESPONSIVE_MS = 3_000;
/** A page that could not be loaded at all is tried again at this pace. */
const RETRY_MS = 2_000;

export interface SurviveOptions {
  readonly uiOrigin: string;
  /** Where the window began, should it have been nowhere yet. */
  readonly home: string;
  readonly log: Log;
}

/** Brings a window's page back where it was when its renderer dies or hangs; a crash loop ends in the safe view. */
export function surviveCrashes(window: BrowserWindow, { uiOrigin, home, log }: SurviveOptions): void {
  const guard = new CrashGuard();
  const contents = window.webContents;
  let hanging: NodeJS.Timeout | null = null;
  const load = (url: string): void => {
    setTimeout(() => {
      if (window.isDestroyed()) return;
      window.loadURL(url).catch((error: unknown) => {
        log.error('a window could not load', { error: String(error) });
        if (!window.isDestroyed() && contents.isCrashed()) setTimeout(() => !window.isDestroyed() && load(url), RETRY_MS);
      });
    }, SETTLE_MS);
  };
  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const answer = guard.died(performance.now());
    log.error('a renderer died', { reason, exitCode, answer });
    const last = contents.getURL();
    const back = last.startsWith(`${uiOrigin}/`) && !last.startsWith(`${uiOrigin}${SAFE_VIEW_PATH}`) ? last : `${uiOrigin}${home}`;
    load(answer === 'reload' ? back : `${uiOrigin}${SAFE_VIEW_PATH}`);
  });
  window.on('unresponsive', () => {
    hanging ??= setTimeout(() => {
      hanging = null;
      if (!window.isDestroyed()) endHung(window, log);
    }, UNRESPONSIVE_MS);
  });
  window.on('responsive', () => {
    if (hanging !== null) clearTimeout(hanging);
    hanging = null;
  });
}

/** Ends a page that no longer answers; its death brings it back. A page that is being debugged is left alone. */
export function endHung(window: BrowserWindow, log: Log): void {
  if (window.webContents.isDevToolsOpened()) return;
  log.error('a renderer hung and is ended');
  window.webContents.forcefullyCrashRenderer();
}
