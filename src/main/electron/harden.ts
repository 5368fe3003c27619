import { app, session, type Session, type WebContents, type WebPreferences } from 'electron';
import type { Log } from '../api/engine-port.ts';

/** The only web preferences a Holdfast window ever has (Electron's security checklist, items 2 to 4, 6, 8 to 12). */
export const webPreferences = (preload: string): WebPreferences => ({
  preload,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
  /** A wall nobody touches must go on beating. */
  backgroundThrottling: false,
  /** An alarm must sound on a wall that nobody has touched. */
  autoplayPolicy: 'no-user-gesture-required',
  spellcheck: false,
  devTools: !app.isPackaged,
});

/** What a page may ask the system for; everything else is refused, whoever asks. */
const PERMISSIONS: ReadonlySet<string> = new Set(['fullscreen', 'screen-wake-lock', 'clipboard-sanitized-write']);

/** Refuses permissions, devices, downloads and every request that does not go to the UI's own origin. */
export function hardenSession(target: Session, uiOrigin: string, log: Log): void {
  const ours = (origin: string | undefined): boolean => origin !== undefined && (origin === uiOrigin || origin.startsWith(`${uiOrigin}/`));
  target.setPermissionRequestHandler((contents, permission, callback, details) => callback(PERMISSIONS.has(permission) && details.isMainFrame && ours(details.requestingUrl) && ours(contents.getURL())));
  target.setPermissionCheckHandler((_contents, permission, origin) => PERMISSIONS.has(permission) && ours(origin));
  target.setDevicePermissionHandler(() => false);
  target.setDisplayMediaRequestHandler(null);
  target.on('will-download', (event) => event.preventDefault());
  target.webRequest.onBeforeRequest((details, callback) => {
    const allowed = ours(details.url) || details.url.startsWith('devtools://') || details.url.startsWith('data:image/') || details.url.startsWith(`blob:${uiOrigin}/`);
    if (!allowed) log.warn('a request of a window was refused', { origin: URL.parse(details.url)?.origin ?? 'unreadable', type: details.resourceType });
    callback({ cancel: !allowed });
  });
}

/** Refuses navigation, new windows and web views of every web contents there ever is. */
export function hardenContents(contents: WebContents, uiOrigin: string, log: Log): void {
  const refuse = (event: { preventDefault(): void }, url: string): void => {
    if (URL.parse(url)?.href.startsWith(`${uiOrigin}/`) ?? false) return;
    event.preventDefault();
    log.warn('a navigation was refused', { origin: URL.parse(url)?.origin ?? 'unreadable' });
  };
  contents.on('will-navigate', (event) => refuse(event, event.url));
  contents.on('will-redirect', (event) => refuse(event, event.url));
  contents.on('will-frame-navigate', (event) => refuse(event, event.url));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** To be called before `ready`: sandboxes every renderer, and hardens whatever is created later, however it is created. */
export function hardenApp(uiOrigin: string, log: Log): void {
  app.enableSandbox();
  app.on('session-created', (created) => hardenSession(created, uiOrigin, log));
  app.on('web-contents-created', (_event, contents) => hardenContents(contents, uiOrigin, log));
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, callback) => {
    event.preventDefault();
    callback(false);
  });
  void app.whenReady().then(() => hardenSession(session.defaultSession, uiOrigin, log));
}
